"""A wall of the kernel (landlock(7)) for programs that run without namespaces, where it has one: since Linux 5.13.

A program writes to its own folder and to the machine's folders for temporary files, and nowhere else. As the kernel can
do more: it calls no TCP port but its mock's (6.7), no abstract socket and no process but its own (6.12). What it reads,
and UDP, are not restricted.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct

from harness.launch import linux
from harness.launch.furnish import TEMPORARY

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The calls' numbers, the same on every processor."""
_VERSION = 1
_BENEATH, _PORT = 1, 2
_WRITE = 1 << 1
_CHANGE = _WRITE | sum(1 << bit for bit in range(4, 13))
"""To write files, and to make and remove entries of any kind."""
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_CONNECT = 1 << 1
_SCOPES = 0b11
"""Abstract sockets and signals."""
_ADDED = ((2, _REFER), (3, _TRUNCATE))
"""Rights over files that came with a version."""
_WITH_PORTS, _WITH_SCOPES = 4, 6
"""The versions from which on there are rules for ports, and scopes."""
DEVICES = "/dev"


def version() -> int:
    """What the kernel can do; 0 where it has no Landlock."""
    return max(0, linux.syscall(_CREATE, 0, 0, _VERSION))


def restrict(folder: str, port: int) -> None:
    """Puts the wall around this thread and all that it starts, for ever. Raises OSError where the kernel refuses."""
    known = version()
    if not known:
        return
    files = _CHANGE | sum(right for since, right in _ADDED if known >= since)
    scopes = (_CONNECT if known >= _WITH_PORTS else 0, _SCOPES if known >= _WITH_SCOPES else 0)
    rules = _call(_CREATE, struct.pack("=QQQ", files, *scopes)[: 24 if scopes[1] else 16 if scopes[0] else 8])
    try:
        for path in (folder, *TEMPORARY):
            _allow(rules, path, files)
        _allow(rules, DEVICES, files & (_WRITE | _TRUNCATE))
        if scopes[0]:
            _add(rules, _PORT, struct.pack("=QQ", _CONNECT, port))
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        _check(linux.syscall(_RESTRICT, rules, 0))
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            _add(rules, _BENEATH, struct.pack("=Qi", rights, opened))
        finally:
            os.close(opened)


def _add(rules: int, kind: int, rule: bytes) -> None:
    held = ctypes.create_string_buffer(rule, len(rule))
    _check(linux.syscall(_ADD, rules, kind, ctypes.addressof(held), 0))


def _call(number: int, attributes: bytes) -> int:
    held = ctypes.create_string_buffer(attributes, len(attributes))
    return _check(linux.syscall(number, ctypes.addressof(held), len(attributes), 0))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), "landlock")
    return result
