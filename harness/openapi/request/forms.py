"""Forms: names with brackets -> nested values, whose texts are still to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.request.readings import Text
from harness.openapi.request.sent import Sent
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.violation import Violation, shown, words

Path = tuple[str | int, ...]

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_DEEPEST = 50
_APPENDED = "]"
"""Begins the place of what `[]` appends: no name in brackets can hold it."""


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    name: str
    value: Any
    """Its text; None for an uploaded file; a decoded value if the part says that it is JSON."""
    sent: Sent | None = None
    """The text as it was written, if that is percent-encoded."""


@dataclass
class Node:
    """What was sent under one name, and under names in brackets below it."""

    values: list[Any] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """The names under which the values came, as written."""
    below: dict[str, Node] = field(default_factory=dict)


def name_path(name: str, shape: Shape | None) -> list[str]:
    """The steps of a name: `a[0][b]` is a, 0, b. A name that the schema declares as it is written is one step."""
    if "[" not in name or (shape is not None and shape.names(name)):
        return [name]
    found = _NAME.fullmatch(name)
    if not found:
        return [name]
    steps = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])]
    return steps if len(steps) <= _DEEPEST else [name]


def expand(fields: Iterable[Field], shape: Shape | None) -> tuple[dict[str, Any], list[Violation]]:
    """The value of a form's fields, its texts as `Text`, and the fields that came twice where one is due."""
    root = Node()
    for one in fields:
        node = root
        for step in name_path(one.name, shape):
            node = node.below.setdefault(_place(node, step), Node())
        node.values.append(one.value)
        node.names.append(one.name)
    violations: list[Violation] = []
    value = {
        name: _value(node, shape.field(name) if shape else None, (name,), violations)
        for name, node in root.below.items()
    }
    return value, violations


def _place(node: Node, step: str) -> str:
    """`[]` appends: each is a place of its own, numbered on."""
    return step or f"{_APPENDED}{len(node.below)}"


def _value(node: Node, shape: Shape | None, path: Path, violations: list[Violation]) -> Any:
    if node.below:
        if node.values:
            violations.append(_repeated(node, path))
        return _nested(node, shape, path, violations)
    types = shape.types if shape else frozenset()
    if "array" in types:
        return _items(node.values, shape)
    if len(node.values) > 1:
        violations.append(_repeated(node, path))
    return _single(node.values[-1], shape)


def _single(value: Any, shape: Shape | None) -> Any:
    return Text(value, shape) if isinstance(value, str) else value


def _items(values: Sequence[Any], shape: Shape | None) -> Any:
    """Plain names that repeat are the items of a list; one text may also hold the list as JSON."""
    if len(values) == 1 and isinstance(values[0], list):
        return values[0]
    items = shape.items if shape else None
    if len(values) == 1 and shape and isinstance(values[0], str):
        is_json = values[0][:1] == "[" and items and items.types and "string" not in items.types
        if is_json or "string" in shape.types:
            return Text(values[0], shape)
    return [_single(value, items) for value in values]


def _nested(node: Node, shape: Shape | None, path: Path, violations: list[Violation]) -> Any:
    types = shape.types if shape else frozenset()
    numbered = all(_is_index(key) or key.startswith(_APPENDED) for key in node.below)
    if numbered and ("array" in types or "object" not in types):
        return _list(node, shape, path, violations)
    return {
        key: _value(inner, shape.field(key) if shape else None, (*path, key), violations)
        for key, inner in node.below.items()
    }


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 20


def _list(node: Node, shape: Shape | None, path: Path, violations: list[Violation]) -> list[Any]:
    """Indexes need not follow one another; what was appended by `[]` comes after them, in the order sent."""
    items = shape.items if shape else None
    numbered = sorted((key for key in node.below if _is_index(key)), key=lambda key: (int(key), key))
    appended = _rows([node.below[key] for key in node.below if not _is_index(key)])
    found = [*(node.below[key] for key in numbered), *appended]
    return [_value(inner, items, (*path, index), violations) for index, inner in enumerate(found)]


def _rows(appended: list[Node]) -> list[Node]:
    """`a[][x]`, `a[][y]`, `a[][x]`: a new item begins where a name comes again."""
    rows: list[Node] = []
    for node in appended:
        if node.values or not rows or rows[-1].values or set(node.below) & set(rows[-1].below):
            rows.append(Node(list(node.values), list(node.names), dict(node.below)))
        else:
            rows[-1].below.update(node.below)
    return rows


def _repeated(node: Node, path: Path) -> Violation:
    name = node.names[-1]
    texts = [shown(value) for value in node.values if value is not None]
    message = f'the field "{name}" was sent {max(2, len(node.values))} times, where the operation takes one value'
    actual = " and ".join(texts) or f'"{name}" more than once'
    return Violation(
        "repeated-field", message, f'"{name}" once', actual, pointers.of_path(path), words(name, *path[:1])
    )
