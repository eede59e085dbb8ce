"""Proof that a case has left nothing in its cell, which then serves the next case in the same folder.

What a program can change there outlives it in few places: processes, folders for temporary files, System V's queues and
memory, POSIX's queues, and the limits of the cell's first process (prlimit(2)). The mounts, the namespaces themselves
and the rest of that process it has no right to change; its own folder is proved clean where it is kept (reuse.py).
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import stat
from collections.abc import Iterable, Iterator

from harness.launch import linux

SYSTEM_V = ("msg", "sem", "shm")
"""Files of /proc/sysvipc, which list what there is of each kind (sysvipc(7))."""
LIMITS = 16
"""Kinds of limits that a process has (getrlimit(2))."""
_Identity = tuple[object, ...]


def is_alone() -> bool:
    """True where nothing else is in the caller's process namespace, of which it is the first: not even a dead one."""
    try:
        os.kill(-1, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def end_others() -> bool:
    """Ends all else in the caller's process namespace, of which it is the first; False where something stays."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return is_alone()


class Pristine:
    """A cell before its first program begins."""

    def __init__(self, temporary: Iterable[str], point: str) -> None:
        """`temporary` are its folders for temporary files; `point` is any folder, over which something is mounted for a
        moment. Raises OSError where the kernel does not show what is left.
        """
        self._folders = tuple(temporary)
        self._queues = _queues(point)
        self._paths = [path for folder in self._folders for path in _own(folder)]
        self._before = self._state()

    def is_as_before(self) -> bool:
        """True if all that a case has started is gone, and nothing else is left of it."""
        return end_others() and self._state() == self._before

    def _state(self) -> _Identity:
        return (
            [resource.getrlimit(kind) for kind in range(LIMITS)],
            (os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0), os.sched_getaffinity(0)),
            [_room(folder) for folder in self._folders],
            [_identity(path) for path in self._paths],
            os.listdir(self._queues),  # noqa: PTH208 - pathlib is slow
            [_system_v(kind) for kind in SYSTEM_V],
        )


def _queues(point: str) -> int:
    """The folder of POSIX's message queues of the caller's namespace (mq_overview(7)), which has no name any more."""
    linux.mount("mqueue", point, "mqueue", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    try:
        return os.open(point, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    finally:
        linux.umount(point, linux.MNT_DETACH)


def _own(folder: str) -> Iterator[str]:
    """A folder, and all in it that is in the same file system: what is mounted there can't be written to."""
    device, pending = os.lstat(folder).st_dev, [folder]
    while pending:
        path = pending.pop()
        yield path
        if stat.S_ISDIR(os.lstat(path).st_mode):
            with os.scandir(path) as entries:
                pending += [entry.path for entry in entries if os.lstat(entry.path).st_dev == device]


def _room(folder: str) -> tuple[int, int]:
    """How much of a file system is free: each file, folder and attribute takes some of it, with a name or without."""
    status = os.statvfs(folder)
    return status.f_bfree, status.f_ffree


def _identity(path: str) -> _Identity:
    """What is known again of a folder or a link. When it was last changed is not: much makes a file, and takes it away.

    A default ACL, which holds for all that is made in a folder later, is one of its attributes (xattr(7)).
    """
    status = os.lstat(path)
    owned = status.st_mode, status.st_uid, status.st_gid, status.st_size
    return (status.st_ino, status.st_nlink, *owned, os.listxattr(path, follow_symlinks=False))


def _system_v(kind: str) -> bytes:
    with open(f"/proc/sysvipc/{kind}", "rb") as stream:  # noqa: PTH123 - pathlib is slow
        return stream.read()
