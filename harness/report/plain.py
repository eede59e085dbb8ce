"""Text of programs and documents as a terminal may show it: it is shown, and never obeyed."""

from __future__ import annotations

from harness.common.printable import printable

TAB = 4


def plain(line: str) -> str:
    """One line with its tabs as spaces and its control characters escaped, those that turn text around too."""
    return printable(line.expandtabs(TAB))


def cut(text: str, limit: int) -> str:
    """At most so many characters, and a sign that there were more."""
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
