"""Which fields a converted schema declares for a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any


def node_at(schema: dict[str, Any], evaluation_path: Iterable[str | int]) -> Any:
    """The subschema that a validator reached by a path of keywords, through references; None if there is none."""
    node: Any = schema
    try:
        for step in evaluation_path:
            node = schema["$defs"][node["$ref"][8:]] if step == "$ref" else node[step]
    except (LookupError, TypeError):
        return None
    return node


def known_fields(node: Any, definitions: dict[str, Any], value: Any) -> set[str] | None:
    """The fields that a subschema declares, of variants only those that the value chose; None if it takes any."""
    names: set[str] = set()
    for part in _applying(node, definitions, value):
        more = part.get("additionalProperties")
        if more is not None and more is not False:
            return None
        names.update(part.get("properties", ()))
        for pattern in part.get("patternProperties", ()):
            names.update(name for name in value if _matches(pattern, name))
    return names


def _applying(node: Any, definitions: dict[str, Any], value: Any) -> Iterator[dict[str, Any]]:
    stack, seen = [node], set[int]()
    while stack:
        part = stack.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if "$ref" in part:
            stack.append(definitions.get(part["$ref"][8:]))
        for key in ("allOf", "anyOf", "oneOf"):
            stack.extend(part.get(key, ()))
        if _chosen(part, value):
            stack.append(part.get("then"))
        stack.append(part.get("else"))
        stack.extend(part.get("dependentSchemas", {}).values())


def _chosen(part: dict[str, Any], value: Any) -> bool:
    """False for a variant that the value's discriminator did not choose."""
    if "x-when" not in part:
        return True
    name, values = part["x-when"]
    if values is None or not isinstance(value, dict):
        return not isinstance(value, dict) or name not in value
    if isinstance(values, dict):
        return name in value and value[name] not in values["not"]
    return name in value and value[name] in values


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True
