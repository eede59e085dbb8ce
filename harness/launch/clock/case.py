"""The clock of one case: whether all its threads only wait, until when, and how it is moved to there.

All moments are nanoseconds of the case's own clock: the machine's monotonic one, and what it was moved by.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from harness.launch.clock import family, file_times
from harness.launch.clock.asleep import asleep_since
from harness.launch.clock.calls import CONNECT, NO_CALL, Unmeasured, Unmoved, Wait
from harness.launch.clock.descriptors import set_timer
from harness.launch.clock.family import Members, Thread
from harness.launch.clock.file_times import FileTimes
from harness.launch.clock.network import Network
from harness.launch.clock.programs import Programs, WentOn
from harness.launch.clock.readings import Counter, OtherClock, answer
from harness.launch.clock.target import NOISE, SECOND, Span
from harness.launch.clock.tracer import Tracer, is_in
from harness.launch.clock.vdso import Unmovable

PATIENCE = SECOND // 200
"""Nanoseconds that the kernel has to end a wait by itself whose time is up."""
MOST_LATE = 3 * SECOND // 10
"""Nanoseconds that the ends of a case's waits may be late in all. More may change what the program does."""
_MILLISECOND = 0.001
_RENEWAL = SECOND
"""Nanoseconds within which a thread that was stopped waits again."""


class Late(Exception):
    """A wait that was moved past was ended too late; its text says so."""


class Since(NamedTuple):
    """When a thread ran last: between these two moments."""

    ran: str
    least: int
    most: int


@dataclass(frozen=True)
class Waiting:
    """A thread that waits, and between which moments its time is up; None for ever."""

    thread: Thread
    wait: Wait | None
    earliest: int | None = None
    latest: int | None = None
    unmeasured: Unmeasured | None = None
    """Why that is not known."""

    @property
    def by_kernel(self) -> bool:
        """False for a wait until a moment of the case's clock, of which the kernel knows nothing."""
        return self.wait is None or self.wait.since_start


