"""The secrets of a case: made for it alone, and redacted in all that is written down."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

REDACTED = "[key]"
_HIDING = frozenset("\n\r%")
"""Characters that break or encode a key: a text without them holds it as it is, or not at all."""
_NO_BREAKS = str.maketrans("", "", "\r\n")
SHORTEST = 6
"""Characters below which a text gives no key away: it stands everywhere by chance."""
PIECE = 1 << 20
"""Bytes of a text that are searched at a time once its line breaks are taken out."""
Secrets = str | tuple[str, ...]
"""One secret, or several."""


def make_key(case_name: str) -> str:
    """A key that no other case has, shaped like a real one, the same on every run."""
    return "sk-" + hashlib.sha256(f"key of {case_name}".encode()).hexdigest()[:40]


@cache
def disguises(key: Secrets) -> tuple[str, ...]:
    """The texts that give a key away: the key itself, and the parts of its base64 that are fixed at any offset."""
    if not isinstance(key, str):
        return tuple(form for one in key for form in disguises(one))
    encoded = []
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + key.encode()).decode()
        start = (0, 2, 3)[offset]
        encoded.append(whole[start : len(whole.rstrip("=")) - 2])
    return tuple(text for text in (key, *encoded) if len(text) >= SHORTEST)


def find(text: str | bytes, key: Secrets) -> str | None:
    """The key, or the disguise of it, that stands in a text.

    base64 may be broken into lines (RFC 2045, section 6.8). Whole texts are searched first, since most hold neither,
    and a pattern for all ways of breaking takes a hundred times as long to make as to use.
    """
    if isinstance(text, bytes):
        encoded = _encoded(key)
        hit = next((form for form in encoded if form in text), None)
        if hit is None and (encoded_key := _percent_encoded(text, key)):
            return encoded_key
        if hit is None and (b"\n" in text or b"\r" in text):
            hit = _in_lines(text, encoded)
        return hit.decode() if hit else None
    for form in disguises(key):
        if form in text:
            return form
    if "%" in text and (encoded_key := _percent_encoded(text.encode("utf-8", "surrogatepass"), key)):
        return encoded_key
    if "\n" not in text and "\r" not in text:
        return None
    flat_text = text.translate(_NO_BREAKS)
    return next((form for form in disguises(key) if form in flat_text), None)


def _in_lines(text: bytes, forms: tuple[bytes, ...]) -> bytes | None:
    """The first of the forms that is in a text without its line breaks; piece by piece, as a body may be of 64 MB."""
    overlap, rest = max(map(len, forms), default=1), b""
    for at in range(0, len(text), PIECE):
        flat = rest + text[at : at + PIECE].translate(None, b"\r\n")
        hit = next((form for form in forms if form in flat), None)
        if hit is not None:
            return hit
        rest = flat[-overlap:]
    return None


def _percent_encoded(text: bytes, key: Secrets) -> str | None:
    """The key that stands in a text as it may stand in a URL (RFC 3986, section 2.1)."""
    plain = unquote_to_bytes(text) if b"%" in text else b""
    return next((one for one in _each(key) if len(one) >= SHORTEST and one.encode() in plain), None)


def _each(key: Secrets) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key


@cache
def _encoded(key: Secrets) -> tuple[bytes, ...]:
    return tuple(form.encode() for form in disguises(key))


def redact(value: Any, key: Secrets) -> Any:
    """The same value, in which every text has the key and its disguises replaced by `[key]`."""
    forms = disguises(key)

    def walk(value: Any) -> Any:
        """A record has hundreds of texts, nearly all short and plain: those are told here, without another call."""
        if isinstance(value, str):
            if len(value) < SHORTEST:
                return value
            for form in forms:
                if form in value:
                    return _redacted_text(value, key)
            return _redacted_text(value, key) if not _HIDING.isdisjoint(value) else value
        if isinstance(value, dict):
            return {walk(name): walk(item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [walk(item) for item in value]
        return _redacted_bytes(value, key) if isinstance(value, bytes) else value

    return walk(value)


def _redacted_text(text: str, key: Secrets) -> str:
    if not find(text, key):
        return text
    for form in disguises(key):
        text = text.replace(form, REDACTED)
    return _pattern(key).sub(REDACTED, text) if find(text, key) else text


def _redacted_bytes(data: bytes, key: Secrets) -> bytes:
    if not find(data, key):
        return data
    for form in disguises(key):
        data = data.replace(form.encode(), REDACTED.encode())
    return re.sub(_pattern(key).pattern.encode(), REDACTED.encode(), data) if find(data, key) else data


@cache
def _pattern(key: Secrets) -> re.Pattern[str]:
    """Any disguise, in however many lines, and the key with some of its characters percent-encoded."""
    forms = [r"(?:\r?\n)*".join(map(re.escape, form)) for form in disguises(key)]
    longer = (one for one in _each(key) if len(one) >= SHORTEST)
    forms += ["".join(f"(?:{re.escape(char)}|{_octets(char)})" for char in one) for one in longer]
    return re.compile("|".join(forms) or r"(?!)")


def _octets(char: str) -> str:
    """A pattern for a character in percent-encoding, whatever the case of its digits."""
    return "".join(f"(?i:%{octet:02x})" for octet in char.encode())
