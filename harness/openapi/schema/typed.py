"""Text -> the value that a schema makes of it. Forms, headers and URLs know only text."""

from __future__ import annotations

import json
import re
from typing import Any

from harness.openapi.schema.shape import Shape

_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False}


def typed(shape: Shape | None, text: str) -> Any:
    """`text` as a number, boolean, object or list where the shape asks for one and it reads as one; else as it is."""
    if shape is None or not shape.types or text in shape.choices:
        return text
    types = shape.types
    if "object" in types and text[:1] == "{":
        return _json(text)
    if "array" in types and text[:1] == "[" and "string" not in types:
        return _json(text)
    # Text is text where text is allowed: "7" may be a name.
    if "string" in types:
        return text
    if types & {"integer", "number"} and (number := _number(text)) is not None:
        return number
    if "boolean" in types and text in _BOOLEANS:
        return _BOOLEANS[text]
    return None if "null" in types and text in ("", "null") else text


def _number(text: str) -> int | float | None:
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else None
    return None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
