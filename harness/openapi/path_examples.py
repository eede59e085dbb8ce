"""What a document gives as examples of the variables in an operation's path."""

from __future__ import annotations

from typing import Any

from harness.openapi.document import Document, Entry
from harness.openapi.model_value import example_of
from harness.openapi.parameters import declarations


def path_examples(document: Document, entry: Entry) -> dict[str, str]:
    """Variable -> the document's own example of it, as it stands in a path. Variables without one are left out."""
    found = {}
    for _, declared in declarations(document, entry):
        if declared.get("in") == "path" and isinstance(declared.get("name"), str):
            known, value = _example(document, declared)
            if known and isinstance(value, str | int) and str(value):
                found[declared["name"]] = str(value)
    return found


def _example(document: Document, declared: dict[str, Any]) -> tuple[bool, Any]:
    """The parameter's example, or its schema's: an example, a default, the first of its values."""
    known, value = example_of(document, declared)
    try:
        schema = document.follow(declared.get("schema"))
    except LookupError:
        schema = None
    if known or not isinstance(schema, dict):
        return known, value
    for key in ("example", "default"):
        if key in schema:
            return True, schema[key]
    for key in ("examples", "enum"):
        if isinstance(schema.get(key), list) and schema[key]:
            return True, schema[key][0]
    return False, None
