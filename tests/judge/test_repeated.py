"""What is said of a case that ran several times, word for word."""

from __future__ import annotations

from typing import Any

import pytest
from report.samples import case, finding

from harness.judge.repeats import together

REQUEST = {"method": "GET", "target": "/v1/a", "headers": [], "body": {"kind": "none"}, "fault": None}
NAME = "v1/a/go/success"


def ran(*findings: dict[str, Any], status: int = 200, fault: str | None = None, **more: Any) -> dict[str, Any]:
    """A case with one exchange."""
    response = {"status": status, "headers": [], "body": {"kind": "none"}, "fault": fault}
    outcome = {"kind": "finished", "exit_status": 1 if findings else 0, "stdout": "", "stderr": "", "outputs": []}
    outcome |= more.pop("printed", {})
    return case(NAME, *findings, outcome=outcome, exchanges=[{"request": REQUEST, "response": response}], **more)


def of(*records: dict[str, Any]) -> dict[str, Any]:
    """One record of several."""
    return dict(together(records))  # type: ignore[arg-type]  # small ones, made by hand


def test_both_ends_are_shown_with_requests_last_lines_and_errors() -> None:
    note = finding("no-client-timeout", severity="note", message="a note")
    good = ran(duration_ms=10, printed={"stdout": "first\nlast\n"})
    bad = ran(finding(message="it failed"), note, fault="reset", duration_ms=30, printed={"stderr": "x" * 201})
    (flaky, *own) = of(good, bad)["findings"]
    assert "passed: exit status 0, after 10 ms\nGET /v1/a -> 200\nstdout: last" == flaky["expected"]
    assert flaky["actual"] == (
        f"failed: exit status 1, after 30 ms\nGET /v1/a -> reset\nstderr: {'x' * 200}\nerror-swallowed: it failed"
    )
    assert ["error-swallowed", "no-client-timeout"] == [one["code"] for one in own]


def test_the_record_is_the_worst_one_s_and_takes_as_long_as_the_slowest() -> None:
    found = of(ran(duration_ms=50), ran(finding(), duration_ms=30), ran(finding(), duration_ms=20))
    assert ("flaky", 50, 3) == (found["verdict"], found["duration_ms"], found["runs"])
    assert [("failed", 2, 30), ("passed", 1, 50)] == [
        (one["verdict"], one["count"], one["duration_ms"]) for one in found["repeats"]
    ]
    assert "failed 2, passed 1 of 3 runs" == found["reason"]


def test_the_finding_names_the_program_the_hint_and_how_to_see_it_again() -> None:
    flaky = of(ran(), ran(finding()))["findings"][0]
    assert ("flaky", "error", "examples/go/a.go") == (flaky["code"], flaky["severity"], flaky["file"])
    assert "it does not end alike: failed 1, passed 1 of 2 runs" == flaky["message"]
    assert "it does not end alike" == flaky["cause"]
    assert f"harness run {NAME} --repeat 2" == flaky["reproduce"]
    assert flaky["hint"]
    assert "accepted" not in flaky


@pytest.mark.parametrize(
    ("other", "verdict", "accepted"),
    [("passed", "known-failure", "as agreed"), ("unexpected-pass", "flaky", None)],
)
def test_a_case_that_is_listed_as_flaky_may_pass_and_one_that_is_listed_as_failing_may_not(
    other: str, verdict: str, accepted: str | None
) -> None:
    known = ran(finding(accepted="as agreed"), verdict="known-failure", reason="as agreed")
    found = of(known, ran(verdict=other, reason="k.toml:3 lists it"))
    assert verdict == found["verdict"]
    assert accepted == found["findings"][0].get("accepted")
    assert ("as agreed" if accepted else f"known-failure 1, {other} 1 of 2 runs") == found["reason"]


@pytest.mark.parametrize("verdicts", [("skipped", "skipped"), ("passed", "passed"), ("could-not-run", "failed")])
def test_what_ends_alike_or_could_not_run_is_not_flaky(verdicts: tuple[str, str]) -> None:
    found = of(*(ran(verdict=verdict) for verdict in verdicts))
    assert (verdicts[0], 2) == (found["verdict"], found["runs"])
    assert "repeats" not in found
