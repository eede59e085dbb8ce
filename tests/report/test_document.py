"""The JSON report: a verdict for all that was planned, and the status that a run ends with."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UserError
from harness.model import Verdict
from harness.report import document as module
from harness.report.matrix import Cell, matrix
from harness.report.read import ReportTrouble, read
from report.samples import case, document, finding

COVERAGE: Any = {"operations": {}, "fields": {}}


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ((), 0),
        (("passed", "known-failure", "skipped"), 0),
        (("passed", "failed"), 1),
        (("flaky",), 1),
        (("unexpected-pass",), 1),
        (("could-not-run",), 3),
        (("could-not-run", "failed"), 1),
    ],
)
def test_a_run_ends_with_a_status_by_its_verdicts(verdicts: tuple[str, ...], status: int) -> None:
    cases = [case(f"v1/{name}/go/a", verdict=name) for name in verdicts]
    assert status == module.exit_status(document(*cases))  # type: ignore[arg-type]


@pytest.mark.parametrize(("changed", "status"), [({}, 1), ({"severity": "warning"}, 0), ({"accepted": "as agreed"}, 0)])
def test_an_error_of_no_case_fails_a_run(changed: dict[str, Any], status: int) -> None:
    assert status == module.exit_status(document(findings=(finding(**changed),)))  # type: ignore[arg-type]


def test_a_report_of_before_flaky_cases_has_a_status_too() -> None:
    old: Any = document(case())
    del old["summary"]["flaky"]
    assert 0 == module.exit_status(old)


def test_what_was_planned_and_has_no_record_could_not_run() -> None:
    east = timezone(timedelta(hours=2))
    planned, started = ["v1/a/go/a", "v1/b/go/a"], datetime(2026, 1, 1, 2, tzinfo=east)
    found: Any = module.build(started, 1.2345, planned, [case("v1/a/go/a")], [], COVERAGE)
    assert ["passed", "could-not-run"] == [one["verdict"] for one in found["cases"]]
    assert ("the run ended before it did", None, 0) == (
        found["cases"][1]["reason"],
        found["cases"][1]["file"],
        found["cases"][1]["duration_ms"],
    )
    assert ("2026-01-01T00:00:00.000Z", 1234, 2) == (found["started"], found["duration_ms"], found["planned"])
    assert {"passed": 1, "could-not-run": 1} == {name: count for name, count in found["summary"].items() if count}
    assert {verdict.value for verdict in Verdict} == found["summary"].keys()
    skipped: Any = module.build(datetime.now(UTC), 0, planned, [], [], COVERAGE, Verdict.SKIPPED)
    assert 2 == skipped["summary"]["skipped"]


def test_a_written_report_is_read_again(tmp_path: Path) -> None:
    whole: Any = document(case("v1/a/go/a", finding()))
    module.write(whole, tmp_path / "r.json")
    assert whole == read(tmp_path / "r.json", "r.json")
    assert (tmp_path / "r.json").read_text("utf-8").endswith("}\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "r.json: expected a whole JSON report, got: "),
        ("[" * 100_000, "r.json: expected a whole JSON report, got: "),
        ("[]", "r.json: expected a report of schema_version 1, got a list"),
        ("{}", "r.json: expected a report of schema_version 1, got schema_version None"),
        ('{"schema_version": true}', "r.json: expected a report of schema_version 1, got schema_version True"),
        ('{"schema_version": 2}', "r.json: expected a report of schema_version 1, got schema_version 2"),
        ('{"schema_version": 1}', "r.json: expected a report as it was written, got at its root: "),
        (
            json.dumps(document(case()) | {"planned": "x"}),
            "r.json: expected a report as it was written, got at planned: ",
        ),
        (
            json.dumps(document(case()) | {"cases": []}),
            "r.json: expected a report as it was written, got 0 passed for 1",
        ),
    ],
)
def test_a_file_that_is_no_report_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(ReportTrouble) as caught:
        read(tmp_path / "r.json", "r.json")
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, UserError)


def test_a_report_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReportTrouble, match="none: expected a JSON report, got: No such file or directory"):
        read(tmp_path / "none", "none")


@pytest.mark.parametrize(
    ("verdicts", "cell"),
    [
        (("passed", "known-failure"), Cell(2, 2, Verdict.KNOWN_FAILURE)),
        (("passed", "skipped"), Cell(1, 2, Verdict.SKIPPED)),
        (("skipped", "could-not-run"), Cell(0, 2, Verdict.COULD_NOT_RUN)),
        (("could-not-run", "unexpected-pass"), Cell(0, 2, Verdict.UNEXPECTED_PASS)),
        (("unexpected-pass", "flaky"), Cell(0, 2, Verdict.FLAKY)),
        (("flaky", "failed", "passed"), Cell(1, 3, Verdict.FAILED)),
    ],
)
def test_a_cell_of_the_matrix_has_its_worst_verdict(verdicts: tuple[str, ...], cell: Cell) -> None:
    cases: Any = [case(f"v1/a/go/s{n}", verdict=name) for n, name in enumerate(verdicts)]
    assert (["go"], {"v1": {"a": {"go": cell}}}) == matrix(cases)


def test_the_matrix_has_languages_in_order_and_operations_sorted() -> None:
    cases: Any = [case(name) for name in ("v2/b/ts/a", "v1/b/go/a", "v1/a/ts/a")]
    languages, blocks = matrix(cases)
    assert (["ts", "go"], ["v1", "v2"], ["a", "b"]) == (languages, list(blocks), list(blocks["v1"]))
