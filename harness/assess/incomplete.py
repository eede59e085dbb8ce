"""Samples that use a name which nothing in them defines: what surrounds them on their page is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from harness.checks import Evidence
from harness.model import Example, Finding, Finished, Outcome
from harness.source.undefined import could_not_run, lacking, line_of_use, undefined


def without_prelude(example: Example, source: str, outcome: Outcome) -> Outcome:
    """The outcome of a case, or why it could not run: the sample ended for want of a name before any request."""
    if not isinstance(outcome, Finished) or not outcome.exit_status or outcome.traces.exchanges:
        return outcome
    name = undefined(example, source, outcome.traces.stderr)
    return could_not_run(example, name, line_of_use(name, source)) if name else outcome


def causes(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """A sample that lacks a name only behind its request is warned about: its request was judged."""
    name = undefined(evidence.case.example, evidence.source, evidence.traces.stderr)
    if not name or not any(finding.code == "exit-status" for finding in found):
        return list(found)
    example, line = evidence.case.example, line_of_use(name, evidence.source)
    told = lacking(example, name, None, "warning")
    left = (finding for finding in found if finding.code not in ("exit-status", "error-unclear", "spec-disagrees"))
    return [*left, replace(told, file=None, at=line)]
