"""Runs many cases at once, on a thread of its own, and hands out each one's record as soon as it is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from harness.catalogue import Catalogue
from harness.catalogue import hosts as hosts
from harness.execute import Execution
from harness.execute.preparing import Preparations
from harness.execute.slots import Slots
from harness.languages import Language, Preparation
from harness.launch import NOTHING, Furniture, Launcher, Workspaces, best_launcher, container_launcher, trust
from harness.model import CouldNotStart, Example, Outcome
from harness.plan import Planned
from harness.plan.known_failures import KnownFailures
from harness.report import har
from harness.run import recorded
from harness.run.options import Options, Watcher
from harness.run.verdicts import Record, Verdicts
from harness.settings import Settings

__all__ = ["Options", "Record", "Runner", "Watcher"]


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
        verdicts: Verdicts | None = None,
    ) -> None:
        self._options, self._root = options, settings.root
        self.verdicts = verdicts or Verdicts(settings, catalogue, options, known or KnownFailures())
        made = trust.make(hosts.hard_coded(settings, catalogue.apis), settings.root, settings.ca_bundles)
        self._base = Path(tempfile.mkdtemp(prefix="harness-"))
        self._launcher = self._chosen_launcher(settings, made.furniture if made else NOTHING)
        self._workspaces = Workspaces(keeps=self._launcher.ends_all and not options.keeper)
        cold = options.cold or not options.world.repeatable  # a start that has to be made again would be paid for twice
        self._execution = Execution(
            settings, self._launcher, languages, self._base, made, options.keeper, cold, self._workspaces
        )
        self._preparations = Preparations(
            languages, settings.root / ".harness" / "build", contains=options.launcher == "docker"
        )
        self._catalogue = catalogue
        self._slots = Slots(options.jobs or os.cpu_count() or 1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="runner", daemon=True)
        self._thread.start()

    def _chosen_launcher(self, settings: Settings, furniture: Furniture) -> Launcher:
        """Where the programs will run. The folder of the run goes at once where they can't."""
        try:
            if self._options.launcher == "docker":
                return container_launcher(self._base, _readable(settings), furniture)
            return best_launcher(self._base, settings.ports, furniture)
        except BaseException:
            shutil.rmtree(self._base, ignore_errors=True)
            raise

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
        self.run(self.verdicts.expect(cases))

    def run(self, cases: Iterable[Planned]) -> None:
        """Queues cases whose verdicts are expected already, the longest first."""
        known = self._options.durations
        order = sorted(
            cases,
            key=lambda planned: (
                -planned.scenario.waits,
                -known.get(planned.case.name, 0.0),
                planned.case.group,
                planned.case.scenario,
            ),
        )
        self._loop.call_soon_threadsafe(self._begin, order)

    def record(self, name: str) -> Record:
        """Waits for a case's record. Raises what went wrong where the harness itself failed."""
        return self.verdicts.record(name)

    def close(self) -> None:
        """Ends all that still runs, and takes away every folder that was made."""
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._workspaces.close()
        shutil.rmtree(self._base, ignore_errors=True)

    # ------------------------------------------------------------------ the runner's thread

    def _begin(self, cases: list[Planned]) -> None:
        for planned in cases:
            self._begun += 1
            task = self._loop.create_task(self._run(planned, self._begun), name=planned.case.name)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, planned: Planned, rank: int) -> None:
        try:
            preparation = await self._preparations.of(planned.case.example.language)
            async with self._slots.slot(rank, waits=planned.scenario.waits) as slot:
                outcome = await self._watched(planned, preparation, slot.wait)
            self.verdicts.add(planned, self._recorded(planned, outcome), self._launcher.guard)
        except asyncio.CancelledError:
            self.verdicts.cancel(planned.case.name)
            raise
        except Exception as error:  # whatever fails in here, the case gets a verdict
            self.verdicts.add(planned, CouldNotStart(f"the harness failed: {type(error).__name__}: {error}"))

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
        """Keeps the exchanges, as HAR too where that was asked for, and settles whether the case ran at all."""
        if self._options.recordings and not isinstance(outcome, CouldNotStart):
            har.write(self._options.recordings, planned.case.name, outcome.traces.exchanges, planned.key)
        if self._options.world.repeatable and not isinstance(outcome, CouldNotStart):
            recorded.keep(self._root, planned, outcome.traces.exchanges)
        if self._options.details and not isinstance(outcome, CouldNotStart):
            self._options.details.add(planned.case.name, outcome.traces, planned.key)
        return self._options.world.settled(planned, outcome, self._catalogue)

    async def _stop(self) -> None:
        self._launcher.close()
        self._preparations.cancel()
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self.verdicts.cancel()


def _readable(settings: Settings) -> tuple[Path, ...]:
    """What programs in containers may read: the project, its tree, and the libraries of this interpreter."""
    return settings.root, settings.examples, Path(sysconfig.get_path("purelib"))
