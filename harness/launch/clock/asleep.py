"""When a thread began to sleep, by the scheduler's own times (/proc/PID/sched), where the kernel shows them."""

from __future__ import annotations

import os
import re
import time

from harness.launch.clock.family import read

_RAN_LAST = re.compile(r"^se\.exec_start\s*:\s*(\d+)\.(\d{6})$", re.MULTILINE)
_PROCESSOR = 36
"""Where a line of /proc/PID/stat has the core that a thread ran on last, counted from its state."""


def asleep_since(process: int, number: int) -> int | None:
    """The moment of the monotonic clock at which a thread that sleeps ran last, in nanoseconds, or a little later.

    None where the kernel does not say. Raises OSError where the thread is gone.
    """
    folder = f"/proc/{process}/task/{number}"
    ran = ran_last(_read(f"{folder}/sched"))
    words = _read(f"{folder}/stat").rpartition(")")[2].split()
    behind = _behind(int(words[_PROCESSOR]))
    return None if ran is None or behind is None else ran + behind


def ran_last(text: str) -> int | None:
    """When the thread of a file /proc/PID/sched ran last: nanoseconds by the clock of its core."""
    match = _RAN_LAST.search(text)
    return int(match[1]) * 1_000_000 + int(match[2]) if match else None


def _behind(core: int) -> int | None:
    """By how many nanoseconds a core's clock is behind the monotonic one now: it leaves out what the core was stolen.

    Only what runs on the core can tell.
    """
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {core})
        own = ran_last(_read("/proc/self/sched"))
        return None if own is None else time.monotonic_ns() - own
    except OSError:
        return None
    finally:
        os.sched_setaffinity(0, allowed)


def _read(path: str) -> str:
    try:
        return read(path)
    except PermissionError:
        return ""
