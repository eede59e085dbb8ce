"""The key of a case: made for it alone, and redacted in all that is written down."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import Any

REDACTED = "[key]"
SHORTEST = 6
"""Characters below which a text gives no key away: it stands everywhere by chance."""


def make_key(case_name: str) -> str:
    """A key that no other case has, shaped like a real one, the same on every run."""
    return "sk-" + hashlib.sha256(f"key of {case_name}".encode()).hexdigest()[:40]


@cache
def disguises(key: str) -> tuple[str, ...]:
    """The texts that give a key away: the key itself, and the parts of its base64 that are fixed at any offset."""
    encoded = []
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + key.encode()).decode()
        start = (0, 2, 3)[offset]
        encoded.append(whole[start : len(whole.rstrip("=")) - 2])
    return tuple(text for text in (key, *encoded) if len(text) >= SHORTEST)


@cache
def _pattern(key: str) -> re.Pattern[str]:
    """Any disguise; base64 may be broken into lines anywhere (RFC 2045, section 6.8)."""
    broken = [r"(?:\r?\n)?".join(map(re.escape, text)) for text in disguises(key) if text != key]
    plain = [re.escape(key)] if len(key) >= SHORTEST else []
    return re.compile("|".join([*plain, *broken]) or r"(?!)")


def find(text: str, key: str) -> re.Match[str] | None:
    """Where the key, or a disguise of it, first stands in a text."""
    return _pattern(key).search(text)


def redact(value: Any, key: str) -> Any:
    """The same value, in which every text has the key and its disguises replaced by `[key]`."""
    if isinstance(value, str):
        return _pattern(key).sub(REDACTED, value)
    if isinstance(value, bytes):
        return _pattern(key).sub(REDACTED, value.decode("latin-1")).encode("latin-1")
    if isinstance(value, dict):
        return {redact(name, key): redact(item, key) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact(item, key) for item in value]
    return value