class CaseClock:
    """Time as the programs of one case see it."""

    def __init__(self, first: int, began: int, tell: Callable[[int, bool], None]) -> None:
        """`first` is the case's first process, and `began` when its program had not begun yet.

        `tell` is called with the new offset just before anything of the case can notice it, and with whether all came
        out right.
        """
        self.offset = 0
        """Nanoseconds that its clock is ahead of the machine's."""
        self.works = True
        """True where a thread has run between the last two looks."""
        self._family, self._network, self._tell = Members(first), Network(first), tell
        counter, self._files = Counter(), FileTimes()
        self.tracer = Tracer(
            self._became,
            lambda number, given: self._files.change(number, given) or answer(number, given, self.offset),
            lambda: counter.read(self.offset),
        )
        self._programs = Programs(self.tracer)
        self._looked = began
        self._since: dict[tuple[int, int], Since] = {}
        self._waits: dict[Thread, Waiting] = {}
        self._touched = False
        """True once a thread was stopped: for the kernel, its call began anew."""
        self._lateness = 0
        self._told: frozenset[Thread] = frozenset()
        """Those that waited when `due` was read."""
        self._immovable: tuple[frozenset[Thread], Unmeasured] | None = None
        """Those that waited when it came out that time can't be moved, and why."""

    def look(self) -> bool:
        """True where all threads wait, none has run since the last look, and nothing is on its way between them.

        A call whose time is up by the case's own clock is ended, whether others wait or not: for the kernel it is not.
        Raises Late where that came too late.
        """
        begun = self.now()
        runs = family.runs(self._family.processes())
        seen, known = self.now(), self._since
        self.works = not runs or runs != {key: since.ran for key, since in known.items()}
        self._since = {
            key: known[key] if key in known and known[key].ran == ran else Since(ran, self._looked, seen)
            for key, ran in runs.items()
        }
        self._looked = begun
        if self.works and not self._touched:
            return False
        threads, run = family.waiting(runs)
        self._take(threads)
        if self._touched and self._end_late():
            return False
        quiet = not self.works and not run and all(runs[key(thread)] == thread.ran for thread in threads)
        return quiet and bool(threads) and self._network.is_still()

    def due(self) -> Span:
        """Between which moments the first thread goes on by itself; None where none ever does.

        Raises Unmeasured and OSError where that is not known.
        """
        self._told = frozenset(self._waits)
        for process in self._by_process():
            if family.has_timer(process):
                raise Unmoved("a timer of timer_create")
        unmeasured = [waiting.unmeasured for waiting in self._waits.values() if waiting.unmeasured]
        if self._immovable and self._told == self._immovable[0]:
            unmeasured.append(self._immovable[1])
        if unmeasured:
            raise unmeasured[0]
        spans = [(each.earliest, each.latest) for each in self._waits.values()]
        return first_of([*spans, *((at, at) for at in self._timers().values())])

    @property
    def traffic(self) -> str:
        """What changes whenever something is sent: as it was when nothing was on its way."""
        return self._network.traffic

    @property
    def calls(self) -> bool:
        """True where a thread waits for a connection: the warden may be about to answer for the kernel."""
        return any(thread.call.number == CONNECT for thread in self._waits)

    def now(self) -> int:
        """The time by the case's own clock."""
        return time.monotonic_ns() + self.offset

    def move(self, to: int) -> bool:
        """Moves time on to a moment, and ends all calls whose time is up then.

        False where it was not to be done: something has happened since `due` was read. Raises Unmeasured, Unmovable
        and OSError where it can't be done.
        """
        if not self.look() or frozenset(self._waits) != self._told or to <= self.now():
            return False
        if not file_times.are_after(max(since.most for since in self._since.values()) - self.offset):
            return False
        timers, chosen = self._timers(), self._chosen(to)
        for thread in self._waits:
            self.tracer.follow(thread.number)
        self._touched, over = True, {}
        try:
            with self._programs.stopped(chosen) as registers:
                self._programs.prepare(registers, self.offset)
                self._move_clocks(chosen, to)
                for (process, descriptor), at in timers.items():
                    set_timer(process, descriptor, max(1, at - self.now()))
                over = {each: registers.pop(each) for each in chosen if self._is_over(each, to)}
        except WentOn as error:
            for thread in error.threads:
                self._waits.pop(thread, None)
            self._renew([each for each in chosen if each in self._waits], wakes=True)
            return False
        except (Unmeasured, Unmovable) as error:
            self._renew(chosen)
            self._immovable = frozenset(self._waits), Unmeasured(str(error))
            raise
        wakes = any(at <= to for at in timers.values())
        self._renew([each for each in chosen if each not in over], wakes=wakes)
        self._tell(self.offset, True)
        for thread, found in over.items():
            self._end(self._waits[thread], found)
        return True

    def _chosen(self, to: int) -> list[Thread]:
        """The threads that have to be stopped, so that each process can be written to, and waits can be ended."""
        chosen = []
        for process, threads in self._by_process().items():
            new = not self._programs.knows(process)
            over = [each for each in threads if self._is_over(each, to)]
            chosen += threads if new else over or threads[:1]
        return chosen

    def _move_clocks(self, stopped: list[Thread], to: int) -> None:
        self.offset = max(self.offset, to - time.monotonic_ns())
        self._files.move(self.offset)
        for thread in {each.process: each for each in stopped}.values():
            self._programs.write(thread, self._programs.moved(thread.process, self.offset))
        self._tell(self.offset, False)

    def _is_over(self, thread: Thread, at: int) -> bool:
        latest = self._waits[thread].latest
        return latest is not None and latest <= at

    def _take(self, threads: list[Thread]) -> None:
        """Takes down what threads wait for, of those that it is not known of."""
        known, self._waits = self._waits, {}
        for thread in threads:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                self._waits[thread] = known.get(thread) or self._measured(thread)

    def _measured(self, thread: Thread) -> Waiting:
        since = self._since.get(key(thread))
        if since is None or since.ran != thread.ran:
            since = Since(thread.ran, self._looked, self.now())
        if since.most - since.least > NOISE:
            since = self._since[key(thread)] = self._narrowed(thread, since)
        try:
            wait = self._programs.wait(thread, self.offset)
        except Unmeasured as error:
            return Waiting(thread, None, unmeasured=error)
        if wait.most is None:
            return Waiting(thread, wait)
        if wait.since_start:
            return Waiting(thread, wait, since.least + wait.most, since.most + wait.most)
        at = self.now() + wait.most
        return Waiting(thread, wait, at, at)

    def _narrowed(self, thread: Thread, since: Since) -> Since:
        """Between which moments a thread ran last, where the kernel says it better than looks do."""
        slept = asleep_since(thread.process, thread.number)
        if slept is None or not since.least <= slept + self.offset <= since.most:
            return since
        return since._replace(least=max(since.least, slept + self.offset - NOISE // 2), most=slept + self.offset)

    def _end_late(self) -> bool:
        """Ends the calls whose time is up, though for the kernel it is not; True where there were any."""
        ended = False
        for process, descriptor, at, absolute in self._all_timers():
            if absolute:
                set_timer(process, descriptor, max(1, at - self.now()))
        for thread, waiting in tuple(self._waits.items()):
            late = 0 if waiting.latest is None else self.now() - waiting.latest
            if late <= (PATIENCE if waiting.by_kernel or not self.offset else 0):
                continue
            self.tracer.follow(thread.number)
            with contextlib.suppress(ProcessLookupError):  # it has ended
                registers = self.tracer.stop(thread.number)
                if is_in(registers, thread.call.number):
                    ended = True
                    self._lateness += late
                if self._lateness > MOST_LATE:  # and it stays stopped, lest it ends before that is heard
                    raise Late("waits were ended too late: there were many short ones, or the machine is busy")
                self._end(waiting, registers)
        return ended

    def soonest(self) -> int | None:
        """When a wait has to be ended next, since for the kernel it is not over then; None if there is none."""
        own = [one.latest for one in self._waits.values() if one.latest is not None and not one.by_kernel]
        return min(own, default=None) if self.offset else None

    def _end(self, waiting: Waiting, registers: dict[str, int]) -> None:
        """Lets a stopped thread go on, as if the time of its call were up."""
        thread, wait = waiting.thread, waiting.wait
        assert wait  # noqa: S101 - its end is known
        self._waits.pop(thread, None)
        with contextlib.suppress(ProcessLookupError):
            self.tracer.end_call(thread.number, registers, thread.call.number, wait.result, wait.cleared)

    def _timers(self) -> dict[tuple[int, int], int]:
        """The moment of each timer that is a descriptor, by its process and its number there."""
        return {(process, descriptor): at for process, descriptor, at, _ in self._all_timers()}

    def _all_timers(self) -> list[tuple[int, int, int, bool]]:
        found = []
        for process in self._by_process():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                for descriptor, left, absolute in family.timers(process):
                    own = left - self.offset if absolute else left
                    found.append((process, descriptor, self.now() + own, absolute))
        return found

    def _became(self, process: int) -> None:
        """A process has become another program, and is stopped: its clock has yet to be moved."""
        self._programs.forget(process)
        try:
            for place, data in self._programs.begin(process, self.offset).items():
                self.tracer.write(process, place, data)
        except (Unmovable, OSError) as error:
            raise OtherClock(str(error)) from None

    def _by_process(self) -> dict[int, list[Thread]]:
        found: dict[int, list[Thread]] = {}
        for thread in self._waits:
            found.setdefault(thread.process, []).append(thread)
        return found

    def _renew(self, threads: list[Thread], *, wakes: bool = False) -> None:
        """Takes threads that were stopped for those that they were, as soon as they wait for the same.

        Raises Late where one works for long, though nothing `wakes` it: when its call began is not known any more.
        """
        stopped = [self._waits.pop(thread) for thread in threads]
        for waiting in stopped:
            again = self._again(waiting.thread)
            if again and again.call == waiting.thread.call:
                self._adopt(waiting, again)
            elif again is None and not wakes:
                raise Late("a thread was stopped for too long on a busy machine")

    def _again(self, thread: Thread) -> Thread | None:
        """A thread that was stopped, as soon as it waits; itself where it has ended, None where it works for long."""
        until = time.monotonic_ns() + _RENEWAL
        while time.monotonic_ns() < until:
            self.tracer.handle_stops()
            try:
                found = family.waits(thread.process, thread.number)
            except (FileNotFoundError, ProcessLookupError):
                return thread._replace(call=NO_CALL)
            if found:
                return found
            time.sleep(_MILLISECOND)
        return None

    def _adopt(self, waiting: Waiting, thread: Thread) -> None:
        """The same wait as before, of a thread that was stopped meanwhile."""
        self._waits[thread] = replace(waiting, thread=thread)
        if key(thread) in self._since:
            self._since[key(thread)] = self._since[key(thread)]._replace(ran=thread.ran)


def key(thread: Thread) -> tuple[int, int]:
    """A thread without what it does."""
    return thread.process, thread.number


def first_of(spans: list[tuple[int | None, int | None]]) -> Span:
    """The first of some spans of time in which something ends: from the earliest moment on that one may end.

    Raises Unmeasured where it is not known which ends first.
    """
    known = sorted((latest, earliest) for earliest, latest in spans if latest is not None and earliest is not None)
    if not known:
        return None
    if any(earliest < known[0][0] - NOISE for _, earliest in known[1:]):
        raise Unmeasured("two waits of which either may end first")
    return min(earliest for _, earliest in known), known[0][0]
