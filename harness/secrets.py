"""The key of a case: made for it alone, and redacted in all that is written down."""

from __future__ import annotations

import base64
import hashlib
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


def redact(value: Any, key: str) -> Any:
    """The same value, in which every text has the key and its disguises replaced by `[key]`."""
    if isinstance(value, str):
        for disguise in disguises(key):
            value = value.replace(disguise, REDACTED)
        return value
    if isinstance(value, bytes):
        for disguise in disguises(key):
            value = value.replace(disguise.encode(), REDACTED.encode())
        return value
    if isinstance(value, dict):
        return {redact(name, key): redact(item, key) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact(item, key) for item in value]
    return value
