"""Files and folders as digests: by content where people write them, by their stamps where tools install them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

INSTALLED = frozenset({"node_modules", "vendor", "target", "dist", "site-packages", "__pycache__"})
"""Folders that tools fill, beside those whose name begins with a dot."""
READ_LIMIT = 8 * 1024 * 1024
"""Bytes up to which a file is known by its content; a larger one is known by its stamp."""


def of_file(path: str | Path) -> str:
    """A digest of a file's content, or of its stamp where it is large; empty if there is none."""
    try:
        if os.stat(path).st_size > READ_LIMIT:  # noqa: PTH116 - asked of thousands of files: a Path costs more than this
            return stamp(path)
        with open(path, "rb") as stream:  # noqa: PTH123 - as above
            return hashlib.sha256(stream.read()).hexdigest()
    except OSError:
        return ""


def stamp(path: str | Path) -> str:
    """Size and times of a file, of what it leads to where it is a link; empty if there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return ""
    return _stamp(status)


def of_folder(folder: Path, leave_out: frozenset[str] = frozenset()) -> str:
    """A digest of all files below a folder but for those whose whole path, or a folder above them, is left out."""
    hashed = hashlib.sha256()
    for line in _lines(str(folder), leave_out, top=True, installed=False):
        hashed.update(line.encode("utf-8", "surrogateescape"))
    return hashed.hexdigest()


def _lines(folder: str, leave_out: frozenset[str], *, top: bool, installed: bool) -> Iterator[str]:
    """A line a file, by name. Linked folders are entered at the top alone, for further down they may be circles."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield f"{folder} can't be read\n"
        return
    for entry in entries:
        if entry.path in leave_out or entry.name == "__pycache__":
            continue
        below = installed or entry.name in INSTALLED or entry.name.startswith(".")
        if entry.is_dir(follow_symlinks=top):
            yield from _lines(entry.path, leave_out, top=False, installed=below)
        else:
            yield f"{entry.path} {_entry_stamp(entry) if below or entry.is_dir() else of_file(entry.path)}\n"


def _entry_stamp(entry: os.DirEntry[str]) -> str:
    try:
        return _stamp(entry.stat())
    except OSError:
        return "leads nowhere"


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns}"
