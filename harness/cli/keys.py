"""Single keys of a terminal, as they are pressed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ESCAPE = 27
"""Begins what a terminal sends for arrows and the like: no key that is meant here."""


@contextmanager
def pressed(take: Callable[[str], None]) -> Iterator[bool]:
    """Gives each key to `take`, on the running loop. False if stdin is no terminal of ours, and there are no keys.

    The terminal is left as it was found. Ctrl-C and Ctrl-Z stay what they are.
    """
    if not _is_ours():
        yield False
        return
    import termios
    import tty

    loop, fd = asyncio.get_running_loop(), sys.stdin.fileno()
    before = termios.tcgetattr(fd)

    def read() -> None:
        data = os.read(fd, 64)
        if not data:  # the terminal is gone
            loop.remove_reader(fd)
        elif data[0] != ESCAPE:
            for key in data.decode("utf-8", "replace"):
                take(key)

    tty.setcbreak(fd)
    loop.add_reader(fd, read)
    loop.add_signal_handler(signal.SIGCONT, tty.setcbreak, fd)  # after Ctrl-Z the shell has set it otherwise
    try:
        yield True
    finally:
        loop.remove_reader(fd)
        loop.remove_signal_handler(signal.SIGCONT)
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def _is_ours() -> bool:
    """True for a terminal in whose foreground this process is: one in the background would be stopped."""
    try:
        return os.isatty(sys.stdin.fileno()) and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (AttributeError, OSError, ValueError):  # stdin is closed
        return False
