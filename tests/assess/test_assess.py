"""What is said of a program with more findings than anyone reads."""

from __future__ import annotations

import pytest

from harness.assess.assess import MOST, first
from harness.model import Finding, Severity


def _many(count: int, severity: Severity) -> list[Finding]:
    return [Finding("unknown-field", str(number), severity=severity) for number in range(count)]


def test_as_many_findings_as_are_listed_are_all_there() -> None:
    assert _many(MOST, "error") == first(_many(MOST, "error"))


@pytest.mark.parametrize(("severity", "told"), [("error", "error"), ("warning", "note"), ("note", "note")])
def test_more_findings_are_left_out_and_fail_a_case_where_one_of_them_would(severity: Severity, told: Severity) -> None:
    *listed, last = first(_many(MOST + 3, severity))
    assert MOST == len(listed)
    assert ("findings-left-out", told, "it has 3 more findings, which are left out") == (
        last.code,
        last.severity,
        last.message,
    )
