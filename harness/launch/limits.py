"""What a program may use up."""

from __future__ import annotations

import contextlib
import resource
from typing import NamedTuple

from harness.errors import EnvironmentTrouble

MB = 1024**2


class Limits(NamedTuple):
    """What one program may use up, with all that it starts; these are the settings' defaults."""

    memory: int = 2048 * MB
    """Bytes of memory."""
    processes: int = 1024
    """Processes and threads. An interpreter has some dozen threads."""
    disk: int = 256 * MB
    """Bytes that it may add to its folder and its folders for temporary files."""
    output: int = 64 * MB
    """Bytes that it may print, to stdout and to stderr."""
    shared: int = 256 * MB
    """Bytes in /dev/shm."""


USUAL = Limits()


OF_BUILDS = Limits(memory=8192 * MB, processes=4096, disk=4096 * MB)
"""What a build may use up: compilers run one a core."""
MAX_BUILD_FILE, MAX_BUILD_TEMPORARY = 1024 * MB, 256 * MB
"""Bytes that a build may write to one file, and to each folder for temporary files."""
GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL: enough for an interpreter to run its handlers, too little to be waited for."""
DESCRIPTORS = 16 * 1024
"""Open files that a process of ours may need: each case has a listener, its connections and what watches them."""


OWN, EACH = 40, 8
"""Open files of the harness itself, and of each case: its listener, its connections, and what takes its output."""


def cases_at_once() -> int:
    """How many cases may run side by side, as far as open files go. Raises EnvironmentTrouble where none may."""
    raise_descriptors()
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return DESCRIPTORS
    if soft < OWN + 3 * EACH:
        raise EnvironmentTrouble(f"expected at least {OWN + 3 * EACH} open files (ulimit -n), got {soft}")
    return (soft - OWN) // EACH


def raise_descriptors() -> tuple[int, int]:
    """Raises this process's own limit on open files as far as it may and needs to; gives back what it was."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return soft, hard
