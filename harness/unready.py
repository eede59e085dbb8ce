"""Which findings only follow from what a program leaves to its reader."""

from __future__ import annotations

from collections.abc import Sequence

from harness.checks import Evidence
from harness.model import Finding

SOURCE = frozenset(("placeholder", "variable-unset", "input-missing"))
FOLLOW = frozenset(
    (
        *("exit-status", "error-swallowed", "error-unclear", "timeout", "no-request", "network-escape"),
        *("unknown-operation", "wrong-operation", "path-parameter", "query-parameter", "header-value", "method"),
        *("auth-missing", "auth-scheme", "key-variable", "extra-request", "output-missing", "file-part"),
    )
)
"""What can come of a value, a variable or a file that is not there. A body that breaks its schema is another matter."""
REQUEST = frozenset(
    (
        *("unknown-operation", "wrong-operation", "method", "path-parameter", "query-parameter", "header-missing"),
        *("header-value", "auth-missing", "auth-scheme", "accept", "content-type", "body-unreadable", "body-schema"),
        *("unknown-field", "repeated-field", "file-part", "file-bytes", "api-rule"),
    )
)
"""Codes of a request that a true server refuses."""


def settled(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The findings without those that follow from what the program's text lacks.

    Outside of a shell, where an unset variable is a crash or a value of its own, what lacks is told only where
    something went wrong.
    """
    errors = {finding.code for finding in found if finding.severity == "error"}
    lacking = [finding for finding in found if finding.code in SOURCE]
    if not errors - SOURCE and evidence.case.example.language != "curl":
        lacking = [finding for finding in lacking if finding.code == "placeholder"]
    others = [finding for finding in found if finding.code not in SOURCE]
    if lacking:
        names = [word for finding in lacking for word in finding.words[1:]]
        return [*lacking, *(finding for finding in others if not _follows(finding, names))]
    if evidence.case.example.inline and errors & REQUEST:
        return [finding for finding in others if finding.code not in ("error-swallowed", "error-unclear")]
    return others


def _follows(finding: Finding, names: Sequence[str]) -> bool:
    """True for a code that the lack explains, and for a finding that quotes what stands there."""
    said = f"{finding.message} {finding.expected} {finding.actual}"
    return finding.code in FOLLOW or any(name in said for name in names)
