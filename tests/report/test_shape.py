"""The report's types and its JSON Schema say the same."""

from __future__ import annotations

from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from harness.model import Verdict
from harness.report.document import schema
from harness.report.shape import Report

SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
BOUNDS = {"minimum", "minItems", "maxItems", "format"}
"""What a type can't say."""
LATER = Verdict.FLAKY.value
"""A verdict that reports of earlier versions do not count."""


def of_type(hint: Any) -> dict[str, Any]:
    """The JSON Schema of a type."""
    if is_typeddict(hint):
        return of_fields(get_type_hints(hint, include_extras=True))
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return of_verdicts(*arguments)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": of_type(arguments[0])}
    if origin is dict:
        rest = {} if arguments[1] is Any else {"additionalProperties": of_type(arguments[1])}
        return {"type": "object"} | rest
    if origin in (Union, UnionType):
        return of_union([of_type(one) for one in arguments])
    return {"type": SCALARS[hint]}


def of_fields(hints: dict[str, Any]) -> dict[str, Any]:
    """The schema of a TypedDict."""
    properties = {
        name: of_type(get_args(hint)[0] if get_origin(hint) is NotRequired else hint) for name, hint in hints.items()
    }
    required = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def of_verdicts(hint: Any, names: type[StrEnum]) -> dict[str, Any]:
    """A text that is one of the names, or a number for each of them."""
    values = [name.value for name in names]
    if hint is str:
        return {"enum": values}
    each = of_type(get_args(hint)[1])
    properties = dict.fromkeys(values, each)
    required = set(values) - {LATER}
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def of_union(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """The schema of something or null."""
    first, null = schemas
    assert {"type": "null"} == null
    return {"enum": [*first["enum"], None]} if "enum" in first else first | {"type": [first["type"], "null"]}


def resolved(found: Any) -> Any:
    """A part of the schema with its references in place, and without what a type can't say."""
    if isinstance(found, list):
        return [resolved(one) for one in found]
    if not isinstance(found, dict):
        return found
    if "$ref" in found:
        return resolved(schema()["$defs"][found["$ref"].removeprefix("#/$defs/")])
    if "const" in found:
        return {"enum": [found["const"]]}
    kept = {name: one for name, one in found.items() if name not in BOUNDS and not name.startswith("$")}
    if "properties" in kept:
        kept["properties"] = {name: resolved(one) for name, one in kept["properties"].items()}
        return kept | {"required": set(kept["required"])}
    return {name: resolved(one) for name, one in kept.items()}


def test_the_types_and_the_schema_say_the_same() -> None:
    expected = {name: one for name, one in resolved(schema()).items() if name != "title"}
    assert expected == of_type(Report)
