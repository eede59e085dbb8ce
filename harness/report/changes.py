"""Two reports -> what got better, worse and slower from the one to the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, dataclass
from typing import Any, Literal

from harness.errors import UserError, nearest
from harness.model import Verdict
from harness.report.matrix import FINE
from harness.report.same_cause import place
from harness.report.shape import CaseRecord, FindingRecord, Report, VariantRecord

Direction = Literal["better", "worse", "changed", "same"]


@dataclass(frozen=True)
class Thresholds:
    """From when on a case is slower: both must be passed, for a ratio of little is noise."""

    ratio: float = 1.5
    seconds: float = 0.5


@dataclass(frozen=True)
class Change:
    """A case whose verdict, or whose errors, are others than before. `old` is None where it is new."""

    name: str
    old: str | None
    new: str
    codes_new: tuple[str, ...] = ()
    codes_gone: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """`file:line` of its errors now."""
    libraries: tuple[str, ...] = ()
    """The libraries that had another version before, as `requests 2.31.0 -> 2.32.0`, in reports of a matrix. Those are
    left out whose version now did no harm in another variant, unless all are."""


@dataclass(frozen=True)
class Pace:
    """A case that took another time."""

    name: str
    old_ms: int
    new_ms: int


@dataclass(frozen=True)
class Changes:
    """All that is different. Cases of `added` that fail stand in `worse` too; `findings` are errors of no case."""

    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    slower: tuple[Pace, ...]
    faster: tuple[Pace, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    findings_new: tuple[FindingRecord, ...]
    findings_gone: tuple[FindingRecord, ...]
    changed: tuple[Change, ...] = ()
    """Cases of which it is not known whether they failed before: they could not run."""

    @property
    def is_worse(self) -> bool:
        """True if something is wrong now that was not."""
        return bool(self.worse or self.findings_new)

    def as_json(self) -> dict[str, Any]:
        """The same as a JSON value."""
        return asdict(self)


Moved = tuple[tuple[str, str, str], ...]
"""Libraries, each with its version before and now."""
Harmless = Mapping[tuple[str, ...], Set[tuple[str, str]]]
"""API version, operation, language and scenario -> the libraries and versions with which the case went as expected."""


def changes(old: Report, new: Report, thresholds: Thresholds | None = None, well: Harmless | None = None) -> Changes:
    """What is different in `new`, case by case, in its order.

    A run of a part of the plan says nothing of the cases that it left out, nor of what concerns no case. `well` is
    what all variants of the reports say of libraries, where they are cut to some.
    """
    was_whole, is_whole = _is_whole(old), _is_whole(new)
    before = {record["name"]: record for record in old["cases"]}
    after = {record["name"]: record for record in new["cases"]}
    libraries = _moved(old.get("matrix", {}), new.get("matrix", {}))
    found: dict[Direction, list[Change]] = {"better": [], "worse": [], "changed": [], "same": []}
    for name, record in after.items():
        if name not in before and not was_whole:
            continue
        moved = _suspects(libraries.get(record["language"], ()), new, record, well or {})
        change = _change(before.get(name), record, tuple(f"{one} {was} -> {now}" for one, was, now in moved))
        found[_direction(change)].append(change)
    limits = thresholds or Thresholds()
    return Changes(
        worse=tuple(found["worse"]),
        better=tuple(found["better"]),
        slower=tuple(_slower(before, after, limits)),
        faster=tuple(Pace(one.name, one.new_ms, one.old_ms) for one in _slower(after, before, limits)),
        added=tuple(name for name in after if name not in before and was_whole),
        removed=tuple(name for name in before if name not in after and is_whole),
        findings_new=tuple(_errors_only_in(new, old)) if was_whole and is_whole else (),
        findings_gone=tuple(_errors_only_in(old, new)) if was_whole and is_whole else (),
        changed=tuple(found["changed"]),
    )


def _is_whole(document: Report) -> bool:
    return document.get("whole", True) and "shard" not in document


def _change(old: CaseRecord | None, new: CaseRecord, libraries: tuple[str, ...]) -> Change:
    was, now = _codes(old) if old else set(), _codes(new)
    errors = [one for one in new["findings"] if one["severity"] == "error"]
    return Change(
        new["name"],
        old["verdict"] if old else None,
        new["verdict"],
        tuple(sorted(now - was)),
        tuple(sorted(was - now)),
        tuple(dict.fromkeys(place(one) for one in sorted(errors, key=lambda one: not one["line"]))),
        libraries,
    )


def _moved(old: Mapping[str, VariantRecord], new: Mapping[str, VariantRecord]) -> dict[str, Moved]:
    """Variant -> the libraries that have another version than before."""
    found = {}
    for name, variant in new.items():
        was = old[name]["libraries"] if name in old else variant["libraries"]
        both = sorted({*was, *variant["libraries"]})
        rows = ((one, was.get(one, "none"), variant["libraries"].get(one, "none")) for one in both)
        found[name] = tuple(row for row in rows if row[1] != row[2])
    return found


def harmless(*reports: Report) -> Harmless:
    """What the variants of matrices say of libraries: those of cases that went as expected."""
    found: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for report in reports:
        variants = report.get("matrix", {})
        for record in report["cases"]:
            if record["language"] in variants and record["verdict"] in FINE:
                variant = variants[record["language"]]
                found.setdefault(_about(record, variant), set()).update(variant["libraries"].items())
    return found


def _about(record: CaseRecord, variant: VariantRecord) -> tuple[str, ...]:
    return record["api"], record["operation"], variant["language"], record["scenario"]


def _suspects(moved: Moved, new: Report, record: CaseRecord, well: Harmless) -> Moved:
    """The libraries that may have changed a case; all of them if each did no harm elsewhere by itself."""
    variant = new.get("matrix", {}).get(record["language"])
    did_well = well.get(_about(record, variant), frozenset()) if variant else frozenset()
    return tuple(row for row in moved if (row[0], row[2]) not in did_well) or moved


def of_variant(report: Report, name: str, called: str) -> Report:
    """The part of a matrix's report that is of one variant, its cases under another variant's name.

    Raises UserError for a variant that the report does not have.
    """
    known = report.get("matrix", {})
    if name not in known:
        listed = ", ".join(known) or "no variant: it is not of a matrix"
        raise UserError(f'--variants: expected one of {listed}, got "{name}"{nearest(name, known)}')
    cases = [record for record in report["cases"] if record["language"] == name]
    renamed: list[CaseRecord] = []
    for record in cases:
        api, operation, _, scenario = record["name"].split("/")
        renamed.append(record | {"name": f"{api}/{operation}/{called}/{scenario}", "language": called})
    return report | {"cases": renamed, "matrix": {called: known[name]}, "whole": False}


def _direction(change: Change) -> Direction:
    """A verdict that is not as expected is worse than any other before it, a case that is not run any more too."""
    if change.old == change.new:
        if change.new != Verdict.FAILED:
            return "same"
        if change.codes_new:
            return "worse"
        return "better" if change.codes_gone else "same"
    if change.old is None:
        return "same" if change.new in (*FINE, Verdict.SKIPPED) else "worse"
    if change.new == Verdict.PASSED or (change.new == Verdict.KNOWN_FAILURE and change.old not in FINE):
        return "better"
    if change.old == Verdict.COULD_NOT_RUN and change.new == Verdict.FAILED:
        return "changed"
    if change.new == Verdict.UNEXPECTED_PASS:  # the program is better, and only the list of known failures is not
        return "better" if change.old in (Verdict.FAILED, Verdict.KNOWN_FAILURE) else "worse"
    return "worse"


def _slower(old: Mapping[str, CaseRecord], new: Mapping[str, CaseRecord], limits: Thresholds) -> Iterator[Pace]:
    for name, record in new.items():
        before = old.get(name)
        if before is None or not _timed(before) or not _timed(record):
            continue
        was, now = before["duration_ms"], record["duration_ms"]
        if now > was * limits.ratio and now - was > limits.seconds * 1000:
            yield Pace(name, was, now)


def _timed(record: CaseRecord) -> bool:
    """True where the time tells of the program: it was run, and ended by itself."""
    return record["verdict"] in FINE and record["outcome"]["kind"] == "finished" and not record["cached"]


def _codes(record: CaseRecord) -> set[str]:
    return {finding["code"] for finding in record["findings"] if finding["severity"] == "error"}


def _errors_only_in(one: Report, other: Report) -> Iterator[FindingRecord]:
    """Errors of no case that only one report has; their lines may have moved."""
    known = {_words(finding) for finding in other["findings"]}
    for finding in one["findings"]:
        if finding["severity"] == "error" and not finding.get("accepted") and _words(finding) not in known:
            yield finding


def _words(finding: FindingRecord) -> str:
    return json.dumps([finding[key] for key in ("code", "severity", "file", "message", "actual")])
