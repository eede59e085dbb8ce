"""Which line of a program a finding is about."""

from __future__ import annotations

import re
from collections.abc import Sequence


def line_of(source: str, words: Sequence[str]) -> int | None:
    """The 1-based line of the first word that stands in the source; a word `:12` is the line itself.

    A word is looked for in the lines that are no comment first.
    """
    lines = source.splitlines()
    for word in words:
        if re.fullmatch(r":\d+", word):
            return int(word[1:])
        for wanted in (_code, _any):
            for number, line in enumerate(lines, 1):
                if word and word in line and wanted(line):
                    return number
    return None


def _code(line: str) -> bool:
    return not line.lstrip().startswith(("#", "//"))


def _any(_: str) -> bool:
    return True
