"""The clock as it is read past the vDSO: by system calls that a program makes itself, and by rdtsc. x86-64 alone.

A filter (seccomp(2)) stops such a call for ptrace, once the clock of the process can be moved, and lets those of the
moved vDSO pass: these have a mark in a register that the calls don't use.
"""

from __future__ import annotations

import ctypes
import mmap
import struct
import time

from harness.launch.clock import file_times
from harness.launch.clock.target import SECOND

SECCOMP, PRCTL = 317, 157
FILTER_ALL_THREADS = (1, 1)
"""The operation SECCOMP_SET_MODE_FILTER and the flag SECCOMP_FILTER_FLAG_TSYNC (seccomp(2))."""
FORBID_COUNTER = (26, 2)
"""PR_SET_TSC and PR_TSC_SIGSEGV (prctl(2)): a thread and those that it starts may not read the processor's counter."""
COUNTER = (b"\x0f\x31", b"\x0f\x01\xf9")
"""The instructions rdtsc and rdtscp, which read it: also the C library, in each program that begins."""
_READS_COUNTER = bytes.fromhex("0f31 48c1e220 4809d0 c3")  # rdtsc; shl rdx, 32; or rax, rdx; ret
_CLOCK_GETTIME, _GETTIMEOFDAY, _TIME, _SYSINFO = 228, 96, 201, 99
_OTHERS = {100: "times", 159: "adjtimex", 305: "clock_adjtime"}
"""Calls that tell the time among other things which only the program itself can ask for."""
_OF_PROCESSORS = (2, 3)
"""Clocks of processor time: those, and the ones below 0, are not moved."""
_X86_64 = 0xC000003E
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _MACHINE, _SIXTH = 0, 4, 56
"""Where a call's number, its processor and its sixth argument stand (struct seccomp_data)."""
_ALLOW, _TRACE = 0x7FFF0000, 0x7FF00000
_SYSINFO_SIZE = 112

_libc = ctypes.CDLL(None, use_errno=True)

Answer = tuple[int, dict[int, bytes]]
"""What a call gives, and what it writes where."""


class OtherClock(Exception):
    """A program reads a clock that can't be moved, though others were; its text names it."""


class Counter:
    """The processor's counter, as a program reads it whose clock is moved. Raises OSError where it can't be read."""

    def __init__(self) -> None:
        self._code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self._code.write(_READS_COUNTER)
        self._read = ctypes.CFUNCTYPE(ctypes.c_uint64)(ctypes.addressof(ctypes.c_char.from_buffer(self._code)))
        self._first = self._read(), time.monotonic_ns()

    def read(self, offset: int) -> int:
        """What it would be, were the machine's clock so many nanoseconds ahead."""
        now, moment = self._read(), time.monotonic_ns()
        first, began = self._first
        return int(now + (now - first) * offset // (moment - began)) % 2**64


def stopping(mark: int) -> bytes:
    """The filter which stops calls that tell the time or those of files, unless their sixth argument is the mark."""
    tests = [
        (_LOAD, _MACHINE, "", ""),
        (_EQUAL, _X86_64, "", "allow"),  # of others the cell's own filter refuses all calls
        (_LOAD, _NUMBER, "", ""),
        *((_EQUAL, number, "stop", "") for number in (_TIME, _SYSINFO, *_OTHERS, *file_times.CALLS)),
        (_EQUAL, _CLOCK_GETTIME, "marked", ""),
        (_EQUAL, _GETTIMEOFDAY, "marked", "allow"),
        (_LOAD, _SIXTH, "", ""),
        (_EQUAL, mark, "allow", "stop"),
    ]
    labels = {"marked": len(tests) - 2, "allow": len(tests), "stop": len(tests) + 1}
    steps = [
        struct.pack("HBBI", code, *(labels[label] - index - 1 if label else 0 for label in (yes, no)), value)
        for index, (code, value, yes, no) in enumerate(tests)
    ]
    return b"".join([*steps, *(struct.pack("HBBI", _RETURN, 0, 0, end) for end in (_ALLOW, _TRACE))])


def loadable(program: bytes, place: int) -> bytes:
    """A filter as seccomp(2) takes it (struct sock_fprog), for memory that begins at a place."""
    return struct.pack("=HxxxxxxQ", len(program) // 8, place + 16) + program


def answer(number: int, arguments: tuple[int, ...], offset: int) -> Answer | None:
    """The answer to a call that tells the time, by a clock that is so many nanoseconds before the machine's.

    None where the call may be made as it is. Raises OtherClock where its answer is not known here.
    """
    first, second = arguments[:2]
    if number == _TIME:
        seconds = (time.time_ns() + offset) // SECOND
        return seconds, {first: struct.pack("<q", seconds)} if first else {}
    if number == _GETTIMEOFDAY:
        seconds, rest = divmod(time.time_ns() + offset, SECOND)
        zone = {second: bytes(8)} if second else {}
        return 0, zone | ({first: struct.pack("<qq", seconds, rest // 1000)} if first else {})
    if number == _CLOCK_GETTIME:
        return _read(ctypes.c_int(first & 0xFFFFFFFF).value, second, offset)
    if number == _SYSINFO:
        told = ctypes.create_string_buffer(_SYSINFO_SIZE)
        _libc.sysinfo(told)
        (uptime,) = struct.unpack_from("<q", told)
        return 0, {first: struct.pack("<q", uptime + offset // SECOND) + told.raw[8:]}
    if number in file_times.CALLS:
        return None
    raise OtherClock(f"a clock that is read by {_OTHERS.get(number, number)}")


def _read(clock: int, place: int, offset: int) -> Answer | None:
    if clock < 0 or clock in _OF_PROCESSORS:
        return None
    try:
        moment = time.clock_gettime_ns(clock) + offset
    except OSError:  # there is no such clock
        return None
    return 0, {place: struct.pack("<qq", *divmod(moment, SECOND))}
