"""What a program may use up."""

from __future__ import annotations

import contextlib
import resource

MAX_FILE = 64 * 1024 * 1024
"""Bytes that a program may write to one file, its output included."""
MAX_TEMPORARY = 4 * MAX_FILE
"""Bytes that a program may write to each of the machine's folders for temporary files."""
MAX_PROCESSES = 1024
"""Processes and threads that a program may have at once, where the kernel can count them (Linux 6.14). An interpreter
has some dozen threads."""
GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL: enough for an interpreter to run its handlers, too little to be waited for."""
DESCRIPTORS = 16 * 1024
"""Open files that a process of ours may need: each case has a listener, its connections and what watches them."""


def raise_descriptors() -> tuple[int, int]:
    """Raises this process's own limit on open files as far as it may and needs to; gives back what it was."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return soft, hard
