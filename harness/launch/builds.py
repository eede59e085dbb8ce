"""Cells for builds and other tools that run code of the tree: no other case, and by default no network."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness.common.cells import NO_CELL, Reach, built_in, run_in_cell
from harness.common.tools import ToolTrouble
from harness.launch.command import Launcher
from harness.launch.confined import ConfinedLauncher, started, with_own
from harness.launch.removal import remove_tree
from harness.launch.root import NO_MORE, Visible

TRIAL_LIMIT = 10.0
"""Seconds within which a cell is there, or counts as not to be had."""


class BuildCells:
    """Makes a cell for each tool, in namespaces of its own (build_cell.py).

    The tool sees the system, what `visible` shows to programs, and what its `Reach` names.
    """

    def __init__(self, visible: Visible, base: Path) -> None:
        """`base` is the run's folder: in it each cell has its own for as long as it is there."""
        self._base = base
        self._shown = with_own(visible)
        self._hidden = visible.hidden

    @contextlib.contextmanager
    def opened(
        self, argv: Sequence[str], reach: Reach, env: Mapping[str, str]
    ) -> Iterator[tuple[Sequence[str], Mapping[str, str]]]:
        """See BuildCell."""
        base = Path(os.path.realpath(tempfile.mkdtemp(prefix="build-", dir=self._base)))
        try:
            for name in ("home", "tmp"):
                (base / name).mkdir()
            world = {
                "base": str(base),
                "shown": [*self._shown, *map(os.path.realpath, reach.reads)],
                "hidden": self._hidden,
                "writes": [os.path.realpath(path) for path in reach.writes],
                "caches": [os.path.realpath(path) for path in reach.caches],
                "no_cell": NO_CELL,
                "network": reach.network,
            }
            yield (
                started("build_cell", json.dumps(world), *argv),
                {"HOME": str(base / "home"), "TMPDIR": str(base / "tmp"), **env},
            )
        finally:
            remove_tree(base)


def build_cells(visible: Visible, launcher: Launcher, base: Path) -> BuildCells | None:
    """Cells for the builds of programs that a launcher starts; None where this machine gives no namespaces.

    Plain processes have the user's rights, and so have their builds.
    """
    if launcher.guard == ConfinedLauncher.guard:
        return BuildCells(visible, base)
    return BuildCells(visible, base) if launcher.confines and _are_to_be_had(base) else None


def _are_to_be_had(base: Path) -> bool:
    try:
        with built_in(BuildCells(NO_MORE, base)):
            return run_in_cell(("/bin/true",), TRIAL_LIMIT, Reach(), folder=Path("/")).returncode == 0
    except ToolTrouble:
        return False
