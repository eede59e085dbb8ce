"""Discriminators: which of several schemas applies, chosen by the value of one field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.document.files import BUNDLED
from harness.openapi.schema.inplace import property_schemas, required_names

Schema = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """A field, the schemas that its values choose, and what applies without it."""

    field: str
    variants: tuple[tuple[list[str], tuple[Schema, ...]], ...]
    """Values, and the schemas that they choose: several where alternatives share a value."""
    absent: tuple[Schema, ...]
    """What a value without the field may be; nothing if the field is required."""
    base: Schema | None = None
    """The schema that applies in any case, which also represents values that no variant has."""
    otherwise: Schema | None = None
    """What a value that no variant has may be (3.2's `defaultMapping`); None where there may be none."""


@dataclass(frozen=True)
class Family:
    """A base schema with a discriminator, and the schemas that build on it by `allOf`."""

    discriminator: Schema
    children: dict[str, list[str]] = field(default_factory=dict)
    """A child's pointer -> the field's values that choose it."""


class Families:
    """The families of a document: 3.0's discriminator without `oneOf`."""

    def __init__(self, document: Document) -> None:
        self._found: dict[str, Family] = {}
        schemas = dict(_components(document))
        for pointer, schema in schemas.items():
            discriminator = _discriminator(schema)
            if discriminator and not has_alternatives(schema):
                self._found[pointer] = Family(discriminator)
        if self._found:
            for pointer, schema in schemas.items():
                self._adopt(pointer, schema)
            for family in self._found.values():
                _name_by_mapping(document, family)

    def of(self, pointer: str) -> Family | None:
        """The family whose base is at a pointer; None for other schemas and for a base without children."""
        family = self._found.get(pointer)
        return family if family and family.children else None

    def _adopt(self, pointer: str, schema: Schema) -> None:
        for part in schema.get("allOf", ()) if isinstance(schema.get("allOf"), list) else ():
            reference = part.get("$ref") if isinstance(part, dict) else None
            family = self._found.get(reference[1:]) if isinstance(reference, str) else None
            if family is not None:
                family.children[pointer] = [pointers.tokens_of(pointer)[-1]]


def has_alternatives(schema: Schema) -> bool:
    """True for `oneOf` or `anyOf` with a discriminator."""
    return _discriminator(schema) is not None and any(isinstance(schema.get(key), list) for key in ("oneOf", "anyOf"))


def of_alternatives(document: Document, schema: Schema) -> Choice:
    """The choice that a discriminator beside `oneOf` or `anyOf` makes."""
    discriminator = _discriminator(schema) or {}
    name = discriminator["propertyName"]
    listed = [item for key in ("oneOf", "anyOf") for item in schema.get(key) or () if isinstance(item, dict)]
    by_mapping = _mapping(document, discriminator)
    found = []
    mapped = {value for values in by_mapping.values() for value in values}
    for item in listed:
        values = by_mapping.pop(item.get("$ref", "")[1:], [])
        own = _own_values(document, item, name)
        # A mapping adds to the names of the schemas; a field that lists its values itself leaves those names out.
        if not values or own == _implicit(item):
            values = [*values, *(value for value in own if value not in mapped)]
        if values:
            found.append((values, item))
    found.extend((values, {"$ref": "#" + target}) for target, values in by_mapping.items())
    default = mapping_target(document, discriminator.get("defaultMapping"))
    if default is not None:
        chosen: Schema = {"$ref": "#" + default}
        return Choice(name, _by_values(found), (chosen,), otherwise=chosen)
    absent = _without(document, name, [item for _, item in found] or listed)
    return Choice(name, _by_values(found), absent)


def of_family(document: Document, pointer: str, family: Family) -> Choice:
    """The choice that a base schema's discriminator makes among its children."""
    name = family.discriminator["propertyName"]
    base = document.follow({"$ref": "#" + pointer})
    children = [(values, child) for child, values in family.children.items() if child != pointer]
    found: list[tuple[list[str], Schema]] = [(values, {"$ref": "#" + child}) for values, child in children]
    default = _default(document, [base, *(item for _, item in found)], name)
    absent = [item for values, item in found if default in values]
    if not absent and name not in required_names(document, base):
        absent = [{}]
    plain = {key: value for key, value in base.items() if key != "discriminator"}
    return Choice(name, _by_values(found), tuple(absent), plain)


def _by_values(found: list[tuple[list[str], Schema]]) -> tuple[tuple[list[str], tuple[Schema, ...]], ...]:
    """Turns "schema -> its values" around, so that no value appears in two groups."""
    by_value: dict[str, list[int]] = {}
    for index, (values, _) in enumerate(found):
        for value in values:
            by_value.setdefault(value, []).append(index)
    groups: dict[tuple[int, ...], list[str]] = {}
    for value, indexes in by_value.items():
        groups.setdefault(tuple(indexes), []).append(value)
    return tuple((values, tuple(found[index][1] for index in indexes)) for indexes, values in groups.items())


def _without(document: Document, name: str, listed: list[Schema]) -> tuple[Schema, ...]:
    """The alternatives of a value that lacks the field: the default's, else those that don't require the field."""
    optional = [item for item in listed if name not in required_names(document, item)]
    default = _default(document, optional, name)
    if default is not None and len(optional) > 1:
        chosen = [item for item in optional if default in _own_values(document, item, name)]
        return tuple(chosen[:1] or optional)
    return tuple(optional)


def _default(document: Document, schemas: list[Schema], name: str) -> Any:
    found = (
        part["default"] for item in schemas for part in property_schemas(document, item, name) if "default" in part
    )
    return next(found, None)


def _own_values(document: Document, schema: Schema, name: str) -> list[str]:
    """The values of the field by the alternative's own words (enum, const), else the name of its schema."""
    for part in property_schemas(document, schema, name):
        if isinstance(part.get("enum"), list):
            return list(part["enum"])
        if "const" in part:
            return [part["const"]]
    return _implicit(schema)


def _implicit(schema: Schema) -> list[str]:
    """The name of the schema that is referred to, which chooses it where nothing else is said."""
    reference = schema.get("$ref")
    return pointers.tokens_of(reference[1:])[-1:] if isinstance(reference, str) else []


def _mapping(document: Document, discriminator: Schema) -> dict[str, list[str]]:
    """A target's pointer -> the values that name it. Targets that don't exist are left to the linter."""
    found: dict[str, list[str]] = {}
    mapping = discriminator.get("mapping")
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        pointer = mapping_target(document, target)
        if pointer is not None:
            found.setdefault(pointer, []).append(value)
    return found


def mapping_target(document: Document, target: Any) -> str | None:
    """The pointer of what a mapping's entry names: a reference, or the bare name of a schema; None if nothing."""
    if not isinstance(target, str):
        return None
    pointer = target[1:] if target.startswith("#") else pointers.join("/components/schemas", target)
    try:
        document.follow({"$ref": "#" + pointer})
    except LookupError:
        return None
    return pointer


def _name_by_mapping(document: Document, family: Family) -> None:
    """A mapping adds values; a child's own name goes on choosing it, unless it was given to another."""
    mapping = _mapping(document, family.discriminator)
    mapped = {value for values in mapping.values() for value in values}
    for pointer in {**mapping, **family.children}:
        own = [value for value in family.children.get(pointer, []) if value not in mapped]
        family.children[pointer] = [*mapping.get(pointer, []), *own]


def _discriminator(schema: Schema) -> Schema | None:
    found = schema.get("discriminator")
    return found if isinstance(found, dict) and isinstance(found.get("propertyName"), str) else None


def _components(document: Document) -> Iterator[tuple[str, Schema]]:
    """The named schemas of the document and of the files that it refers to, with their pointers."""
    roots = [
        ("", document.data),
        *((pointers.join("", BUNDLED, name), file.data) for name, file in document.files.items()),
    ]
    for place, data in roots:
        components = data.get("components") if isinstance(data, dict) else None
        below = pointers.join(place, "components", "schemas")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        if schemas is None and place and isinstance(data, dict):  # a file of Swagger's
            schemas, below = data.get("definitions"), pointers.join(place, "definitions")
        for name, schema in schemas.items() if isinstance(schemas, dict) else ():
            if isinstance(schema, dict):
                yield pointers.join(below, name), schema
