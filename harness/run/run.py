"""One run in progress: what is planned, what runs, and the records that have come in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cache import Memory
from harness.common.patterns import matches
from harness.common.revision import revision
from harness.compare.reviewed import Renewed, renew
from harness.errors import EnvironmentTrouble
from harness.judge import coverage
from harness.judge.survey import coverage_gaps, stale_differences, survey
from harness.launch.limits import cases_at_once
from harness.model import Difference, Verdict
from harness.plan import Planned
from harness.plan.matrix import Ready
from harness.plan.session import Session
from harness.report import document
from harness.report.record import finding_record, left_out_record
from harness.report.shape import CaseRecord, CoverageRecord, ProjectRecord, Report, VariantRecord
from harness.run.options import Options
from harness.run.repeats import Repeats
from harness.run.verdicts import Verdicts

if TYPE_CHECKING:
    from harness.run.runner import Runner


@dataclass
class Run:
    """Runs a session's cases for whoever asks for their records, in the order in which they ask."""

    session: Session
    options: Options = field(default_factory=Options)
    records: dict[str, CaseRecord] = field(default_factory=dict)
    selected: list[str] = field(default_factory=list)
    """The names of the cases that this run is to give a verdict on."""
    _started: datetime = field(default_factory=lambda: datetime.now(UTC))
    _clock: float = field(default_factory=time.monotonic)
    _runner: Runner | None = None
    trouble: EnvironmentTrouble | None = None
    """What the report lacks because the harness itself failed."""
    guard: str = ""
    """What kept the programs from other hosts; known once it has stopped."""
    _waiting: dict[str, Planned] = field(default_factory=dict)
    """The cases that are named, not remembered, and not begun."""

    @cached_property
    def _by_file(self) -> dict[Path, list[Planned]]:
        found: dict[Path, list[Planned]] = {}
        for planned in self.session.plan.cases:
            found.setdefault(planned.case.example.file, []).append(planned)
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        return {planned.case.name: index for index, planned in enumerate(self.session.plan.cases)}

    def cases_of(self, file: Path) -> list[Planned]:
        """The planned cases of one program that have no record yet; none where it is no example."""
        return [planned for planned in self._by_file.get(file, []) if planned.case.name not in self.records]

    def rank(self, name: str) -> int:
        """Where a case appears in the plan."""
        return self._order[name]

    def expect(self, cases: Sequence[Planned]) -> None:
        """Names cases that may be started, so that a language prepares all its programs that must run at once."""
        left = self._verdicts.recall(self._verdicts.expect(cases))
        if left and not self._verdicts.records.enough:
            self._waiting.update({planned.case.name: planned for planned in left})
            self._ready().expect(planned.case.example for planned in left)

    def start(self, cases: Sequence[Planned]) -> None:
        """Begins running cases, ahead of the moment when their records are asked for."""
        self.expect(cases)
        named = [self._waiting.pop(planned.case.name, None) for planned in cases]
        begun = [planned for planned in named if planned]
        if begun and not self._verdicts.records.enough:
            if self.options.watcher:
                self.options.watcher.due(len(begun))
            self._ready().run(begun)

    def started(self, name: str) -> bool:
        """True if a case was begun, has its place in the queue, or is answered."""
        return name in self._verdicts.records and name not in self._waiting

    def record(self, name: str) -> CaseRecord:
        """Waits for the record of a case that was started."""
        return self._verdicts.records.of(name)

    def interrupt(self) -> None:
        """Lets nobody wait for a record any more. Safe to call from a signal's handler."""
        self._verdicts.records.interrupt()

    @property
    def interrupted(self) -> bool:
        """True once it was."""
        return self._verdicts.records.interrupted

    @property
    def cut_short(self) -> bool:
        """True where cases of the plan were left out, since enough had failed or it was interrupted."""
        return self._verdicts.records.interrupted or self._verdicts.records.enough

    def begin(self, *, take: bool) -> list[Planned]:
        """Begins all cases of the plan, and gives back those whose records must still be asked for.

        With `take` the records that are there at once, since they are remembered, need not be asked for.
        """
        cases = self.session.plan.cases
        self.selected = [planned.case.name for planned in cases]
        self.start(cases)
        if take:
            self.records.update(self._verdicts.records.done())
        return [planned for planned in cases if planned.case.name not in self.records]

    def check_machine(self) -> None:
        """Raises EnvironmentTrouble where this machine lets no case run: whoever asks first blames no program."""
        cases_at_once()

    def stop(self) -> None:
        """Ends everything that runs, and leaves nothing behind."""
        if self._runner:
            # of a run that was interrupted nobody asks for them
            for name, record in self._verdicts.records.done().items():
                self.records.setdefault(name, record)
            self._runner.close()
            self.guard = self._runner.guard
            self._runner = None
        if self._memory:
            self.guard = self.guard or ", ".join(sorted(self._memory.guards))
            self._memory.write()

    @cached_property
    def _memory(self) -> Memory | None:
        options = self.options
        if not options.remembers:
            return None
        return Memory(self.session, {"cold": options.cold}, require_guard=options.require_guard)

    @cached_property
    def _verdicts(self) -> Verdicts | Repeats:
        session = self.session
        if self.options.repeat > 1:
            return Repeats(session.settings, session.catalogue, self.options, session.known)
        return Verdicts(session.settings, session.catalogue, self.options, session.known, self._memory)

    def _ready(self) -> Runner:
        """The runner, made when the first case has to run: a run that is answered whole needs none."""
        if self._runner is None:
            from harness.run.runner import Runner

            session = self.session
            self._runner = Runner(session.settings, session.catalogue, session.languages, self.options, self._verdicts)
        return self._runner

    def report(self, *, interrupted: bool = False) -> Report:
        """The report of what has been recorded. A case without a record could not run, but where it was interrupted."""
        findings = survey(self.session, datetime.now(UTC).date())
        records = [self.records[name] for name in self.selected if name in self.records]
        covered = self._covered(records)
        if self.session.plan.whole and not self.cut_short:
            findings += stale_differences(self.session, self._judged(self._verdicts.parity.stale()))
            if self.session.plan.every_scenario and self.options.shard is None and not self.trouble:
                findings += coverage_gaps(self.session, covered, self.selected)
        everything = self.session.plan.whole and self.session.plan.every_scenario and self.options.shard is None
        findings = self.session.known.of_no_case(findings, whole=everything and not (self.trouble or self.cut_short))
        shard = self.options.shard
        built = document.build(
            self._started,
            time.monotonic() - self._clock,
            self.selected,
            self.records.values(),
            [finding_record(finding, None) for finding in findings],
            covered,
            Verdict.SKIPPED if interrupted else Verdict.COULD_NOT_RUN,
        )
        built["whole"] = self.session.plan.whole and self.session.plan.every_scenario
        built["project"] = self._project()
        built |= {"guard": self.guard} if self.guard else {}
        if self.session.matrix:
            built["matrix"] = {one.variant.name: _variant(one) for one in self.session.matrix}
        if self.session.left_out:
            built["left_out"] = [left_out_record(one) for one in self.session.left_out]
        return built | ({"shard": {"index": shard.index, "total": shard.total}} if shard else {})

    def _project(self) -> ProjectRecord:
        settings, found = self.session.settings, revision(self.session.settings.root)
        return {
            "name": settings.root.resolve().name,
            "settings": settings.shown,
            "commit": found.commit,
            "branch": found.branch,
        }

    def _covered(self, records: Sequence[CaseRecord]) -> CoverageRecord:
        try:
            return coverage.covered(self.session, records, self._verdicts.groups.shown)
        except Exception as error:  # whatever fails in here, what has run is reported
            self.trouble = EnvironmentTrouble(
                f"the report lacks its coverage: the harness failed: {type(error).__name__}: {error}"
            )
            return {"operations": {}, "fields": {}, "scenarios": {}}

    def _judged(self, stale: Sequence[Difference]) -> list[Difference]:
        """Those of which this run has seen every example: other shards may meet the rest."""
        here = {planned.case.group for planned in self.session.plan.cases}
        elsewhere = [e.id for e in self.session.examples if f"{e.api}/{e.name}" not in here]
        return [one for one in stale if not any(matches(p, name) for p in one.examples for name in elsewhere)]

    @property
    def sent_requests(self) -> bool:
        """True if some program sent a request that is fit for review."""
        return bool(self._verdicts.groups.requests)

    def update_requests(self) -> list[Renewed]:
        """Writes the reviewed requests anew from what most of the languages sent. Raises OSError."""
        return list(renew(self.session.settings, self._verdicts.groups.requests))


def _variant(ready: Ready) -> VariantRecord:
    variant = ready.variant
    version = ready.version or variant.version
    return {
        "language": variant.language,
        "version": version,
        "set": variant.libraries,
        "libraries": dict(ready.libraries),
    }
