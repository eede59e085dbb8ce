"""What the harness itself fails in never costs the report of what has run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.trees import Program, make_tree

from harness.compare.parity import Parity
from harness.judge import coverage
from harness.plan.plan import Filters
from harness.plan.session import open_session
from harness.report.document import exit_status
from harness.run.options import Options
from harness.run.run import Run
from harness.run.verdicts import Verdicts


def _fail(*_: Any, **__: Any) -> Any:
    raise RuntimeError("an error of our own")


def _run(root: Path) -> Run:
    make_tree(root, Program("curl", "get_balance"), Program("python", "get_balance"))
    run = Run(open_session(root, filters=Filters(scenarios=("success",))), Options(jobs=2, cache=False))
    try:
        for planned in run.begin(take=False):
            run.records[planned.case.name] = run.record(planned.case.name)
    finally:
        run.stop()
    return run


def test_a_failure_in_the_coverage_leaves_the_cases_in_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _run(tmp_path)
    monkeypatch.setattr(coverage, "covered", _fail)
    report = run.report()
    assert 2 == report["summary"]["passed"]
    assert run.trouble
    assert 3 == run.trouble.exit_status
    assert "an error of our own" in str(run.trouble)


@pytest.mark.parametrize(("holder", "name"), [(Parity, "compare"), (Verdicts, "_record")])
def test_a_failure_in_judging_is_one_case_that_could_not_run(
    holder: type, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, calls = getattr(holder, name), []

    def once(*arguments: Any) -> Any:
        calls.append(arguments)
        return _fail() if len(calls) == 1 else kept(*arguments)

    monkeypatch.setattr(holder, name, once)
    report = _run(tmp_path).report()
    assert (1, 1) == (report["summary"]["passed"], report["summary"]["could-not-run"])
    assert 3 == exit_status(report | {"findings": []})
    reasons = [case["reason"] for case in report["cases"] if case["verdict"] == "could-not-run"]
    assert "an error of our own" in reasons[0]
