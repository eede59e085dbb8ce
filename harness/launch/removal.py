"""Taking a folder away, whatever an unfriendly program made of it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


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
