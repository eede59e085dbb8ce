"""What a run is doing: live on a person's terminal and gone when it has ended, or a line now and then in a log."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
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
LOGGED_FROM = 100
"""Cases from which on a log has lines of progress: fewer are through before the first one."""
EACH_UP_TO = 100
"""Programs up to which each verdict is reported as it falls."""
LOGGED_EVERY = 10.0
"""Seconds between two such lines."""
LOOKED_EVERY = 0.5
"""Seconds after which a log has the first failure at the latest."""
ESTIMATED_FROM = 2.0
"""Seconds from which on what is done says something about what is left."""
ESTIMATED_AT = 1 / 20
"""The part of all cases that must be done: the first ones wait for builds, and would promise an hour."""


class Progress:
    """Counts cases as they begin, end and are judged, from any thread; rich asks for its lines."""

    def __init__(self, planned: int, clock: float, preparing: str = "preparing") -> None:
        """`preparing` says what goes on before the first program starts; `clock` is the monotonic clock's."""
        self._planned, self._started, self._preparing = planned, clock, preparing
        self._logged, self._first = clock, ""
        self._lock = threading.Lock()
        self._running: dict[str, None] = {}
        self._done: set[str] = set()
        self._failed = 0
        self._ran: set[str] = set()
        self._each = False
        self._fallen: list[str] = []
        self.news = threading.Event()
        """Set when there is a verdict to report."""

    def due(self, count: int) -> None:
        """So many programs are to run. Of a single one the report itself is as soon there."""
        self._each = 1 < count <= EACH_UP_TO

    def began(self, name: str) -> None:
        """A program starts."""
        with self._lock:
            self._running[name] = None
            self._ran.add(name)

    def ended(self, name: str) -> None:
        """A program has ended, however it ended."""
        with self._lock:
            self._running.pop(name, None)
            self._done.add(name)

    def judged(self, record: CaseRecord) -> None:
        """A case has its verdict, whether its program was run or not."""
        with self._lock:
            self._done.add(record["name"])
            if self._each and record["name"] in self._ran:
                self._fallen.append(_verdict(record))
                self.news.set()
            if record["verdict"] not in AS_EXPECTED:
                self._failed += 1
                self._first = self._first if self._failed > 1 else _failure(record)

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
        left = seconds / ended * (self._planned - ended) if ended else 0
        if left >= 1 and ended >= ESTIMATED_AT * self._planned and seconds >= ESTIMATED_FROM:
            line.append(f"  about {_clock(left)} left", "dim")
        line.truncate(width, overflow="ellipsis")
        yield line
        waits = self._preparing if ended < self._planned else "judging and reporting"
        names = Text("  " + (", ".join(map(plain, running)) or f"{waits} ..."), "dim")
        names.truncate(width, overflow="ellipsis")
        yield names

    def fallen(self) -> list[str]:
        """The verdicts that have come in since it was asked last, a line each."""
        with self._lock:
            fallen, self._fallen = self._fallen, []
            self.news.clear()
        return fallen

    def log(self, now: float) -> Iterator[str]:
        """The lines that a log gets now: the verdicts or the first failure, and every ten seconds how far it is."""
        with self._lock:
            ended, failed, first, running = len(self._done), self._failed, self._first, bool(self._running)
            self._first = ""
        yield from self.fallen()
        if first and not self._each:
            yield f"first failure: {first}"
        if now - self._logged >= LOGGED_EVERY:
            self._logged = now
            begun = ended or running
            done = f"{ended} of {self._planned} cases" if begun else self._preparing
            yield f"{now - self._started:.0f} s: {done}{f', {failed} failed' if failed else ''}"


def _verdict(record: CaseRecord) -> str:
    failed = record["verdict"] not in AS_EXPECTED
    told = _failure(record) if failed else plain(record["name"])
    return f"{record['verdict']:<15} {record['duration_ms'] / 1000:>7.2f} s  {told}"


def _failure(record: CaseRecord) -> str:
    """The case with its first error, on one line."""
    found = next((one for one in record["findings"] if one["severity"] == "error"), None)
    if found is None:
        return _one_line(f"{record['name']}: {record['reason'] or record['verdict']}")
    place = f"{found['file']}:{found['line']}: " if found["file"] and found["line"] else ""
    return _one_line(f"{record['name']}: {place}{found['code']}: {found['message']}")


def _one_line(text: str) -> str:
    return plain(" ".join(text.splitlines()))


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
    """True where a person looks: both streams are a terminal, and one that can take lines back.

    Some services give a job a terminal, and keep what it draws in a log. There a command of theirs must begin a line.
    """
    takes_back = os.environ.get("TERM", "dumb") not in ("dumb", "unknown") and os.environ.get("CI") != "true"
    return stdout.isatty() and stderr.isatty() and takes_back


@contextmanager
def shown(planned: int, preparing: str = "preparing") -> Iterator[Progress | None]:
    """The progress of a run, drawn on stderr while the block runs, or written there as lines if that is no terminal.

    None if there is little or nothing to say. It has a descriptor of its own, for pytest takes the others meanwhile.
    """
    looked_at = wanted(sys.stdout, sys.stderr)
    if not planned or (planned < LOGGED_FROM and not looked_at):
        yield None
        return
    progress = Progress(planned, time.monotonic(), preparing)
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8", errors="replace") as stream:
        if not looked_at:
            with _telling(progress, lambda: progress.log(time.monotonic()), partial(print, file=stream, flush=True)):
                yield progress
            return
        console = Console(file=stream, highlight=False)
        live = Live(
            _Display(progress, console),
            console=console,
            refresh_per_second=REFRESHED,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with live, _telling(progress, progress.fallen, lambda line: console.print(Text(line))):
            yield progress


@contextmanager
def _telling(progress: Progress, lines: Callable[[], Iterable[str]], tell: Callable[[str], object]) -> Iterator[None]:
    """Prints the lines that there are, while the block runs, on a thread of its own.

    A log that takes no more is left alone.
    """
    stop = threading.Event()

    def write() -> None:
        with contextlib.suppress(OSError):
            while not stop.is_set():
                progress.news.wait(LOOKED_EVERY)
                for line in lines():
                    tell(line)
            for line in progress.fallen():
                tell(line)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        progress.news.set()
        writer.join()
