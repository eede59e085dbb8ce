"""Whether a program holds a function that calls itself, read from its lines in any language."""

from __future__ import annotations

import re

HEADS = (
    re.compile(r"\b(?:def|function|func|fn|fun)\b\s*(?:\([^)]*\))?\s*\*?\s*(?:self\.)?(\w+)"),
    re.compile(r"\b(?:const|let|var|val)\s+(\w+)\b[^=]*=(?!=)[^=]*(?:=>|\bfunction\b)"),
    re.compile(r"^\s*(?:[\w<>\[\],.?]+[ \t]+)*[*#]?(\w+)[ \t]*\([^;]*\)[^;=]*\{\s*$"),
)
"""The line that a function begins with; the group is its name."""
NO_FUNCTION = frozenset(
    ("if", "for", "foreach", "while", "until", "switch", "match", "catch", "with", "using", "select")
)


def calls_itself(source: str) -> bool:
    """True if the lines below the head of a function, as far as they are indented, call it."""
    lines = source.splitlines()
    for number, line in enumerate(lines):
        found = next(filter(None, (head.search(line) for head in HEADS)), None)
        if found and found[1] not in NO_FUNCTION:
            call = re.compile(rf"(?<!\w){re.escape(found[1])}[ \t]*[(\"$]")
            if any(call.search(one) for one in _body(lines, number)):
                return True
    return False


def _body(lines: list[str], head: int) -> list[str]:
    depth = _indent(lines[head])
    end = next((at for at in range(head + 1, len(lines)) if lines[at].strip() and _indent(lines[at]) <= depth), None)
    return lines[head + 1 : end]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
