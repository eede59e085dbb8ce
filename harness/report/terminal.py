"""A report -> text for a person at a terminal, or a log file."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from harness.common.guards import unguarded
from harness.common.safe_output import open_for_colours
from harness.common.sameness import normalised
from harness.model import Verdict
from harness.report import cause_table, coverage_record, left_out
from harness.report.matrix import Cell, matrix
from harness.report.plain import cut, plain
from harness.report.same_cause import Cause, causes, place
from harness.report.shape import CaseRecord, Report
from harness.report.snippet import snippet
from harness.report.sources import Sources

STYLES = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "bold red",
    Verdict.KNOWN_FAILURE: "yellow",
    Verdict.FLAKY: "bold red",
    Verdict.UNEXPECTED_PASS: "bold red",
    Verdict.COULD_NOT_RUN: "bold magenta",
    Verdict.SKIPPED: "dim",
}
NAMES_SHOWN = 4
"""How many further cases or places with the same fault are named before the rest is counted."""
HANG = 14
"""Where the text of a labelled line begins."""
LOG_WIDTH = 160
"""Columns of a log file, where nothing is wrapped: only a table and a source line need a limit."""
SECOND_LOOK = "on a second look, with a good answer"
"""How a finding is marked that the first look could not show."""
LEAST_SPARED = 1.0
"""Seconds of waiting that took no time, below which nothing is said of them."""
VALUE_SHOWN = 600
"""Characters of one value of a finding."""


class Verbosity(IntEnum):
    """How much is printed."""

    QUIET = -1
    """The summary, and the causes as a table."""
    NORMAL = 0
    VERBOSE = 1
    """Each case with its time, and the notes too."""


def make_console() -> Console:
    """The console on stdout: lines of a log are never wrapped, and the tables there don't depend on who looks."""
    stream = open_for_colours(sys.stdout)
    console = Console(file=stream, highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(file=stream, highlight=False, soft_wrap=True, width=LOG_WIDTH)


def show(
    document: Report,
    console: Console,
    sources: Sources | None = None,
    verbosity: Verbosity = Verbosity.NORMAL,
    again: Callable[[str], str] = str,
) -> None:
    """Prints the matrix, the failures grouped by cause with the lines at fault, the summary, and a table of causes.

    `again` makes the command that repeats a case one that works where the reader is.
    """
    cases = document["cases"]
    if verbosity == Verbosity.VERBOSE:
        _each(cases, console)
    if verbosity > Verbosity.QUIET:
        _matrix(cases, console)
    found = causes(cases, document["findings"])
    if verbosity > Verbosity.QUIET:
        levels = ("error", "warning", "note")[: 2 + verbosity]
        for cause in _not_outnumbered([cause for cause in found if cause.severity in levels]):
            _cause(cause, console, sources or Sources(None), again)
        _told_by_reason(cases, Verdict.UNEXPECTED_PASS, console)
        _told_by_reason(cases, Verdict.COULD_NOT_RUN, console)
        _skips(cases, console)
    _summary(document, found, console, verbosity)
    _table(cause_table.rows(cases, found), console, verbosity)


# --------------------------------------------------------------------------- cases


def _each(cases: Iterable[CaseRecord], console: Console) -> None:
    for record in cases:
        verdict = Verdict(record["verdict"])
        style, seconds = STYLES[verdict], record["duration_ms"] / 1000
        console.print(f"[{style}]{verdict.value:<15}[/] {seconds:>7.2f} s  {escape(plain(record['name']))}")
    console.print()


def _matrix(cases: Sequence[CaseRecord], console: Console) -> None:
    languages, blocks = matrix(cases)
    for api, rows in blocks.items():
        table = Table(
            title=Text(plain(api), "bold"),  # a text has its own style: the table's would be passed over
            title_justify="left",
            box=None,
            pad_edge=False,
            padding=(0, 3, 0, 0),
        )
        table.add_column("operation", overflow="fold")
        for language in languages:
            table.add_column(Text(plain(language)), justify="right", overflow="fold")
        for operation, row in rows.items():
            table.add_row(Text(plain(operation)), *(_cell(row.get(language)) for language in languages))
        console.print(table)
        console.print()


def _cell(cell: Cell | None) -> str:
    """How many of an example's cases went as expected, in the colour of the worst."""
    if cell is None:
        return "[dim]-[/]"
    style = "green" if cell.fine == cell.planned else STYLES[cell.worst]
    return f"[{style}]{cell.fine}/{cell.planned}[/]"


# --------------------------------------------------------------------------- causes


def _not_outnumbered(found: Sequence[Cause]) -> list[Cause]:
    """The causes that are shown in full: of those of no case, as the documents', no more than the programs have."""
    ours = sum(cause.record is not None for cause in found)
    others = [cause for cause in found if cause.record is None]
    left_out = others[ours:] if ours else []
    return [cause for cause in found if cause not in left_out]


def _cause(cause: Cause, console: Console, sources: Sources, again: Callable[[str], str]) -> None:
    finding, record = cause.finding, cause.record
    if record:
        verdict = Verdict(record["verdict"])
        more = f" [dim]and {_counted(len(cause.cases) - 1, 'more case')}[/]" if len(cause.cases) > 1 else ""
        console.print(f"[{STYLES[verdict]}]{_title(verdict)}[/] [bold]{escape(plain(record['name']))}[/]{more}")
    head = Text.assemble((plain(place(finding)), "cyan"), "  ", (finding["code"], "bold"))
    if cause.severity != "error":
        head.append(f" ({cause.severity})", "dim")
    if finding.get("second_look"):
        head.append(f" ({SECOND_LOOK})", "dim")
    _print(Text.assemble(head, ": ", plain(cut(finding["message"], VALUE_SHOWN))), 2, 4, console)
    for at_fault, line in snippet(sources.lines(finding["file"]), finding["line"], console.width - 4):
        console.print(Text(f"    {line}", "bold" if at_fault else "dim"))
    for label in ("expected", "actual", "hint"):
        _labelled(label, finding[label], console)
    if finding["reproduce"]:  # a command that is to be copied is never broken into lines
        console.print(Text.assemble("    ", ("repeat:".ljust(HANG - 4), "dim"), plain(again(finding["reproduce"]))))
    _labelled("also", _names(list(cause.cases)[1:]), console)
    _labelled("also at", _names(list(cause.places)[1:]), console)
    console.print()


def _title(verdict: Verdict) -> str:
    return verdict.value.upper().replace("-", " ")


def _labelled(label: str, value: str, console: Console) -> None:
    """`    expected: ...`, each further line of the value below the first, and marked as one: `| `."""
    first, *rest = (plain(line) for line in cut(value, VALUE_SHOWN).splitlines() or [""])
    if value:
        _print(Text.assemble(((label + ":").ljust(HANG - 4), "dim"), first), 4, HANG, console)
    for line in rest:
        _print(Text.assemble(("| ", "dim"), line), HANG, HANG + 2, console)


def _print(text: Text, indent: int, hang: int, console: Console) -> None:
    """Prints one line: wrapped at a terminal's width with its further lines at `hang`, and whole in a log."""
    if not console.is_terminal or text.cell_len + indent <= console.width:
        console.print(Text(" " * indent) + text)
        return
    begun = text.wrap(console, max(console.width - indent, 20))[0]
    rest = text[len(begun.plain) :]
    console.print(Text(" " * indent) + begun)
    rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    for line in rest.wrap(console, max(console.width - hang, 20)):
        console.print(Text(" " * hang) + line)


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(map(plain, names[:NAMES_SHOWN])) + more


# --------------------------------------------------------------------------- what has a reason and no finding


def _told_by_reason(cases: Iterable[CaseRecord], verdict: Verdict, console: Console) -> None:
    """The cases of a verdict that have no finding to tell, those of one reason together."""
    reasons: dict[str, list[CaseRecord]] = {}
    for record in cases:
        if record["verdict"] == verdict and not record["findings"]:
            reasons.setdefault(normalised(record["reason"]), []).append(record)
    for records in reasons.values():
        told, names = plain(" ".join(records[0]["reason"].split())), [record["name"] for record in records]
        console.print(f"[{STYLES[verdict]}]{_title(verdict)}[/] {escape(_names(names))}: {escape(told)}")
        console.print()


def _skips(cases: Iterable[CaseRecord], console: Console) -> None:
    reasons: dict[str, int] = {}
    for record in cases:
        if record["verdict"] == Verdict.SKIPPED:
            reasons[record["reason"]] = reasons.get(record["reason"], 0) + 1
    for reason, count in reasons.items():
        console.print(f"[yellow]{count} skipped:[/] {escape(plain(reason))}")


# --------------------------------------------------------------------------- the summary


def _summary(document: Report, found: Sequence[Cause], console: Console, verbosity: Verbosity) -> None:
    cached = sum(record["cached"] for record in document["cases"])
    again = f" [dim]({cached} cached: --no-cache runs them again)[/]" if cached else ""
    console.print(", ".join(_counts(document["summary"])) + f" in {document['duration_ms'] / 1000:.1f} s{again}")
    wrong = sum(cause.severity == "error" for cause in found)
    failed = document["summary"][Verdict.FAILED]
    if failed > wrong > 0:
        console.print(f"{_counted(failed, 'failed case')} of {_counted(wrong, 'cause')}")
    notes = sum(cause.severity == "note" for cause in found)
    if notes and verbosity < Verbosity.VERBOSE:
        console.print(f"{_counted(notes, 'note')}: -v shows {'it' if notes == 1 else 'them'}")
    if told := _waits(document["cases"]):
        console.print(told)
    if told := unguarded(document.get("guard", "")):
        console.print(f'[bold red]guard:[/] {told}; "harness doctor" tells why', soft_wrap=True)
    for left in document.get("left_out", ()) if verbosity > Verbosity.QUIET else ():
        console.print(f"[yellow]left out:[/] {escape(plain(left_out.line(left)))}", soft_wrap=True)
    if verbosity > Verbosity.QUIET and _says_something(document):
        console.print(coverage_record.line(document["coverage"], document.get("left_out", ())))


def _waits(cases: Sequence[CaseRecord]) -> str:
    """What became of the time that programs waited, where it was not simply waited."""
    spared = sum(record.get("spared_ms", 0) for record in cases) / 1000
    real = Counter(record["real_time"] for record in cases if "real_time" in record)
    parts = [f"{spared:,.0f} s of waiting took no time"] if spared >= LEAST_SPARED else []
    parts += [f"{_counted(count, 'case')} really waited: {plain(why)}" for why, count in real.items()]
    return "; ".join(parts)


def _says_something(document: Report) -> bool:
    """True where every operation has a program in every language, or where some cases did not run."""
    covered = document["coverage"]
    there = [yes for row in covered["operations"].values() for yes in row.values()]
    return all(there) or coverage_record.is_part(covered)


def _table(rows: Sequence[cause_table.CauseRow], console: Console, verbosity: Verbosity) -> None:
    """The causes, a line each. A single one was just printed, unless nothing else is."""
    if len(rows) > 1 or (rows and verbosity == Verbosity.QUIET):
        console.print()
        for number, line in enumerate(cause_table.lines(rows, console.width)):
            console.print(Text(line, "" if number else "dim"))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _counts(summary: dict[str, int]) -> Iterator[str]:
    for name, count in summary.items():
        if count:
            yield f"[{STYLES[Verdict(name)]}]{count} {name}[/]"
