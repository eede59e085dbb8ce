"""Parameter values -> the path and the query that carry them, as their styles say (OpenAPI, "Style Values")."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from harness.openapi.request.parameters import style_of
from harness.openapi.request.styles import Style

_SEPARATORS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
_PREFIXES = {"label": ".", "matrix": ";"}


def path_value(declared: Mapping[str, Any], value: Any) -> str:
    """What takes the place of `{name}` in a path template."""
    name, style = str(declared.get("name")), style_of(declared, "simple")
    if isinstance(declared.get("content"), dict):
        return _text(json.dumps(value))
    begin = _PREFIXES.get(style.name, "")
    between = begin if begin and style.explode else ","
    if style.name != "matrix":
        return begin + between.join(_parts(style, value))
    if style.explode and isinstance(value, dict):
        return begin + between.join(f"{_text(key)}={_text(item)}" for key, item in value.items())
    if style.explode and isinstance(value, list):
        return begin + between.join(f"{name}={_text(item)}" for item in value)
    return f"{begin}{name}=" + ",".join(_parts(style, value))


def query_pairs(declared: Mapping[str, Any], value: Any) -> Iterator[str]:
    """The `name=value` pairs of a query parameter, encoded."""
    name, style = _text(declared.get("name")), style_of(declared, "form")
    if isinstance(declared.get("content"), dict):
        yield f"{name}={_text(json.dumps(value))}"
    elif isinstance(value, dict) and style.name == "deepObject":
        yield from _deep(name, value)
    elif isinstance(value, dict) and style.explode:
        yield from (f"{_text(key)}={_text(item)}" for key, item in value.items())
    elif isinstance(value, list) and style.explode:
        yield from (f"{name}={_text(item)}" for item in value)
    else:
        yield f"{name}=" + _SEPARATORS.get(style.name, ",").join(_parts(style, value))


def _parts(style: Style, value: Any) -> list[str]:
    """The parts of a value that one text holds, before what separates them."""
    if isinstance(value, dict) and style.explode:
        return [f"{_text(key)}={_text(item)}" for key, item in value.items()]
    if isinstance(value, dict):
        return [_text(part) for pair in value.items() for part in pair]
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _deep(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _deep(f"{name}%5B{_text(key)}%5D", item)
    elif isinstance(value, list):
        for item in value:
            yield from _deep(f"{name}%5B%5D", item)
    else:
        yield f"{name}={_text(value)}"


def _text(value: Any) -> str:
    """A scalar as it is sent: JSON's words for all but texts."""
    return quote(value if isinstance(value, str) else json.dumps(value), safe="~")
