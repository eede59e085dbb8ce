"""The best guard that this machine has."""

from __future__ import annotations

from pathlib import Path

from harness.launch.command import Launcher
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.limits import raise_descriptors
from harness.launch.local import LocalLauncher
from harness.launch.stale import claim, remove_stale


def best_launcher(base: Path, ports: tuple[int, int] | None) -> Launcher:
    """Namespaces where the system gives them and no range of ports is asked for, else plain processes.

    In a namespace every port is free, so that a range says nothing there. `base` becomes this process's own, and what
    runs that were ended by force have left beside it is taken away.
    """
    claim(base)
    remove_stale(base.parent)
    raise_descriptors()
    if ports is not None:
        return LocalLauncher(ports)
    try:
        return ConfinedLauncher(base)
    except Unavailable:
        return LocalLauncher(ports)
