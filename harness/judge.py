"""Findings -> verdict."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model import Case, CaseResult, CouldNotStart, Finding, Outcome, Verdict


def judge(case: Case, outcome: Outcome, findings: Sequence[Finding], *, strict: bool) -> CaseResult:
    """The verdict on one case.

    A missing toolchain skips a case, and with `strict` it could not run, like everything else that kept a program
    from starting.
    """
    if isinstance(outcome, CouldNotStart):
        skipped = outcome.missing_toolchain and not strict
        verdict = Verdict.SKIPPED if skipped else Verdict.COULD_NOT_RUN
        return CaseResult(case, outcome, tuple(findings), verdict, outcome.reason)
    failed = any(finding.severity == "error" for finding in findings)
    return CaseResult(case, outcome, tuple(findings), Verdict.FAILED if failed else Verdict.PASSED)
