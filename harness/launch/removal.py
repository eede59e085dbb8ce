"""Taking a folder away, whatever an unfriendly program made of it."""

from __future__ import annotations

import contextlib
import errno
import os
from itertools import islice
from pathlib import Path


def remove_few(root: Path, most: int = 100) -> bool:
    """Removes a folder that holds no more than `most` files and folders. False where something of it is left."""
    try:
        _remove(str(root), most)
    except OSError:
        return False
    return True


def _remove(folder: str, most: int) -> int:
    """Removes a folder; how many more may still be removed. Raises OSError where there are too many, or one stays."""
    with os.scandir(folder) as entries:
        found = list(islice(entries, most + 1))
    for entry in found:
        if most <= 0:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), folder)
        most -= 1
        if entry.is_dir(follow_symlinks=False):
            most = _remove(entry.path, most)
        else:
            os.unlink(entry.path)  # noqa: PTH108 - pathlib is slow, and this is done for every case
    os.rmdir(folder)  # noqa: PTH106 - as above
    return most


def remove_tree(root: Path) -> None:
    """Removes a folder with all that is in it: folders that nobody may read, and nesting deeper than any path is long.

    Every folder within is moved up to the top before it is emptied, so that no path grows. What can't be removed stays.
    """
    with contextlib.suppress(OSError):
        root.chmod(0o700)
        pending, moved = [root], 0
        while pending:
            folder = pending.pop()
            for entry in _entries(folder):
                if entry.is_dir(follow_symlinks=False):
                    moved += 1
                    higher = root / f".{moved}-{os.getpid()}"
                    with contextlib.suppress(OSError):
                        os.chmod(entry.path, 0o700)  # noqa: PTH101 - as deep as it lies, it is one name from here
                        os.rename(entry.path, higher)  # noqa: PTH104 - as above
                        pending.append(higher)
                else:
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)  # noqa: PTH108 - as above
            if folder != root:
                with contextlib.suppress(OSError):
                    folder.rmdir()
        root.rmdir()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, read before any of it goes."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return list(entries)
    return []
