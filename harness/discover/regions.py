"""Marked regions of programs, and the copies of them that pages show."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.errors import nearest
from harness.model import Example, Finding

CODE = "region-stale"
_NAME = r"([\w./-]+)"
START = re.compile(
    rf"\[START {_NAME}\]|:snippet-start:\s*{_NAME}|@@@SNIPSTART {_NAME}|begin-snippet:\s*{_NAME}|tag::{_NAME}\[\]"
    rf"|(?:^|\W)#?region\s+{_NAME}"
)
"""How tools mark where a region begins: Google's, Bluehawk, Snipsync, MarkdownSnippets, Asciidoctor, editors."""
END = re.compile(
    rf"\[END {_NAME}\]|:snippet-end:|@@@SNIPEND|end-snippet|end::{_NAME}\[\]|(?:^|\W)#?end ?region\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Region:
    """A part of a program."""

    text: str
    """Without the indentation that all its lines have."""
    first: int
    """The 1-based line of the program on which it begins."""


@dataclass(frozen=True)
class ShownRegion:
    """A copy of a region on a page."""

    name: str
    language: str
    text: str
    shown: str
    lines: tuple[int, ...]


def regions(text: str) -> dict[str, Region]:
    """The regions of a program by name. One that does not end goes to the end of the file."""
    rows = text.splitlines()
    found: dict[str, Region] = {}
    opened: list[tuple[str, int]] = []
    for index, row in enumerate(rows):
        start, end = START.search(row), END.search(row)
        if end and opened:
            name = next(filter(None, end.groups()), opened[-1][0])
            at = next((one for one in reversed(opened) if one[0] == name), opened[-1])
            opened.remove(at)
            found[at[0]] = _region(rows, at[1], index)
        elif start:
            opened.append((next(filter(None, start.groups())), index + 1))
    for name, first in opened:
        found[name] = _region(rows, first, len(rows))
    return found


def _region(rows: list[str], first: int, end: int) -> Region:
    kept = [row for row in rows[first:end] if not START.search(row) and not END.search(row)]
    return Region(textwrap.dedent("\n".join(kept)).strip("\n"), first + 1)


def stale(shown: Iterable[ShownRegion], examples: Iterable[Example]) -> Iterator[Finding]:
    """The copies that are not what a program has, each at its first line that differs."""
    known: dict[str, list[tuple[Example, Region]]] = {}
    for example in {example.file: example for example in examples if example.owes.own_file}.values():
        try:
            text = example.file.read_text("utf-8", "replace")
        except OSError:  # whoever runs it says so
            continue
        for name, region in regions(text).items():
            known.setdefault(name, []).append((example, region))
    for copy in shown:
        found = known.get(copy.name, [])
        own = [one for one in found if one[0].language == copy.language] or found
        if not own:
            near = nearest(copy.name, known)
            yield Finding(
                CODE, f'no program has a region "{copy.name}"{near}', file=copy.shown, line=max(1, copy.lines[0] - 1)
            )
            continue
        text = textwrap.dedent(copy.text).strip("\n")
        if all(_rows(region.text) != _rows(text) for _, region in own):
            yield _difference(copy, text, *own[0])


def _rows(text: str) -> list[str]:
    return [row.rstrip() for row in text.split("\n")]


def _difference(copy: ShownRegion, text: str, example: Example, region: Region) -> Finding:
    due, came = _rows(region.text), _rows(text)
    pairs = enumerate(zip(due, came, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(due), len(came)))
    lead = len(copy.text) - len(copy.text.lstrip("\n"))
    return Finding(
        CODE,
        f'the page shows the region "{copy.name}" otherwise than {example.shown}:{region.first + at} has it',
        expected=due[at] if at < len(due) else "no further line",
        actual=came[at] if at < len(came) else "no further line",
        file=copy.shown,
        line=copy.lines[min(at + lead, len(copy.lines) - 1)],
    )
