"""The best guard that this machine has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Never

from harness.errors import EnvironmentTrouble
from harness.launch.command import Launcher
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.furnish import NOTHING, Furniture
from harness.launch.limits import raise_descriptors
from harness.launch.local import LocalLauncher
from harness.launch.stale import claim, remove_stale


def container_launcher(base: Path, readable: Sequence[Path], furniture: Furniture = NOTHING) -> Launcher:
    """Containers, whose programs may read `readable`. Raises EnvironmentTrouble where no engine answers."""
    from harness.launch.containers import ContainerLauncher  # here, because few runs need it

    if furniture.names:
        raise EnvironmentTrouble(
            f"--launcher docker: programs that name their host ({furniture.names[0]}) need a network of their own; "
            "run them with --launcher local"
        )
    _make_own(base)
    return ContainerLauncher(base, readable)


def best_launcher(base: Path, ports: tuple[int, int] | None, furniture: Furniture = NOTHING) -> Launcher:
    """Namespaces where the system gives them and no range of ports is asked for, else plain processes.

    In a namespace every port is free, so that a range says nothing there. `base` becomes this process's own, and what
    runs that were ended by force have left beside it is taken away. Where there are no namespaces to put `furniture`
    into, every lease raises EnvironmentTrouble.
    """
    _make_own(base)
    if ports is not None:
        return _plain(furniture, 'the settings ask for a range of "ports", which a namespace has not', ports)
    try:
        return ConfinedLauncher(base, furniture)
    except Unavailable as error:
        return _plain(furniture, str(error))


def _plain(furniture: Furniture, why: str, ports: tuple[int, int] | None = None) -> LocalLauncher:
    if not furniture.names:
        return LocalLauncher(ports, why)
    return _Unfurnished(furniture.names[0], why)


class _Unfurnished(LocalLauncher):
    """Starts nothing: a program that names its host would reach the real one."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(reason=why)
        self._name = name

    async def lease(self, *, listening: bool) -> Never:  # noqa: ARG002 - the shape of Launcher
        """Raises EnvironmentTrouble."""
        raise EnvironmentTrouble(
            f"programs that name their host ({self._name}) need namespaces of their own, not to be had: {self.reason}"
        )


def _make_own(base: Path) -> None:
    claim(base)
    remove_stale(base.parent)
    raise_descriptors()
