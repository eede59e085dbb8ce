"""Runs many cases at once, on a thread of its own, and hands out each one's record as soon as it is asked for."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from harness.assess import Assessor
from harness.catalogue import Catalogue
from harness.checks.parity import Parity
from harness.execute import Execution
from harness.groups import Assessed, Groups
from harness.judge import judge
from harness.keep import Keeper
from harness.known_failures import KnownFailures
from harness.languages import Language, Preparation
from harness.launch import best_launcher
from harness.live import LiveAssessor, LiveParity, repeated_live, settled
from harness.model import CouldNotStart, Example, Outcome
from harness.plan import Planned
from harness.preparing import Preparations
from harness.report import har
from harness.report.record import case_record
from harness.settings import Settings
from harness.shards import Shard
from harness.slots import Slots

Record = dict[str, Any]


class Watcher(Protocol):
    """What wants to know how far a run is; it is told on the runner's thread, and must not keep it."""

    def began(self, name: str) -> None:
        """A program starts."""

    def ended(self, name: str) -> None:
        """A program has ended."""

    def judged(self, record: Record) -> None:
        """A case has its verdict."""


@dataclass(frozen=True)
class Options:
    """How a run goes, whatever it runs."""

    jobs: int = 0
    """How many programs run at once; 0 is as many as there are cores."""
    strict: bool = False
    """True where a missing toolchain is a failure and not a skip."""
    live: bool = False
    """True where the real host answers."""
    recordings: Path | None = None
    """The folder to which each case's exchanges are written as HAR files."""
    keeper: Keeper | None = None
    """What is told of each program that was started, before its private copy goes."""
    shard: Shard | None = None
    """Which part of the plan this run is, where it is one."""
    watcher: Watcher | None = None
    """Whom to tell how far the run is."""


class Runner:
    """Prepares the languages side by side, and runs each one's cases as soon as it is ready.

    `submit` and `record` are for the caller's thread; everything else happens on the runner's own, in an event loop
    that also answers the programs' requests.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        languages: Mapping[str, Language],
        options: Options,
        known: KnownFailures | None = None,
    ) -> None:
        self._options, self._known = options, known or KnownFailures()
        self._base = Path(tempfile.mkdtemp(prefix="harness-"))
        self._launcher = best_launcher(self._base, settings.ports)
        self._execution = Execution(settings, self._launcher, languages, self._base, options.keeper)
        self._preparations = Preparations(languages, settings.root / ".harness" / "build")
        self._catalogue = catalogue
        self.parity = (LiveParity if options.live else Parity)(settings.differences)
        assessor = (LiveAssessor if options.live else Assessor)(settings, catalogue)
        self.groups = Groups(settings, assessor, self.parity)
        self._records: dict[str, concurrent.futures.Future[Record]] = {}
        self._slots = Slots(options.jobs or os.cpu_count() or 1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="runner", daemon=True)
        self._thread.start()

    @property
    def guard(self) -> str:
        """What keeps the programs from other hosts."""
        return self._launcher.guard

    # ------------------------------------------------------------------ the caller's thread

    def expect(self, examples: Iterable[Example]) -> None:
        """Names all programs that may be run, so that each language prepares its own at once."""
        self._preparations.expect(examples)

    def submit(self, cases: Iterable[Planned]) -> None:
        """Queues cases, those that wait longest first; those that are queued already are left alone."""
        new = [planned for planned in cases if planned.case.name not in self._records]
        self._records.update({planned.case.name: concurrent.futures.Future() for planned in new})
        new.sort(key=lambda planned: (-planned.scenario.waits, planned.case.group, planned.case.scenario))
        self._loop.call_soon_threadsafe(self._begin, new)

    def submitted(self, name: str) -> bool:
        """True if a case of that name was queued."""
        return name in self._records

    def record(self, name: str) -> Record:
        """Waits for a case's record. Raises what went wrong where the harness itself failed."""
        return self._records[name].result()

    def close(self) -> None:
        """Ends all that still runs, and takes away every folder that was made."""
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        shutil.rmtree(self._base, ignore_errors=True)

    # ------------------------------------------------------------------ the runner's thread

    def _begin(self, cases: list[Planned]) -> None:
        self.groups.expect(cases)
        for planned in cases:
            self._begun += 1
            task = self._loop.create_task(self._run(planned, self._begun), name=planned.case.name)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, planned: Planned, rank: int) -> None:
        try:
            preparation = await self._preparations.of(planned.case.example.language)
            async with self._slots.slot(rank, waits=planned.scenario.waits > 0) as slot:
                outcome = await self._watched(planned, preparation, slot.wait)
            group = self.groups.add(planned, self._recorded(planned, outcome))
        except asyncio.CancelledError:
            self._records[planned.case.name].cancel()
            raise
        except Exception as error:  # whatever fails in here, the case gets a verdict
            group = self.groups.add(planned, CouldNotStart(f"the harness failed: {type(error).__name__}: {error}"))
        self._publish(group)

    async def _watched(self, planned: Planned, preparation: Preparation, waiting: Callable[[], None]) -> Outcome:
        watcher, name = self._options.watcher, planned.case.name
        if watcher is None:
            return await self._execution.run(planned, preparation, waiting)
        watcher.began(name)
        try:
            return await self._execution.run(planned, preparation, waiting)
        finally:
            watcher.ended(name)

    def _recorded(self, planned: Planned, outcome: Outcome) -> Outcome:
        """Keeps the exchanges where that was asked for, and settles whether a live case ran at all."""
        if self._options.recordings and not isinstance(outcome, CouldNotStart):
            har.write(self._options.recordings, planned.case.name, outcome.traces.exchanges, planned.key)
        return settled(planned, outcome, self._catalogue) if self._options.live else outcome

    def _publish(self, group: list[Assessed]) -> None:
        for one in group:
            case = one.planned.case
            result = judge(case, one.outcome, one.findings, self._known, strict=self._options.strict)
            record = case_record(result, one.planned.key)
            if self._options.watcher:
                self._options.watcher.judged(record)
            self._records[case.name].set_result(repeated_live(record) if self._options.live else record)

    async def _stop(self) -> None:
        self._launcher.close()
        self._preparations.cancel()
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        for future in self._records.values():
            future.cancel()
