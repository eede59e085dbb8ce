"""The secrets of a case: made for it alone, and redacted in all that is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from harness.common.spellings import HALVES, SHORTEST, Secrets, halves, pattern, pieces, spellings, unescaped

REDACTED = "[key]"
_HIDING = frozenset("\n\r%\\&")
"""Characters that break or encode a key: a text without them holds it as it is, or not at all."""
PIECE = 1 << 20
"""Bytes of a text that are searched at a time once its line breaks and escapes are taken out."""
LARGEST = 4 * PIECE
"""Characters of a text in which escaped spellings are replaced one by one; a larger one is replaced as a whole."""
LONGEST_ESCAPE = 12
"""Bytes that one byte of a key takes at the most where it is escaped."""


def make_key(case_name: str) -> str:
    """A key that no other case has, shaped like a real one, the same on every run."""
    return "sk-" + hashlib.sha256(f"key of {case_name}".encode()).hexdigest()[:40]


@cache
def disguises(key: Secrets) -> tuple[str, ...]:
    """The texts that give a key away: the key itself, and its spellings."""
    return tuple(spellings(key))


def spelled(found: str, key: Secrets) -> str:
    """How the text that was found spells the key, e.g. `in base64`; empty for the key itself."""
    return spellings(key).get(found, "")


def find(text: str | bytes, key: Secrets) -> str | None:
    """The spelling of the key that appears in a text, however it is broken into lines or escaped.

    Whole texts are searched first, since most hold none. The time is linear in the size of the text.
    """
    if isinstance(text, str):
        for form in disguises(key):
            if form in text:
                return form
        if _HIDING.isdisjoint(text):
            return None
        text = text.encode("utf-8", "surrogatepass")
    forms = _encoded(key)
    hit = next((form for form in forms if form in text), None)
    if hit is None and any(mark in text for mark in (b"\n", b"\r", b"%", b"\\", b"&#")):
        hit = next((form for flat in _flat(text, forms) for form in forms if form in flat), None)
    return hit.decode("utf-8", "surrogatepass") if hit else None


def _flat(text: bytes, forms: tuple[bytes, ...]) -> Iterator[bytes]:
    """A text without line breaks and escapes, piece by piece, as a body may be of 64 MB."""
    overlap = LONGEST_ESCAPE * max(map(len, forms), default=0)
    rest = b""
    for at in range(0, len(text), PIECE):
        piece = rest + text[at : at + PIECE].translate(None, b"\r\n")
        yield unescaped(piece)
        rest = piece[-overlap:]


@cache
def _encoded(key: Secrets) -> tuple[bytes, ...]:
    return tuple(form.encode("utf-8", "surrogatepass") for form in disguises(key))


def redact(value: Any, key: Secrets) -> Any:
    """The same value, in which every text has the key and its spellings replaced by `[key]`."""
    forms = disguises(key)

    def walk(value: Any) -> Any:
        """A record has hundreds of texts, nearly all short and plain: those are decided here, without another call."""
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
    for form, how in spellings(key).items():
        if how != HALVES:
            text = text.replace(form, REDACTED)
    if len(text) > LARGEST and find(text, key):
        return REDACTED
    if found := find(text, key):
        text = pattern(key).sub(REDACTED, text)
        if spelled(found, key) == HALVES:
            for one in _each(key):
                text = pieces(one).sub(REDACTED, text) if halves(one) else text
    return REDACTED if find(text, key) else text


def _redacted_bytes(data: bytes, key: Secrets) -> bytes:
    """The same for bytes, each of which is a character meanwhile: no escape or spelling needs more than one."""
    if not find(data, key):
        return data
    own = tuple(one.encode("utf-8", "surrogatepass").decode("latin-1") for one in _each(key))
    clean = _redacted_text(data.decode("latin-1"), own).encode("latin-1")
    return REDACTED.encode() if find(clean, key) else clean


def _each(key: Secrets) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key
