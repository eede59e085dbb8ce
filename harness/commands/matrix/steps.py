"""A tool that prepares a variant, run to its end."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.common.tools import ToolTrouble, run_tool
from harness.errors import UserError

LIMIT = 600.0
"""Seconds for one step: a download of a toolchain is within it."""


class MatrixTrouble(UserError):
    """What kept a variant from being ready, in one line."""


def step(argv: Sequence[str], folder: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What a tool wrote to stdout. Raises MatrixTrouble with the tool's last words if it fails."""
    name = Path(argv[0]).name
    try:
        done = run_tool(argv, LIMIT, folder=folder, env={**os.environ, **(env or {})})
    except ToolTrouble as trouble:
        raise MatrixTrouble(f"{name}: {trouble}") from None
    if done.returncode:
        words = " ".join(argv[1:3])
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()] or [f"status {done.returncode}"]
        raise MatrixTrouble(f"{name} {words}: {' '.join(said)[:400]}")
    return done.stdout


def uv() -> str:
    """The path of uv, on PATH or from its package. Raises MatrixTrouble if there is no uv."""
    found = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if not found:
        raise MatrixTrouble("expected uv, found none: pip install 'example-harness[matrix]'")
    return found
