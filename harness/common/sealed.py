"""Folders of built programs, which are used again only if nobody but this user's harness has changed them since."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from harness.common import own_folder, own_key
from harness.common.tools import told_to_end

WAIT = 600.0
"""Seconds that a run waits for another one that builds the same programs."""
LOOK = 0.05


def folder(above: Path) -> Path:
    """The folder below another one that is for this user's key, and whose name nobody else can tell.

    With a key that does not last, it goes when this process ends.
    """
    own = above / own_key.mac("folder", b"")[:16].decode()
    if not own_key.lasts():
        atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Holds a folder for building, one process at a time. What is in it that was not sealed is removed first.

    Afterwards it is sealed as it is. A build that is ended by force leaves it unsealed: it is then made anew. Raises
    OSError, and EnvironmentTrouble for a link on the way.
    """
    own_folder.make(folder.parent)
    seal = folder.with_name(f"{folder.name}.seal")
    with _locked(folder.with_name(f"{folder.name}.lock")):
        if not is_sealed(folder):
            _remove(folder)
        seal.unlink(missing_ok=True)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                write_seal(folder)


def is_sealed(folder: Path) -> bool:
    """True where all that is in a folder is as it was when it was sealed."""
    try:
        return own_key.holds(folder.with_name(f"{folder.name}.seal").read_bytes(), folder.name, _state(folder))
    except OSError:
        return False


def write_seal(folder: Path) -> None:
    """Seals what is in a folder, beside it. Raises OSError."""
    own_folder.write(folder.with_name(f"{folder.name}.seal"), own_key.mac(folder.name, _state(folder)))


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + WAIT
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if told_to_end():
                    raise InterruptedError(f"ended while another run was building: {path}") from None
                if time.monotonic() > until:
                    raise TimeoutError(f"another run has been building for {WAIT:g} s: {path}") from None
            time.sleep(LOOK)
        yield
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _state(folder: Path) -> bytes:
    """A line for each file: its size and its stamps. No program can set the time of a change of state (inode(7)).

    Contents are not read: built programs are large, and this is done for every run.
    """
    lines: list[bytes] = []
    pending = [(os.fsencode(folder), b"")]
    while pending:
        path, shown = pending.pop()
        with contextlib.suppress(FileNotFoundError), os.scandir(path) as entries:
            for entry in entries:
                name = shown + b"/" + entry.name
                status = entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, name))
                    lines.append(b"%s\0\n" % name)
                else:
                    stamps = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
                    lines.append(b"%s\0%d %d %d %d\n" % (name, *stamps))
    return b"".join(sorted(lines))
