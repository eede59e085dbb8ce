"""What a case uses up: its processes, by what /proc says of them (proc(5)), and its files."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence

from harness.launch.furnish import SHARED
from harness.launch.limits import Limits

EVERY = 0.25
"""Seconds between two looks."""
MAY_HAVE_ENDED = 16
"""Processes of a list that are not there any more when they are looked at, at the most."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROPORTIONAL = (b"Pss_Anon:", b"SwapPss:")
_RESIDENT, _SHARED = 1, 2
"""Fields of statm: pages in memory, and those of them that files and other processes have too."""
_BLOCK, _LEAST = 512, 4096
"""Bytes of a block (stat(2)), and how many a file or a folder counts at the least: a name takes room too."""
_USER, _SYSTEM, _THREADS = 11, 12, 17
"""Fields of stat, counted from behind the program's name in brackets."""


def exceeded(limits: Limits, own: int, folder: str = "/proc") -> str:
    """Which of the limits the processes that can be seen exceed, but for one: `memory` in bytes, or `processes`."""
    memory = threads = 0
    seen: list[tuple[str, int]] = []
    others = _others(own, folder)
    if len(others) > limits.processes + MAY_HAVE_ENDED:
        return "processes"  # to look at each takes long where all of them want the processor
    for name in others:
        try:
            with open(f"{folder}/{name}/statm", encoding="ascii") as stream:  # noqa: PTH123 - pathlib is slow
                pages = stream.read().split()
            with open(f"{folder}/{name}/stat", "rb") as stream:  # noqa: PTH123 - as above
                threads += int(stream.read().rpartition(b")")[2].split()[_THREADS])
        except OSError:  # it has ended
            continue
        seen.append((name, _PAGE * (int(pages[_RESIDENT]) - int(pages[_SHARED]))))
        memory += seen[-1][1]
    if threads > limits.processes:
        return "processes"
    if memory > limits.memory and sum(_own(f"{folder}/{name}", size) for name, size in seen) > limits.memory:
        return "memory"
    return ""


def spent(limits: Limits, own: int, folder: str = "/proc") -> tuple[tuple[str, bytes, bytes], ...]:
    """Each process that can be seen, but for one, with the processor's time that it has taken (proc(5), utime, stime).

    If that stays as it is, all of them only wait, and use up no more of anything. Empty if there are too many of them.
    """
    others = _others(own, folder)
    found = []
    for name in others if len(others) <= limits.processes + MAY_HAVE_ENDED else ():
        with contextlib.suppress(OSError), open(f"{folder}/{name}/stat", "rb") as stream:  # noqa: PTH123 - as below
            fields = stream.read().rpartition(b")")[2].split()
            found.append((name, fields[_USER], fields[_SYSTEM]))
    return tuple(found)


def _others(own: int, folder: str) -> list[str]:
    return [name for name in os.listdir(folder) if name.isdigit() and int(name) != own]  # noqa: PTH208 - as below


def _own(process: str, most: int) -> int:
    """The bytes of a process, its share of what it has from the one that it was forked from; `most` where none tells.

    This takes a hundred times as long as the sum in which such pages are counted once a process.
    """
    try:
        with open(f"{process}/smaps_rollup", "rb") as stream:  # noqa: PTH123 - as above
            return 1024 * sum(int(line.split()[1]) for line in stream if line.startswith(_PROPORTIONAL))
    except OSError:
        return most


class Files:
    """What one case writes, counted from the moment that this is made."""

    def __init__(self, folder: str, printed: Sequence[str], temporary: Sequence[str] = ()) -> None:
        """`folder` is the case's own, `printed` the files in it that take its output, `temporary` its folders for
        temporary files, each a file system of its own.
        """
        self._folder, self._printed, self._temporary = folder, printed, temporary
        self._device = os.stat(folder).st_dev  # noqa: PTH116 - as above
        self._before = size(folder)

    def exceeded(self, limits: Limits, *, alone: bool = False) -> str:
        """Which of the limits is reached: `output`, `shared` or `disk`.

        `alone` is True where no process can be seen but the caller.
        """
        if sum(_length(path) for path in self._printed) >= limits.output:
            return "output"
        used = {folder: _used(folder) for folder in self._temporary}
        if used.pop(SHARED, 0) >= limits.shared:
            return "shared"
        held = _deleted(self._device, alone=alone) if self._temporary else 0
        disk = sum(used.values()) + held - self._before
        return "disk" if disk + size(self._folder, limits.disk - disk) >= limits.disk else ""


def _length(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - as above
    except OSError:  # it has been taken away
        return 0


def _deleted(device: int, *, alone: bool = False) -> int:
    """The bytes of files of a device that have no name any more, and are held open by a process that can be seen."""
    found: dict[int, int] = {}
    for process in ("self",) if alone else filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 - as above
        with contextlib.suppress(OSError), os.scandir(f"/proc/{process}/fd") as held:
            for entry in held:
                status = entry.stat()
                if status.st_nlink == 0 and status.st_dev == device and stat.S_ISREG(status.st_mode):
                    found[status.st_ino] = _BLOCK * status.st_blocks
    return sum(found.values())


def _used(folder: str) -> int:
    """The bytes that a file system holds."""
    status = os.statvfs(folder)
    return (status.f_blocks - status.f_bfree) * status.f_frsize


def size(folder: str, most: int | None = None) -> int:
    """The bytes that a folder takes on the disk; the count ends where there are `most`. Links are not followed."""
    found, pending = 0, [folder]
    while pending and (most is None or found < most):
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    found += max(_BLOCK * entry.stat(follow_symlinks=False).st_blocks, _LEAST)
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
        except OSError:  # it has been taken away meanwhile, or its name is too long
            continue
    return found
