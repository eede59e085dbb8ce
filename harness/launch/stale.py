"""The folders of runs that were ended by force: the next run takes them away."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from harness.launch.removal import remove_tree

OWNER = "owner"
"""The file in a run's folder that is locked as long as the run's process lives; it holds that process's number."""
PATTERN = "harness-*"

_held: dict[Path, int] = {}


def claim(base: Path) -> None:
    """Marks a run's folder as in use until this process ends, however it ends: the kernel gives the lock back."""
    for gone in [folder for folder in _held if not folder.exists()]:
        os.close(_held.pop(gone))
    # Locked before it has its name: another run that looks in between would take the folder for left, or would hold
    # the lock for the moment in which it is asked for here.
    nameless = base / f"{OWNER}.new"
    descriptor = os.open(nameless, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    with contextlib.suppress(OSError):  # a file system without locks: the folder is then never taken for stale
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    nameless.rename(base / OWNER)
    _held[base] = descriptor


def in_use(base: Path) -> bool:
    """True if the run whose folder this is still goes on, as far as this machine can tell."""
    try:
        return base in _held or not _is_left(base / OWNER)
    except OSError:
        return False


def remove_stale(parent: Path) -> list[Path]:
    """Removes the folders below `parent` whose owners are gone, and gives their names back. None but this user's."""
    removed = []
    for folder in parent.glob(PATTERN):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid() or not _is_left(folder / OWNER):
                continue
            remove_tree(folder)
            removed.append(folder)
    return removed


def _is_left(owner: Path) -> bool:
    """True if nobody holds the lock of an owner's file any more."""
    descriptor = os.open(owner, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
