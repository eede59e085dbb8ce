"""Swagger 2.0's schemas -> OpenAPI 3.0's, and the lines of what is made of something else."""

from __future__ import annotations

from typing import Any

from harness.openapi.document.references import is_data
from harness.openapi.document.yaml_reader import Marks

_DEFINITIONS = "#/definitions/"


class Copier:
    """Makes new objects out of old ones, and notes in `marks` the line on which each part of them stood."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    def like(self, old: Any, new: dict[str, Any], names: dict[str, str] | None = None) -> dict[str, Any]:
        """`new`, its keys on the lines of the same keys of `old`, or of those that `names` says."""
        lines = self.marks.lines.get(id(old))
        if isinstance(lines, dict) and lines:
            first = min(lines.values())
            self.marks.lines[id(new)] = {
                key: lines.get((names or {}).get(key, key), lines.get(key, first)) for key in new
            }
        return new

    def rows(self, old: Any, new: list[Any]) -> list[Any]:
        """`new`, each item on the line on which it begins itself, else on that of the list."""
        lines = self.marks.lines.get(id(old))
        first = lines[0] if isinstance(lines, list) and lines else 1
        found = (self.marks.lines.get(id(item)) for item in new)
        self.marks.lines[id(new)] = [min(own.values()) if isinstance(own, dict) and own else first for own in found]
        return new

    def schema(self, value: Any) -> Any:
        """A schema, or any part of a file with schemas, as 3.0 writes it: a copy."""
        if isinstance(value, list):
            copied = [self.schema(item) for item in value]
            self.marks.lines[id(copied)] = self.marks.lines.get(id(value), [])
            return copied
        if not isinstance(value, dict):
            return value
        new = {key: item if is_data(key, item) else self.schema(item) for key, item in value.items()}
        _modernise(new)
        return self.like(value, new)


def _modernise(schema: dict[str, Any]) -> None:
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith(_DEFINITIONS):
        schema["$ref"] = "#/components/schemas/" + reference.removeprefix(_DEFINITIONS)
    if isinstance(schema.get("discriminator"), str):
        schema["discriminator"] = {"propertyName": schema["discriminator"]}
    if schema.get("x-nullable") is True or schema.get("x-isnullable") is True:
        schema["nullable"] = True
    if schema.get("type") == "file":
        schema.update({"type": "string", "format": "binary"})
