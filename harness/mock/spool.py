"""The bytes of a request, in memory while they are few and in a file without a name when they are many."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

from harness.model import Headers, Request

IN_MEMORY = 1024 * 1024
"""Bytes up to which a request stays in memory."""


class _File:
    """A file without a name, gone with whoever holds it last."""

    def __init__(self) -> None:
        self._descriptor, name = tempfile.mkstemp(prefix="harness-request-")
        os.unlink(name)  # noqa: PTH108 - a name that nobody needs

    def __del__(self) -> None:
        os.close(self._descriptor)

    def write(self, data: bytes | bytearray) -> None:
        """Adds bytes at the end."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def truncate(self, size: int) -> None:
        """Leaves the first bytes, and goes on after them."""
        os.ftruncate(self._descriptor, size)
        os.lseek(self._descriptor, size, os.SEEK_SET)

    def read(self, size: int) -> bytes:
        """The first bytes, so many."""
        return os.pread(self._descriptor, size, 0)


class Spool:
    """Bytes that are added to, and read when they are whole."""

    def __init__(self) -> None:
        self.size = 0
        self._kept = bytearray()
        self._file: _File | None = None

    def add(self, data: bytes) -> None:
        """Adds bytes to the end."""
        self.size += len(data)
        if self._file is None and self.size <= IN_MEMORY:
            self._kept += data
            return
        if self._file is None:
            self._file = _File()
            self._file.write(self._kept)
            self._kept.clear()
        self._file.write(data)

    def cut(self, size: int) -> None:
        """Leaves the first bytes, so many."""
        self.size = size
        if self._file is None:
            del self._kept[size:]
        else:
            self._file.truncate(size)

    def reader(self) -> Callable[[], bytes]:
        """What gives the bytes as they are now, each time it is called."""
        file, size = self._file, self.size
        if file is None:
            kept = bytes(self._kept)
            return lambda: kept
        return lambda: file.read(size)


def _reader(given: Spool | bytes) -> Callable[[], bytes]:
    return (lambda: given) if isinstance(given, bytes) else given.reader()


class LargeRequest(Request):
    """A request whose bytes lie in a file: they are in memory only while somebody looks at them.

    A copy that differs (`dataclasses.replace`) has them in memory.
    """

    _size: int
    _body: Callable[[], bytes]
    _raw: Callable[[], bytes]

    def __init__(
        self,
        method: str,
        target: str,
        headers: Headers,
        body: Spool | bytes,
        raw: Spool | bytes,
        fault: str | None = None,
        origin: str = "",
    ) -> None:
        plain = {"method": method, "target": target, "headers": headers, "fault": fault, "origin": origin}
        for name, value in plain.items():
            object.__setattr__(self, name, value)  # the class is frozen
        object.__setattr__(self, "_size", len(raw) if isinstance(raw, bytes) else raw.size)
        object.__setattr__(self, "_body", _reader(body))
        object.__setattr__(self, "_raw", _reader(raw))

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self._size

    @property
    def body(self) -> bytes:
        """See Request."""
        return self._body()

    @property
    def raw(self) -> bytes:
        """See Request."""
        return self._raw()


def made_request(
    method: str,
    target: str,
    headers: Headers,
    body: Spool,
    raw: Spool,
    fault: str | None = None,
    origin: str = "",
) -> Request:
    """A request of these bytes, which may not be added to any more."""
    if raw.size > IN_MEMORY:
        return LargeRequest(method, target, headers, body, raw, fault, origin)
    return Request(method, target, headers, body.reader()(), raw.reader()(), fault, origin)


def weight(request: Request) -> tuple[int, int]:
    """The bytes of a request in all, and those of them that stay in memory."""
    if isinstance(request, LargeRequest):
        return request.size, len(request.target) + sum(len(name) + len(value) for name, value in request.headers)
    return len(request.raw), 2 * len(request.raw)
