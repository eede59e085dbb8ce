"""A launcher for each process that programs are forked from: such a process reaches no case but those.

A fork server runs the libraries of the tree, and may enter the namespaces of cells (warm.py). So those whose cells it
enters are the only ones in its warden's namespaces, and their folders the only ones that can be seen there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from harness.launch.command import ForkServer, Launcher

MOST = 16
"""Launchers at the most; programs of further fork servers start cold."""


class StartingPlace(NamedTuple):
    """Where a program runs."""

    launcher: Launcher
    base: Path
    """The folder in which its private copy is made."""
    server: ForkServer | None
    """What it may be forked from."""


class Launchers:
    """The launchers of a run. They are alike, but for what their programs are forked from."""

    def __init__(self, first: Launcher, base: Path, another: Callable[[Path], Launcher] | None = None) -> None:
        """`first` has its private copies in `base`; `another` makes one more for another folder beside that.

        Without it every program has the first.
        """
        self.first = first
        self._base, self._another = base, another
        self._grounds: dict[object, tuple[Launcher, Path]] = {}

    def of(self, server: ForkServer | None) -> StartingPlace:
        """Where a program runs that may be forked from `server`, or starts cold. Raises EnvironmentTrouble."""
        key = (server.argv[0], tuple(sorted(server.env.items()))) if server and server.apart else None
        if key not in self._grounds:
            if not self._grounds or self._another is None:
                self._grounds[key] = self.first, self._base
            elif key is None or len(self._grounds) < MOST:
                base = self._base.with_name(str(len(self._grounds)))
                base.mkdir()
                self._grounds[key] = self._another(base), base
            else:
                return StartingPlace(*self.of(None)[:2], None)
        return StartingPlace(*self._grounds[key], server)

    def close(self) -> None:
        """Ends all that still runs."""
        with contextlib.ExitStack() as left:
            for launcher in {self.first, *(one for one, _ in self._grounds.values())}:
                left.callback(launcher.close)
