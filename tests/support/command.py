"""The command as a subprocess, and the small trees that it is called in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support.loaded import can_fork, loaded
from support.trees import Program, Tree, make_tree

HARNESS = Path(sys.executable).with_name("harness")
PATIENCE = 100
"""Seconds after which a test fails instead of waiting for ever."""
BALANCE = Program("curl", "get_balance")
ENGINES = Program("curl", "list_engines")
ON_PATH = {"PATH": f"{HARNESS.parent}{os.pathsep}{os.environ['PATH']}"}
"""The variable with which a shell finds the command by its name, as its users have it."""
DROPPED = ("CI", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "API_HOST", "STABILITY_API_KEY")


def environment(**more: str) -> dict[str, str]:
    """This process's own variables without those that change how the command behaves."""
    return {name: value for name, value in os.environ.items() if name not in DROPPED} | more


def call(argv: Sequence[str | Path], folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a folder to its end; `harness` itself, where that can make no difference, from a process that
    has loaded it."""
    words, variables = [str(word) for word in argv], environment(**env)
    if words[0] == str(HARNESS) and can_fork(variables):
        return loaded().run(words, folder, variables, PATIENCE)
    return subprocess.run(
        words, cwd=folder, env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def harness(folder: Path, *arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs `harness` in a folder to its end."""
    return call([HARNESS, *arguments], folder, **env)


def report(path: Path) -> dict[str, Any]:
    """A JSON report."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def write_own(root: Path, settings: str, files: dict[str, str]) -> Path:
    """A tree whose settings, in harness.toml, and files are all the test's own."""
    root.mkdir(exist_ok=True)
    (root / "harness.toml").write_text(settings, "utf-8")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


__all__ = [
    "BALANCE",
    "ENGINES",
    "HARNESS",
    "ON_PATH",
    "Program",
    "Tree",
    "call",
    "harness",
    "make_tree",
    "report",
    "write_own",
]
