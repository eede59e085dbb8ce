"""Which line of a program a finding is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

IMPORTS = ("import ", "from ", "use ", "using ", "require ", "require(", "#include ")
"""How a line begins that only names a library."""


def line_of(source: str, words: Sequence[str], comments: tuple[str, ...] = ("#", "//")) -> int | None:
    """The 1-based line of the first word that appears in the source by itself.

    A word that only comments or imports have is left for the next one. Of several lines it is the one that holds most
    of the words, then the first. `comments` are how a line of comment begins.
    """
    lines = source.splitlines()
    bare = {number for number, line in enumerate(lines, 1) if line.lstrip().startswith((*comments, *IMPORTS))}
    for skipped in (bare, frozenset[int]()):
        for word in filter(None, words):
            found = [number for number, line in enumerate(lines, 1) if number not in skipped and _holds(line, word)]
            if found:
                return max(found, key=lambda number: (_telling(lines[number - 1], words, word), -number))
    return None


def _holds(line: str, word: str) -> bool:
    """True if the word appears in the line, and not as a part of a longer one: `5` is not in `512`."""
    before, after = (r"(?<!\w)" if word[0].isalnum() else ""), (r"(?!\w)" if word[-1].isalnum() else "")
    return word in line and re.search(f"{before}{re.escape(word)}{after}", line) is not None


def _telling(line: str, words: Sequence[str], word: str) -> int:
    """How much a line tells: a name in quotes is one that is sent, without them it may be a variable."""
    named = word.isidentifier() and re.search(rf"[\"'`]{word}[\"'`]", line) is not None
    return sum(_holds(line, other) for other in words if other) + named
