"""A report -> one HTML file.

Every case's details are rendered here, by templates that escape whatever they are given, and packed by operation: the
page's script unpacks and shows them, and makes no markup of its own. Without scripts the page holds the matrix, all
findings, every case's verdict, and the details of the first cases that failed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any, Literal
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from harness.codes import Code, all_codes
from harness.model import Verdict
from harness.report import coverage_record
from harness.report.details import Details
from harness.report.html.bodies import View
from harness.report.html.headline import about, verdict
from harness.report.html.plain import finalize, plain
from harness.report.html.views import Views, tally
from harness.report.same_cause import Cause, causes, place
from harness.report.shape import CaseRecord, Report
from harness.report.sources import Sources

CAUSES_SHOWN = 300
"""Causes that are shown in full; what is beyond appears in the list of cases."""
FEW_CAUSES = 3
"""Causes that need no table: they open the page in full."""
OPEN_CAUSES = 10
"""Causes that stand below their table unfolded."""
FAILED_SHOWN = 100
"""Failed cases whose details can be read without scripts."""
NAMES_SHOWN = 6
UNPLEASANT = (Verdict.FAILED, Verdict.FLAKY, Verdict.UNEXPECTED_PASS, Verdict.COULD_NOT_RUN)
CHOICES: tuple[tuple[Literal["api", "operation", "language", "scenario", "verdict"], str], ...] = (
    ("api", "Version"),
    ("operation", "Operation"),
    ("language", "Language"),
    ("scenario", "Scenario"),
    ("verdict", "Verdict"),
)
"""The filters that choose one of several: the field of a case, and its label."""


def render(document: Report, sources: Sources, details: Details | None = None) -> str:
    """The page as text. `sources` are the files that the findings are about.

    `details` is what the run has kept for this page; without it there are no pictures, waits or first bytes.
    """
    environment = _environment()
    views = Views(sources, details)
    groups = _groups(document["cases"])
    style, script = _asset("report.css"), _asset("report.js")
    found = causes(document["cases"], document["findings"])
    failed = [record for record in document["cases"] if record["verdict"] in UNPLEASANT]
    said, fine = verdict(document)
    return environment.get_template("report.html").render(
        document=document,
        verdict=said,
        fine=fine,
        about=about(document),
        meanings=_meanings(document),
        verdicts=[(name, count) for name, count in document["summary"].items() if count],
        blocks=_blocks(groups),
        choices=_choices(document["cases"]),
        causes=[_cause(cause, views) for cause in found[:CAUSES_SHOWN]],
        causes_left=max(0, len(found) - CAUSES_SHOWN),
        few_causes=FEW_CAUSES,
        open_causes=OPEN_CAUSES,
        names_shown=NAMES_SHOWN,
        known=[record for record in document["cases"] if record["verdict"] == Verdict.KNOWN_FAILURE],
        grid=_grid(document["cases"]),
        failed=[views.case(record) for record in failed[:FAILED_SHOWN]],
        failed_left=max(0, len(failed) - FAILED_SHOWN),
        covered=_covered(document),
        style=Markup(style),  # noqa: S704 - a file of our own
        script=Markup(script),  # noqa: S704 - a file of our own
        style_hash=_hash(style),
        script_hash=_hash(script),
        index=_json(_index(document["cases"], found, groups)),
        parts=list(_parts(environment, views, groups)),
    )


# --------------------------------------------------------------------------- templates


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = link
    environment.filters["seconds"] = seconds
    environment.filters["tally"] = tally
    return environment


def link(name: str) -> str:
    """A name as the address of its place in the page."""
    return "#" + quote(plain(name), safe="/")


def seconds(milliseconds: float) -> str:
    """A time as people read it."""
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:g} ms"


def _asset(name: str) -> str:
    return resources.files("harness.report.html").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    """The source expression that lets an inline element by (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# --------------------------------------------------------------------------- what the templates take


def _groups(cases: Iterable[CaseRecord]) -> dict[str, list[CaseRecord]]:
    """`v1/masking` -> its cases."""
    found: dict[str, list[CaseRecord]] = {}
    for record in cases:
        found.setdefault(f"{record['api']}/{record['operation']}", []).append(record)
    return dict(sorted(found.items()))


def _blocks(groups: dict[str, list[CaseRecord]]) -> list[View]:
    """The matrix, a block a version: its languages, and a row an operation with the cases of each language.

    Operations with a case that is not as expected come first.
    """
    blocks: dict[str, View] = {}
    for name, records in groups.items():
        block = blocks.setdefault(records[0]["api"], {"api": records[0]["api"], "languages": {}, "rows": []})
        cells: dict[str, list[CaseRecord]] = {}
        for record in records:
            cells.setdefault(record["language"], []).append(record)
            block["languages"][record["language"]] = None
        block["rows"].append({"name": name, "operation": records[0]["operation"], "cells": cells})
    for block in blocks.values():
        block["rows"].sort(key=lambda row: not any(_bad(records) for records in row["cells"].values()))
    return list(blocks.values())


def _bad(records: Iterable[CaseRecord]) -> bool:
    return any(record["verdict"] in UNPLEASANT for record in records)


def _meanings(document: Report) -> list[Code]:
    """The explanations of the codes that the report has, by name."""
    findings = (*document["findings"], *(finding for record in document["cases"] for finding in record["findings"]))
    named = {finding["code"] for finding in findings}
    return sorted((code for name, code in all_codes().items() if name in named), key=lambda code: code.name)


def _grid(cases: Iterable[CaseRecord]) -> list[View]:
    """Every case's verdict, a block a version: its scenarios, and a row an example."""
    blocks: dict[str, View] = {}
    for record in cases:
        block = blocks.setdefault(record["api"], {"api": record["api"], "scenarios": {}, "rows": {}})
        block["scenarios"][record["scenario"]] = None
        block["rows"].setdefault(record["name"].rpartition("/")[0], {})[record["scenario"]] = record["verdict"]
    return list(blocks.values())


def _choices(cases: Sequence[CaseRecord]) -> list[tuple[str, str, list[str]]]:
    """The filters that choose one of several: name, label, values."""
    found = [(name, label, sorted({str(record[name]) for record in cases})) for name, label in CHOICES]
    return [*found, ("code", "Code", sorted({f["code"] for record in cases for f in record["findings"]}))]


def _cause(cause: Cause, views: Views) -> View:
    """A cause: its first finding, the cases that show it, and the other places where it is."""
    here = place(cause.finding)
    others = [one for one in cause.places if one != here]
    languages = ", ".join(cause.languages)
    finding = views.finding(cause.finding)
    return {"finding": finding, "cases": list(cause.cases), "others": others, "languages": languages, "at": here}


def _covered(document: Report) -> View:
    found = document["coverage"]
    sent, documented = coverage_record.exercised(found)
    rows = []
    for name, fields in found["fields"].items():
        never = [f"{path}: {value}" if value != coverage_record.SENT else path for path, row in fields.items()
                 for value in row["never"]]  # fmt: skip
        count = sum(len(row["exercised"]) for row in fields.values())
        rows.append({"name": name, "sent": count, "documented": count + len(never), "never": never})
    return {
        "sent": sent,
        "documented": documented,
        "rows": rows,
        "line": coverage_record.line(found, document.get("left_out", ())).removeprefix("coverage: "),
    }


# --------------------------------------------------------------------------- what the script takes


def _index(cases: Sequence[CaseRecord], found: Sequence[Cause], groups: dict[str, list[CaseRecord]]) -> View:
    """What the filters need of each case: name, verdict, time, part, codes, words, whether it was cached."""
    part_of = {name: number for number, name in enumerate(groups)}
    words: dict[str, int] = {}
    rows = []
    for record in cases:
        said = [record["reason"], record["file"] or ""]
        said += [f"{f['message']} {f['expected']} {f['actual']}"[:600] for f in record["findings"]]
        codes = list(dict.fromkeys(finding["code"] for finding in record["findings"]))
        text = plain("\n".join(said).lower())
        rows.append([
            plain(record["name"]),
            record["verdict"],
            record["duration_ms"],
            part_of[f"{record['api']}/{record['operation']}"],
            codes,
            words.setdefault(text, len(words)),
            int(record["cached"]),
        ])  # fmt: skip
    numbers = {record["name"]: number for number, record in enumerate(cases)}
    members = [[numbers[name] for name in cause.cases] for cause in found[:CAUSES_SHOWN]]
    return {"cases": rows, "words": list(words), "causes": members, "parts": [plain(name) for name in groups]}


def _parts(environment: Environment, views: Views, groups: dict[str, list[CaseRecord]]) -> Iterable[str]:
    """Operation by operation: the pages of it and its cases by name, as compressed JSON in base64."""
    case, operation = environment.get_template("case.html"), environment.get_template("operation.html")
    for name, records in groups.items():
        pages = {plain(record["name"]): case.render(case=views.case(record)) for record in records}
        pages[plain(name)] = operation.render(operation=views.operation(name, records))
        packed = gzip.compress(json.dumps(pages, ensure_ascii=True).encode("ascii"), 6, mtime=0)
        yield base64.b64encode(packed).decode("ascii")


def _json(value: Any) -> Markup:
    """JSON that may stand in a script element: nothing in it can end that.

    https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe)  # noqa: S704 - just made safe
