"""Runs many cases at once, on a thread of its own, and hands out each one's record as soon as it is asked for."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.assess import Assessor
from harness.catalogue import Catalogue
from harness.config import Settings
from harness.execute import Execution, missing_tools
from harness.judge import judge
from harness.languages import Language, Preparation
from harness.languages.toolchain import Tool, find
from harness.launch import best_launcher
from harness.model import CouldNotStart, Example, Outcome
from harness.plan import Planned
from harness.report.record import case_record
from harness.slots import Slots

Record = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """How a run goes, whatever it runs."""

    jobs: int = 0
    """How many programs run at once; 0 is as many as there are cores."""
    strict: bool = False
    """True where a missing toolchain is a failure and not a skip."""


class Runner:
    """Prepares the languages side by side, and runs each one's cases as soon as it is ready.

    `submit` and `record` are for the caller's thread; everything else happens on the runner's own, in an event loop
    that also answers the programs' requests.
    """

    def __init__(
        self, settings: Settings, catalogue: Catalogue, languages: Mapping[str, Language], options: Options
    ) -> None:
        self._settings, self._languages, self._options = settings, languages, options
        self._assessor = Assessor(settings, catalogue)
        self._base = Path(tempfile.mkdtemp(prefix="harness-"))
        self._launcher = best_launcher(self._base, settings.ports)
        self._execution = Execution(settings, self._launcher, languages, self._base)
        self._records: dict[str, concurrent.futures.Future[Record]] = {}
        self._preparations: dict[str, asyncio.Task[Preparation]] = {}
        self._examples: dict[str, list[Example]] = {}
        self._loop = asyncio.new_event_loop()
        self._slots = Slots(options.jobs or os.cpu_count() or 1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="runner", daemon=True)
        self._thread.start()

    # ------------------------------------------------------------------ the caller's thread

    def expect(self, examples: Iterable[Example]) -> None:
        """Names all programs that may be run, so that each language prepares its own at once."""
        for example in examples:
            self._examples.setdefault(example.language, []).append(example)

    def submit(self, cases: Iterable[Planned]) -> None:
        """Queues cases; those that are queued already are left alone."""
        for planned in sorted(cases, key=lambda planned: -planned.scenario.waits):
            if planned.case.name not in self._records:
                self._records[planned.case.name] = concurrent.futures.Future()
                self._loop.call_soon_threadsafe(self._begin, planned)

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

    def _begin(self, planned: Planned) -> None:
        task = self._loop.create_task(self._run(planned), name=planned.case.name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, planned: Planned) -> None:
        future = self._records[planned.case.name]
        try:
            preparation = await self._prepared(planned.case.example.language)
            async with self._slots.slot() as slot:
                outcome = await self._execution.run(planned, preparation, slot.wait)
            future.set_result(self._record(planned, outcome))
        except asyncio.CancelledError:
            future.cancel()
            raise
        except BaseException as error:
            future.set_exception(error)

    def _record(self, planned: Planned, outcome: Outcome) -> Record:
        findings = self._assessor.assess(planned, outcome)
        result = judge(planned.case, outcome, findings, strict=self._options.strict)
        return case_record(result, planned.key)

    async def _prepared(self, name: str) -> Preparation:
        if name not in self._preparations:
            work = asyncio.to_thread(self._prepare, self._languages[name])
            self._preparations[name] = self._loop.create_task(work)
        return await asyncio.shield(self._preparations[name])

    def _prepare(self, language: Language) -> Preparation:
        examples = self._examples[language.name]
        tools = {need.name: find(need) for need in language.requirements}
        missing = [name for name, tool in tools.items() if tool is None]
        if missing:
            trouble = missing_tools(language, missing)
            return Preparation(failures={example.id: trouble for example in examples})
        found: dict[str, Tool] = {name: tool for name, tool in tools.items() if tool}
        build = self._settings.root / ".harness" / "build" / language.name
        try:
            return language.prepare(examples, found, build)
        except OSError as error:
            trouble = CouldNotStart(f"preparing {language.title}: {error}")
            return Preparation(failures={example.id: trouble for example in examples})

    async def _stop(self) -> None:
        self._launcher.close()
        for task in (*self._tasks, *self._preparations.values()):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
