"""Whether a program holds a function that calls itself, read from its lines in any language."""

from __future__ import annotations

import re

from harness.source.names import LONGEST_LINE

HEADS = (
    re.compile(r"\b(?:def|function|func|fn|fun)\b\s*(?:\([^)]*\))?\s*\*?\s*(?:self\.)?(\w+)"),
    re.compile(r"\b(?:const|let|var|val)\s+(\w+)\b[^=]*=(?!=)[^=]*(?:=>|\bfunction\b)"),
    re.compile(r"^\s*(?:[\w<>\[\],.?]+[ \t]+)*[*#]?(\w+)[ \t]*\([^;]*\)[^;=)]*\{\s*$"),
)
"""The line that a function begins with; the group is its name."""
CALL = re.compile(r"(?<!\w)(\w+)[ \t]*[(\"$]")
"""What may be a call; of a shell's functions the first argument is in quotes, or a variable."""
NO_FUNCTION = frozenset(
    ("if", "for", "foreach", "while", "until", "switch", "match", "catch", "with", "using", "select")
)


def calls_itself(source: str) -> bool:
    """True if the lines below the head of a function, as far as they are indented, call it.

    The heads of functions are looked for in lines that a person may have written.
    """
    within: list[tuple[int, str]] = []
    """The functions that a line is in: how far each is indented, and its name."""
    for line in filter(str.strip, source.splitlines()):
        depth = _indent(line)
        while within and within[-1][0] >= depth:
            within.pop()
        if not {name for _, name in within}.isdisjoint(CALL.findall(line)):
            return True
        found = next(filter(None, (head.search(line) for head in HEADS)), None) if len(line) <= LONGEST_LINE else None
        if found and found[1] not in NO_FUNCTION:
            within.append((depth, found[1]))
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
