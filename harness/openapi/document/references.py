"""Where `$ref`s stand in a document, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from harness.openapi.document import pointers

MAPS = frozenset(
    (
        *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas"),
        *("paths", "webhooks", "pathItems", "callbacks", "additionalOperations", "parameters", "requestBodies"),
        *("responses", "headers", "links", "content", "mediaTypes", "encoding", "examples", "securitySchemes"),
        "variables",
    )
)
"""Keys whose value is a mapping from free names to objects: a name in it, such as `default`, means nothing."""

DATA = frozenset(("example", "default", "enum", "const", "value", "dataValue", "examples"))
"""Keys whose value is plain data, where `$ref` means nothing. (`examples` is a map of objects if it is one.)"""

MOST_STEPS = 100
"""References in a row after which they are taken for a circle."""


class Location(NamedTuple):
    """One object of a document."""

    pointer: str
    role: str
    """The key that leads to it (`schema`), or that of the map or list that it is in (`properties/*`, `allOf/*`)."""
    value: dict[str, Any]


Reference = tuple[str, dict[str, Any], str]


def walk(value: Any, pointer: str = "") -> Iterator[Location]:
    """All objects of a document that may hold a `$ref`, each once, in order: no plain data, nothing below `x-`."""
    seen: set[int] = set()
    stack: list[Iterator[tuple[str, str, Any]]] = [iter(((pointer, "", value),) if _holds(value) else ())]
    while stack:
        pointer, role, value = next(stack[-1], ("", "", None))
        if value is None:
            stack.pop()
        elif id(value) not in seen:
            seen.add(id(value))
            if isinstance(value, dict) and role not in MAPS:
                yield Location(pointer, role, value)
            stack.append(_within(pointer, role, value))


def _within(pointer: str, role: str, value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, str, Any]]:
    """Pointer, role and value of what is in a map, a list or an object: one after another, for there may be many."""
    below = role + "/*"
    if isinstance(value, list):
        yield from ((f"{pointer}/{index}", below, item) for index, item in enumerate(value) if _holds(item))
        return
    for key, item in tuple(value.items()):
        if _holds(item) and (role in MAPS or not (key.startswith("x-") or is_data(key, item))):
            yield pointers.join(pointer, key), below if role in MAPS else key, item


def _holds(value: Any) -> bool:
    """True for what may hold an object: of all else there is much in a large document."""
    return isinstance(value, dict | list)


def references(value: Any, pointer: str = "") -> Iterator[Reference]:
    """All `$ref`s of a document."""
    return references_in(walk(value, pointer))


def references_in(places: Iterable[Location]) -> Iterator[Reference]:
    """The `$ref`s in some objects of a document: the pointer of the object that holds one, the object, and the text."""
    for place, _, holder in places:
        reference = holder.get("$ref")
        if isinstance(reference, str):
            yield place, holder, reference


def follow(data: Any, value: Any) -> Any:
    """`value`, or what it refers to if it is a reference within `data`.

    Siblings of a reference are dropped. Raises `LookupError` for a dangling or circular one.
    """
    for _ in range(MOST_STEPS):
        reference = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(reference, str):
            return value
        if not reference.startswith("#"):
            raise LookupError(reference)
        value = pointers.get(data, reference[1:])
    raise LookupError("a circle of references")


def is_data(key: str, value: Any) -> bool:
    """True for a key whose value is plain data."""
    return key in DATA and not (key == "examples" and isinstance(value, dict))
