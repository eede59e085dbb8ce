"""The keywords of a schema that hold no schemas: kept where they are sound, dropped where they would not compile."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

BOUNDS = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
"""Formats of numbers that are limits. (`float` and `double` limit the precision, which JSON leaves open.)"""

ONE_WAY = "x-one-way"
"""The mark of a field that only the other direction carries: `readOnly` in a request, `writeOnly` in an answer."""

TOO_LARGE = "x-too-large"
"""The mark of a schema that refers to so many others that nothing is judged by it."""

CLOSED_HERE = "x-closed-here"
"""The mark of a schema that refuses what nothing in it declares, though the document does not say so."""

_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_COUNTS_OF_MATCHES = ("minContains", "maxContains")


def types_of(schema: dict[str, Any]) -> frozenset[str]:
    """The types that a schema names; none if it names none, or only such as don't exist."""
    types = schema.get("type")
    return frozenset(name for name in (types if isinstance(types, list) else [types]) if name in TYPES)


def plain_keywords(schema: dict[str, Any]) -> dict[str, Any]:
    """Type, enum, limits, pattern and format of a schema as 2020-12 writes them."""
    converted: dict[str, Any] = {}
    if types := types_of(schema):
        converted["type"] = next(iter(types)) if len(types) == 1 else sorted(types, key=TYPES.index)
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        converted["enum"] = schema["enum"]
    if "const" in schema:
        converted["const"] = schema["const"]
    for key in (*_COUNTS, *_COUNTS_OF_MATCHES):
        if _is_number(schema.get(key)) and schema[key] >= 0 and schema[key] == int(schema[key]):
            converted[key] = int(schema[key])
    if _is_number(schema.get("multipleOf")) and schema["multipleOf"] > 0:
        converted["multipleOf"] = schema["multipleOf"]
    if isinstance(schema.get("uniqueItems"), bool):
        converted["uniqueItems"] = schema["uniqueItems"]
    _limits(schema, converted)
    _text(schema, converted)
    if isinstance(schema.get("dependentRequired"), dict):
        converted["dependentRequired"] = schema["dependentRequired"]
    return converted


def _limits(schema: dict[str, Any], converted: dict[str, Any]) -> None:
    """`exclusiveMinimum` is a boolean in 3.0, and a number since 3.1."""
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if _is_number(schema.get(limit)):
            converted[exclusive if schema.get(exclusive) is True else limit] = schema[limit]
        if _is_number(schema.get(exclusive)):
            converted[exclusive] = schema[exclusive]


def _text(schema: dict[str, Any], converted: dict[str, Any]) -> None:
    if isinstance(schema.get("pattern"), str) and compiles(schema["pattern"]):
        converted["pattern"] = schema["pattern"]
    if isinstance(schema.get("format"), str):
        converted["format"] = schema["format"]
    if str(schema.get("contentEncoding", "")).lower() == "base64":
        converted["format"] = "byte"


@lru_cache(maxsize=1024)
def compiles(pattern: str) -> bool:
    """True if the validator can use a pattern (ECMA 262, back references excluded)."""
    import jsonschema_rs  # its 30 ms are for those alone who validate

    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except ValueError:
        return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def once(key: str, branches: list[Any]) -> list[Any]:
    """Branches without those that repeat another: of `oneOf` alone each counts."""
    if key == "oneOf" or len(branches) == 1:
        return branches
    kept: dict[str, Any] = {}
    for branch in branches:
        kept.setdefault(json.dumps(branch, sort_keys=True, default=repr), branch)
    return list(kept.values())
