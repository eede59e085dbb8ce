"""Findings put together by what causes them, so that one fault is told once however many cases show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.model import Verdict
from harness.report.shape import CaseRecord, FindingRecord

FEW = 3
"""Findings of one code in one document that are told one by one: each may need a mend of its own."""
SEVERITIES = ("error", "warning", "note")


@dataclass
class Cause:
    """One fault: the finding that shows it first, and all that shows it too."""

    finding: FindingRecord
    record: CaseRecord | None
    """The case of that finding; None where it belongs to the run."""
    cases: dict[str, None] = field(default_factory=dict)
    """The names of all cases that show it."""
    places: dict[str, FindingRecord] = field(default_factory=dict)
    """`file:line` -> the first finding there."""
    languages: dict[str, None] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """`error`, `warning` or `note`."""
        return str(self.finding["severity"])


def place(finding: FindingRecord) -> str:
    """`file:line`, or as much of it as is known."""
    shown = finding["file"] or "the run"
    return f"{shown}:{finding['line']}" if finding["line"] else str(shown)


def causes(cases: Iterable[CaseRecord], findings: Sequence[FindingRecord] = ()) -> list[Cause]:
    """What is wrong, the worst first: errors before warnings and notes, then what most cases show.

    Findings are one cause where they have the same code at the same line, or the same code in the same words: a wrong
    document shows in every program of an operation, a wrong `$ref` at each place that uses it. More than `FEW` findings
    of one code in one document are one too. Known failures are left out.
    """
    crowded = {key for key, count in Counter((f["code"], f["file"]) for f in findings).items() if count > FEW}
    found: list[Cause] = []
    known: dict[tuple[Any, ...], Cause] = {}
    for record, finding in _all(cases, findings):
        about = (finding["code"], finding["severity"])
        keys: list[tuple[Any, ...]] = [(*about, finding["message"], finding["expected"], finding["actual"])]
        if finding["file"] and finding["line"]:
            keys.insert(0, (*about, finding["file"], finding["line"]))
        if record is None and (finding["code"], finding["file"]) in crowded:
            keys.append((*about, finding["file"]))
        cause = next((known[key] for key in keys if key in known), None)
        if cause is None:
            cause = Cause(finding, record)
            found.append(cause)
        for key in keys:
            known.setdefault(key, cause)
        cause.places.setdefault(place(finding), finding)
        if record:
            cause.cases[record["name"]] = None
            cause.languages[record["language"]] = None
    return sorted(found, key=lambda cause: (SEVERITIES.index(cause.severity), -len(cause.cases)))


def _all(
    cases: Iterable[CaseRecord], findings: Sequence[FindingRecord]
) -> Iterable[tuple[CaseRecord | None, FindingRecord]]:
    yield from ((None, finding) for finding in findings)
    for record in cases:
        if record["verdict"] != Verdict.KNOWN_FAILURE:
            yield from ((record, finding) for finding in record["findings"])
