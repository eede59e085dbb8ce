"""Tools that run code of the tree, such as a build script: in a cell, where this machine has one for them."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from harness.common.tools import ToolTrouble, run_tool

BASE = ("PATH", "LANG", "LC_ALL", "TZ")
"""Variables that every tool gets of the harness's own, where they are set. No secret is kept in them."""
NO_CELL = 125
"""The exit status of a cell that could not be made, or ended its tool at a limit; stderr's last line says why."""


@dataclass(frozen=True)
class Reach:
    """What a tool in a cell reaches beside the system, the tools and the project, all of which it may only read."""

    writes: Sequence[Path] = ()
    """Folders that it may write to; they exist."""
    caches: Sequence[Path] = ()
    """The same for what other builds use too; how much it holds is not looked at."""
    reads: Sequence[Path] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    """Its environment, beside BASE and the HOME and TMPDIR of the cell."""
    network: bool = False
    """True where it may call other hosts."""


class BuildCell(Protocol):
    """What gives each tool a cell of its own."""

    def opened(
        self, argv: Sequence[str], reach: Reach, env: Mapping[str, str]
    ) -> contextlib.AbstractContextManager[tuple[Sequence[str], Mapping[str, str]]]:
        """The argument list and the environment by which the tool starts in a cell, which goes with the block."""


_CELL: ContextVar[BuildCell | None] = ContextVar("cell", default=None)


@contextlib.contextmanager
def built_in(cell: BuildCell | None) -> Iterator[None]:
    """Gives the tools that are run in the block, on this thread, cells; with None they have the user's rights."""
    token = _CELL.set(cell)
    try:
        yield
    finally:
        _CELL.reset(token)


def in_cells() -> bool:
    """True where `run_in_cell` runs a tool in a cell."""
    return _CELL.get() is not None


def run_in_cell(
    argv: Sequence[str], limit: float, reach: Reach, *, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a tool as `run_tool` does, in a cell if there is one for it. Raises ToolTrouble."""
    cell = _CELL.get()
    if cell is None:
        return run_tool(argv, limit, folder=folder, env={**os.environ, **reach.variables})
    env = {**{name: os.environ[name] for name in BASE if name in os.environ}, **reach.variables}
    with cell.opened(argv, reach, env) as (started, given):
        done = run_tool(started, limit, folder=folder, env=given)
    if done.returncode == NO_CELL:
        raise ToolTrouble((done.stderr.strip().splitlines() or ["its cell ended"])[-1])
    return done
