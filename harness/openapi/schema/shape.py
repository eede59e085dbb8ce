"""A converted schema as a reader of untyped values needs it: the types, fields and items that it allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

_LISTS = ("allOf", "anyOf", "oneOf")


class Shape:
    """What a converted schema says of one value, over all its alternatives."""

    def __init__(self, schemas: tuple[Any, ...], definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self.parts = tuple(in_place(schemas, definitions))
        self._fields: dict[str, Shape | None] = {}

    @classmethod
    def of(cls, root: dict[str, Any]) -> Shape:
        """The shape of a schema as `Converter.root` makes it."""
        return cls((root,), root.get("$defs", {}))

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that the value may have; none if nothing is said of that."""
        found: set[str] = set()
        for part in self.parts:
            types = part.get("type")
            found.update(types if isinstance(types, list) else [types] if types else [])
            if not types and ("properties" in part or "additionalProperties" in part):
                found.add("object")
        return frozenset(found)

    @cached_property
    def choices(self) -> frozenset[Any]:
        """The strings that enums and constants list."""
        listed = [value for part in self.parts for value in part.get("enum", ())]
        listed += [part["const"] for part in self.parts if "const" in part]
        return frozenset(value for value in listed if isinstance(value, str))

    @cached_property
    def is_binary(self) -> bool:
        """True for an uploaded file."""
        return any("x-binary" in part for part in self.parts)

    @cached_property
    def is_base64(self) -> bool:
        """True for bytes as base64 text."""
        return any(part.get("format") == "byte" for part in self.parts)

    @cached_property
    def is_free(self) -> bool:
        """True where nothing is said of the type at all."""
        return not self.types and not self.is_binary

    def plain(self) -> dict[str, Any]:
        """A schema of its values that are no uploaded files."""
        return {"anyOf": [part for part in self.parts if "type" in part], "$defs": self._definitions}

    def field(self, name: str) -> Shape | None:
        """The shape of a field; None if nothing declares it."""
        if name not in self._fields:
            free = (part for part in self._free if name not in part.get("properties", ()))
            found = (*self._named.get(name, ()), *(schema for part in free for schema in _free_schemas(part, name)))
            self._fields[name] = Shape(found, self._definitions) if found else None
        return self._fields[name]

    def names(self, name: str) -> bool:
        """True if a field is declared by its name, and not just by `additionalProperties`."""
        return name in self._named

    @cached_property
    def _named(self) -> dict[str, list[Any]]:
        """What the parts say of each field by its name. Kept by name: an object may have as many parts as fields."""
        found: dict[str, list[Any]] = {}
        for part in self.parts:
            for name, schema in part.get("properties", {}).items():
                found.setdefault(name, []).append(schema)
        return found

    @cached_property
    def _free(self) -> list[dict[str, Any]]:
        """The parts that say something of fields by other ways than their names."""
        keys = ("patternProperties", "additionalProperties")
        return [part for part in self.parts if any(part.get(key) not in (None, False) for key in keys)]

    @cached_property
    def items(self) -> Shape:
        """The shape of the items, if it is a list."""
        found = [part["items"] for part in self.parts if "items" in part]
        found += [item for part in self.parts for item in part.get("prefixItems", ())]
        return Shape(tuple(found), self._definitions)


def in_place(schemas: tuple[Any, ...], definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All converted schemas that may apply to the same value, each once."""
    stack, seen = list(reversed(schemas)), set[int]()
    while stack:
        part = stack.pop()
        if not isinstance(part, dict) or id(part) in seen or "x-undecided" in part:
            continue
        seen.add(id(part))
        yield part
        if "$ref" in part:
            stack.append(definitions.get(part["$ref"][8:]))
        for key in _LISTS:
            stack.extend(reversed(part.get(key, ())))
        stack.extend(part.get(key) for key in ("then", "else"))
        stack.extend(part.get("dependentSchemas", {}).values())


def _free_schemas(part: dict[str, Any], name: str) -> Iterator[Any]:
    for pattern, schema in part.get("patternProperties", {}).items():
        if _matches(pattern, name):
            yield schema
            return
    # A schema of `true` makes the field a known one, of any shape.
    if part.get("additionalProperties", False) is not False:
        yield part["additionalProperties"]


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False
