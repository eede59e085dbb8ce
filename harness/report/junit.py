"""A case as pytest shows it, and as it appears in JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator

from harness.common.printable import harmless
from harness.report.same_cause import place
from harness.report.shape import CaseRecord


def properties(record: CaseRecord) -> Iterator[tuple[str, object]]:
    """What JUnit XML tells of a case beside its text."""
    yield from ((name, harmless(record[name])) for name in ("api", "operation", "language", "scenario", "verdict"))
    if record["cached"]:
        yield "cached", "true"
    yield from (("finding", harmless(f"{finding['code']} at {place(finding)}")) for finding in record["findings"])


def headline(record: CaseRecord) -> str:
    """The worst finding in one line, or why there is none."""
    ranked = sorted(record["findings"], key=lambda finding: ("error", "warning", "note").index(finding["severity"]))
    if not ranked:
        return harmless(f"{record['verdict']}: {' '.join(record['reason'].split())}")
    return harmless(f"{place(ranked[0])}: {ranked[0]['code']}: {' '.join(ranked[0]['message'].split())}")


def text(record: CaseRecord) -> str:
    """The verdict and all findings."""
    lines = [f"{record['verdict']}: {record['reason']}" if record["reason"] else record["verdict"]]
    for finding in record["findings"]:
        lines += [f"{place(finding)}: {finding['code']}: {finding['message']}"]
        lines += [f"    {label}: {finding[label]}" for label in ("expected", "actual", "hint") if finding[label]]
        lines += [f"    repeat: {finding['reproduce']}"] if finding["reproduce"] else []
    return harmless("\n".join(lines))
