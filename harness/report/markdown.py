"""A report -> Markdown for the summary page of a CI run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from harness.common.guards import unguarded
from harness.model import Verdict
from harness.report import coverage_record
from harness.report.document import errors_of_no_case
from harness.report.matrix import Cell, matrix
from harness.report.plain import cut, plain
from harness.report.same_cause import Cause, causes, place
from harness.report.shape import CaseRecord, Report
from harness.report.snippet import snippet

LIMIT = 1000 * 1000
"""Bytes of a summary: GitHub refuses one of more than 1 MiB, and shows nothing of it."""
WIDTH = 160
VALUE_SHOWN = 1500
SIGNS = {
    Verdict.PASSED: "✅",
    Verdict.KNOWN_FAILURE: "🟡",
    Verdict.SKIPPED: "⚪",
    Verdict.COULD_NOT_RUN: "🟣",
    Verdict.FLAKY: "❌",
    Verdict.UNEXPECTED_PASS: "❌",
    Verdict.FAILED: "❌",
}


def summary(document: Report, sources: Mapping[str, Sequence[str]], limit: int = LIMIT) -> str:
    """The verdict first, then the failures by cause, the matrix and the coverage; at most `limit` bytes of UTF-8.

    `sources` are the lines of the files that findings name.
    """
    head = "\n".join(_head(document))
    tail = "\n".join((*_matrix(document["cases"]), *_coverage(document), ""))
    left = limit - len((head + tail).encode()) - 200
    blocks: list[str] = []
    found = [cause for cause in causes(document["cases"], document["findings"]) if cause.severity != "note"]
    for cause in found:
        block = "\n".join((*_cause(cause, sources), ""))
        left -= len(block.encode()) + 1
        if left < 0:
            blocks.append(f"... and {len(found) - len(blocks)} more causes: the other reports have them.\n")
            break
        blocks.append(block)
    whole = "\n".join((head, *blocks, tail))
    return whole.encode()[:limit].decode("utf-8", "ignore")


def _head(document: Report) -> Iterator[str]:
    counts = document["summary"]
    bad = counts["failed"] + counts.get("flaky", 0) + counts["unexpected-pass"] + counts["could-not-run"]
    bad += bool(errors_of_no_case(document))
    yield f"## {'❌ Examples fail' if bad else '✅ All examples work'}"
    yield ""
    listed = ", ".join(f"**{count}** {name}" for name, count in counts.items() if count)
    yield f"{listed or 'nothing ran'} in {document['duration_ms'] / 1000:.1f} s"
    yield ""
    if document.get("guard"):
        told = unguarded(document["guard"])
        yield f"{'⚠️ ' if told else ''}guard: {told or document['guard']}"
        yield ""
    for verdict in (Verdict.COULD_NOT_RUN, Verdict.UNEXPECTED_PASS, Verdict.SKIPPED):
        yield from _reasons(document["cases"], verdict)


def _reasons(cases: Sequence[CaseRecord], verdict: Verdict) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for record in cases:
        if record["verdict"] == verdict and not record["findings"]:
            reasons.setdefault(record["reason"], []).append(record["name"])
    for reason, names in reasons.items():
        yield f"- {SIGNS[verdict]} {len(names)} {verdict.value}, such as {code(names[0])}: {code(cut(reason, 500))}"
    if reasons:
        yield ""


def _cause(cause: Cause, sources: Mapping[str, Sequence[str]]) -> Iterator[str]:
    finding = cause.finding
    yield f"### {'❌' if cause.severity == 'error' else '⚠️'} {finding['code']} at {code(place(finding))}"
    yield ""
    look = "On a second look, with a good answer: " if finding.get("second_look") else ""
    yield look + prose(cut(finding["message"], VALUE_SHOWN))
    yield ""
    shown = [line for _, line in snippet(sources.get(finding["file"] or "", ()), finding["line"], WIDTH)]
    if shown:
        yield from (*fenced(shown), "")
    for label in ("expected", "actual"):
        if finding[label]:
            yield f"- {label}: {code(cut(finding[label], VALUE_SHOWN))}"
    if finding["hint"]:
        yield f"- hint: {prose(cut(finding['hint'], VALUE_SHOWN))}"
    if finding["reproduce"]:
        yield f"- repeat: {code(finding['reproduce'])}"
    names, places = list(cause.cases), list(cause.places)
    if len(names) > 1:
        yield f"- shown by {len(names)} cases: {_listed(names)}"
    if len(places) > 1:
        yield f"- at {len(places)} places: {_listed(places)}"


def _listed(names: Sequence[str], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(code, names[:most])) + more


def _matrix(cases: Sequence[CaseRecord]) -> Iterator[str]:
    languages, blocks = matrix(cases)
    for api, rows in blocks.items():
        yield f"### {code(api)}"
        yield ""
        yield "| operation | " + " | ".join(map(_in_table, languages)) + " |"
        yield "|---|" + "--:|" * len(languages)
        for operation, row in rows.items():
            yield f"| {_in_table(operation)} | " + " | ".join(_cell(row.get(language)) for language in languages) + " |"
        yield ""


def _in_table(text: str) -> str:
    """A code span in a cell, where a bar would end it (GitHub Flavored Markdown, section 4.10)."""
    return code(text).replace("|", "\\|")


def _cell(cell: Cell | None) -> str:
    return f"{SIGNS[cell.worst]} {cell.fine}/{cell.planned}" if cell else "-"


def _coverage(document: Report) -> Iterator[str]:
    yield coverage_record.line(document["coverage"], document.get("left_out", ()))


def code(text: str) -> str:
    """Text of programs and documents as one code span, in which Markdown, HTML and mentions mean nothing.

    The fence is longer than any run of backticks inside (CommonMark 0.31, section 6.1).
    """
    flat = plain(" ".join(text.split()))
    fence = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    space = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{space}{flat}{space}{fence}" if flat else ""


def prose(text: str) -> str:
    """Text as it is, every ASCII punctuation mark escaped that could be Markdown (CommonMark 0.31, section 2.4)."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", plain(" ".join(text.split())))


def fenced(lines: Sequence[str]) -> Iterator[str]:
    """Lines as a code block whose fence none of them can end."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", *lines, fence)
