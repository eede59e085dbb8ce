"""Descriptors of another process, and the time limits that they have."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import struct
from collections.abc import Iterator

from harness.launch.clock.target import SECOND

_PIDFD_GETFD = 438
_TIMER = struct.Struct("<qqqq")
"""struct itimerspec: the interval and what is left, each in seconds and nanoseconds (timerfd_settime(2))."""

_libc = ctypes.CDLL(None, use_errno=True)


def socket_limit(process: int, descriptor: int, *, sending: bool) -> int | None:
    """The nanoseconds that a call on a socket takes at most (SO_RCVTIMEO, SO_SNDTIMEO: socket(7)).

    None for a socket without such a limit, and for what is no socket.
    """
    option = socket.SO_SNDTIMEO if sending else socket.SO_RCVTIMEO
    try:
        with (
            _copy(process, descriptor) as copy,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, os.dup(copy)) as line,
        ):
            seconds, rest = struct.unpack("<qq", line.getsockopt(socket.SOL_SOCKET, option, 16))
    except OSError:
        return None
    return (seconds * SECOND + rest * 1000) or None


def set_timer(process: int, descriptor: int, left: int) -> None:
    """Lets a timer that is a descriptor be due in so many nanoseconds. Raises OSError where it is gone."""
    with _copy(process, descriptor) as copy:
        told = ctypes.create_string_buffer(_TIMER.size)
        _libc.timerfd_gettime(copy, told)
        interval = _TIMER.unpack(told.raw)[:2]
        _libc.timerfd_settime(copy, 0, _TIMER.pack(*interval, *divmod(left, SECOND)), None)


@contextlib.contextmanager
def _copy(process: int, descriptor: int) -> Iterator[int]:
    """A descriptor of another process as one of this one (pidfd_getfd(2))."""
    holder = os.pidfd_open(process)
    try:
        copy = _libc.syscall(_PIDFD_GETFD, holder, descriptor, 0)
        number = ctypes.get_errno()
    finally:
        os.close(holder)
    if copy < 0:
        raise OSError(number, os.strerror(number), "pidfd_getfd")
    try:
        yield copy
    finally:
        os.close(copy)
