"""JSON that others wrote, read within bounds: a value costs a hundred times the bytes of its text."""

from __future__ import annotations

import json
import re
from typing import Any

MOST_VALUES = 250_000
"""Values of a text that are read: some 60 MB of memory."""
DEEPEST = 200
"""Lists and objects in one another that are read; Python's own stack ends at a few times that."""
_TEXTS = re.compile(r'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)', re.DOTALL)


class TooMuch(ValueError):
    """JSON that is not read, since it holds too much; `str()` says of what."""


def loads(text: str | bytes, **options: Any) -> Any:
    """As `json.loads`. Raises ValueError for a text that is no JSON, and `TooMuch` for one beyond the bounds."""
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    opened = text.count("[") + text.count("{")
    if opened > DEEPEST or text.count(",") + opened > MOST_VALUES:
        _look_at(text)
    try:
        return json.loads(text, **options)
    except RecursionError:
        raise TooMuch("nested too deeply") from None


def is_json(text: str) -> bool:
    """True for a text that is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _look_at(text: str) -> None:
    """Raises `TooMuch` by the text's brackets and commas, those in its strings left out."""
    bare = _TEXTS.sub("", text)
    if bare.count(",") + bare.count("[") + bare.count("{") > MOST_VALUES:
        raise TooMuch(f"more than {MOST_VALUES} values")
    depth = 0
    for bracket in re.finditer(r"[\[{}\]]", bare):
        depth += 1 if bracket[0] in "[{" else -1
        if depth < 0:
            return  # no JSON
        if depth > DEEPEST:
            raise TooMuch("nested too deeply")
