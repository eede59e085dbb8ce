"""Runs many cases at once, on a thread of its own, and hands on how each one ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, TypeVar

from harness.assess import second_look
from harness.catalogue import Catalogue
from harness.common.shown import ShownExchange, shown
from harness.execute import Execution
from harness.execute.preparing import Preparations
from harness.execute.slots import Slots
from harness.languages import Language, Preparation
from harness.launch.limits import cases_at_once
from harness.model import CouldNotStart, Example, Outcome, Traces
from harness.plan import Planned
from harness.report import har
from harness.run import recorded
from harness.run.ground import Ground
from harness.run.options import Options
from harness.settings import Settings

SWITCH = 0.0002
"""Seconds after which a thread that judges lets the one go on that answers requests, if that has something to do. With
Python's own 5 ms each step of an answer waits so long, and a program that sends a thousand requests times out."""
FEW = 100
"""Cases up to which the first verdict comes soon: the plan's first scenario goes before those that wait."""
MOST_LOOKS = 3
"""Starts of a program beside its first one, at the most."""

_Made = TypeVar("_Made")


class Taker(Protocol):
    """Whoever wants the outcomes of the cases; it is called on the thread that judges, for one case after another."""

    def add(self, planned: Planned, outcome: Outcome, guard: str = "") -> None:
        """Takes a case that has run; `guard` is what kept it from other hosts."""

    def cancel(self, name: str | None = None) -> None:
        """A case is given up, or all that have not run."""


