"""A converted schema -> a value that fits it, made of the document's own examples where it has some."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.schema.inplace import in_place
from harness.openapi.schema.keywords import TYPES, types_of
from harness.openapi.values.model_scalar import limit, other, scalar
from harness.openapi.values.pattern_text import text_for

Schema = dict[str, Any]

_DEEPEST = 8
"""Levels below which only required fields are made: schemas may contain themselves."""
DEEPEST_OF_ALL = 24
_MOST_OPTIONAL = 500
"""Values of one attempt after which only required fields are made."""
MOST_VALUES = 4_000
"""Values that one attempt makes: schemas that contain themselves twice over would go on for ever. Attempts that use
them up are not made more often than MOST_EXHAUSTED times."""
MOST_EXHAUSTED = 2
_PARTS_OF_ONE = 100
"""Schemas of one value that count as a value: each takes time, too."""
_MOST_ITEMS = 1000
DONE = frozenset(
    (
        "done",
        "succeeded",
        "success",
        "successful",
        "completed",
        "complete",
        "finished",
        "processed",
        "ready",
        "resolved",
    )
)
"""Values of a `status` by which a client that waits for the end knows it."""
_OF_OBJECTS = ("properties", "additionalProperties", "patternProperties", "minProperties", "required")
_OF_ARRAYS = ("items", "prefixItems", "minItems", "contains")


def examples_of(document: Document, holder: Mapping[str, Any]) -> list[Any]:
    """The worked examples of a media type, parameter or header, in order.

    Of 3.2's `serializedValue` text is all that is known; a value that is kept elsewhere is never fetched.
    """
    found = [holder["example"]] if "example" in holder else []
    examples = holder.get("examples")
    for item in examples.values() if isinstance(examples, dict) else ():
        example = document.follow(item)
        key = next((key for key in _VALUES if isinstance(example, dict) and key in example), None)
        if key is not None:
            found.append(example[key])
    return found


_VALUES = ("value", "dataValue", "serializedValue")


def model_value(document: Document, schema: Any, accepts: Callable[[Any], bool]) -> Any:
    """A value for a schema as the document writes it, valid where `accepts` says so.

    Examples in a document may break its schemas, and alternatives may exclude each other: of several attempts the
    first that is valid is taken, else the very first. One that used up its values is not: judging it takes long.
    """
    made, exhausted = [], 0
    for choices in _ATTEMPTS:
        builder = Builder(document, *choices)
        made.append(builder.build(schema))
        if builder.left < 0:
            exhausted += 1
            if exhausted == MOST_EXHAUSTED:
                break
        elif accepts(made[-1]):
            return made[-1]
    return made[0]


_ATTEMPTS: tuple[tuple[bool, bool, int, str], ...] = (
    (True, True, 0, ""),
    (True, True, 0, "then"),
    (True, True, 0, "else"),
    (True, False, 0, ""),
    (False, True, 0, ""),
    (False, False, 0, ""),
    (False, False, 0, "then"),
    (False, False, 0, "else"),
    *((examples, False, index, "") for index in range(1, 6) for examples in (True, False)),
)
"""With the schemas' own examples; with optional fields; which alternative; which side of an `if`."""


