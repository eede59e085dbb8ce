"""The causes as a table, for whoever reads the end of a log: what to do first, and how much of it there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from harness.common.sameness import normalised
from harness.model import Verdict
from harness.report.plain import cut, plain
from harness.report.same_cause import Cause, place
from harness.report.shape import CaseRecord

HEAD = ("cases", "cause", "language", "first at", "what")
NARROWEST = 30
"""Columns of the last one, however little the terminal leaves."""
WIDEST = 60
"""Columns of a place, beyond which its beginning is cut off."""
UNTOLD = (Verdict.UNEXPECTED_PASS, Verdict.COULD_NOT_RUN)
"""Verdicts that a case may have without a finding."""


class CauseRow(NamedTuple):
    """One cause."""

    cases: str
    """How many show it; empty for one that belongs to no case."""
    cause: str
    language: str
    at: str
    what: str


def rows(cases: Iterable[CaseRecord], found: Iterable[Cause]) -> list[CauseRow]:
    """A row a cause, in their order, and behind them what has a reason and no finding."""
    listed = [_row(cause) for cause in found if cause.severity != "note"]
    reasons: dict[tuple[str, str, str], list[CaseRecord]] = {}
    for record in cases:
        if record["verdict"] in UNTOLD and not record["findings"]:
            key = (record["verdict"], record["language"], normalised(record["reason"]))
            reasons.setdefault(key, []).append(record)
    for (verdict, language, _), records in reasons.items():
        first = records[0]
        listed.append(
            CauseRow(str(len(records)), verdict, language, first["file"] or first["name"], _line(first["reason"]))
        )
    return listed


def lines(table: Sequence[CauseRow], width: int) -> Iterator[str]:
    """The table as text, its last column cut to the width."""
    shown = [HEAD, *(row._replace(at=_end_of(row.at)) for row in table)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(HEAD) - 1)]
    left = max(width - sum(widths) - 2 * len(widths), NARROWEST)
    for count, *middle, what in shown:
        cells = (text.ljust(size) for text, size in zip(middle, widths[1:], strict=True))
        yield "  ".join((count.rjust(widths[0]), *cells, cut(what, left))).rstrip()


def _row(cause: Cause) -> CauseRow:
    finding = cause.finding
    code = finding["code"] + (f" ({cause.severity})" if cause.severity != "error" else "")
    count = str(len(cause.cases)) if cause.record else ""
    return CauseRow(count, code, plain(", ".join(cause.languages)), plain(place(finding)), _line(finding["message"]))


def _line(text: str) -> str:
    return plain(" ".join(text.split()))


def _end_of(text: str) -> str:
    return text if len(text) <= WIDEST else "..." + text[-(WIDEST - 3) :]
