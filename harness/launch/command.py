"""What is to be started, how it ended, and what a launcher is."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


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


@dataclass(frozen=True)
class Ending:
    """How a program ended."""

    exit_status: int | None
    """None where it was ended at its time limit; negative where a signal ended it."""
    duration: float


class Launcher(Protocol):
    """Where programs run, and where their listeners are."""

    def listen(self) -> socket.socket:
        """A bound and listening socket that the programs can reach. Raises EnvironmentTrouble where none can be had."""

    async def run(self, command: Command) -> Ending:
        """Runs a program to its end, and leaves nothing of it running. Raises OSError where it can't be started."""

    def close(self) -> None:
        """Ends all that still runs."""
