"""What is said of one value in several places: through references, `allOf` and its like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.document.trouble import is_unusable
from harness.openapi.schema.keywords import types_of

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("if", "then", "else")
_OPEN_KEYS = frozenset(
    (
        *("type", "title", "description", "example", "examples", "default", "nullable", "deprecated"),
        *("externalDocs", "xml", "readOnly", "writeOnly"),
    )
)


def in_place(document: Document, schema: Any, *, only_all: bool = False) -> Iterator[dict[str, Any]]:
    """The schema and all that apply to the same value, each once; with `only_all` just those that always do."""
    stack, seen = [schema], set[int]()
    lists = ("allOf",) if only_all else _LISTS
    while stack:
        part = stack.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if isinstance(part.get("$ref"), str):
            document.follow(part)  # raises where it leads nowhere, or round in a circle
            stack.append(pointers.get(document.data, part["$ref"][1:]))  # which may have siblings of its own
        for key in lists:
            if isinstance(part.get(key), list):
                stack.extend(reversed(part[key]))
        stack.extend(part.get(key) for key in (() if only_all else _SINGLE))
        if not only_all and isinstance(part.get("dependentSchemas"), dict):
            stack.extend(part["dependentSchemas"].values())


def declares_properties(document: Document, schema: Any) -> bool:
    """True if anything that is said of the value names its fields: only then a field can be unknown."""
    parts = list(in_place(document, schema))
    if any(is_unusable(part) for part in parts):
        return False
    named = any(part.get("properties") or part.get("patternProperties") for part in parts)
    return named or any("discriminator" in part for part in parts)


def is_free_form(document: Document, schema: Any) -> bool:
    """True for a schema that stands for any object at all, such as `{type: object}`."""
    try:
        target = document.follow(schema)
    except LookupError:
        return False
    return isinstance(target, dict) and set(target) <= _OPEN_KEYS and types_of(target) in ({"object"}, frozenset())


def required_names(document: Document, schema: Any) -> set[str]:
    """The fields without which a value never fits the schema."""
    names: set[str] = set()
    for part in in_place(document, schema, only_all=True):
        required = part.get("required")
        names.update(name for name in (required if isinstance(required, list) else ()) if isinstance(name, str))
    return names


def property_schemas(document: Document, schema: Any, name: str) -> Iterator[dict[str, Any]]:
    """What is said of one field of the value."""
    for part in in_place(document, schema):
        properties = part.get("properties")
        found = properties.get(name) if isinstance(properties, dict) else None
        if isinstance(found, dict):
            yield from in_place(document, found)


def local_references(schema: Any) -> list[str]:
    """The names under `$defs` that a converted schema uses."""
    names, stack = [], [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and reference.startswith("#/$defs/"):
                names.append(reference[8:])
            stack.extend(item for key, item in value.items() if key not in ("enum", "const"))
        elif isinstance(value, list):
            stack.extend(value)
    return names
