"""Cases that come in one by one -> records, each as soon as its group is complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from harness.catalogue import Catalogue
from harness.compare.groups import Assessed, Groups
from harness.compare.remembered import Remembered, worth_it
from harness.judge import judge, verdict_of
from harness.model import CouldNotStart, Outcome
from harness.plan import Planned
from harness.plan.known_failures import KnownFailures
from harness.report.record import again, case_record
from harness.report.shape import CaseRecord
from harness.run.options import Options
from harness.run.records import Records
from harness.settings import Settings


class Recall(Protocol):
    """What may answer a case in place of its program."""

    def of(self, planned: Planned) -> Remembered | None:
        """What is remembered of a case; None where it has to run."""

    def keep(self, planned: Planned, remembered: Remembered, *, lasting: bool) -> None:
        """Takes a case that has run; `lasting` is False where it may end otherwise another time."""


class Verdicts:
    """Judges cases, and gives each one's record to `tell`; without it `records` hands them out.

    `expect` and `recall` are for the caller's thread, before anything runs of the cases that they name; `add` is for
    one thread, which judges them.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        options: Options,
        known: KnownFailures,
        memory: Recall | None = None,
        tell: Callable[[CaseRecord], None] | None = None,
    ) -> None:
        self._known, self._options = known, options
        self.parity = options.world.parity(settings.differences, settings.failure_status)
        assessor = options.world.assessor(settings, catalogue)
        self.groups = Groups(settings, assessor, self.parity, renews=options.update_requests)
        self._planned: dict[str, Planned] = {}
        """As they were named: once a case has run, its requests may have said which operation it shows."""
        self.records = Records(options)
        self._tell = tell or self.records.publish
        self._memory = memory

    def expect(self, cases: Iterable[Planned]) -> list[Planned]:
        """Names cases that will come; gives back those that were not named before."""
        new = [planned for planned in cases if planned.case.name not in self.records]
        self.records.name(planned.case.name for planned in new)
        self._planned.update({planned.case.name: planned for planned in new})
        self.groups.expect(new)
        return new

    def recall(self, cases: Iterable[Planned]) -> list[Planned]:
        """Answers those of the expected cases that are remembered; gives back the others."""
        if self._memory is None:
            return list(cases)
        left = []
        for planned in cases:
            remembered = self._memory.of(planned)
            if remembered is None:
                left.append(planned)
            else:
                self._add(planned, remembered, "")
        return left

    def add(self, planned: Planned, outcome: Outcome, guard: str = "") -> None:
        """Takes a case that has run; `guard` is what kept it from other hosts."""
        self._add(planned, outcome, guard)

    def _add(self, planned: Planned, outcome: Outcome | Remembered, guard: str) -> None:
        try:
            group = self.groups.add(planned, outcome)
        except Exception as error:  # whatever fails in here, each case gets a verdict
            group = self.groups.give_up(planned, _failed(error))
        self._publish(group, guard)

    def cancel(self, name: str | None = None) -> None:
        """Gives up a case, or all that have no record."""
        self.records.cancel(name)

    def _publish(self, group: Iterable[Assessed], guard: str) -> None:
        for one in group:
            try:
                record = self._record(one, guard)
            except Exception as error:  # whatever fails in here, each case gets a verdict
                record = self._record(replace(one, outcome=_failed(error), findings=(), compared=()), guard)
            self._tell(record)

    def _record(self, one: Assessed, guard: str) -> CaseRecord:
        case, findings = one.planned.case, (*one.findings, *one.compared)
        if isinstance(one.outcome, Remembered):
            if not one.outcome.ran:
                return one.outcome.record | {"cached": True}
            sifted = self._known.sifted(case, findings)
            verdict, reason = verdict_of(case, sifted, self._known)
            return again(one.outcome.record, case, sifted, verdict, reason, one.planned.secrets)
        result = judge(case, one.outcome, findings, self._known, strict=self._options.strict)
        record = case_record(result, one.planned.secrets)
        if self._memory:
            remembered = Remembered(record, one.findings, one.voice, guard)
            planned = self._planned[case.name]
            self._memory.keep(planned, remembered, lasting=worth_it(planned, one.outcome, findings))
        return self._options.world.reported(record)


def _failed(error: Exception) -> CouldNotStart:
    return CouldNotStart(f"the harness failed in judging: {type(error).__name__}: {error}")
