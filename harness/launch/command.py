"""What is to be started, how it ended, and what a launcher is."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from harness.model import Escape


@dataclass(frozen=True)
class ForkServer:
    """A process that has loaded what programs need, and becomes them when it is forked (warm.py)."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    apart: bool = True
    """False where it loads nothing of the tree: it may be where other programs run."""


class Clocked(Protocol):
    """What delays answers."""

    ahead: Callable[[], float]
    """Seconds that the program's clock is ahead of the machine's, now."""

    def moved(self) -> None:
        """The program's clock was moved: what is due by now is done next."""


class Counterpart(Protocol):
    """Whoever answers a program's requests, and so knows when it can only wait."""

    waits: asyncio.Event
    """Set when the program may have nothing to do but wait for a while."""

    @property
    def timers(self) -> Clocked:
        """What delays answers."""

    async def due(self) -> float:
        """Seconds until it does something by itself: 0 where it has work, infinity where it has none."""


@dataclass(frozen=True)
class Command:
    """A program to start: its whole environment, and the files that take what it prints."""

    argv: tuple[str, ...]
    folder: Path
    env: Mapping[str, str]
    stdout: Path
    stderr: Path
    time_limit: float
    """Seconds until the program is ended."""
    warm: ForkServer | None = None
    """What may start the program; None where it must start cold."""
    image: str | None = None
    """The image that it runs in, where it runs in a container."""
    answering: Counterpart | None = None
    """Who answers it, where its clock may be moved instead of a wait."""


REAL = "only in namespaces, on x86-64, can a program's clock be moved"
"""Why a program waited in full that ran elsewhere."""


@dataclass(frozen=True)
class Ending:
    """How a program ended."""

    exit_status: int | None
    """None where it was ended at its time limit; negative where a signal ended it."""
    duration: float
    """Seconds by the program's own clock."""
    warm: bool = False
    """True where a fork server started it."""
    exceeded: str = ""
    """The limit that it came to, other than that of time: a field of Limits."""
    spared: float = 0.0
    """Seconds of `duration` that did not have to be waited, since the program's clock was moved."""
    real: str = ""
    """Why some of its waits were real ones, where it was to be spared them."""
    doubt: str = ""
    """Why its clock may have misled it, so that it has to run once more; empty if it did not."""


class Place(Protocol):
    """Where one case runs, and the port that its mock has there."""

    host: str
    """The address that the mock has there."""
    port: int
    listener: socket.socket | None
    """Bound to the port and listening; None where nobody is to listen."""
    doors: tuple[socket.socket, ...]
    """The listeners of the hosts that the place was furnished with, in the order of `Furniture.doors`."""

    @property
    def spare(self) -> int:
        """A port that nobody listens on, for a program that does."""

    async def run(self, command: Command) -> Ending:
        """Runs a program to its end, and ends its whole group. Raises OSError where it can't be started."""

    def signal(self, number: int) -> None:
        """Sends a signal to the program that runs, and to its group."""

    async def make_socket(self, family: int) -> socket.socket:
        """A socket, not blocking, that reaches the ports of the program. Raises OSError if none can be made."""

    async def ports(self) -> Sequence[int]:
        """The ports on which the program listens, as far as that can be known."""

    async def release(self) -> Sequence[Escape]:
        """Ends what still runs here, gives the place back, and tells the tries at other hosts."""


class Launcher(Protocol):
    """Where programs run, and where their listeners are."""

    guard: str
    """What keeps programs from other hosts, for the report."""
    reason: str
    """Why there is no better guard; empty if there is none."""
    confines: bool
    """True where no program can reach another host, whatever it does."""
    temporary: str | None
    """The folder for temporary files that every case has anew; None where the private copy has to hold them."""
    ends_all: bool
    """True where nothing that a program started outlives it, and none gives its files another owner."""
    real_time: str
    """Why a program that waits does so in real time; empty where its clock can be moved instead."""
    reaches: bool
    """True where the ports on which a program listens can be reached."""

    async def lease(self, *, listening: bool) -> Place:
        """A place for one case. Raises EnvironmentTrouble where none can be had."""

    def close(self) -> None:
        """Ends all that still runs."""
