"""Findings put together by what causes them, so that one fault is reported once however many cases show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.codes import all_codes
from harness.common.sameness import normalised
from harness.model import Verdict
from harness.report.shape import CaseRecord, FindingRecord

FEW = 3
"""Findings of one code in one document that are reported one by one: each may need a fix of its own."""
SEVERITIES = ("error", "warning", "note")
OF_THE_DOCUMENT = ("request", "document")
"""Groups of codes whose findings may be the document's fault, in whatever language they show."""


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
    """What is wrong, the worst first: errors before warnings and notes, the programs' before those of no case, then
    what most cases show.

    Findings are one cause where they have the same code and, in one language, the same words but for what varies, as
    ports and dates do. A fault of a program has many words, all at its line; a wrong document shows in every language,
    in the same words. Of what belongs to no case, more than `FEW` findings of one code in one file are one, and all of
    one code where they would outnumber the programs' causes. What is accepted is left out.
    """
    crowded = {key for key, count in Counter((f["code"], f["file"]) for f in findings).items() if count > FEW}
    gathered = _Gathered()
    for record in cases:
        for finding in record["findings"]:
            if not finding.get("accepted") and record["verdict"] != Verdict.KNOWN_FAILURE:
                gathered.add(record, finding, _keys(record, finding))
    ours = len(gathered.found)
    others = [finding for finding in findings if not finding.get("accepted")]
    for by_code in (False, True):
        of_none = _Gathered()
        for finding in others:
            of_none.add(None, finding, _keys_of_none(finding, by_code=by_code, crowded=crowded))
        if len(of_none.found) <= ours or not ours:
            break
    return sorted(
        [*gathered.found, *of_none.found],
        key=lambda cause: (SEVERITIES.index(cause.severity), cause.record is None, -len(cause.cases)),
    )


Keys = list[tuple[Any, ...]]


class _Gathered:
    """Causes, each known by the keys of all its findings."""

    def __init__(self) -> None:
        self.found: list[Cause] = []
        self._known: dict[tuple[Any, ...], Cause] = {}

    def add(self, record: CaseRecord | None, finding: FindingRecord, keys: Keys) -> None:
        """Puts a finding to the cause that has one of its keys, or makes it a new one."""
        cause = next((self._known[key] for key in keys if key in self._known), None)
        if cause is None:
            cause = Cause(finding, record)
            self.found.append(cause)
        for key in keys:
            self._known.setdefault(key, cause)
        cause.places.setdefault(place(finding), finding)
        if record:
            cause.cases[record["name"]] = None
            cause.languages[record["language"]] = None


def _keys(record: CaseRecord, finding: FindingRecord) -> Keys:
    about = (finding["code"], finding["severity"])
    words = finding.get("cause") or normalised(finding["message"])
    keys: Keys = [(*about, record["language"], words)]
    code = all_codes().get(finding["code"])
    if code and code.group in OF_THE_DOCUMENT:
        keys.append((*about, finding["message"], finding["expected"], finding["actual"]))
    elif finding["file"] and finding["line"]:
        keys.append((*about, finding["file"], finding["line"]))
    return keys


def _keys_of_none(finding: FindingRecord, *, by_code: bool, crowded: Collection[tuple[str, str | None]]) -> Keys:
    about = (finding["code"], finding["severity"])
    if by_code:
        return [about]
    keys: Keys = [(*about, finding["message"], finding["expected"], finding["actual"])]
    if finding["file"] and finding["line"]:
        keys.insert(0, (*about, finding["file"], finding["line"]))
    if (finding["code"], finding["file"]) in crowded:
        keys.append((*about, finding["file"]))
    return keys
