"""Runs cases round after round: the warden and what unchanged programs did stay from one to the next."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harness.assess import Assessor
from harness.compare.groups import Assessed, Groups
from harness.compare.parity import Parity
from harness.compare.remembered import Remembered
from harness.execute import Execution
from harness.execute.preparing import Preparations
from harness.execute.slots import Slots
from harness.judge import judge
from harness.launch import Launcher, Workspaces, best_launcher
from harness.model import CouldNotStart, Example, Finished, Outcome, TimedOut, Traces
from harness.plan import Planned
from harness.plan.session import Session
from harness.report.record import case_record

Record = dict[str, Any]


@dataclass
class Rounds:
    """For one event loop. `jobs` is how many programs run at once; 0 is as many as there are cores."""

    session: Session
    jobs: int = 0
    strict: bool = False
    _base: Path = field(init=False)
    _launcher: Launcher = field(init=False)
    _workspaces: Workspaces = field(init=False)
    _assessor: Assessor = field(init=False)
    _remembered: dict[str, Assessed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._base = Path(tempfile.mkdtemp(prefix="harness-"))
        self._launcher = best_launcher(self._base, self.session.settings.ports)
        self._workspaces = Workspaces(keeps=self._launcher.ends_all)
        self.take_up(self.session)

    @property
    def guard(self) -> str:
        """What keeps the programs from other hosts."""
        return self._launcher.guard

    def take_up(self, session: Session) -> None:
        """Goes on with settings, documents and programs that were read anew."""
        self.session = session
        self._assessor = Assessor(session.settings, session.catalogue)

    def close(self) -> None:
        """Ends all that still runs, and takes away every folder that was made."""
        self._launcher.close()
        self._workspaces.close()
        shutil.rmtree(self._base, ignore_errors=True)

    async def prepare(self, examples: Iterable[Example]) -> None:
        """Builds what can be built before it is asked for."""
        wanted = list(examples)
        preparations = self._preparations(wanted)
        await asyncio.gather(*(preparations.of(name) for name in {example.language for example in wanted}))

    async def run(self, cases: Sequence[Planned], told: Callable[[Record], None]) -> None:
        """Runs cases, and with them those of the same group and scenario that are not remembered.

        `told` is given each case's record once it has been compared with the other languages, and that of another
        language's case, marked as `cached` where it is an earlier one.
        """
        names = {planned.case.name for planned in cases}
        keys = {(planned.case.group, planned.case.scenario) for planned in cases}
        group = [one for one in self.session.plan.cases if (one.case.group, one.case.scenario) in keys]
        for name in names:
            self._remembered.pop(name, None)
        due = [one for one in group if one.case.name not in self._remembered]
        due.sort(key=lambda one: (one.case.name not in names, -one.scenario.waits))
        groups = Groups(self.session.settings, self._assessor, Parity(self.session.settings.differences))
        groups.expect(group)
        for planned in group:
            if planned.case.name in self._remembered:
                groups.take(replace(self._remembered[planned.case.name], planned=planned))
        await self._run_all(due, groups, told)

    async def _run_all(self, due: Sequence[Planned], groups: Groups, told: Callable[[Record], None]) -> None:
        preparations = self._preparations(planned.case.example for planned in due)
        slots = Slots(self.jobs or os.cpu_count() or 1)
        settings = self.session.settings
        execution = Execution(settings, self._launcher, self.session.languages, self._base, workspaces=self._workspaces)
        ran = {planned.case.name for planned in due}

        async def one(planned: Planned, rank: int) -> None:
            try:
                preparation = await preparations.of(planned.case.example.language)
                async with slots.slot(rank, waits=planned.scenario.waits) as slot:
                    outcome: Outcome = await execution.run(planned, preparation, slot.wait)
            except Exception as error:  # whatever fails in here, the case gets a verdict
                outcome = CouldNotStart(f"the harness failed: {type(error).__name__}: {error}")
            assessed = groups.assessed(planned, outcome)
            self._remember(assessed)
            for each in groups.take(assessed):
                told(self._record(each, ran))

        try:
            async with asyncio.TaskGroup() as tasks:
                for rank, planned in enumerate(due):
                    tasks.create_task(one(planned, rank))
        finally:
            preparations.cancel()

    def _preparations(self, examples: Iterable[Example]) -> Preparations:
        preparations = Preparations(self.session.languages, self.session.settings.root / ".harness" / "build")
        preparations.expect(examples)
        return preparations

    def _remember(self, assessed: Assessed) -> None:
        """Keeps what comparing needs: the bytes of every case would fill the memory."""
        outcome = assessed.outcome
        if isinstance(outcome, Finished | TimedOut):
            outcome = replace(outcome, traces=Traces(duration=outcome.traces.duration))
        self._remembered[assessed.planned.case.name] = replace(assessed, outcome=outcome)

    def _record(self, one: Assessed, ran: set[str]) -> Record:
        assert not isinstance(one.outcome, Remembered)  # noqa: S101 - nothing is taken from the runs' cache
        findings = (*one.findings, *one.compared)
        result = judge(one.planned.case, one.outcome, findings, self.session.known, strict=self.strict)
        record = case_record(result, one.planned.key)
        return record | {"cached": one.planned.case.name not in ran}
