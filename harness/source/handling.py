"""The line of a program that handles an answer: where its status is looked at, or should be."""

from __future__ import annotations

import re
from collections.abc import Sequence


def handling_line(
    source: str, call: int, statuses: Sequence[str], answers: Sequence[str], comments: tuple[str, ...]
) -> int | None:
    """The 1-based line, at or after that of the call, in which the status is looked at; else the first that uses the
    answer. None if no pattern is found.

    A pattern may go over several lines; its line is the last of these.
    """
    for patterns in (statuses, answers):
        for pattern in patterns:
            for found in re.finditer(pattern, source, re.MULTILINE | re.DOTALL):
                line = source.count("\n", 0, found.end()) + 1
                text = source.splitlines()[line - 1].lstrip()
                if line >= call and not text.startswith(comments):
                    return line
    return None