class Runner:
    """Prepares the languages side by side, and runs each one's cases as soon as it is ready.

    The public methods are for the caller's thread; everything else happens on the runner's own, in an event loop
    that also answers the programs' requests. What has ended is judged on a third thread: other programs get their
    answers meanwhile, however much one of them has printed or sent.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        languages: Mapping[str, Language],
        options: Options,
        taker: Taker,
    ) -> None:
        room = cases_at_once()
        self._options = options
        self._ground = Ground(settings, catalogue.hosts, languages, options)
        self._slots = Slots(options.jobs or os.cpu_count() or 1, room)
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = 0
        self._use(settings, catalogue, languages, taker)
        self._loop = asyncio.new_event_loop()
        self._judge = ThreadPoolExecutor(1, "judge")
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        self._thread = threading.Thread(target=self._loop.run_forever, name="runner", daemon=True)
        self._thread.start()

    def _use(self, settings: Settings, catalogue: Catalogue, languages: Mapping[str, Language], taker: Taker) -> None:
        ground, options = self._ground, self._options
        self._own, self._catalogue, self._taker = settings.own, catalogue, taker
        cold = options.cold or not options.world.repeatable  # a start that has to be made again would be paid for twice
        self._execution = Execution(
            settings,
            ground.launchers,
            languages,
            ground.base,
            ground.trust,
            options.keeper,
            cold,
            real_time=not (options.virtual_time and options.world.repeatable),
            workspaces=ground.workspaces,
        )
        self._preparations = Preparations(
            languages, settings.own.build, contains=options.launcher == "docker", cell=ground.cell
        )

    @property
    def guard(self) -> str:
        """What keeps the programs from other hosts."""
        return self._ground.launcher.guard

    @property
    def guard_reason(self) -> str:
        """Why there is no better guard; empty if there is none."""
        return self._ground.launcher.reason

    # ------------------------------------------------------------------ the caller's thread

    def take_up(
        self, settings: Settings, catalogue: Catalogue, languages: Mapping[str, Language], taker: Taker
    ) -> None:
        """Begins a new round with what was read anew, and gives up the last one.

        The guard and the private copies stay, unless programs name other hosts or the settings have another tree.
        Programs are prepared again.
        """
        self.give_up()
        named = catalogue.hosts
        if not self._ground.fits(settings, named):
            left, self._ground = self._ground, Ground(settings, named, languages, self._options)
            self._wait(self._leave(left))
        self._use(settings, catalogue, languages, taker)

    def expect(self, examples: Iterable[Example]) -> None:
        """Names all programs that may be run, so that each language prepares its own at once."""
        self._preparations.expect(examples)

    def prepare(self) -> None:
        """Begins to prepare the programs that were named, before any is to run."""
        self._loop.call_soon_threadsafe(self._preparations.begin)

    def run(self, cases: Iterable[Planned]) -> None:
        """Queues cases, those that wait longest first, and of the others the longest; see `first_verdict_soon`.

        Of few cases those of the plan's first scenario go before all.
        """
        known, cases = self._options.durations, list(cases)
        if self._options.first_verdict_soon:
            ranks = {name: rank for rank, name in enumerate(dict.fromkeys(one.scenario.name for one in cases))}
            soon = sorted(cases, key=lambda one: (one.scenario.waits, ranks[one.scenario.name]))
            self._loop.call_soon_threadsafe(self._begin, soon)
            return
        order = sorted(
            cases,
            key=lambda planned: (
                -planned.scenario.waits,
                -known.get(planned.case.name, 0.0),
                planned.case.group,
                planned.case.scenario,
            ),
        )
        if 0 < len(order) <= FEW:
            order.sort(key=lambda planned: planned.scenario.name != cases[0].scenario.name)
        self._loop.call_soon_threadsafe(self._begin, order)

    def give_up(self) -> None:
        """Ends all that still runs."""
        self._wait(self._give_up())

    def close(self) -> None:
        """Ends all that still runs, and takes away every folder that was made."""
        if not self._thread.is_alive():
            return
        self._wait(self._leave(self._ground))
        self._judge.shutdown()
        sys.setswitchinterval(self._interval)
        self._taker.cancel()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    # ------------------------------------------------------------------ the runner's thread

    def _begin(self, cases: list[Planned]) -> None:
        for planned in cases:
            self._begun += 1
            task = self._loop.create_task(self._run(planned, self._begun), name=planned.case.name)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, planned: Planned, rank: int) -> None:
        for number in range(1, self._options.repeat + 1):
            await self._run_once(planned, rank, number)

    async def _run_once(self, planned: Planned, rank: int, number: int) -> None:
        try:
            preparation = await self._preparations.of(planned.case.example.language)
            async with self._slots.slot(rank, waits=planned.scenario.waits) as slot:
                outcome = await self._watched(planned, preparation, slot.wait)
            if self._options.world.repeatable:
                outcome = await self._looked_again(planned, preparation, outcome, rank)
            recorded = await self._judging(self._recorded, planned, outcome, number)
            await self._judging(self._taker.add, planned, recorded, self.guard)
        except asyncio.CancelledError:
            self._taker.cancel(planned.case.name)
            raise
        except Exception as error:  # whatever fails in here, the case gets a verdict
            failed = CouldNotStart(f"the harness failed: {type(error).__name__}: {error}")
            await self._judging(self._taker.add, planned, failed)

    async def _judging(self, work: Callable[..., _Made], *given: object) -> _Made:
        """Does what takes long where much was printed or sent, while the loop goes on."""
        return await self._loop.run_in_executor(self._judge, partial(work, *given))

    async def _watched(self, planned: Planned, preparation: Preparation, waiting: Callable[[], None]) -> Outcome:
        watcher, name = self._options.watcher, planned.case.name
        if watcher is None:
            return await self._execution.run(planned, preparation, waiting)
        watcher.began(name)
        try:
            return await self._execution.run(planned, preparation, waiting)
        finally:
            watcher.ended(name)

    async def _looked_again(self, planned: Planned, preparation: Preparation, outcome: Outcome, rank: int) -> Outcome:
        """The outcome with how the program ended when it was given a good answer, where it got none that it can use.

        Each further field that it asks for may be followed by another, which costs one more start.
        """
        if planned.lenient is None or isinstance(outcome, CouldNotStart):
            return outcome
        again = second_look.refused(planned, outcome)
        names = await self._judging(second_look.asked_for, planned, outcome)
        second: Outcome = outcome
        for _ in range(MOST_LOOKS):
            if not again and not names:
                break
            kind = replace(planned, respond=partial(planned.lenient, names))
            async with self._slots.slot(rank, waits=planned.scenario.waits) as slot:
                second = await replace(self._execution, keeper=None).run(kind, preparation, slot.wait)
            if not isinstance(second, CouldNotStart):
                second = replace(second, traces=replace(second.traces, asked_for=names))
            asked = await self._judging(second_look.asked_for, planned, second)
            more = tuple(name for name in asked if name not in names)
            again, names = False, (*names, *more) if more else ()
        if second is outcome or isinstance(second, CouldNotStart):
            return outcome
        return replace(outcome, traces=replace(outcome.traces, second=second))

    def _recorded(self, planned: Planned, outcome: Outcome, number: int) -> Outcome:
        """Keeps the exchanges, as HAR too where that was asked for, and settles whether the case ran at all.

        `number` counts the case's runs: each has an archive of its own.
        """
        if isinstance(outcome, CouldNotStart):
            return outcome
        name, traces = planned.case.name, outcome.traces
        if self._options.recordings:
            har.write(self._options.recordings, name if number == 1 else f"{name}-{number}", _shown(planned, traces))
        if self._options.world.repeatable:
            recorded.keep(self._own, planned, traces.exchanges)
        if self._options.details:
            self._options.details.add(name, _shown(planned, traces), traces.written)
        return self._options.world.settled(planned, outcome, self._catalogue)

    async def _give_up(self) -> None:
        self._preparations.cancel()
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _leave(self, ground: Ground) -> None:
        ground.launchers.close()
        await self._give_up()
        ground.remove()


def _shown(planned: Planned, traces: Traces) -> Iterator[ShownExchange]:
    """The exchanges as they may be written, one after another: large ones are read from the disk each time."""
    return (shown(exchange, planned.secrets) for exchange in traces.all_exchanges)
