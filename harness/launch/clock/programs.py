"""The processes of a case from inside: their memory, their clocks, and the time limits of what they wait for."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from harness.launch.clock import family
from harness.launch.clock.calls import SENDING, Unmeasured, Wait, wait_of
from harness.launch.clock.descriptors import socket_limit
from harness.launch.clock.family import Thread
from harness.launch.clock.readings import FILTER_ALL_THREADS, FORBID_COUNTER, PRCTL, SECCOMP, loadable, stopping
from harness.launch.clock.tracer import Registers, Tracer, is_in, room
from harness.launch.clock.vdso import Unmovable, VirtualClock

_GETITIMER, _ITIMER_REAL, _ITIMER_SIZE = 36, 0, 32


class WentOn(Exception):
    """Some threads that seemed to wait went on by themselves: these."""

    def __init__(self, threads: Collection[Thread]) -> None:
        super().__init__()
        self.threads = threads


class Programs:
    """What is known of each process, until it becomes another program."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._mark = int.from_bytes(os.urandom(4), "little")
        self._memories: dict[int, int] = {}
        self._clocks: dict[int, VirtualClock] = {}

    def forget(self, process: int) -> None:
        """Lets go of a process."""
        self._clocks.pop(process, None)
        memory = self._memories.pop(process, None)
        if memory is not None:
            os.close(memory)

    def wait(self, thread: Thread, offset: int) -> Wait:
        """What a thread waits for, by a clock that is so far ahead. Raises Unmeasured and OSError."""
        memory = self._memory(thread.process)

        def read(place: int, size: int) -> bytes:
            data = os.pread(memory, size, place)
            if len(data) < size:
                raise Unmeasured("memory that can't be read")
            return data

        wait = wait_of(thread.call, read, offset)
        if wait.descriptor is None:
            return wait
        if not family.is_of_the_case(thread.process, wait.descriptor):
            raise Unmeasured("a wait for a file")
        limit = socket_limit(thread.process, wait.descriptor, sending=thread.call.number in SENDING)
        return replace(wait, most=limit)

    def knows(self, process: int) -> bool:
        """True where the clock of a process can be moved."""
        return process in self._clocks

    def begin(self, process: int, offset: int) -> dict[int, bytes]:
        """What is to be written where in a process, so that its clock can be moved. Raises Unmovable and OSError."""
        self._clocks[process] = VirtualClock(self._memory(process), family.maps(process), self._mark)
        return self._clocks[process].begin(offset)

    def moved(self, process: int, offset: int) -> dict[int, bytes]:
        """What is to be written where, so that the clock of a process is so far ahead."""
        return self._clocks[process].moved(offset)

    def prepare(self, stopped: Mapping[Thread, Registers], offset: int) -> None:
        """Begins the clocks of processes that have none; of each of those, all threads are stopped.

        Raises Unmeasured where a process has a timer that can't be moved, Unmovable where the kernel shows another
        clock, and WentOn where one reads the clock.
        """
        for thread, registers in {each.process: (each, found) for each, found in stopped.items()}.values():
            process = thread.process
            if process not in self._clocks:
                patches = self.begin(process, offset)
                own = {each.number: found for each, found in stopped.items() if each.process == process}
                if any(self._clocks[process].is_read(found["rip"]) for found in own.values()):
                    self.forget(process)
                    raise WentOn([])
                self.write(thread, patches)
                try:
                    self._close_others(own, self._clocks[process].syscall)
                except Unmovable:
                    self.forget(process)
                    raise
            code, place = self._clocks[process].syscall, room(registers, _ITIMER_SIZE)
            arguments, empty = (_ITIMER_REAL, place), bytes(_ITIMER_SIZE)
            _, told = self._tracer.call(thread.number, registers, code, _GETITIMER, *arguments, place=place, data=empty)
            if any(told):
                raise Unmeasured("a timer of setitimer or alarm")

    def _close_others(self, threads: Mapping[int, Registers], code: int) -> None:
        """Keeps a process from reading the clock past its vDSO unseen, now and in all that it starts."""
        thread, registers = next(iter(threads.items()))
        program = stopping(self._mark)
        place = room(registers, len(program) + 16)
        asked = SECCOMP, *FILTER_ALL_THREADS, place
        results = [self._tracer.call(thread, registers, code, *asked, place=place, data=loadable(program, place))[0]]
        results += [
            self._tracer.call(number, found, code, PRCTL, *FORBID_COUNTER)[0] for number, found in threads.items()
        ]
        if any(results):
            raise Unmovable("its kernel lets it read the clock in other ways")

    def write(self, thread: Thread, written: Mapping[int, bytes]) -> None:
        """Writes to the memory of a stopped thread."""
        for place, data in written.items():
            self._tracer.write(thread.number, place, data)

    @contextlib.contextmanager
    def stopped(self, threads: Sequence[Thread]) -> Iterator[dict[Thread, Registers]]:
        """Stops threads; they go on afterwards, but for those that the caller takes out of what is given.

        Raises WentOn where one of them is not in its call any more, and ProcessLookupError where it is gone.
        """
        registers: dict[Thread, Registers] = {}
        try:
            for thread in threads:
                registers[thread] = self._tracer.stop(thread.number)
            gone = [thread for thread, found in registers.items() if not is_in(found, thread.call.number)]
            if gone:
                raise WentOn(gone)
            yield registers
        finally:
            for thread, found in registers.items():
                with contextlib.suppress(ProcessLookupError):
                    self._tracer.go_on(thread.number, found)

    def _memory(self, process: int) -> int:
        if process not in self._memories:
            self._memories[process] = os.open(f"/proc/{process}/mem", os.O_RDONLY | os.O_CLOEXEC)
        return self._memories[process]
