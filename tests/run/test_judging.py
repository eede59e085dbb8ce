"""Judging one program keeps no other from its answers."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from support.trees import Program, make_tree

from harness.mock.station import AT_ONCE
from harness.model import Finished, Outcome, Reply, Request
from harness.plan import Filters, Planned
from harness.plan.session import open_session
from harness.report.shape import CaseRecord
from harness.run.options import Options
from harness.run.runner import Runner

PATIENCE = 60.0
"""Seconds after which a test gives up: nothing takes so long that goes well."""
LARGE = f"""
head -c {2 * AT_ONCE} /dev/zero | tr '\\0' a | curl --silent --data-binary @- "$API_HOST/v1/engines/list"
"""


class _Ends:
    """Tells when programs have ended."""

    def __init__(self) -> None:
        self.ended_names: set[str] = set()
        self._change = threading.Condition()

    def due(self, count: int) -> None:
        """See Watcher."""

    def began(self, name: str) -> None:
        """See Watcher."""

    def ended(self, name: str) -> None:
        """See Watcher."""
        with self._change:
            self.ended_names.add(name)
            self._change.notify_all()

    def judged(self, record: CaseRecord) -> None:
        """See Watcher."""

    def wait(self, name: str) -> bool:
        """True once a program has ended."""
        with self._change:
            return self._change.wait_for(lambda: name in self.ended_names, PATIENCE)


class _SlowJudge:
    """Judges the first case no sooner than the second, which it starts, has ended."""

    def __init__(self, second: Planned, ends: _Ends) -> None:
        self.second, self.ends = second, ends
        self.runner: Runner
        self.seen: list[bool] = []
        self.outcomes: list[Outcome] = []
        self.done = threading.Event()

    def add(self, planned: Planned, outcome: Outcome, guard: str = "") -> None:  # noqa: ARG002 - see Taker
        """See Taker."""
        self.outcomes.append(outcome)
        if planned.case.name == self.second.case.name:
            self.done.set()
        elif not self.seen:
            self.runner.run([self.second])
            self.seen.append(self.ends.wait(self.second.case.name))

    def cancel(self, name: str | None = None) -> None:
        """See Taker."""


def _run(root: Path, *, respond: bool = False) -> _SlowJudge:
    make_tree(root, Program("curl", "list_engines", text=LARGE if respond else None), Program("curl", "get_balance"))
    session = open_session(root, filters=Filters(scenarios=("success",)))
    second, first = sorted(session.plan.cases, key=lambda planned: planned.case.name)
    ends = _Ends()
    if respond:
        first = replace(first, respond=lambda: _WaitsFor(second, ends, judge))
    judge = _SlowJudge(second, ends)
    judge.runner = Runner(
        session.settings, session.catalogue, session.languages, Options(jobs=2, watcher=ends, cold=True), judge
    )
    try:
        judge.runner.expect(one.case.example for one in (first, second))
        judge.runner.run([first])
        assert judge.done.wait(PATIENCE)
    finally:
        judge.runner.close()
    return judge


class _WaitsFor:
    """A responder that reads a request for as long as another program takes."""

    def __init__(self, second: Planned, ends: _Ends, judge: _SlowJudge) -> None:
        self._second, self._ends, self._judge = second, ends, judge

    def __call__(self, request: Request) -> Reply:  # noqa: ARG002 - see Responder
        """The reply to one request."""
        self._judge.runner.run([self._second])
        self._judge.seen.append(self._ends.wait(self._second.case.name))
        return Reply(500)


def test_a_program_runs_to_its_end_while_another_is_judged(tmp_path: Path) -> None:
    judge = _run(tmp_path / "tree")
    assert [True] == judge.seen
    assert [0, 0] == [one.exit_status for one in judge.outcomes if isinstance(one, Finished)]


def test_a_program_gets_its_answer_while_the_large_request_of_another_is_read(tmp_path: Path) -> None:
    judge = _run(tmp_path / "tree", respond=True)
    assert True is judge.seen[0]
