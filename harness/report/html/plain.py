"""Text that programs and servers wrote, made harmless to read."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What is not seen, or turns round what is: control characters, marks of direction (https://www.unicode.org/reports/tr9/),
separators, and halves of surrogate pairs, which have no place in UTF-8."""


def plain(text: str) -> str:
    """The text with each character that would not be seen written as Python writes it, such as `\\x1b` or `\\u202e`."""
    return _HIDDEN.sub(_escaped, text.replace("\r\n", "\n")) if not text.isascii() or _HIDDEN.search(text) else text


def finalize(value: object) -> object:
    """What a template puts out: every text is made plain, markup of our own (which is no `str` itself) is left."""
    return plain(value) if type(value) is str else value


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return ascii(char)[1:-1] if unicodedata.category(char) != "Cc" or char > "\x7f" else f"\\x{ord(char):02x}"
