"""Runs cases round after round: the warden and what unchanged programs did stay from one to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from harness.compare.remembered import Remembered
from harness.model import Example
from harness.plan import Planned
from harness.plan.session import Session
from harness.report.shape import CaseRecord
from harness.run.options import Options
from harness.run.runner import Runner
from harness.run.verdicts import Verdicts


class Rounds:
    """For one event loop, to which the records come."""

    def __init__(self, session: Session, options: Options) -> None:
        self._session, self._options = session, options
        self._last = _LastRound()
        self._runner = Runner(
            session.settings, session.catalogue, session.languages, options, self._verdicts(session, options)
        )

    def take_up(self, session: Session) -> None:
        """Goes on with settings, documents and programs that were read anew."""
        self._session = session

    def close(self) -> None:
        """Ends all that still runs, and takes away every folder that was made."""
        self._runner.close()

    def prepare(self, examples: Iterable[Example]) -> None:
        """Begins to build what can be built before it is asked for."""
        self._runner.expect(examples)
        self._runner.prepare()

    async def run(self, cases: Sequence[Planned], told: Callable[[CaseRecord], None]) -> None:
        """Runs cases, and with them those of the same group and scenario that are not remembered.

        `told` is given each case's record once it has been compared with the other languages, and that of another
        language's case, marked as `cached` where it is an earlier one.
        """
        session = self._session
        keys = {(planned.case.group, planned.case.scenario) for planned in cases}
        group = [one for one in session.plan.cases if (one.case.group, one.case.scenario) in keys]
        self._last.forget(planned.case.name for planned in cases)
        coming = _RoundRecords(asyncio.get_running_loop())
        verdicts = self._verdicts(session, replace(self._options, watcher=coming))
        self._runner.take_up(session.settings, session.catalogue, session.languages, verdicts)
        try:
            due = verdicts.recall(verdicts.expect(group))
            self._runner.expect(planned.case.example for planned in due)
            self._runner.run(due)
            for _ in group:
                told(await coming.records.get())
        finally:
            self._runner.give_up()

    def _verdicts(self, session: Session, options: Options) -> Verdicts:
        return Verdicts(session.settings, session.catalogue, options, session.known, self._last)


@dataclass
class _LastRound:
    """What each case came to last, for the comparison with a language that was saved since."""

    _cases: dict[str, Remembered] = field(default_factory=dict)

    def of(self, planned: Planned) -> Remembered | None:
        """See Memory."""
        return self._cases.get(planned.case.name)

    def keep(self, planned: Planned, remembered: Remembered, *, lasting: bool) -> None:  # noqa: ARG002 - see Memory
        """See Memory. A case that might end otherwise is kept too: a round is about what was saved."""
        self._cases[planned.case.name] = remembered

    def forget(self, names: Iterable[str]) -> None:
        """Lets cases run again."""
        for name in names:
            self._cases.pop(name, None)


class _RoundRecords:
    """Brings the records of a round from the runner's thread to the loop of whoever waits for them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.records: asyncio.Queue[CaseRecord] = asyncio.Queue()

    def due(self, count: int) -> None:
        """See Watcher."""

    def began(self, name: str) -> None:
        """See Watcher."""

    def ended(self, name: str) -> None:
        """See Watcher."""

    def judged(self, record: CaseRecord) -> None:
        """See Watcher."""
        self._loop.call_soon_threadsafe(self.records.put_nowait, record)
