"""ptrace(2), as far as it takes to end a call that waits, and to be there when a process becomes another program."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
from collections.abc import Callable, Iterable

from harness.launch.clock.file_times import Correction
from harness.launch.clock.readings import COUNTER, Answer

_PEEK, _POKE, _CONT, _SINGLESTEP, _GETREGS, _SETREGS = 2, 5, 7, 9, 12, 13
_UNTIL_CALL_ENDS = 24
_SEIZE, _INTERRUPT, _LISTEN = 0x4206, 0x4207, 0x4208
_TRACE_FORK, _TRACE_VFORK, _TRACE_CLONE, _TRACE_EXEC, _TRACE_SECCOMP = 2, 4, 8, 16, 128
_MARK_CALLS, _CALL_STOP = 1, signal.SIGTRAP | 0x80
"""The option PTRACE_O_TRACESYSGOOD, and how the stop at a call's end is then known."""
_OPTIONS = _TRACE_FORK | _TRACE_VFORK | _TRACE_CLONE | _TRACE_EXEC | _TRACE_SECCOMP | _MARK_CALLS
_EVENT_EXEC, _EVENT_SECCOMP, _EVENT_STOP = 4, 7, 128
_WALL = 0x40000000
_STOPS = frozenset({signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU})
_NAMES = (
    *("r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi"),
    *("orig_rax", "rip", "cs", "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs"),
)
"""The registers of x86-64 in the order of struct user_regs_struct (sys/user.h)."""
_ARGUMENTS = ("rdi", "rsi", "rdx", "r10", "r8", "r9")
"""Those that hold the arguments of a system call."""
_REGISTERS = struct.Struct(f"<{len(_NAMES)}Q")
_NO_CALL = 2**64 - 1
_BROKEN_OFF = frozenset(2**64 - number for number in (4, 512, 513, 514, 516))
"""What a call that waits gives when its thread is stopped: EINTR, or one of the kernel's own words for "once more"."""
_RESTART = 219
"""The call by which the kernel goes on with one that was broken off."""
_WORD = 8
"""Bytes that are read or written at a time."""
_LENGTH = 2
"""Bytes of the instruction that makes a system call."""
_RED_ZONE = 256
"""Bytes below the stack that a function may use (the x86-64 ABI names 128)."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


Registers = dict[str, int]
"""Their values by their names."""
Answering = Callable[[int, tuple[int, ...]], Answer | Correction | None]
"""A call's number and arguments -> its result and what it writes where, or a correction; None for a call that stays."""


