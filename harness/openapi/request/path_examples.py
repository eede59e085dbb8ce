"""What a document gives as examples of the variables in an operation's path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.openapi.document.document import Document, Entry
from harness.openapi.request.parameters import declarations
from harness.openapi.values.model_value import examples_of


def path_examples(document: Document, entry: Entry) -> dict[str, str]:
    """Variable -> the document's own example of it, as it stands in a path. Variables without one are left out."""
    found = {}
    for _, declared in declarations(document, entry):
        if declared.get("in") == "path" and isinstance(declared.get("name"), str):
            value = next(iter(_examples(document, declared)), None)
            if isinstance(value, str | int) and str(value):
                found[declared["name"]] = str(value)
    return found


def _examples(document: Document, declared: dict[str, Any]) -> Iterator[Any]:
    """The parameter's examples, and its schema's: an example, a default, its values."""
    yield from examples_of(document, declared)
    try:
        schema = document.follow(declared.get("schema"))
    except LookupError:
        return
    if isinstance(schema, dict):
        yield from (schema[key] for key in ("example", "default") if key in schema)
        for key in ("examples", "enum"):
            yield from schema[key] if isinstance(schema.get(key), list) else ()
