"""A converted schema -> a value that fits it, made of the document's own examples where it has some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from harness.openapi.document import Document
from harness.openapi.inplace import in_place
from harness.openapi.keywords import types_of

Schema = dict[str, Any]

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


def model_value(document: Document, schema: Any, accepts: Callable[[Any], bool]) -> Any:
    """A value for a schema as the document writes it, valid where `accepts` says so.

    Examples in a document may break its schemas, and alternatives may exclude each other: of several attempts the
    first that is valid is taken, else the very first.
    """
    attempts = (Builder(document, *choices).build(schema) for choices in _ATTEMPTS)
    first = next(attempts)
    return next((value for value in chain((first,), attempts) if accepts(value)), first)


_ATTEMPTS = (
    (True, True, 0),
    (True, False, 0),
    (False, True, 0),
    (False, False, 0),
    *((examples, False, index) for index in range(1, 6) for examples in (True, False)),
)
"""With the schemas' own examples; with optional fields; which alternative."""


@dataclass(frozen=True)
class Builder:
    """One way to make values of schemas."""

    document: Document
    examples: bool = True
    """Takes the examples and defaults of schemas."""
    optional: bool = True
    """Makes the fields that are not required."""
    alternative: int = 0
    """Which of the alternatives of `oneOf` and `anyOf`, as far as there are so many."""

    def build(self, schema: Any, depth: int = 0) -> Any:
        """A value for a schema: its example, default or first of an enum, else made up."""
        if depth > _DEEPEST_OF_ALL:
            return None
        parts = list(in_place(self.document, schema, only_all=True))
        known, value = self._given(parts)
        if known:
            return value
        parts = self._with_alternatives(parts)
        known, value = self._given(parts)
        if known:
            return value
        types = [name for part in parts for name in sorted(types_of(part) - {"null"})]
        if any("properties" in part for part in parts) or types[:1] == ["object"]:
            return self._object(parts, depth)
        if types[:1] == ["array"] or any("items" in part for part in parts):
            return self._array(parts, depth)
        return _scalar(types[0] if types else "", parts)

    def _given(self, parts: list[Schema]) -> tuple[bool, Any]:
        """A value that the schema itself names."""
        for part in parts if self.examples else ():
            if "example" in part:
                return True, part["example"]
            if isinstance(part.get("examples"), list) and part["examples"]:
                return True, part["examples"][0]
        for part in parts:
            if "const" in part:
                return True, part["const"]
            if self.examples and part.get("default") is not None:
                return True, part["default"]
        enums = [part["enum"] for part in parts if isinstance(part.get("enum"), list) and part["enum"]]
        return (True, enums[0][0]) if enums else (False, None)

    def _with_alternatives(self, parts: list[Schema]) -> list[Schema]:
        """The parts, with one alternative of each `oneOf` and `anyOf`."""
        found, seen = list(parts), {id(part) for part in parts}
        for part in found:  # it grows on the way
            for key in ("oneOf", "anyOf"):
                listed = part.get(key)
                fitting = [item for item in (listed if isinstance(listed, list) else ()) if not self._is_null(item)]
                chosen = fitting[min(self.alternative, len(fitting) - 1)] if fitting else None
                inner = [item for item in in_place(self.document, chosen, only_all=True) if id(item) not in seen]
                seen.update(id(item) for item in inner)
                found.extend(inner)
        return found

    def _is_null(self, schema: Any) -> bool:
        target = self.document.follow(schema)
        return isinstance(target, dict) and target.get("type") in ("null", ["null"])

    def _object(self, parts: list[Schema], depth: int) -> Schema:
        listed = [part["required"] for part in parts if isinstance(part.get("required"), list)]
        required = {name for names in listed for name in names if isinstance(name, str)}
        value: Schema = {}
        for part in parts:
            properties = part.get("properties")
            for name, schema in properties.items() if isinstance(properties, dict) else ():
                wanted = name in required or (self.optional and depth < _DEEPEST)
                if name not in value and wanted and not self._is_write_only(schema):
                    value[name] = self.build(schema, depth + 1)
        return value

    def _is_write_only(self, schema: Any) -> bool:
        target = self.document.follow(schema)
        return isinstance(target, dict) and target.get("writeOnly") is True

    def _array(self, parts: list[Schema], depth: int) -> list[Any]:
        least = max((part["minItems"] for part in parts if isinstance(part.get("minItems"), int)), default=0)
        most = min((part["maxItems"] for part in parts if isinstance(part.get("maxItems"), int)), default=1)
        items = next((part["items"] for part in parts if "items" in part), None)
        usual = 0 if depth >= _DEEPEST else min(1, most)
        return [self.build(items, depth + 1) for _ in range(max(least, usual))]


def _scalar(kind: str, parts: list[Schema]) -> Any:
    if kind in ("integer", "number"):
        return _number(kind, parts)
    if kind == "boolean":
        return True
    if kind == "string":
        return _string(parts)
    return None if kind == "null" else {} if not kind else _string(parts)


def _number(kind: str, parts: list[Schema]) -> int | float:
    """The least number from 1 on that the limits allow, else the greatest below."""
    step = _limit(parts, "multipleOf", max) or (1 if kind == "integer" else 0)
    margin = step or 0.5
    low = max((limit + margin * past for part in parts for limit, past in _ends(part, "inimum")), default=1)
    high = min((limit - margin * past for part in parts for limit, past in _ends(part, "aximum")), default=low)
    number = min(low, high)
    if step:
        number = -(-number // step) * step
    return int(number) if number == int(number) else number


def _ends(part: Schema, end: str) -> Iterator[tuple[float, bool]]:
    """The limits at one end, and whether a number has to be past them: 3.0 says so by a boolean, 3.1 by a number."""
    limit, exclusive = part.get("m" + end), part.get("exclusiveM" + end)
    if isinstance(limit, int | float):
        yield limit, exclusive is True
    if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
        yield exclusive, True


def _limit(parts: list[Schema], key: str, choose: Any) -> float | None:
    found = [part[key] for part in parts if isinstance(part.get(key), int | float)]
    return choose(found) if found else None


def _string(parts: list[Schema]) -> str:
    formats = [str(part["format"]) for part in parts if "format" in part]
    encodings = ["byte" for part in parts if str(part.get("contentEncoding", "")).lower() == "base64"]
    text = next((FORMATS[name] for name in [*formats, *encodings] if name in FORMATS), "text")
    least = int(_limit(parts, "minLength", max) or 0)
    most = _limit(parts, "maxLength", min)
    if len(text) < least:
        text = (text * (least // len(text) + 1))[:least]
    return text if most is None else text[: int(most)]
