"""A converted schema -> a value that fits it, made of the document's own examples where it has some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.openapi.document import Document
from harness.openapi.inplace import in_place
from harness.openapi.keywords import types_of

FORMATS = {
    "date": "2023-01-31",
    "date-time": "2023-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "https://example.com/",
    "iri": "https://example.com/",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "byte": "aGVsbG8=",
    "json-pointer": "/a",
    "regex": "^a$",
}
_DEEPEST = 8
"""Levels below which only required fields are made: schemas may contain themselves."""
_DEEPEST_OF_ALL = 24


def example_of(document: Document, holder: Mapping[str, Any]) -> tuple[bool, Any]:
    """Whether a media type, parameter or header has a worked example, and that example, or the first of several."""
    if "example" in holder:
        return True, holder["example"]
    examples = holder.get("examples")
    for item in examples.values() if isinstance(examples, dict) else ():
        found = document.follow(item)
        for key in ("value", "dataValue"):
            if isinstance(found, dict) and key in found:
                return True, found[key]
    return False, None


def build(document: Document, schema: Any, depth: int = 0) -> Any:
    """A value for a schema as the document writes it: example, default, first of an enum, else made up."""
    if depth > _DEEPEST_OF_ALL:
        return None
    parts = list(in_place(document, schema, only_all=True))
    known, value = _given(parts)
    if known:
        return value
    parts = _with_first_alternatives(document, parts)
    known, value = _given(parts)
    if known:
        return value
    types = [name for part in parts for name in sorted(types_of(part) - {"null"})]
    if any("properties" in part for part in parts) or types[:1] == ["object"]:
        return _object(document, parts, depth)
    if types[:1] == ["array"] or any("items" in part for part in parts):
        return _array(document, parts, depth)
    return _scalar(types[0] if types else "", parts)


def _given(parts: list[dict[str, Any]]) -> tuple[bool, Any]:
    """A value that the schema itself names."""
    for part in parts:
        if "example" in part:
            return True, part["example"]
        if isinstance(part.get("examples"), list) and part["examples"]:
            return True, part["examples"][0]
    for part in parts:
        if "const" in part:
            return True, part["const"]
        if part.get("default") is not None:
            return True, part["default"]
    enums = [part["enum"] for part in parts if isinstance(part.get("enum"), list) and part["enum"]]
    return (True, enums[0][0]) if enums else (False, None)


def _with_first_alternatives(document: Document, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts with the first alternative of each `oneOf` and `anyOf` that is not null."""
    found = list(parts)
    for part in parts:
        for key in ("oneOf", "anyOf"):
            listed = part.get(key) if isinstance(part.get(key), list) else []
            chosen = next((item for item in listed if not _is_null(document, item)), None)
            if chosen is not None:
                inner = list(in_place(document, chosen, only_all=True))
                found.extend(item for item in _with_first_alternatives(document, inner) if item not in found)
    return found


def _is_null(document: Document, schema: Any) -> bool:
    target = document.follow(schema)
    return isinstance(target, dict) and target.get("type") in ("null", ["null"])


def _object(document: Document, parts: list[dict[str, Any]], depth: int) -> dict[str, Any]:
    required = {name for part in parts if isinstance(part.get("required"), list) for name in part["required"]}
    value: dict[str, Any] = {}
    for part in parts:
        properties = part.get("properties")
        for name, schema in properties.items() if isinstance(properties, dict) else ():
            if name in value or (depth >= _DEEPEST and name not in required):
                continue
            target = document.follow(schema)
            if isinstance(target, dict) and target.get("writeOnly") is True:
                continue
            value[name] = build(document, schema, depth + 1)
    return value


def _array(document: Document, parts: list[dict[str, Any]], depth: int) -> list[Any]:
    least = max((part["minItems"] for part in parts if isinstance(part.get("minItems"), int)), default=0)
    items = next((part["items"] for part in parts if "items" in part), None)
    if depth >= _DEEPEST and not least:
        return []
    most = min((part["maxItems"] for part in parts if isinstance(part.get("maxItems"), int)), default=1)
    return [build(document, items, depth + 1) for _ in range(max(least, min(1, most)))]


def _scalar(kind: str, parts: list[dict[str, Any]]) -> Any:
    if kind in ("integer", "number"):
        return _number(kind, parts)
    if kind == "boolean":
        return True
    if kind == "string":
        return _string(parts)
    return None if kind == "null" else {} if not kind else _string(parts)


def _number(kind: str, parts: list[dict[str, Any]]) -> int | float:
    """The least number from 1 on that the limits allow, or the greatest below."""
    low, high, step = (
        _limit(parts, "minimum", max),
        _limit(parts, "maximum", min),
        _limit(parts, "multipleOf", max),
    )
    number: float = 1 if low is None else low
    if high is not None and number > high:
        number = high
    for part in parts:
        if part.get("exclusiveMinimum") not in (None, False) and number <= float(
            part.get("minimum", part["exclusiveMinimum"])
        ):
            number = float(part.get("minimum", part["exclusiveMinimum"])) + (step or (1 if kind == "integer" else 0.5))
    if step:
        number = -(-number // step) * step
    return int(number) if kind == "integer" or number == int(number) else number


def _limit(parts: list[dict[str, Any]], key: str, choose: Any) -> float | None:
    found = [part[key] for part in parts if isinstance(part.get(key), int | float)]
    return choose(found) if found else None


def _string(parts: list[dict[str, Any]]) -> str:
    formats = [str(part["format"]) for part in parts if "format" in part]
    encodings = ["byte" for part in parts if str(part.get("contentEncoding", "")).lower() == "base64"]
    text = next((FORMATS[name] for name in [*formats, *encodings] if name in FORMATS), "text")
    least = int(_limit(parts, "minLength", max) or 0)
    most = _limit(parts, "maxLength", min)
    if len(text) < least:
        text = (text * (least // len(text) + 1))[:least]
    return text if most is None else text[: int(most)]
