"""What a document gives as examples of the values of an operation: of its parameters, and of its body's fields."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from harness.openapi.document.document import Document, Entry
from harness.openapi.request.parameters import declarations
from harness.openapi.schema.inplace import in_place
from harness.openapi.values.model_value import examples_of

MOST_FIELDS = 2_000
"""Fields of a body that are looked at: schemas that hold each other have no end of them."""
MOST_PARTS = 1_000
"""Schemas of one value that are looked at."""


def path_examples(document: Document, entry: Entry) -> dict[str, str]:
    """Variable -> the document's own example of it, as it appears in a path. Variables without one are left out."""
    return _of_parameters(document, entry, ("path",))


def value_examples(document: Document, entry: Entry) -> dict[str, str]:
    """Name of a parameter, or of a field of the body -> the document's own example of it. The path's go first."""
    found = _of_fields(document, entry)
    return found | _of_parameters(document, entry, ("header", "query")) | path_examples(document, entry)


def _of_parameters(document: Document, entry: Entry, places: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for _, declared in declarations(document, entry):
        if declared.get("in") in places and isinstance(declared.get("name"), str):
            value = next(iter(_examples(document, declared)), None)
            if isinstance(value, str | int) and str(value):
                found[declared["name"]] = str(value)
    return found


def _examples(document: Document, declared: dict[str, Any]) -> Iterator[Any]:
    """The parameter's examples, and its schema's."""
    yield from examples_of(document, declared)
    try:
        schema = document.follow(declared.get("schema"))
    except LookupError:
        return
    yield from _of_schema(schema)


def _of_schema(schema: Any) -> Iterator[Any]:
    """An example, a default, its values."""
    if isinstance(schema, dict):
        yield from (schema[key] for key in ("example", "default") if key in schema)
        for key in ("examples", "enum"):
            yield from schema[key] if isinstance(schema.get(key), list) else ()


def _of_fields(document: Document, entry: Entry) -> dict[str, str]:
    """The examples of the body's fields, in any depth; of several fields of one name the topmost."""
    found: dict[str, str] = {}
    seen: set[int] = set()
    waiting = [*bodies(document, entry)]
    looked = 0
    while waiting and looked < MOST_FIELDS:
        schema = waiting.pop(0)
        for part in parts(document, schema):
            if id(part) in seen:
                continue
            seen.add(id(part))
            waiting += [part["items"]] if isinstance(part.get("items"), dict) else []
            fields = part.get("properties")
            for name, field in fields.items() if isinstance(fields, dict) else ():
                looked += 1
                waiting.append(field)
                examples = (one for said in parts(document, field) for one in _of_schema(said))
                value = next(examples, None)
                if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
                    found.setdefault(name, str(value))
    return found


def parts(document: Document, schema: Any) -> list[dict[str, Any]]:
    """What is said of one value; nothing where a reference leads nowhere, which the linter tells."""
    try:
        return list(islice(in_place(document, schema), MOST_PARTS))
    except LookupError:
        return []


def bodies(document: Document, entry: Entry) -> Iterator[Any]:
    """The schemas of an operation's body, one for each media type."""
    declared = document.follow(entry.body.get("requestBody"))
    content = declared.get("content") if isinstance(declared, dict) else None
    for media in content.values() if isinstance(content, dict) else ():
        media = document.follow(media)
        if isinstance(media, dict) and "schema" in media:
            yield media["schema"]
