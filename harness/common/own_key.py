"""This user's key, by which the harness knows again what it has written into a project.

What lies in a project's folder may have been committed by anyone, or written by a program. Nothing of it that decides a
verdict is believed without a digest that needs this key (RFC 2104).
"""

from __future__ import annotations

import contextlib
import hmac
import os
import stat
from functools import cache
from pathlib import Path

from harness.common.state_folder import state_folder

SIZE = 32
"""Bytes of the key: as many as the digest has."""


def mac(purpose: str, content: bytes) -> bytes:
    """A digest of a content that only this user's harness can make, in hexadecimal digits; another for each purpose."""
    return hmac.digest(_key()[0], purpose.encode() + b"\0" + content, "sha256").hex().encode()


def holds(digest: bytes, purpose: str, content: bytes) -> bool:
    """True where the digest is the one that `mac` makes."""
    return hmac.compare_digest(digest, mac(purpose, content))


def lasts() -> bool:
    """False where there is no place for a key outside the projects: it is then made for this process alone."""
    return _key()[1]


def place() -> Path:
    """The key's file."""
    return Path(state_folder()) / "key"


@cache
def _key() -> tuple[bytes, bool]:
    path = place()
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = _read(path)
        if found is None:
            _make(path)
            found = _read(path)
        if found is not None:
            return found, True
    return os.urandom(SIZE), False


def _read(path: Path) -> bytes | None:
    """The key of a file that this user alone can read and has written; None of any other."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        own = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
        key = stream.read(SIZE + 1) if own else b""
    return key if len(key) == SIZE else None


def _make(path: Path) -> None:
    """Puts a new key in the place of one that is unsound. Of two processes that make the first one, one wins."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(os.urandom(SIZE))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(unfinished)
            return
        if _read(path) is None:  # what is there is no key
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
