"""Cases that come in one by one -> records, each as soon as its group is complete."""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from harness.catalogue import Catalogue
from harness.compare.groups import Assessed, Groups
from harness.compare.remembered import Remembered, worth_it
from harness.judge import judge, verdict_of
from harness.model import AS_EXPECTED, CouldNotStart, Outcome, Verdict
from harness.plan import Planned
from harness.plan.known_failures import KnownFailures
from harness.report.document import unfinished
from harness.report.record import again, case_record
from harness.report.shape import CaseRecord
from harness.run.options import Options
from harness.settings import Settings

LOOK_UP = 1.0
"""Seconds after which whoever waits for a record looks whether the run was interrupted."""


class Recall(Protocol):
    """What may answer a case in place of its program."""

    def of(self, planned: Planned) -> Remembered | None:
        """What is remembered of a case; None where it has to run."""

    def keep(self, planned: Planned, remembered: Remembered, *, lasting: bool) -> None:
        """Takes a case that has run; `lasting` is False where it may end otherwise another time."""


class Verdicts:
    """Judges cases, and hands out each one's record as soon as it is asked for.

    `expect`, `recall` and `record` are for the caller's thread, `expect` and `recall` before anything runs of the cases
    that they name; `add` is for the thread that runs them.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        options: Options,
        known: KnownFailures,
        memory: Recall | None = None,
    ) -> None:
        self._known, self._options = known, options
        self.parity = options.world.parity(settings.differences, settings.failure_status)
        self.groups = Groups(settings, options.world.assessor(settings, catalogue), self.parity)
        self._planned: dict[str, Planned] = {}
        """As they were named: once a case has run, its requests may have said which operation it shows."""
        self._records: dict[str, concurrent.futures.Future[CaseRecord]] = {}
        self.interrupted = False
        self._failures = 0
        self._memory = memory

    def expect(self, cases: Iterable[Planned]) -> list[Planned]:
        """Names cases that will come; gives back those that were not named before."""
        new = [planned for planned in cases if planned.case.name not in self._records]
        self._records.update({planned.case.name: concurrent.futures.Future() for planned in new})
        self._planned.update({planned.case.name: planned for planned in new})
        self.groups.expect(new)
        return new

    def expected(self, name: str) -> bool:
        """True if a case of that name will come."""
        return name in self._records

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

    def record(self, name: str) -> CaseRecord:
        """Waits for a case's record. Raises KeyboardInterrupt once the run was interrupted.

        Once enough cases have failed, what has none is skipped.
        """
        while not self.interrupted:
            if self.enough and not self._records[name].done():
                self._skip_the_rest()
            with contextlib.suppress(TimeoutError):
                return self._records[name].result(LOOK_UP)
        raise KeyboardInterrupt

    def interrupt(self) -> None:
        """Lets nobody wait any more. Safe to call from a signal's handler.

        The KeyboardInterrupt that a handler raises may come to nothing: Python drops what is raised in a `__del__`, and
        whoever waited for a record would then wait for ever.
        """
        self.interrupted = True

    @property
    def enough(self) -> bool:
        """True once as many cases have failed as the options allow: no other is to begin."""
        return 0 < self._options.most_failures <= self._failures

    def done(self) -> dict[str, CaseRecord]:
        """The records that are there already, by name."""
        return {name: future.result() for name, future in self._records.items() if _told(future)}

    def cancel(self, name: str | None = None) -> None:
        """Gives up a case, or all that have no record."""
        for future in self._records.values() if name is None else (self._records[name],):
            future.cancel()

    def _publish(self, group: Iterable[Assessed], guard: str) -> None:
        for one in group:
            try:
                record = self._record(one, guard)
            except Exception as error:  # whatever fails in here, each case gets a verdict
                record = self._record(replace(one, outcome=_failed(error), findings=(), compared=()), guard)
            if self._options.watcher:
                self._options.watcher.judged(record)
            with contextlib.suppress(concurrent.futures.InvalidStateError):  # it was skipped while it still ran
                self._records[one.planned.case.name].set_result(record)
                self._failures += record["verdict"] not in AS_EXPECTED
            if self.enough:
                self._skip_the_rest()

    def _skip_the_rest(self) -> None:
        """Gives every case without a record the one of a case that did not run: nobody waits for it then."""
        reason = f"not run: {self._failures} failed before it (--maxfail)"
        for name, future in list(self._records.items()):
            with contextlib.suppress(concurrent.futures.InvalidStateError):
                future.set_result(unfinished(name, Verdict.SKIPPED, reason))

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


def _told(future: concurrent.futures.Future[CaseRecord]) -> bool:
    return future.done() and not future.cancelled()
