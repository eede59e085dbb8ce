"""What a run is doing, live on a person's terminal, and gone when it has ended."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console, ConsoleDimensions
from rich.live import Live
from rich.text import Text

from harness.model import AS_EXPECTED
from harness.report.plain import plain
from harness.report.shape import CaseRecord

BAR = 24
"""Columns of the bar, where the terminal has room for it."""
REFRESHED = 5
"""How often a second the lines are drawn anew."""
ESTIMATED_FROM = 2.0
"""Seconds from which on what is done says something about what is left."""


class Progress:
    """Counts cases as they begin, end and are judged, from any thread; rich asks for its lines."""

    def __init__(self, planned: int, clock: float) -> None:
        self._planned, self._started, self._now = planned, clock, clock
        self._lock = threading.Lock()
        self._running: dict[str, None] = {}
        self._done: set[str] = set()
        self._failed = 0

    def began(self, name: str) -> None:
        """A program starts."""
        with self._lock:
            self._running[name] = None

    def ended(self, name: str) -> None:
        """A program has ended, whatever it comes to."""
        with self._lock:
            self._running.pop(name, None)
            self._done.add(name)

    def judged(self, record: CaseRecord) -> None:
        """A case has its verdict, whether its program was run or not."""
        with self._lock:
            self._done.add(record["name"])
            self._failed += record["verdict"] not in AS_EXPECTED

    def lines(self, width: int, now: float) -> Iterator[Text]:
        """One line of figures and one of what runs now, no wider than the terminal. `now` is the monotonic clock's."""
        with self._lock:
            ended, failed, running = len(self._done), self._failed, list(self._running)
        seconds = now - self._started
        line = Text()
        if width >= 3 * BAR:
            full = BAR * ended // max(self._planned, 1)
            line.append("━" * full, "green" if not failed else "red").append("━" * (BAR - full), "dim").append("  ")
        line.append(f"{ended} of {self._planned} cases")
        if failed:
            line.append(f"  {failed} failed", "bold red")
        line.append(f"  {_clock(seconds)}", "dim")
        if 0 < ended < self._planned and seconds >= ESTIMATED_FROM:
            line.append(f"  about {_clock(seconds / ended * (self._planned - ended))} left", "dim")
        line.truncate(width, overflow="ellipsis")
        yield line
        names = Text("  " + (", ".join(map(plain, running)) or "preparing ..."), "dim")
        names.truncate(width, overflow="ellipsis")
        yield names


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


class _Display:
    """The lines as rich draws them, as wide as the terminal is at that moment."""

    def __init__(self, progress: Progress, console: Console) -> None:
        self._progress, self._console = progress, console

    def __rich__(self) -> Text:
        columns, lines = os.get_terminal_size(self._console.file.fileno())
        self._console.size = ConsoleDimensions(columns or 80, lines or 24)  # some terminals don't know their size
        return Text("\n").join(self._progress.lines(self._console.width, time.monotonic()))


def wanted(stdout: IO[str], stderr: IO[str]) -> bool:
    """True where a person looks: both streams are a terminal, and one that can take lines back."""
    return stdout.isatty() and stderr.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")


@contextmanager
def shown(planned: int) -> Iterator[Progress | None]:
    """The progress of a run, drawn on stderr while the block runs; None where nobody looks, or nothing is planned.

    It has a descriptor of its own, for pytest takes the others to itself meanwhile.
    """
    if not planned or not wanted(sys.stdout, sys.stderr):
        yield None
        return
    progress = Progress(planned, time.monotonic())
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8", errors="replace") as stream:
        console = Console(file=stream, highlight=False)
        with Live(
            _Display(progress, console),
            console=console,
            refresh_per_second=REFRESHED,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ):
            yield progress
