"""The processes of a case, and what each of their threads does, by what /proc says (proc(5))."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from harness.launch.clock.calls import MOST_DESCRIPTORS, SystemCall, Unmeasured

_TIMER = re.compile(r"^settime flags: (\d+)\nit_value: \((\d+), (\d+)\)$", re.MULTILINE)
_ABSOLUTE = 1
_PART = 1 << 16
_GONE = (FileNotFoundError, ProcessLookupError)


class Thread(NamedTuple):
    """A thread that waits: in the same call since it has run last."""

    process: int
    number: int
    call: SystemCall
    ran: str
    """What changes whenever it runs: the times in `schedstat`."""


class DescriptorTimer(NamedTuple):
    """A timer that is a descriptor (timerfd_create(2)), and is due some time."""

    descriptor: int
    left: int
    """Nanoseconds, by the machine's clock."""
    absolute: bool
    """True where it was set to a moment, and so to one of the program's clock."""


class Members:
    """The processes of a case: those of its process namespace, but for the first one."""

    def __init__(self, first: int) -> None:
        self.first = first
        self._namespace = _namespace(str(first))
        self._known: dict[str, int] = {}

    def processes(self) -> list[int]:
        """Their numbers. Those of other cases are looked at once each."""
        listed = [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - pathlib is slow
        self._known = {name: self._known.get(name) or _namespace(name) for name in listed}
        own = [int(name) for name, namespace in self._known.items() if namespace == self._namespace]
        return [number for number in own if number != self.first] if self._namespace else []


def _namespace(process: str) -> int:
    """The number of the process namespace that a process is in; 0 where it is gone."""
    try:
        return os.stat(f"/proc/{process}/ns/pid").st_ino  # noqa: PTH116 - as above
    except OSError:
        return 0


def runs(processes: Iterable[int]) -> dict[tuple[int, int], str]:
    """Each thread of some processes, by its process and its number, with what changes whenever it runs."""
    found: dict[tuple[int, int], str] = {}
    for process in processes:
        with contextlib.suppress(*_GONE):
            for name in os.listdir(f"/proc/{process}/task"):  # noqa: PTH208 - as above
                with contextlib.suppress(*_GONE):
                    found[process, int(name)] = read(f"/proc/{process}/task/{name}/schedstat")
    return found


def waiting(threads: Iterable[tuple[int, int]]) -> tuple[list[Thread], bool]:
    """Those of some threads that wait, and whether one of the others runs."""
    found, run = [], False
    for process, number in threads:
        try:
            thread = waits(process, number)
            if thread:
                found.append(thread)
            elif _state(process, number) not in "ZX":
                run = True
        except _GONE:
            run = True
    return found, run


def waits(process: int, number: int) -> Thread | None:
    """A thread as it waits; None where it runs. Raises FileNotFoundError and ProcessLookupError where it is gone."""
    folder = f"/proc/{process}/task/{number}"
    ran = read(f"{folder}/schedstat")
    call = call_in(read(f"{folder}/syscall"))
    if call is None or _state(process, number) != "S" or read(f"{folder}/schedstat") != ran:
        return None
    return Thread(process, number, call, ran)


def call_in(line: str) -> SystemCall | None:
    """The call that a line of /proc/PID/syscall names; None for a thread that runs, or waits outside any call."""
    words = line.split()
    if len(words) < 7 or int(words[0]) < 0:
        return None
    return SystemCall(int(words[0]), tuple(int(word, 16) for word in words[1:7]))


def _state(process: int, number: int) -> str:
    return state_in(read(f"/proc/{process}/task/{number}/stat"))


def state_in(line: str) -> str:
    """The state that a line of /proc/PID/stat names: the name before it may hold anything."""
    return line.rpartition(")")[2].split()[0]


def timers(process: int) -> list[DescriptorTimer]:
    """The timers of a process that are descriptors, and are due some time.

    Raises Unmeasured where it has too many descriptors to look at, and OSError where it is gone.
    """
    found = []
    folder = f"/proc/{process}/fd"
    names = os.listdir(folder)  # noqa: PTH208 - as above
    if len(names) > MOST_DESCRIPTORS:
        raise Unmeasured(f"a program with {len(names)} open files")
    for name in names:
        with contextlib.suppress(*_GONE):
            if os.readlink(f"{folder}/{name}") == "anon_inode:[timerfd]":  # noqa: PTH115 - as above
                timer = timer_in(int(name), read(f"/proc/{process}/fdinfo/{name}"))
                found += [timer] if timer.left else []
    return found


def timer_in(descriptor: int, text: str) -> DescriptorTimer:
    """The timer that a file of /proc/PID/fdinfo describes."""
    match = _TIMER.search(text)
    if not match:
        raise Unmeasured("a timer of timerfd_create")
    flags, seconds, rest = match.groups()
    return DescriptorTimer(descriptor, int(seconds) * 10**9 + int(rest), bool(int(flags, 8) & _ABSOLUTE))


def is_of_the_case(process: int, descriptor: int) -> bool:
    """True for a descriptor on which only the case's own processes, or its mock, can be waited for.

    A file may lie on a system that another process serves, and its reader then seems to wait for ever.
    """
    link = os.readlink(f"/proc/{process}/fd/{descriptor}")  # noqa: PTH115 - as above
    return link.startswith(("socket:", "pipe:", "anon_inode:"))


def has_timer(process: int) -> bool:
    """True where a process has a timer that sends it a signal (timer_create(2))."""
    return bool(read(f"/proc/{process}/timers"))


def maps(process: int) -> str:
    """The text of /proc/PID/maps."""
    return read(f"/proc/{process}/maps")


def read(path: str) -> str:
    """The text of a file of /proc, which are read so often that what `open` does beside is most of their cost."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts = iter(lambda: os.read(descriptor, _PART), b"")
        return b"".join(parts).decode("utf-8", "replace")
    finally:
        os.close(descriptor)
