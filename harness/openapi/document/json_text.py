"""JSON that YAML readers refuse -> the same JSON in words that they take, each thing on the line where it was."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)|[\t\x7f\x85\ufeff]', re.DOTALL)
_SURROGATE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|(u[dD][89a-fA-F]..)|(.))", re.DOTALL
)


def as_yaml(text: str) -> str:
    """JSON without tabs between its values, and without the halves of characters, which it may hold and YAML may not.

    Half a character (a surrogate, RFC 8259 section 8.2) that is alone becomes U+FFFD.
    """
    return _TOKEN.sub(lambda token: _string(token[0]) if token[0][0] == '"' else " ", text)


def _string(text: str) -> str:
    if "\\" in text:
        text = _SURROGATE.sub(_character, text)
    return "".join(char if char.isprintable() or char in "\n\r\t" else f"\\U{ord(char):08x}" for char in text)


def _character(escape: re.Match[str]) -> str:
    """The character of one escape. `\\/` is JSON's alone."""
    high, low, half, other = escape.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
    if half:
        return "\\ufffd"
    return "/" if other == "/" else escape[0]
