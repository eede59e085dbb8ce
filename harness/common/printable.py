"""Text of programs, servers and documents as a terminal may show it: shown, and never obeyed."""

from __future__ import annotations


def printable(text: str, keep: str = "") -> str:
    """The text with every character escaped that a terminal would obey, those that turn text around too.

    The characters in `keep` stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else ascii(char)[1:-1] for char in text)
