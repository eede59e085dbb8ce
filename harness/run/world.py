"""What answers the programs' requests in a run, and what the run does otherwise for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.assess import Assessor
from harness.catalogue import Catalogue
from harness.compare.parity import Parity
from harness.model import Difference, Outcome
from harness.plan import Planned
from harness.report.shape import CaseRecord
from harness.settings import Settings


def _outcome_as_it_is(_: Planned, outcome: Outcome, __: Catalogue) -> Outcome:
    return outcome


def _record_as_it_is(record: CaseRecord) -> CaseRecord:
    return record


@dataclass(frozen=True)
class World:
    """By default the mock. Whoever puts another host behind the programs says what differs."""

    repeatable: bool = True
    """False where a request costs something and its answer may change: none is sent twice, no answer is kept."""
    assessor: Callable[[Settings, Catalogue], Assessor] = Assessor
    """Makes what finds the faults of each case."""
    parity: Callable[[Sequence[Difference], int | None], Parity] = Parity
    """Makes what compares the languages."""
    settled: Callable[[Planned, Outcome, Catalogue], Outcome] = _outcome_as_it_is
    """The outcome of a case, or why it says nothing about the program."""
    reported: Callable[[CaseRecord], CaseRecord] = _record_as_it_is
    """The record of a case as the report holds it."""


MOCK = World()
