"""JSON values as literals, broken into lines where they are long."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 88


def text(value: Any) -> str:
    """A text in double quotes, as every one of the languages reads it."""
    return json.dumps(value, ensure_ascii=False)


def python(value: Any, indent: int = 0) -> str:
    """A Python literal; what follows the first line is indented by so many spaces."""
    if isinstance(value, bool) or value is None:
        return repr(value)
    return _nested(value, indent, python, lambda name: f"{text(name)}: ")


def typescript(value: Any, indent: int = 0) -> str:
    """A TypeScript literal, whose lines are indented by steps of two."""
    return _nested(value, indent, typescript, lambda name: f"{_plain(name)}: ", step=2, space=" ")


def _plain(name: str) -> str:
    return name if name.isidentifier() else text(name)


def _nested(value: Any, indent: int, again: Any, key: Any, step: int = 4, space: str = "") -> str:
    if not isinstance(value, dict | list) or not value:
        return text(value)
    items = list(value.items()) if isinstance(value, dict) else [(None, item) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"

    def shown(by: int) -> list[str]:
        return [(key(name) if name is not None else "") + again(item, by) for name, item in items]

    pad = space if isinstance(value, dict) else ""
    line = f"{opening}{pad}{', '.join(shown(indent))}{pad}{closing}"
    if "\n" not in line and len(line) + indent <= WIDTH - 24:
        return line
    inner = " " * (indent + step)
    return opening + "\n" + "".join(f"{inner}{one},\n" for one in shown(indent + step)) + " " * indent + closing


def golang(value: Any, tabs: int = 0) -> str:
    """A Go literal of `map[string]any` and slices, as gofmt has it."""
    inner = "\t" * (tabs + 1)
    if isinstance(value, dict) and value:
        entries = [(text(name) + ":", golang(item, tabs + 1)) for name, item in value.items()]
        width = max((len(name) for name, item in entries if "\n" not in item), default=0)
        lines = [f"{inner}{name if chr(10) in item else name.ljust(width)} {item},\n" for name, item in entries]
        return "map[string]any{\n" + "".join(lines) + "\t" * tabs + "}"
    if isinstance(value, list):
        return "[]any{\n" + "".join(f"{inner}{golang(item, tabs + 1)},\n" for item in value) + "\t" * tabs + "}"
    return "nil" if value is None else "map[string]any{}" if value == {} else text(value)