@dataclass
class Builder:
    """One way to make values of schemas."""

    document: Document
    examples: bool = True
    """Takes the examples and defaults of schemas."""
    optional: bool = True
    """Makes the fields that are not required."""
    alternative: int = 0
    """Which of the alternatives of `oneOf` and `anyOf`, as far as there are so many."""
    side: str = ""
    """`then` or `else`: which of the two is made of each `if`. With neither the value is made without them."""
    left: int = MOST_VALUES

    def build(self, schema: Any, depth: int = 0) -> Any:
        """A value for a schema: its example, default or first of an enum, else made up."""
        self.left -= 1
        if depth > DEEPEST_OF_ALL or self.left < 0:
            return None
        parts = list(in_place(self.document, schema, only_all=True))
        self.left -= len(parts) // _PARTS_OF_ONE
        known, value = self._given(parts)
        if known:
            return value
        if depth >= _DEEPEST and self._may_be_null(parts):
            return None
        parts = self._with_alternatives(parts)
        known, value = self._given(parts)
        if known:
            return value
        types = [name for part in parts for name in sorted(types_of(part) - {"null"}, key=TYPES.index)]
        if types[:1] == ["object"] or (not types and any(key in part for part in parts for key in _OF_OBJECTS)):
            return self._object(parts, depth)
        if types[:1] == ["array"] or (not types and any(key in part for part in parts for key in _OF_ARRAYS)):
            return self._array(parts, depth)
        null = not types and any("null" in types_of(part) for part in parts)
        return scalar("null" if null else types[0] if types else "", parts)

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
        return (True, _in_all(enums)) if enums else (False, None)

    def _may_be_null(self, parts: list[Schema]) -> bool:
        if any(part.get("nullable") is True or "null" in types_of(part) for part in parts):
            return True
        return any(self._is_null(item) for part in parts for key in ("oneOf", "anyOf") for item in _list(part, key))

    def _with_alternatives(self, parts: list[Schema]) -> list[Schema]:
        """The parts, with one alternative of each `oneOf` and `anyOf`."""
        found, seen = list(parts), {id(part) for part in parts}
        for part in found:  # it grows on the way
            for key in ("oneOf", "anyOf"):
                fitting = [item for item in _list(part, key) if not self._is_null(item)]
                chosen = fitting[min(self.alternative, len(fitting) - 1)] if fitting else None
                inner = [item for item in in_place(self.document, chosen, only_all=True) if id(item) not in seen]
                seen.update(id(item) for item in inner)
                found.extend(inner)
            for item in self._conditional(part):
                if id(item) not in seen:
                    seen.add(id(item))
                    found.append(item)
        return found

    def _conditional(self, part: Schema) -> Iterator[Schema]:
        """What follows from an `if` on the side that is made, and the condition itself where it is to hold."""
        if self.side and "if" in part:
            for key in ("if", "then") if self.side == "then" else ("else",):
                yield from in_place(self.document, part.get(key), only_all=True)

    def _is_null(self, schema: Any) -> bool:
        target = self.document.follow(schema)
        return isinstance(target, dict) and target.get("type") in ("null", ["null"])

    def _object(self, parts: list[Schema], depth: int) -> Schema:
        required = {name for part in parts for name in _list(part, "required") if isinstance(name, str)}
        optional = self.optional and depth < _DEEPEST and self.left > MOST_VALUES - _MOST_OPTIONAL
        declared: dict[str, list[Any]] = {}
        for part in parts:
            for name, schema in _mapping(part, "properties").items():
                declared.setdefault(name, []).append(schema)
        value: Schema = {}
        for name, said in declared.items():
            if self.left < 0:  # the rest is left out: no attempt that makes so many values is of use
                return value
            wanted = name in required or (optional and not _is_contrary(name, declared))
            if wanted and not any(map(self._is_write_only, said)):
                value[name] = self._field(said, name, depth)
        self._dependent(parts, declared, value, depth)
        for name in sorted(required - declared.keys() - value.keys()):
            value[name] = self._additional(parts, name, depth)
        self._fill_up(parts, value, depth, optional)
        most = limit(parts, "maxProperties", min)
        for name in [name for name in reversed(value) if name not in required]:
            if most is not None and len(value) > most:
                del value[name]
        value.update(self._tags(parts))
        return value

    def _field(self, said: list[Any], name: str, depth: int) -> Any:
        """A field by all that is said of it. One that tells how far something has come says that it is done."""
        schema = said[0] if len(said) == 1 else {"allOf": said}
        inner = list(in_place(self.document, schema, only_all=True))
        ends = [one for part in inner for one in _list(part, "enum") if str(one).lower() in DONE]
        if ends and name.lower().endswith(("status", "state")) and not self._is_given(inner):
            return ends[-1]
        return self.build(schema, depth + 1)

    def _is_given(self, parts: list[Schema]) -> bool:
        """True where the schema has an example, or one value alone."""
        return any("const" in part or (self.examples and part.keys() & {"example", "examples"}) for part in parts)

    def _dependent(self, parts: list[Schema], declared: Mapping[str, list[Any]], value: Schema, depth: int) -> None:
        """The fields that others bring with them."""
        for part in parts:
            for name, others in _mapping(part, "dependentRequired").items():
                for needed in others if name in value and isinstance(others, list) else ():
                    if isinstance(needed, str) and needed not in value:
                        value[needed] = self.build(next(iter(declared.get(needed, ())), None), depth + 1)

    def _fill_up(self, parts: list[Schema], value: Schema, depth: int, optional: bool) -> None:
        """Fields of free names: as many as there must be, and one where the schema says what they hold."""
        least = min(int(limit(parts, "minProperties", max) or 0), _MOST_ITEMS)
        told = any(
            isinstance(part.get("additionalProperties"), dict) or _mapping(part, "patternProperties") for part in parts
        )
        wanted = max(least, 1 if told and optional and not value else 0)
        for part in parts:
            for name, schema in _mapping(part, "properties").items():
                if len(value) < wanted and name not in value and not self._is_write_only(schema):
                    value[name] = self.build(schema, depth + 1)
        base = self._free_name(parts)
        for index in range(wanted - len(value)):
            name = base if index == 0 else f"{base}{index}"
            value[name] = self._additional(parts, name, depth)

    def _free_name(self, parts: list[Schema]) -> str:
        for part in parts:
            for pattern in _mapping(part, "patternProperties"):
                if (text := text_for(pattern)) is not None:
                    return text
        names = next((part["propertyNames"] for part in parts if isinstance(part.get("propertyNames"), dict)), None)
        made = self.build({"type": "string", **names}) if names is not None else "name"
        return made if isinstance(made, str) else "name"

    def _additional(self, parts: list[Schema], name: str, depth: int) -> Any:
        for part in parts:
            for pattern, schema in _mapping(part, "patternProperties").items():
                if text_for(pattern) == name:
                    return self.build(schema, depth + 1)
        schemas = [part["additionalProperties"] for part in parts if isinstance(part.get("additionalProperties"), dict)]
        return self.build(schemas[0], depth + 1) if schemas else "text"

    def _is_write_only(self, schema: Any) -> bool:
        target = self.document.follow(schema)
        return isinstance(target, dict) and target.get("writeOnly") is True

    def _tags(self, parts: list[Schema]) -> Schema:
        """What discriminators ask of their field: the name of the schema that was chosen."""
        found: Schema = {}
        for part in parts:
            discriminator = _mapping(part, "discriminator")
            field = discriminator.get("propertyName")
            if not isinstance(field, str) or self._is_fixed(parts, field):
                continue
            mapping = _mapping(discriminator, "mapping")
            chosen = [one["$ref"] for one in parts if isinstance(one.get("$ref"), str)]
            targets = {target: name for name, target in mapping.items() if isinstance(target, str)}
            listed = [
                item["$ref"]
                for key in ("oneOf", "anyOf")
                for item in _list(part, key)
                if isinstance(item, dict) and isinstance(item.get("$ref"), str)
            ]
            named = [targets[one] for one in chosen if one in targets]
            named += [pointers.tokens_of(one[1:])[-1] for one in chosen if one in listed]
            if named:
                found[field] = named[0]
        return found

    def _is_fixed(self, parts: list[Schema], field: str) -> bool:
        schemas = [_mapping(part, "properties").get(field) for part in parts]
        inner = (one for schema in schemas for one in in_place(self.document, schema, only_all=True))
        return any("const" in one or len(_list(one, "enum")) == 1 for one in inner)

    def _array(self, parts: list[Schema], depth: int) -> list[Any]:
        least = int(limit(parts, "minItems", max) or 0)
        most = int(limit([*parts, {"maxItems": _MOST_ITEMS}], "maxItems", min))
        first = [self.build(item, depth + 1) for part in parts for item in _list(part, "prefixItems")]
        for part in parts:
            if isinstance(part.get("contains"), dict):
                often = min(int(limit([part], "minContains", max) or 1), _MOST_ITEMS)
                first += [self.build(part["contains"], depth + 1) for _ in range(often)]
        items = next((part["items"] for part in parts if "items" in part), None)
        usual = 0 if depth >= _DEEPEST or items is False else 1
        count = min(max(least, usual), most) - len(first)
        if count <= 0:
            return first
        more = [self.build(items, depth + 1) for _ in range(count)]
        distinct = any(part.get("uniqueItems") is True for part in parts) and count > 1
        return [*first, *(self._distinct(items, more) if distinct else more)]

    def _distinct(self, items: Any, values: list[Any]) -> list[Any]:
        parts = list(in_place(self.document, items))
        choices = next((part["enum"] for part in parts if len(_list(part, "enum")) >= len(values)), None)
        return list(choices[: len(values)]) if choices else [other(value, index) for index, value in enumerate(values)]


def _is_contrary(name: str, declared: Mapping[str, list[Any]]) -> bool:
    """True for the errors of an answer that has data: GraphQL and JSON:API send one of the two."""
    return name in ("errors", "error") and "data" in declared


def _in_all(enums: list[list[Any]]) -> Any:
    """The first value that several enums list; of those that have none in common the first of all."""
    others = [{json.dumps(one, sort_keys=True, default=repr) for one in enum} for enum in enums[1:]]
    texts = ((one, json.dumps(one, sort_keys=True, default=repr) if others else "") for one in enums[0])
    return next((one for one, text in texts if all(text in other for other in others)), enums[0][0])


def _list(part: Mapping[str, Any], key: str) -> list[Any]:
    found = part.get(key)
    return found if isinstance(found, list) else []


def _mapping(part: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = part.get(key)
    return found if isinstance(found, dict) else {}
