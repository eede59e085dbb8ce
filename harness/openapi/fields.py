"""The fields that a document declares for the requests of an operation: what examples can show."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from typing import Any

from harness.model import Operation
from harness.openapi.api import Api
from harness.openapi.document import pointers
from harness.openapi.request import body, parameters
from harness.openapi.schema import fault_text
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.shape import Shape

DEEPEST = 12
"""Steps of a dotted path: schemas may hold themselves."""
MOST_PLACES = 8
"""Places in one body at which the fields of the same schema are named: schemas that hold each other have no end of
them. A walk takes at most MOST_PLACES steps for each field of each schema."""
NO_PARAMETERS = ("accept", "content-type", "authorization")
"""Header parameters that OpenAPI tells readers to ignore: other parts of a document say what they would."""


def limits(api: Api, operation: Operation, place: str) -> tuple[str, ...] | None:
    """What the document asks of the value at a place of a request, in words; None if it declares no such place.

    The place is as `Violation.pointer` has it: a JSON pointer into the body, or the name of a parameter.
    """
    declared, bodies = _declared(api, operation)
    if place.startswith("/"):
        shapes = [_at(root, pointers.tokens_of(place)) for root in bodies]
    else:
        shapes = [one.validator.shape for one in declared if one.name.lower() == place.lower()]
    parts = [part for shape in shapes if shape for part in shape.parts]
    return tuple(dict.fromkeys(text for part in parts for text in fault_text.limits(part))) if any(shapes) else None


def _declared(api: Api, operation: Operation) -> tuple[Sequence[parameters.Parameter], list[Shape]]:
    """The parameters of an operation, and the shapes of its bodies."""
    entry = dict(zip(api.operations, api.document.entries, strict=True))[operation]
    converters = {form: Converter(api.document, form=form) for form in (False, True)}
    bodies = body.bodies(api.document, entry.body, converters)
    shapes = [bodies.content(media).validator.shape for media in bodies.offers]
    return parameters.parameters(api.document, converters[False], entry), shapes


def _at(shape: Shape | None, steps: list[str]) -> Shape | None:
    """The shape of what a path leads to; a list's items have any number."""
    for step in steps:
        if shape is None:
            return None
        inner = shape.field(step)
        shape = inner if inner or "array" not in shape.types else shape.items
    return shape


def request_fields(api: Api, operation: Operation) -> dict[str, tuple[str, ...]]:
    """`text_prompts.weight`, `query.limit` or `header.organization` -> the enum's values as text; none without an enum.

    Only fields that hold no others are named; the steps of a path are names, and pass through lists.
    """
    declared, bodies = _declared(api, operation)
    found: dict[str, tuple[str, ...]] = {}
    for parameter in declared:
        name = parameter.name.lower() if parameter.place == "header" else parameter.name
        if parameter.place in ("query", "header") and name not in NO_PARAMETERS:
            found[f"{parameter.place}.{name}"] = _values(parameter.validator.shape)
    for root in bodies:
        for path, values in _fields(root):
            found[path] = tuple(dict.fromkeys((*found.get(path, ()), *values)))
    return found


def _fields(root: Shape) -> list[tuple[str, tuple[str, ...]]]:
    """All fields below a shape, in document order. The widest walk comes first: a bound leaves out the deepest."""
    found: list[tuple[tuple[int, ...], str, tuple[str, ...]]] = []
    waiting: deque[tuple[Shape, str, tuple[int, ...], frozenset[int]]] = deque([(root, "", (), frozenset())])
    places: Counter[int] = Counter()
    while waiting:
        shape, path, order, above = waiting.popleft()
        shape = _in_lists(shape)
        names = _names(shape)
        if path and not names:
            found.append((order, path, _values(shape)))
        objects = [id(part) for part in shape.parts if "properties" in part]
        if not names or above.intersection(objects) or min(places[one] for one in objects) >= MOST_PLACES:
            continue
        places.update(objects)
        for index, name in enumerate(names if path.count(".") < DEEPEST else ()):
            inner = shape.field(name)
            if inner is not None:
                below = f"{path}.{name}" if path else name
                waiting.append((inner, below, (*order, index), above.union(objects)))
    return [(path, values) for _, path, values in sorted(found)]


def _in_lists(shape: Shape) -> Shape:
    """What the lists that a shape represents hold in the end. A list may hold itself."""
    seen: set[int] = set()
    while not _names(shape) and "array" in shape.types and not seen.issuperset(map(id, shape.items.parts)):
        seen.update(map(id, shape.parts))
        shape = shape.items
    return shape


def _names(shape: Shape) -> list[str]:
    """The names that a shape's schemas declare, in document order."""
    return list(dict.fromkeys(name for part in shape.parts for name in part.get("properties", ())))


def _values(shape: Shape) -> tuple[str, ...]:
    """The values that enums and constants list, as text."""
    parts: list[Mapping[str, Any]] = [*shape.parts, *(shape.items.parts if "array" in shape.types else ())]
    listed = [value for part in parts for value in part.get("enum", [part["const"]] if "const" in part else [])]
    return tuple(dict.fromkeys(as_text(value) for value in listed if value is not None))


def as_text(value: Any) -> str:
    """A value as the coverage names it: texts as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
