"""The line of a program that a finding is about, with those around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.report.plain import cut, plain

AROUND = 2
"""Lines shown before and after the one at fault."""


def snippet(lines: Sequence[str], line: int | None, width: int) -> Iterator[tuple[bool, str]]:
    """Lines such as `> 19 | curl "$url"`, each with whether it is the one at fault; none for a line that is not there.

    `line` is counted from 1. No line is wider than `width` characters: a marked line that is longer is cut.
    """
    if line is None or not 1 <= line <= len(lines):
        return
    first, last = max(1, line - AROUND), min(len(lines), line + AROUND)
    digits = len(str(last))
    for number in range(first, last + 1):
        mark = ">" if number == line else " "
        yield number == line, cut(f"{mark} {number:>{digits}} | {plain(lines[number - 1])}".rstrip(), max(width, 20))
