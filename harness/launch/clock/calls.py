"""What a thread waits for in a system call, and how long at most. The numbers are those of x86-64 (syscall_64.tbl)."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from harness.launch.clock.target import SECOND

_EAGAIN, _EINPROGRESS, _ETIMEDOUT = -11, -115, -110
_ABSOLUTE = 1
"""The flag TIMER_ABSTIME (clock_nanosleep(2))."""
_FUTEX_COMMAND, _FUTEX_CLOCK_REALTIME = 0x7F, 256
_FUTEX_WAIT, _FUTEX_WAIT_BITSET = 0, 9
_RECEIVING = (0, 19, 43, 45, 47, 288)
"""read, readv, accept, recvfrom, recvmsg, accept4."""
_WRITING = (1, 20, 44, 46)
"""write, writev, sendto, sendmsg."""
CONNECT = 42
SENDING = frozenset({*_WRITING, CONNECT})
"""The calls whose limit on a socket is that of sending."""
MOST_DESCRIPTORS = 1 << 14
"""Descriptors that one call may wait for, lest what a program claims takes long to clear."""

Read = Callable[[int, int], bytes]
"""Bytes of the thread's memory: a place and a length -> the bytes. Raises OSError."""


class SystemCall(NamedTuple):
    """A system call that a thread is in: its number and its first six arguments."""

    number: int
    arguments: tuple[int, ...]


NO_CALL = SystemCall(-1, ())
"""That of a thread which has ended."""


class Unmeasured(Exception):
    """Something of which nobody can tell here how long it is waited for; its text names it."""


class Unmoved(Unmeasured):
    """The same of what may wait for a moment of the program's clock: it comes too late once that was moved."""


@dataclass(frozen=True)
class Wait:
    """What a call waits for."""

    most: int | None
    """How long at most, from now or from its beginning; None for a call without a bound, below 0 for a late one."""
    since_start: bool
    """True where `most` counts from the beginning of the call."""
    result: int
    """What the call gives when its time is up."""
    cleared: tuple[tuple[int, int], ...] = ()
    """What it sets to zeros then: places and lengths."""
    descriptor: int | None = None
    """The descriptor that alone it waits for, which may have a time limit of its own (socket(7))."""


def wait_of(call: SystemCall, read: Read, offset: int) -> Wait:
    """What a call waits for in a process whose clock is `offset` before the machine's.

    Raises Unmeasured, and OSError where its memory can't be read.
    """
    kind = _KINDS.get(call.number)
    if kind is None:
        raise Unmoved(f"system call {call.number}")
    return kind(call.arguments, read, offset)


def _plain(result: int) -> Callable[[tuple[int, ...], Read, int], Wait]:
    """A call without a bound; one on a socket may have that of the socket, and gives `result` then."""

    def wait(arguments: tuple[int, ...], _read: Read, _offset: int) -> Wait:
        return Wait(None, since_start=True, result=result, descriptor=arguments[0] if result else None)

    return wait


def _milliseconds(place: int) -> Callable[[tuple[int, ...], Read, int], Wait]:
    def wait(arguments: tuple[int, ...], _read: Read, _offset: int) -> Wait:
        (given,) = struct.unpack("<i", struct.pack("<I", arguments[place] & 0xFFFFFFFF))
        return Wait(None if given < 0 else given * 1_000_000, since_start=True, result=0)

    return wait


def _poll(arguments: tuple[int, ...], read: Read, offset: int) -> Wait:
    waits = _milliseconds(2)(arguments, read, offset)
    return Wait(waits.most, since_start=True, result=0, cleared=_events(arguments))


def _ppoll(arguments: tuple[int, ...], read: Read, _offset: int) -> Wait:
    return Wait(
        _span(arguments[2], read), since_start=True, result=0, cleared=(*_events(arguments), *_left(arguments[2]))
    )


