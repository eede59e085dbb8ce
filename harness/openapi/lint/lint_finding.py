"""Findings about a document, and the schemas that stand in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.model import Finding, Severity
from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.document.files import BUNDLED
from harness.openapi.document.references import Location, walk

_SCHEMA_ROLES = frozenset(
    (
        *("schema", "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"),
        *("unevaluatedProperties", "unevaluatedItems", "itemSchema"),
        *("allOf/*", "anyOf/*", "oneOf/*", "prefixItems/*"),
        *("properties/*", "patternProperties/*", "dependentSchemas/*", "$defs/*", "definitions/*", "schemas/*"),
    )
)


def finding(
    document: Document,
    code: str,
    pointer: str,
    message: str,
    *,
    expected: str = "",
    actual: str = "",
    hint: str = "",
    severity: Severity = "error",
) -> Finding:
    """A finding about what is at a pointer."""
    file, line = document.place(pointer)
    words = tuple(pointers.tokens_of(pointer)[-1:])
    return Finding(code, message, expected, actual, file, line, hint, severity, "spec", words)


def places(document: Document) -> Iterator[Location]:
    """All objects of the document and of the files that it refers to."""
    yield from walk(document.data)
    for name, source in document.files.items():
        yield from walk(source.data, pointers.join("", BUNDLED, name))


def is_schema(role: str) -> bool:
    """True for the role of a schema."""
    return role in _SCHEMA_ROLES


def outermost_schemas(found: Iterator[Location]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schemas that are not part of another."""
    for pointer, role, value in found:
        if role in ("schema", "schemas/*", "itemSchema"):
            yield pointer, value
