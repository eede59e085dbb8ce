"""Cases that run several times each: a round of verdicts for each time, and one record of them all."""

from __future__ import annotations

from collections.abc import Iterable

from harness.catalogue import Catalogue
from harness.compare.groups import Groups
from harness.compare.parity import Parity
from harness.judge.repeats import together
from harness.model import Outcome
from harness.plan import Planned
from harness.plan.known_failures import KnownFailures
from harness.report.shape import CaseRecord
from harness.run.options import Options
from harness.run.records import Records
from harness.run.verdicts import Verdicts
from harness.settings import Settings


class Repeats:
    """Verdicts on cases of which each runs `options.repeat` times: a stand-in for `Verdicts`.

    In each round every language is compared with the others of that round. Nothing is remembered of such a run.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue, options: Options, known: KnownFailures) -> None:
        self.records = Records(options)
        self._rounds = [Verdicts(settings, catalogue, options, known, tell=self._judged) for _ in range(options.repeat)]
        self._ran: dict[str, int] = {}
        """How often each case has run."""
        self._found: dict[str, list[CaseRecord]] = {}

    @property
    def parity(self) -> Parity:
        """What the languages of the first round differ in."""
        return self._rounds[0].parity

    @property
    def groups(self) -> Groups:
        """The cases of the first round, as they are compared."""
        return self._rounds[0].groups

    def expect(self, cases: Iterable[Planned]) -> list[Planned]:
        """See Verdicts."""
        named = list(cases)
        new, *_ = (one.expect(named) for one in self._rounds)
        self.records.name(planned.case.name for planned in new)
        return new

    def recall(self, cases: Iterable[Planned]) -> list[Planned]:
        """See Verdicts."""
        return list(cases)

    def add(self, planned: Planned, outcome: Outcome, guard: str = "") -> None:
        """See Verdicts. The first outcome of a case belongs to the first round, and so on."""
        name = planned.case.name
        ran = self._ran[name] = self._ran.get(name, 0) + 1
        self._rounds[ran - 1].add(planned, outcome, guard)

    def cancel(self, name: str | None = None) -> None:
        """See Verdicts."""
        self.records.cancel(name)

    def _judged(self, record: CaseRecord) -> None:
        found = self._found.setdefault(record["name"], [])
        found.append(record)
        if len(found) == len(self._rounds):
            self.records.publish(together(self._found.pop(record["name"])))
