"""What is to be started, how it ended, and what a launcher is."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from harness.model import Escape


@dataclass(frozen=True)
class ForkServer:
    """A process that has loaded what programs need, and becomes them when it is forked (warm.py)."""

    argv: tuple[str, ...]
    env: Mapping[str, str]


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
    links: tuple[str, ...] = ()
    """Paths outside its private copy that links in the copy lead to."""


@dataclass(frozen=True)
class Ending:
    """How a program ended."""

    exit_status: int | None
    """None where it was ended at its time limit; negative where a signal ended it."""
    duration: float
    warm: bool = False
    """True where a fork server started it."""


class Place(Protocol):
    """Where one case runs, and the port that its mock has there."""

    host: str
    """The address that the mock has there."""
    port: int
    listener: socket.socket | None
    """Bound to the port and listening; None where nobody is to listen."""
    doors: tuple[socket.socket, ...]
    """The listeners of the hosts that the place was furnished with, in the order of `Furniture.doors`."""

    async def run(self, command: Command) -> Ending:
        """Runs a program to its end, and ends its whole group. Raises OSError where it can't be started."""

    async def release(self) -> Sequence[Escape]:
        """Ends what still runs here, gives the place back, and tells the tries at other hosts."""


class Launcher(Protocol):
    """Where programs run, and where their listeners are."""

    guard: str
    """What keeps programs from other hosts, for the report."""
    reason: str
    """Why there is no better guard; empty where there is none better."""
    confines: bool
    """True where no program can reach another host, whatever it does."""
    temporary: str | None
    """The folder for temporary files that every case has anew; None where the private copy has to hold them."""
    ends_all: bool
    """True where nothing that a program started outlives it, and none gives its files another owner."""

    async def lease(self, *, listening: bool) -> Place:
        """A place for one case. Raises EnvironmentTrouble where none can be had."""

    def close(self) -> None:
        """Ends all that still runs."""
