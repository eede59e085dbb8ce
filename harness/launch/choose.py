"""The best guard that this machine has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Never

from harness.errors import EnvironmentTrouble
from harness.launch.apart import Launchers
from harness.launch.command import Launcher
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.furnish import NOTHING, Furniture
from harness.launch.limits import USUAL, Limits, raise_descriptors
from harness.launch.local import LocalLauncher
from harness.launch.root import NO_MORE, Visible, unix_sockets
from harness.launch.stale import claim, remove_stale


def container_launcher(
    base: Path, readable: Sequence[Path], visible: Visible, furniture: Furniture, limits: Limits
) -> Launchers:
    """Containers, whose programs may read `readable` but for what `visible` hides of it.

    Raises EnvironmentTrouble where no engine answers.
    """
    from harness.launch.containers import ContainerLauncher  # here, because few runs need it
    from harness.launch.mounts import mounts

    if furniture.names:
        raise EnvironmentTrouble(
            f"--launcher docker: programs that name their host ({furniture.names[0]}) need a network of their own; "
            "run them with --launcher local"
        )
    _make_own(base)
    return Launchers(ContainerLauncher(base, mounts(readable, visible, unix_sockets()), limits), base)


def best_launchers(
    base: Path,
    ports: tuple[int, int] | None,
    furniture: Furniture = NOTHING,
    visible: Visible = NO_MORE,
    limits: Limits = USUAL,
) -> Launchers:
    """The best launcher, and in namespaces one more for each process that programs are forked from; see apart.py.

    `base` becomes this process's own, and what runs that were ended by force have left beside it is taken away.
    """
    _make_own(base)
    own = base / "0"
    own.mkdir()
    first = _best(own, ports, furniture, visible, limits)
    if not isinstance(first, ConfinedLauncher):
        return Launchers(first, own)
    return Launchers(first, own, lambda folder: ConfinedLauncher(folder, furniture, visible, limits, wait=False))


def best_launcher(base: Path, ports: tuple[int, int] | None, visible: Visible = NO_MORE) -> Launcher:
    """Namespaces where the system gives them and no range of ports is asked for, else plain processes.

    `base` becomes this process's own, as above.
    """
    _make_own(base)
    return _best(base, ports, NOTHING, visible, USUAL)


def _best(
    base: Path, ports: tuple[int, int] | None, furniture: Furniture, visible: Visible, limits: Limits
) -> Launcher:
    """In namespaces programs see `visible` of the machine, beside the system. There every port is free, so that a range
    says nothing. Where there are no namespaces to put `furniture` into, every lease raises EnvironmentTrouble.
    """
    if ports is not None:
        return _plain(furniture, 'the settings ask for a range of "ports", which a namespace has not', limits, ports)
    try:
        return ConfinedLauncher(base, furniture, visible, limits)
    except Unavailable as error:
        return _plain(furniture, str(error), limits)


def _plain(furniture: Furniture, why: str, limits: Limits, ports: tuple[int, int] | None = None) -> LocalLauncher:
    if not furniture.names:
        return LocalLauncher(ports, why, limits)
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