def _select(unit: int) -> Callable[[tuple[int, ...], Read, int], Wait]:
    """`unit` is what the second number of the time counts, in nanoseconds."""

    def wait(arguments: tuple[int, ...], read: Read, _offset: int) -> Wait:
        size = (_few(arguments[0]) + 63) // 64 * 8
        sets = tuple((place, size) for place in arguments[1:4] if place)
        return Wait(_span(arguments[4], read, unit), since_start=True, result=0, cleared=(*sets, *_left(arguments[4])))

    return wait


def _epoll_pwait2(arguments: tuple[int, ...], read: Read, _offset: int) -> Wait:
    return Wait(_span(arguments[3], read), since_start=True, result=0)


def _sigtimedwait(arguments: tuple[int, ...], read: Read, _offset: int) -> Wait:
    return Wait(_span(arguments[2], read), since_start=True, result=_EAGAIN)


def _nanosleep(arguments: tuple[int, ...], read: Read, _offset: int) -> Wait:
    return Wait(_span(arguments[0], read), since_start=True, result=0)


def _clock_nanosleep(arguments: tuple[int, ...], read: Read, offset: int) -> Wait:
    clock, flags, place = arguments[:3]
    if flags & _ABSOLUTE:
        return Wait(_until(clock, place, read, offset), since_start=False, result=0)
    return Wait(_span(place, read), since_start=True, result=0)


def _futex(arguments: tuple[int, ...], read: Read, offset: int) -> Wait:
    command = arguments[1] & _FUTEX_COMMAND
    if command == _FUTEX_WAIT_BITSET:
        clock = time.CLOCK_REALTIME if arguments[1] & _FUTEX_CLOCK_REALTIME else time.CLOCK_MONOTONIC
        return Wait(_until(clock, arguments[3], read, offset), since_start=False, result=_ETIMEDOUT)
    if command != _FUTEX_WAIT and arguments[3]:
        raise Unmoved(f"futex command {command}")
    return Wait(_span(arguments[3], read), since_start=True, result=_ETIMEDOUT)


def _futex_by_clock(timeout: int, clock: int) -> Callable[[tuple[int, ...], Read, int], Wait]:
    def wait(arguments: tuple[int, ...], read: Read, offset: int) -> Wait:
        until = _until(arguments[clock], arguments[timeout], read, offset)
        return Wait(until, since_start=False, result=_ETIMEDOUT)

    return wait


def _events(arguments: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """The `revents` of an array of `struct pollfd` (poll(2))."""
    return tuple((arguments[0] + 8 * index + 6, 2) for index in range(_few(arguments[1])))


def _left(place: int) -> tuple[tuple[int, int], ...]:
    """What is left of the time of a call that says so (select(2))."""
    return ((place, 16),) if place else ()


def _few(count: int) -> int:
    if count > MOST_DESCRIPTORS:
        raise Unmeasured(f"a wait for {count} descriptors")
    return count


def _span(place: int, read: Read, unit: int = 1) -> int | None:
    if not place:
        return None
    seconds, rest = struct.unpack("<qq", read(place, 16))
    return int(seconds * SECOND + rest * unit)


def _until(clock: int, place: int, read: Read, offset: int) -> int | None:
    moment = _span(place, read)
    return None if moment is None else moment - time.clock_gettime_ns(clock) - offset


_KINDS: dict[int, Callable[[tuple[int, ...], Read, int], Wait]] = {
    7: _poll,
    23: _select(1000),
    35: _nanosleep,
    128: _sigtimedwait,
    202: _futex,
    230: _clock_nanosleep,
    232: _milliseconds(3),
    270: _select(1),
    271: _ppoll,
    281: _milliseconds(3),
    441: _epoll_pwait2,
    449: _futex_by_clock(3, 4),
    455: _futex_by_clock(4, 5),
    **dict.fromkeys(_RECEIVING + _WRITING, _plain(_EAGAIN)),
    CONNECT: _plain(_EINPROGRESS),
    # pause, wait4, waitid, rt_sigsuspend
    **dict.fromkeys((34, 61, 247, 130), _plain(0)),
}
