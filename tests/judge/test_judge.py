"""Findings -> verdict, by literals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.judge import judge, verdict_of
from harness.model import Case, CouldNotStart, Example, Finding, Finished, Verdict
from harness.plan.known_failures import KnownFailure, KnownFailures

CASE = Case(Example("go", "v1", "note", None, Path("a.go"), "a.go", Path()), "hang")
ERROR, OTHER = Finding("timeout", "it hung"), Finding("method", "POST")
WARNING = Finding("spec-disagrees", "it differs", severity="warning")
NONE = KnownFailures("known.toml")


def listing(*codes: str, flaky: bool = False, case: str = "v1/note") -> KnownFailures:
    """A list with an entry at its line 3."""
    until = date(2030, 1, 1) if flaky else None
    return KnownFailures("known.toml", (KnownFailure((case,), codes, "as agreed", 3, expires=until, flaky=flaky),))


@pytest.mark.parametrize(
    ("findings", "known", "verdict", "reason"),
    [
        ((), NONE, Verdict.PASSED, ""),
        ((WARNING,), NONE, Verdict.PASSED, ""),
        ((ERROR,), NONE, Verdict.FAILED, ""),
        ((ERROR,), listing("timeout"), Verdict.KNOWN_FAILURE, "as agreed"),
        ((ERROR, WARNING), listing("timeout"), Verdict.KNOWN_FAILURE, "as agreed"),
        ((ERROR, OTHER), listing("timeout"), Verdict.FAILED, ""),
        ((ERROR, OTHER), listing("timeout", "method"), Verdict.KNOWN_FAILURE, "as agreed"),
        ((ERROR,), listing("timeout", case="v2"), Verdict.FAILED, ""),
        ((), listing("timeout"), Verdict.UNEXPECTED_PASS, "known.toml:3 lists it as a failure, and it passed"),
        ((WARNING,), listing("timeout"), Verdict.UNEXPECTED_PASS, "known.toml:3 lists it as a failure, and it passed"),
        ((), listing("timeout", flaky=True), Verdict.PASSED, ""),
        ((), listing("timeout", case="v2"), Verdict.PASSED, ""),
    ],
)
def test_a_case_that_ran_has_the_verdict_of_its_errors_and_of_the_list(
    findings: tuple[Finding, ...], known: KnownFailures, verdict: Verdict, reason: str
) -> None:
    result = judge(CASE, Finished(0), findings, known, strict=False)
    assert (verdict, reason) == (result.verdict, result.reason)


def test_two_reasons_are_both_told_each_once() -> None:
    sifted = [Finding("timeout", "a", accepted=reason) for reason in ("one", "two", "one")]
    assert (Verdict.KNOWN_FAILURE, "one; two") == verdict_of(CASE, sifted, NONE)


@pytest.mark.parametrize(
    ("missing", "strict", "verdict"),
    [
        (True, False, Verdict.SKIPPED),
        (True, True, Verdict.COULD_NOT_RUN),
        (False, False, Verdict.COULD_NOT_RUN),
        (False, True, Verdict.COULD_NOT_RUN),
    ],
)
@pytest.mark.parametrize("known", [NONE, listing("timeout")], ids=["unlisted", "listed"])
def test_what_could_not_start_is_never_a_known_failure(
    missing: bool, strict: bool, verdict: Verdict, known: KnownFailures
) -> None:
    result = judge(CASE, CouldNotStart("no Go", missing), (ERROR,), known, strict=strict)
    assert (verdict, "no Go", (ERROR,)) == (result.verdict, result.reason, result.findings)
