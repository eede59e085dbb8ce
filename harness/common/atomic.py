"""Files that are there whole or not at all, whoever else writes them at the same time, and through no planted link."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.errors import EnvironmentTrouble

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write(path: Path, content: str | bytes) -> None:
    """Writes a file that a person has named, in one step (rename(2)); text is UTF-8. Makes its folder.

    Two runs in one project may write the same file: each has an unfinished one of its own, and the last to be done
    stays. A device, a pipe or a link is written to, and stays what it is. Raises OSError, and leaves nothing
    unfinished.
    """
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or (path.exists() and not (path.is_file() or path.is_dir())):
        _write_in_place(path, data)
        return
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _replace(descriptor, path.name, data)
    finally:
        os.close(descriptor)


def write_below(base: Path, path: Path, content: str | bytes) -> None:
    """Writes a file below a folder in one step, as `write` does, and follows no link on the way there.

    Raises OSError, and EnvironmentTrouble for a folder on the way that `folder_below` refuses.
    """
    with _opened(base, path.parent) as descriptor:
        _replace(descriptor, path.name, content.encode() if isinstance(content, str) else content)


def folder_below(base: Path, folder: Path) -> None:
    """Makes a folder below another one. Links on the way are not followed: a contributor may have committed them.

    Raises OSError, and EnvironmentTrouble where a folder on the way is a link, or is neither this user's nor that of
    whoever `base` belongs to.
    """
    with _opened(base, folder):
        pass


def check_inside(root: Path, *paths: Path | None) -> None:
    """Raises EnvironmentTrouble for a path below the project's root that links lead out of the project.

    Whoever commits such a link would choose which file of this machine a report is written over.
    """
    real = root.resolve()
    for path in filter(None, paths):
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - a Path's own way would follow the links
        if whole.is_relative_to(root) and not whole.resolve().is_relative_to(real):
            raise EnvironmentTrouble(
                f"{path}: expected a path inside the project, got a link to {whole.resolve()}: remove the link, or "
                "name the place that it leads to"
            )


def _write_in_place(path: Path, data: bytes) -> None:
    """Writes to what there is. This process's own output is continued, which a file would be opened anew for."""
    with contextlib.suppress(OSError):
        there = path.stat()
        for stream, number in ((sys.__stdout__, 1), (sys.__stderr__, 2)):
            if os.path.samestat(there, os.fstat(number)):
                if stream:
                    stream.flush()
                with os.fdopen(number, "wb", closefd=False) as output:
                    output.write(data)
                return
    with path.open("wb") as output:
        output.write(data)


def _replace(folder: int, name: str, data: bytes) -> None:
    unfinished = f"{name}.{os.getpid()}.{os.urandom(4).hex()}.part"
    try:
        with os.fdopen(os.open(unfinished, _NEW, 0o666, dir_fd=folder), "wb") as stream:
            stream.write(data)
        os.replace(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(unfinished, dir_fd=folder)
        raise


@contextlib.contextmanager
def _opened(base: Path, folder: Path) -> Iterator[int]:
    """The descriptor of a folder below another one, which is made if there is none."""
    base.mkdir(parents=True, exist_ok=True)
    current = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    owners = {os.geteuid(), os.fstat(current).st_uid}
    try:
        at = base
        for name in folder.relative_to(base).parts:
            at /= name
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=current)
            below = _entered(current, name, at)
            os.close(current)
            current = below
            check_own(at, os.fstat(current), owners)
        yield current
    finally:
        os.close(current)


def _entered(folder: int, name: str, path: Path) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except OSError:
        check_own(path, os.stat(name, dir_fd=folder, follow_symlinks=False), {os.geteuid()})
        raise


def check_own(path: Path, status: os.stat_result, owners: set[int]) -> None:
    """Raises EnvironmentTrouble for a link, and for what belongs to none of the users."""
    if stat.S_ISLNK(status.st_mode):
        got = f"a link to {path.readlink()}"
    elif stat.S_ISDIR(status.st_mode) and status.st_uid not in owners:
        got = f"one of user {status.st_uid}"
    else:
        return
    raise EnvironmentTrouble(f"{path}: expected a folder that the harness has made, got {got}: remove it")
