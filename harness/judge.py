"""Findings -> verdict."""

from __future__ import annotations

from collections.abc import Sequence

from harness.known_failures import KnownFailures
from harness.model import Case, CaseResult, CouldNotStart, Finding, Outcome, Verdict


def judge(
    case: Case, outcome: Outcome, findings: Sequence[Finding], known: KnownFailures, *, strict: bool
) -> CaseResult:
    """The verdict on one case.

    A missing toolchain skips a case, and with `strict` it could not run, like everything else that kept a program
    from starting: trouble of our own is never a known failure.
    """
    if isinstance(outcome, CouldNotStart):
        skipped = outcome.missing_toolchain and not strict
        verdict = Verdict.SKIPPED if skipped else Verdict.COULD_NOT_RUN
        return CaseResult(case, outcome, tuple(findings), verdict, outcome.reason)
    codes = {finding.code for finding in findings if finding.severity == "error"}
    excuse = known.excuse(case, codes)
    verdict, reason = Verdict.PASSED, ""
    if excuse:
        verdict, reason = Verdict.KNOWN_FAILURE, excuse
    elif codes:
        verdict = Verdict.FAILED
    elif known.about(case):
        entry = known.about(case)[0]
        verdict, reason = Verdict.UNEXPECTED_PASS, f"{known.shown}:{entry.line} lists it as a failure, and it passed"
    return CaseResult(case, outcome, tuple(findings), verdict, reason)
