"""The ways in which a secret is given away by mistake: each as the text that a search looks for.

Some are fixed texts: the secret, its base64 and hexadecimal digits, UTF-16, its halves. Others change single characters
(escapes of URLs, JSON and HTML) or break a text into lines: `unescaped` undoes the escapes of a text that is searched.
"""

from __future__ import annotations

import base64
import re
from functools import cache

SHORTEST = 6
"""Characters below which a text gives no key away: it appears everywhere by chance."""
HALF_SHORTEST = 10
"""Characters below which a half of a key gives nothing away."""
Secrets = str | tuple[str, ...]
"""One secret, or several."""
_URL_SAFE = str.maketrans("+/", "-_")
_DIGITS = 2
"""Digits that a half must have: without any it may be a word, as in keys that people make up."""
HALVES = "in halves"
"""How a half is spelled."""
_ESCAPED = re.compile(
    rb"%([0-9A-Fa-f]{2})|\\(?:u00|x)([0-9A-Fa-f]{2})|&#[xX]0{0,4}([0-9A-Fa-f]{2});|&#0{0,4}([0-9]{2,3});|\\([/\"\\'nr])"
)
_ESCAPING = (b"%", b"\\", b"&#")


@cache
def spellings(key: Secrets) -> dict[str, str]:
    """The fixed texts that give a key away, each with how it is spelled; "" is the key itself."""
    if not isinstance(key, str):
        return {text: how for one in key for text, how in spellings(one).items()}
    found = {key: "", **_in_base64(key)}
    digits = key.encode().hex()
    found |= {digits: "in hexadecimal", digits.upper(): "in hexadecimal", "\0".join(key): "in UTF-16"}
    found |= dict.fromkeys(halves(key), HALVES)
    return {text: how for text, how in found.items() if len(text) >= SHORTEST}


def _in_base64(key: str) -> dict[str, str]:
    """The parts of its base64 that are fixed at any offset, in both alphabets (RFC 4648)."""
    found: dict[str, str] = {}
    for offset, start in enumerate((0, 2, 3)):
        whole = base64.b64encode(b"\0" * offset + key.encode()).decode()
        fixed = whole[start : len(whole.rstrip("=")) - 2]
        found |= {fixed: "in base64", fixed.translate(_URL_SAFE): "in base64"}
    return found


@cache
def halves(key: str) -> tuple[str, ...]:
    """The halves of a key: wherever it is cut in two, one part holds one of them. Nothing for one that may be words."""
    middle = len(key) // 2
    both = (key[:middle], key[len(key) - middle :])
    made_up = any(len(one) < HALF_SHORTEST or sum(map(str.isdigit, one)) < _DIGITS or one.isdigit() for one in both)
    return () if made_up else both


def unescaped(text: bytes) -> bytes:
    """The text with the escapes of single bytes undone."""
    return _ESCAPED.sub(lambda found: _unescaped(found[0]), text) if any(mark in text for mark in _ESCAPING) else text


@cache
def _unescaped(escape: bytes) -> bytes:
    """What one escape represents; remembered, for a body may hold millions, of a few thousand kinds."""
    found = _ESCAPED.fullmatch(escape)
    percent, backslash, entity, decimal, itself = found.groups() if found else (None,) * 5
    if itself:
        return b"" if itself in b"nr" else itself
    value = int(decimal) if decimal else int(percent or backslash or entity or b"100", 16)
    return bytes((value,)) if value < 256 else escape


@cache
def pattern(key: Secrets) -> re.Pattern[str]:
    """Any spelling, in however many lines, with any of its characters escaped."""
    breaks = r"(?:\r?\n|\\r|\\n)*"
    return re.compile("|".join(breaks.join(map(_character, text)) for text in spellings(key)) or r"(?!)")


def _character(char: str) -> str:
    octets = char.encode("utf-8", "surrogatepass")
    ways = [re.escape(char), "".join(rf"(?:%|\\u00|\\x)(?i:{octet:02x})" for octet in octets)]
    ways += [rf"&#(?:[xX]0{{0,4}}(?i:{ord(char):x})|0{{0,4}}{ord(char)});"]
    ways += [rf"\\{re.escape(char)}"] if char in "/\"'\\" else []
    return f"(?:{'|'.join(ways)})"


@cache
def pieces(key: str) -> re.Pattern[str]:
    """What is left of a key beside a half of it: its beginnings and ends, and all between, from some characters on."""
    size = SHORTEST
    starts = dict.fromkeys(key[at : at + size] for at in range(len(key) - size + 1))
    return re.compile("|".join(map(re.escape, starts)) or r"(?!)")
