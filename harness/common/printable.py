"""Text of programs, servers and documents as a terminal or a CI service's log may show it: shown, and never obeyed."""

from __future__ import annotations

import json
import re
from typing import Any

_COMMAND = re.compile(r"(?m)^((?:\x1b\[[0-9;]*m|[^\S\n])*):(?=:)")
"""Where a line begins as GitHub's workflow commands do, behind blanks and colours too."""
_ANYWHERE = "##["
"""What such services also obey in the middle of a line."""


def printable(text: str, keep: str = "") -> str:
    """The text with every character escaped that a terminal would obey, those that turn text around too.

    The characters in `keep` stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else ascii(char)[1:-1] for char in text)


def no_commands(text: str) -> str:
    """The text with all escaped that the log of a CI service would take for a command of its own."""
    if "::" in text:
        text = _COMMAND.sub(r"\1\\u003a", text)
    return no_markers(text)


def no_markers(text: str) -> str:
    """The text with what CI services obey in the middle of a line escaped."""
    return text.replace(_ANYWHERE, "\\u0023#[")


def harmless(text: str) -> str:
    """Lines that neither a terminal nor the log of a CI service obeys."""
    return no_commands("\n".join(printable(line, keep="\t") for line in text.split("\n")))


def json_text(value: Any, **layout: Any) -> str:
    """A value as JSON that is harmless in a log: ASCII, and with `##[` escaped, which only a string can hold."""
    return no_markers(json.dumps(value, **layout)).replace("\x7f", "\\u007f")