class Tracer:
    """Follows threads from the call of `follow` until they end.

    `became` is called with the number of a process that has become another program, before that does anything.
    `answer` answers calls which a filter stops, and `count` says what the processor's counter is at. Where one of these
    raises an exception, the thread stays stopped.
    """

    def __init__(self, became: Callable[[int], None], answer: Answering, count: Callable[[], int]) -> None:
        self._became, self._answer, self._count = became, answer, count
        self._followed: set[int] = set()
        self._changes: dict[int, Correction] = {}
        """The corrections of calls that threads are in."""

    def follow(self, thread: int) -> None:
        """Follows a thread, and all that it will start. Raises OSError where the system forbids it."""
        if thread not in self._followed:
            _ptrace(_SEIZE, thread, 0, _OPTIONS)
            self._followed.add(thread)

    def forget(self, thread: int) -> None:
        """A thread is gone."""
        self._followed.discard(thread)
        self._changes.pop(thread, None)

    def handle_stops(self) -> None:
        """Lets all go on that have stopped for a reason of their own."""
        while True:
            try:
                thread, status = os.waitpid(-1, os.WNOHANG | _WALL)
            except ChildProcessError:
                return
            if not thread:
                return
            self._handle(thread, status)

    def stop(self, thread: int) -> Registers:
        """The registers of a thread that is stopped from now on. Raises OSError where it is gone."""
        while True:
            _ptrace(_INTERRUPT, thread)
            status = self._wait(thread)
            if os.WIFSTOPPED(status) and status >> 16 == _EVENT_STOP and os.WSTOPSIG(status) == signal.SIGTRAP:
                return _registers(thread)
            self._handle(thread, status)

    def go_on(self, thread: int, registers: Registers) -> None:
        """Lets a stopped thread do what it did: a call that the stop broke off is made once more."""
        if registers["rax"] in _BROKEN_OFF and registers["orig_rax"] != _NO_CALL:
            again = {"rip": registers["rip"] - _LENGTH, "rax": registers["orig_rax"], "orig_rax": _NO_CALL}
            _set(thread, registers | again)
        _ptrace(_CONT, thread)

    def end_call(
        self, thread: int, registers: Registers, number: int, result: int, cleared: Iterable[tuple[int, int]]
    ) -> None:
        """Lets the call that a stopped thread waits in give a result, with zeros at some places of some lengths.

        One that has ended by itself stays as it is.
        """
        if is_in(registers, number):
            for place, size in cleared:
                self.write(thread, place, bytes(size))
            _set(thread, registers | {"rax": result % 2**64, "orig_rax": _NO_CALL})
        _ptrace(_CONT, thread)

    def write(self, thread: int, place: int, data: bytes) -> None:
        """Writes to the memory of a stopped thread, where its process itself could not write too."""
        if not data:
            return
        start, end = place // _WORD * _WORD, -(-(place + len(data)) // _WORD) * _WORD
        whole = bytearray(end - start)
        for at in (start, end - _WORD):
            whole[at - start : at - start + _WORD] = _peek(thread, at)
        whole[place - start : place - start + len(data)] = data
        for at in range(start, end, _WORD):
            _ptrace(_POKE, thread, at, int.from_bytes(whole[at - start : at - start + _WORD], "little"))

    def call(
        self,
        thread: int,
        registers: Registers,
        code: int,
        number: int,
        *arguments: int,
        place: int = 0,
        data: bytes = b"",
    ) -> tuple[int, bytes]:
        """What a system call gives that a stopped thread makes, with `data` at a place of its memory.

        Gives back what is there after the call, too. `code` is where the process has an instruction that makes one.
        The thread is stopped afterwards, and its memory is as before. Raises OSError where it is gone.
        """
        words = range(place, place + len(data), _WORD)
        kept = b"".join(_peek(thread, at) for at in words)
        self.write(thread, place, data)
        given = dict(zip(_ARGUMENTS, arguments, strict=False))
        _set(thread, registers | given | {"rax": number, "rip": code, "orig_rax": _NO_CALL})
        _ptrace(_SINGLESTEP, thread)
        status = self._wait(thread)
        if not os.WIFSTOPPED(status):
            self.forget(thread)
            raise ProcessLookupError(thread)
        result = _registers(thread)["rax"]
        told = b"".join(_peek(thread, at) for at in words)
        self.write(thread, place, kept)
        _set(thread, registers)
        if os.WSTOPSIG(status) != signal.SIGTRAP:
            os.kill(thread, os.WSTOPSIG(status))  # a signal that came meanwhile comes once more
        return result, told

    def _wait(self, thread: int) -> int:
        """The next status of a thread. The first thread of a process is reaped after all others."""
        while True:
            found, status = os.waitpid(-1, _WALL)
            if found == thread:
                return status
            self._handle(found, status)

    def _handle(self, thread: int, status: int) -> None:
        if not os.WIFSTOPPED(status):
            self.forget(thread)
            return
        self._followed.add(thread)
        number, event = os.WSTOPSIG(status), status >> 16
        if event == _EVENT_EXEC:
            self._became(thread)
        try:
            if event == _EVENT_SECCOMP:
                self._answer_call(thread)
                if thread in self._changes:
                    _ptrace(_UNTIL_CALL_ENDS, thread)
                    return
            elif number == _CALL_STOP:
                self._change(thread)
                number = 0
            elif number == signal.SIGSEGV and not event and self._answer_count(thread):
                number = 0
            if event == _EVENT_STOP and number in _STOPS:
                _ptrace(_LISTEN, thread)
            else:
                _ptrace(_CONT, thread, 0, 0 if event else number)
        except ProcessLookupError:  # it was ended meanwhile: its end comes next
            pass

    def _answer_call(self, thread: int) -> None:
        """Answers a call that a filter has stopped, unless the kernel is to."""
        registers = _registers(thread)
        given = self._answer(registers["orig_rax"], tuple(registers[name] for name in _ARGUMENTS))
        if isinstance(given, Correction):
            self._changes[thread] = given
        if given is None or isinstance(given, Correction):
            return
        result, written = given
        try:
            for place, data in written.items():
                self.write(thread, place, data)
        except ProcessLookupError:
            raise
        except OSError:  # there is no such place: the kernel says so
            return
        _set(thread, registers | {"rax": result, "orig_rax": _NO_CALL})

    def _change(self, thread: int) -> None:
        """Corrects what a call wrote. Its thread is stopped at the end of the call."""
        change = self._changes.pop(thread, None)
        if change and not _registers(thread)["rax"]:
            told = b"".join(_peek(thread, change.place + at) for at in range(0, change.size, _WORD))
            changed = change.changed(told)
            for at in range(0, change.size, _WORD):
                if changed[at : at + _WORD] != told[at : at + _WORD]:
                    self.write(thread, change.place + at, changed[at : at + _WORD])

    def _answer_count(self, thread: int) -> bool:
        """Lets a thread read the processor's counter, if that is what it failed at."""
        registers = _registers(thread)
        place = registers["rip"]
        begin, code = place // _WORD * _WORD, b""
        with contextlib.suppress(OSError):  # the next page may be none
            for at in (begin, begin + _WORD):
                code += _peek(thread, at)
        size = next((len(one) for one in COUNTER if code[place - begin :].startswith(one)), 0)
        if size:
            high, low = divmod(self._count(), 2**32)
            _set(thread, registers | {"rax": low, "rdx": high, "rip": place + size})
        return size > 0


def room(registers: Registers, size: int) -> int:
    """A place on the stack of a stopped thread which nothing uses."""
    return (registers["rsp"] - _RED_ZONE - size) // 16 * 16


def is_in(registers: Registers, number: int) -> bool:
    """True for a thread that was stopped in this call, and not as the call had ended by itself."""
    return registers["orig_rax"] in (number, _RESTART) and registers["rax"] in _BROKEN_OFF


def _ptrace(request: int, thread: int, address: int = 0, data: int = 0) -> None:
    if _libc.ptrace(request, thread, address, data) == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), f"ptrace {request:#x}")


def _peek(thread: int, place: int) -> bytes:
    ctypes.set_errno(0)
    word = _libc.ptrace(_PEEK, thread, place, None)
    if word == -1 and ctypes.get_errno():
        raise OSError(ctypes.get_errno(), "its memory can't be read")
    return struct.pack("<q", word)


def _registers(thread: int) -> Registers:
    buffer = ctypes.create_string_buffer(_REGISTERS.size)
    _ptrace(_GETREGS, thread, 0, ctypes.addressof(buffer))
    return dict(zip(_NAMES, _REGISTERS.unpack(buffer.raw), strict=True))


def _set(thread: int, registers: Registers) -> None:
    buffer = ctypes.create_string_buffer(_REGISTERS.pack(*(registers[name] for name in _NAMES)), _REGISTERS.size)
    _ptrace(_SETREGS, thread, 0, ctypes.addressof(buffer))
