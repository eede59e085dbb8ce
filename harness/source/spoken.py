"""Which line of a program says what it printed, and which one ends it with a status. Pure functions from texts."""

from __future__ import annotations

import re

from harness.source.names import LONGEST_LINE

SHORTEST = 4
"""Characters below which a piece of a text appears in a message by chance."""
_TEXT = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`([^`\n]*)`")
_FILLED = re.compile(r"\$?\{[^}]*\}|#\{[^}]*\}|%[-+#0-9.]*[a-zA-Z]|\$\(?\w+\)?|\\[nt]")
"""What of a text is filled in when it is printed."""


def line_that_says(said: str, source: str, comments: tuple[str, ...]) -> int | None:
    """The 1-based line with the longest piece of text that appears in what was printed; None where none does.

    Of several alike, none is meant.
    """
    found = [
        (len(piece), number)
        for number, line in enumerate(source.splitlines(), 1)
        if not line.lstrip().startswith(comments)
        for piece in _pieces(line)
        if len(piece) >= SHORTEST and piece in said
    ]
    longest = [number for length, number in found if length == max(found)[0]]
    return longest[0] if len(set(longest)) == 1 else None


def says_own(said: str, source: str, comments: tuple[str, ...]) -> bool:
    """True where what was printed holds words of the program: a piece of a text in it that is more than one word."""
    lines = (line for line in source.splitlines() if not line.lstrip().startswith(comments))
    return any(" " in piece and piece in said for line in lines for piece in _pieces(line))


def line_that_ends(status: int, source: str, comments: tuple[str, ...]) -> int | None:
    """The 1-based line that gives the exit status; None where none or several do."""
    ends = re.compile(rf"(?i:\bexit\w*)[\s(=]+{status}\b|\breturn {status}\b|\bexitCode\s*=\s*{status}\b")
    lines = [
        number
        for number, line in enumerate(source.splitlines(), 1)
        if ends.search(line) and not line.lstrip().startswith(comments)
    ]
    return lines[0] if len(lines) == 1 else None


def _pieces(line: str) -> list[str]:
    return [
        piece.strip()
        for found in (_TEXT.finditer(line) if len(line) <= LONGEST_LINE else ())
        for piece in _FILLED.split(next((text for text in found.groups() if text is not None), ""))
    ]
