"""A validator's error in words: what was expected, what came."""

from __future__ import annotations

import difflib
from typing import Any

from harness.openapi.schema.fault import Fault, Path
from harness.openapi.schema.violation import listed, shown, words

_TEXTS = {
    "minimum": "at least {0}",
    "maximum": "at most {0}",
    "exclusiveMinimum": "more than {0}",
    "exclusiveMaximum": "less than {0}",
    "multipleOf": "a multiple of {0}",
    "minLength": "at least {0} characters",
    "maxLength": "at most {0} characters",
    "minItems": "at least {0} items",
    "maxItems": "at most {0} items",
    "minProperties": "at least {0} fields",
    "maxProperties": "at most {0} fields",
    "pattern": "text that matches {0}",
    "format": "text in the format {0}",
    "uniqueItems": "no item twice",
    "contains": "at least one item of the kind asked for",
}
_ARTICLES = {"integer": "an integer", "array": "an array", "object": "an object", "null": "null"}


def place(path: Path) -> str:
    """A path as people write it: `text_prompts[0].text`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return text or "the value"


def describe(error: Any) -> Fault:
    """The fault that a validator's error represents."""
    path = tuple(error.instance_path)
    name, value = error.kind.name, error.instance
    if name == "type":
        return wrong_type(path, list(error.kind.types), value)
    if name == "not" and isinstance(value, dict) and _excluded(error.kind.schema):
        return _together(path, error.kind.schema["required"], value)
    expected, actual = _expected(error), _actual(name, value)
    hint = _meant(value, error.kind.options) if name == "enum" and isinstance(value, str) else ""
    message = f"{place(path)}: expected {expected}, got {actual}"
    return Fault(name, path, message, expected, actual, _words(path, value), hint, shown(value))


def wrong_type(path: Path, types: list[str], value: Any) -> Fault:
    """The fault of a value of another type than those allowed."""
    ordered = sorted(types, key=lambda name: name == "null")
    expected = " or ".join(_ARTICLES.get(name, f"a {name}") for name in ordered)
    message = f"{place(path)}: expected {expected}, got {shown(value)}"
    return Fault("type", path, message, expected, shown(value), _words(path, value), value=shown(value))


def _expected(error: Any) -> str:
    kind = error.kind
    match kind.name:
        case "enum":
            return listed(kind.options)
        case "const":
            return shown(kind.expected_value)
        case "not":
            return f"a value other than {shown(kind.schema)}"
        case "oneOf":
            return "a value that fits one alternative alone"
        case "dependentRequired":
            return str(error.message)
    text = _TEXTS.get(kind.name)
    return text.format(kind.value) if text else str(error.message)


def limits(part: dict[str, Any]) -> list[str]:
    """What a converted schema asks of a value, each in the words of the fault that breaks it: `at most 150`."""
    found = [text.format(part[keyword]) for keyword, text in _TEXTS.items() if part.get(keyword) not in (None, False)]
    return [*found, *([listed(part["enum"])] if "enum" in part else [])]


def _excluded(schema: Any) -> bool:
    """True for `not: {required: [...]}`, which is how a schema says that fields exclude one another."""
    return isinstance(schema, dict) and set(schema) == {"required"} and len(schema["required"]) > 1


def _together(path: Path, names: list[str], value: dict[str, Any]) -> Fault:
    together = " and ".join(f'"{name}"' for name in names)
    actual = ", ".join(f'"{name}": {shown(value.get(name))}' for name in names)
    message = f"{place(path)}: {together} exclude one another"
    return Fault("not", path, message, f"not {together} together", actual, words(*names))


def _meant(value: str, options: list[Any]) -> str:
    """A hint at the option that was probably meant."""
    lowered = {str(option).lower(): str(option) for option in options}
    near = difflib.get_close_matches(value.lower(), lowered, n=1, cutoff=0.7)
    return f'did you mean "{lowered[near[0]]}"?' if near else ""


def _actual(name: str, value: Any) -> str:
    if name in ("minLength", "maxLength") and isinstance(value, str):
        return f"{len(value)}: {shown(value)}"
    if name in ("minItems", "maxItems") and isinstance(value, list):
        return f"{len(value)}"
    return shown(value)


def _words(path: Path, value: Any) -> tuple[str, ...]:
    names = [step for step in reversed(path) if isinstance(step, str)]
    return words(*([] if isinstance(value, dict | list) or value is None else [value]), *names)
