"""Tools of other people, such as compilers and git, run to their end within a time limit, or until a run is ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

LOOK = 0.1
"""Seconds between two looks at whether a tool is to end."""
_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


class ToolTrouble(Exception):
    """A tool that could not be started, or was not done in time: one line that does not name it."""


@contextlib.contextmanager
def ended_by(stop: threading.Event) -> Iterator[None]:
    """Ends the tools that are run in the block, on this thread, once the event is set."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


def told_to_end() -> bool:
    """True where no tool is to run any more."""
    stop = _STOP.get()
    return stop is not None and stop.is_set()


def run_tool(
    argv: Sequence[str],
    limit: float,
    *,
    folder: Path | None = None,
    env: Mapping[str, str] | None = None,
    sent: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs a tool without a shell, whatever its exit status, and gives back what it wrote.

    `limit` is in seconds; `sent` goes to its stdin, which is empty without it. It ends with all processes of its group.
    Raises ToolTrouble.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - an argument list, no shell
            argv,
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            process_group=0,
        )
    except OSError as error:
        raise ToolTrouble(str(error)) from None
    with process:
        try:
            out, err = _waited_for(process, sent or "", limit)
        except BaseException:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(argv, process.returncode, out, err)


def output_of(argv: Sequence[str], limit: float, folder: Path) -> str | None:
    """What a tool wrote to stdout; None where it is not there, was not done in time, or failed."""
    try:
        done = run_tool(argv, limit, folder=folder)
    except ToolTrouble:
        return None
    return done.stdout if done.returncode == 0 else None


def _waited_for(process: subprocess.Popen[str], sent: str, limit: float) -> tuple[str, str]:
    """What a tool wrote, once it has ended. Raises ToolTrouble where it does not, or is to end."""
    until, rest = time.monotonic() + limit, sent or None
    if rest is None and process.stdin:
        process.stdin.close()
        process.stdin = None
    while not told_to_end():
        try:
            return process.communicate(rest, timeout=max(0.0, min(LOOK, until - time.monotonic())))
        except subprocess.TimeoutExpired:
            rest = None
            if time.monotonic() >= until:
                raise ToolTrouble(f"not done after {limit:.0f} s") from None
    raise ToolTrouble("it was ended before it was done")
