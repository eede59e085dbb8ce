"""A report -> text for a person at a terminal, or a log file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from harness.model import Verdict
from harness.report import coverage

Record = dict[str, Any]
STYLES = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "bold red",
    Verdict.KNOWN_FAILURE: "yellow",
    Verdict.UNEXPECTED_PASS: "bold red",
    Verdict.COULD_NOT_RUN: "bold magenta",
    Verdict.SKIPPED: "dim",
}
NAMES_SHOWN = 4
"""How many further cases with the same fault are named before the rest is counted."""


def show(document: dict[str, Any], console: Console) -> None:
    """Prints the matrix, the failures grouped by cause, and the summary."""
    _matrix(document["cases"], console)
    for group in _causes(document["cases"]):
        _cause(group, console)
    _could_not_run(document["cases"], console)
    for finding in document["findings"]:
        _finding(finding, console)
    _skips(document["cases"], console)
    _summary(document, console)


def _matrix(cases: Sequence[Record], console: Console) -> None:
    languages = list(dict.fromkeys(record["language"] for record in cases))
    for api in sorted({record["api"] for record in cases}):
        table = Table(title=api, title_justify="left", box=None, pad_edge=False, padding=(0, 3, 0, 0))
        table.add_column("operation")
        for language in languages:
            table.add_column(language, justify="right")
        for operation in sorted({record["operation"] for record in cases if record["api"] == api}):
            cells = []
            for language in languages:
                here = (api, operation, language)
                cells.append(_cell([r for r in cases if (r["api"], r["operation"], r["language"]) == here]))
            table.add_row(operation, *cells)
        console.print(table)
        console.print()


def _cell(records: Sequence[Record]) -> str:
    """How many of an example's cases went as expected, in the colour of the worst."""
    if not records:
        return "[dim]-[/]"
    fine = sum(record["verdict"] in (Verdict.PASSED, Verdict.KNOWN_FAILURE) for record in records)
    worst = max(records, key=lambda record: list(Verdict).index(Verdict(record["verdict"])))
    if fine == len(records):
        return f"[green]{fine}/{len(records)}[/]"
    return f"[{STYLES[Verdict(worst['verdict'])]}]{fine}/{len(records)}[/]"


def _causes(cases: Iterable[Record]) -> list[list[tuple[Record, Record]]]:
    """Findings with their cases, those of one cause together: the same code at the same place, or the same words."""
    groups: dict[tuple[Any, ...], list[tuple[Record, Record]]] = {}
    for record in cases:
        if record["verdict"] == Verdict.KNOWN_FAILURE:
            continue
        for finding in record["findings"]:
            key = (finding["code"], finding["file"], finding["line"], finding["severity"])
            groups.setdefault(key, []).append((record, finding))
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(groups.values(), key=lambda group: order[group[0][1]["severity"]])


def _cause(group: Sequence[tuple[Record, Record]], console: Console) -> None:
    record, finding = group[0]
    verdict = Verdict(record["verdict"])
    console.print(f"[{STYLES[verdict]}]{verdict.value.upper()}[/] [bold]{record['name']}[/]")
    _finding(finding, console)
    others = [other["name"] for other, _ in group[1:]]
    if others:
        shown = ", ".join(others[:NAMES_SHOWN])
        more = f" and {len(others) - NAMES_SHOWN} more" if len(others) > NAMES_SHOWN else ""
        console.print(f"    [dim]also:[/]     {shown}{more}")
    console.print()


def _finding(finding: Record, console: Console) -> None:
    place = finding["file"] or "the run"
    if finding["line"]:
        place += f":{finding['line']}"
    console.print(f"  [cyan]{escape(place)}[/]  [bold]{finding['code']}[/]: {escape(finding['message'])}")
    for label in ("expected", "actual", "hint", "reproduce"):
        if finding[label]:
            name = "repeat" if label == "reproduce" else label
            console.print(f"    [dim]{name + ':':<9}[/] {escape(finding[label])}")


def _could_not_run(cases: Iterable[Record], console: Console) -> None:
    """The cases that never ran, those of one reason together."""
    reasons: dict[str, list[str]] = {}
    for record in cases:
        if record["verdict"] == Verdict.COULD_NOT_RUN and not record["findings"]:
            reasons.setdefault(record["reason"], []).append(record["name"])
    for reason, names in reasons.items():
        shown = ", ".join(names[:NAMES_SHOWN])
        more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
        console.print(f"[bold magenta]COULD NOT RUN[/] {shown}{more}: {escape(reason)}")


def _skips(cases: Iterable[Record], console: Console) -> None:
    reasons: dict[str, int] = {}
    for record in cases:
        if record["verdict"] == Verdict.SKIPPED:
            reasons[record["reason"]] = reasons.get(record["reason"], 0) + 1
    for reason, count in reasons.items():
        console.print(f"[yellow]{count} skipped:[/] {escape(reason)}")


def _summary(document: dict[str, Any], console: Console) -> None:
    console.print(", ".join(_counts(document["summary"])) + f" in {document['duration_ms'] / 1000:.1f} s")
    if document["summary"][Verdict.PASSED] and document.get("guard", "namespaces") != "namespaces":
        console.print(f'[yellow]guard:[/] {document["guard"]} only; "harness doctor" tells why')
    rows = document["coverage"]["operations"].values()
    if all(there for row in rows for there in row.values()):  # of a part of the programs it would say nothing
        console.print(coverage.line(document["coverage"]))


def _counts(summary: dict[str, int]) -> Iterator[str]:
    for name, count in summary.items():
        if count:
            yield f"[{STYLES[Verdict(name)]}]{count} {name}[/]"
