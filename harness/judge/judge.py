"""Findings -> verdict."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model import Case, CaseResult, CouldNotStart, Finding, Outcome, Verdict
from harness.plan.known_failures import KnownFailures


def judge(
    case: Case, outcome: Outcome, findings: Sequence[Finding], known: KnownFailures, *, strict: bool
) -> CaseResult:
    """The verdict on one case.

    A missing toolchain skips a case, and with `strict` it could not run, like everything else that kept a program
    from starting: trouble of our own is never a known failure. What is wrong with the program itself, as an error that
    its compiler finds, may be one.
    """
    sifted = known.sifted(case, findings)
    verdict, reason = verdict_of(case, sifted, known)
    if isinstance(outcome, CouldNotStart) and not (outcome.findings and verdict is Verdict.KNOWN_FAILURE):
        skipped = outcome.missing_toolchain and not strict
        verdict = Verdict.SKIPPED if skipped else Verdict.COULD_NOT_RUN
        return CaseResult(case, outcome, tuple(findings), verdict, outcome.reason)
    return CaseResult(case, outcome, sifted, verdict, reason)


def verdict_of(case: Case, sifted: Sequence[Finding], known: KnownFailures) -> tuple[Verdict, str]:
    """The verdict on a case that ran, and its reason where it has one. What is accepted of its findings hides no other.

    `sifted` are its findings as the list of known failures marks them.
    """
    errors = [finding for finding in sifted if finding.severity == "error"]
    if any(not finding.accepted for finding in errors):
        return Verdict.FAILED, ""
    if errors:
        return Verdict.KNOWN_FAILURE, "; ".join(dict.fromkeys(finding.accepted for finding in errors))
    if entry := next((one for one in known.about(case) if not one.flaky), None):
        return Verdict.UNEXPECTED_PASS, f"{known.shown}:{entry.line} lists it as a failure, and it passed"
    return Verdict.PASSED, ""
