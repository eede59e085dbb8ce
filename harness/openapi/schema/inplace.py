"""What is said of one value in several places: through references, `allOf` and its like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.document.trouble import is_unusable
from harness.openapi.schema.bounded import groups
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
    while stack:
        part = stack.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        stack.extend(_beside(document, part, only_all=only_all))


def _beside(document: Document, part: dict[str, Any], *, only_all: bool) -> Iterator[Any]:
    """What a schema itself names that applies to the same value, the last first."""
    if isinstance(part.get("$ref"), str):
        document.follow(part)  # raises where it leads nowhere, or round in a circle
        yield pointers.get(document.data, part["$ref"][1:])  # which may have siblings of its own
    for key in ("allOf",) if only_all else _LISTS:
        if isinstance(part.get(key), list):
            yield from reversed(part[key])
    yield from (part.get(key) for key in (() if only_all else _SINGLE))
    if not only_all and isinstance(part.get("dependentSchemas"), dict):
        yield from part["dependentSchemas"].values()


class Gathered:
    """What all the schemas that apply to one value say together: the bits that `own` has for any of them.

    It is kept for each schema, so that of a chain of schemas each is read once, and not once for each before it.
    """

    def __init__(self, document: Document, own: Callable[[dict[str, Any]], int], *, only_all: bool) -> None:
        self._document = document
        self._own = own
        self._only_all = only_all
        self._kept: dict[int, tuple[dict[str, Any], int]] = {}
        """By the schema's identity; the schema itself is kept so that no other gets its number."""

    def of(self, schema: Any) -> int:
        """The bits of a schema; none of what is no object. Raises `LookupError` for a reference to nothing."""
        if not isinstance(schema, dict):
            return 0
        if id(schema) not in self._kept:
            self._gather(schema)
        return self._kept[id(schema)][1]

    def _gather(self, schema: dict[str, Any]) -> None:
        parts: dict[int, dict[str, Any]] = {}
        below: dict[int, list[int]] = {}
        stack = [schema]
        while stack:
            part = stack.pop()
            if id(part) not in parts and id(part) not in self._kept:
                beside = _beside(self._document, part, only_all=self._only_all)
                named = [one for one in beside if isinstance(one, dict)]
                parts[id(part)], below[id(part)] = part, [id(one) for one in named]
                stack.extend(named)
        for group in groups(below):
            bits = 0
            for one in group:
                bits |= self._own(parts[one])
                for other in below[one]:
                    bits |= self._kept[other][1] if other not in group else 0
            self._kept.update((one, (parts[one], bits)) for one in group)


UNUSABLE, NAMES_FIELDS = 1, 2


def of_fields(part: dict[str, Any]) -> int:
    """Whether a schema names fields of its value, or can't be used."""
    named = part.get("properties") or part.get("patternProperties") or "discriminator" in part
    return (UNUSABLE if is_unusable(part) else 0) | (NAMES_FIELDS if named else 0)


def is_free_form(document: Document, schema: Any) -> bool:
    """True for a schema that represents any object at all, such as `{type: object}`."""
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
