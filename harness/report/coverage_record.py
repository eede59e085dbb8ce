"""What the examples show of the API, and under which scenarios they were run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from harness.model import Example, Verdict
from harness.report.shape import CoverageRecord, FieldRecord

SENT = "(sent)"
"""Represents the one thing that can be exercised of a field without an enum."""
Fields = dict[str, FieldRecord]
_NOT_RUN = (Verdict.SKIPPED, Verdict.COULD_NOT_RUN)


def operations(examples: Iterable[Example], languages: Sequence[str]) -> dict[str, dict[str, bool]]:
    """`v1/masking` -> language -> whether there is a program."""
    covered: dict[str, dict[str, bool]] = {}
    for example in examples:
        row = covered.setdefault(f"{example.api}/{example.name}", dict.fromkeys(languages, False))
        row[example.language] = True
    return covered


def fields(documented: Mapping[str, Sequence[str]], requests: Iterable[Mapping[str, Any]]) -> Fields:
    """A documented field -> what of it some request sent, and what none did: enum values, or `(sent)`.

    `requests` are canonical requests of one operation.
    """
    sent: dict[str, set[str]] = {}
    for request in requests:
        for place in ("query", "headers"):
            for name, value in (request.get(place) or {}).items():
                _note(value, f"{place.removesuffix('s')}.{name}", sent)
        _note(request.get("body"), "", sent)
    return {path: _split(values, sent.get(path)) for path, values in documented.items()}


def scenarios(records: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """`v1/masking/go` -> the scenarios that it was run under, to an end of its own or the time limit's."""
    found: dict[str, list[str]] = {}
    for record in records:
        if Verdict(record["verdict"]) not in _NOT_RUN:
            found.setdefault(record["name"].rpartition("/")[0], []).append(record["scenario"])
    return found


def exercised(covered: Mapping[str, Any]) -> tuple[int, int]:
    """How many fields and enum values some request sent, and how many are documented."""
    rows = [row for one in covered["fields"].values() for row in one.values()]
    sent = sum(len(row["exercised"]) for row in rows)
    return sent, sent + sum(len(row["never"]) for row in rows)


def line(covered: Mapping[str, Any], left_out: Sequence[Mapping[str, Any]] = ()) -> str:
    """One line for a person. `left_out` is what was found and is no program of the run."""
    rows = covered["operations"].values()
    used = {language for row in rows for language, there in row.items() if there}
    programs = [there for row in rows for language, there in row.items() if language in used]
    sent, documented = exercised(covered)
    others = sum(one["count"] for one in left_out)
    text = f"coverage: {sum(programs)} of {len(programs)} programs"
    if is_part(covered) or others:
        text = f"coverage: ran {_ran(covered, sum(programs) + others)}"
    return f"{text}; {sent} of {documented} fields and values" if documented else text


def is_part(covered: Mapping[str, Any]) -> bool:
    """True if some case of a whole run did not run."""
    there = sum(yes for row in covered["operations"].values() for yes in row.values())
    ran = covered.get("scenarios")
    return ran is not None and (len(ran) < there or _cases(ran) < covered.get("cases", 0))


def _ran(covered: Mapping[str, Any], programs: int) -> str:
    """`76 of 76 programs, 76 of 1592 cases`."""
    ran = covered.get("scenarios", {})
    text = f"{len(ran) or 'none'} of {programs} programs"
    return f"{text}, {_cases(ran)} of {covered['cases']} cases" if ran and "cases" in covered else text


def _cases(ran: Mapping[str, Sequence[str]]) -> int:
    return sum(len(names) for names in ran.values())


def united(parts: Sequence[Mapping[str, Any]]) -> CoverageRecord:
    """The coverage of several runs of one plan together: what one of them exercised is exercised."""
    whole: CoverageRecord = {"operations": {}, "fields": {}, "scenarios": {}}
    for part in parts:
        for group, row in part["operations"].items():
            there = whole["operations"].setdefault(group, {})
            there.update({language: yes or there.get(language, False) for language, yes in row.items()})
        for group, found in part["fields"].items():
            known = whole["fields"].setdefault(group, {})
            known.update({path: _joined(known.get(path), row) for path, row in found.items()})
        for example, names in part.get("scenarios", {}).items():
            listed = whole["scenarios"].setdefault(example, [])
            listed += [name for name in names if name not in listed]
        if "cases" in part:
            whole["cases"] = part["cases"]
    return whole


def _joined(one: FieldRecord | None, other: FieldRecord) -> FieldRecord:
    if one is None:
        return other
    sent = {*one["exercised"], *other["exercised"]}
    values = dict.fromkeys(value for row in (one, other) for value in (*row["exercised"], *row["never"]))
    return {"exercised": [v for v in values if v in sent], "never": [v for v in values if v not in sent]}


def _split(values: Sequence[str], sent: set[str] | None) -> FieldRecord:
    if not values:
        return {"exercised": [], "never": [SENT]} if sent is None else {"exercised": [SENT], "never": []}
    known = sent or set()
    return {"exercised": [v for v in values if v in known], "never": [v for v in values if v not in known]}


def _note(value: Any, path: str, sent: dict[str, set[str]]) -> None:
    """Notes a value under its dotted path, which passes through lists."""
    if isinstance(value, list):
        for item in value:
            _note(item, path, sent)
    elif isinstance(value, dict):
        for name, item in value.items():
            _note(item, f"{path}.{name}" if path else str(name), sent)
    if path:
        sent.setdefault(path, set()).update(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    if not isinstance(value, dict | list):
        yield value if isinstance(value, str) else json.dumps(value)
