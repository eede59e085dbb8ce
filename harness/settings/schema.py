"""The JSON Schema of the settings file, made from the types of the settings. docs/generate.py writes it down."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from harness.scenarios import Scenario, ScriptedAnswer
from harness.settings.kinds import PLAIN, Seconds, Status, Whole
from harness.settings.receiving import DeliverySettings, ReceiverSettings
from harness.settings.settings import Answers, ApiSettings, CredentialSettings, ResourceSettings, Settings
from harness.settings.sockets import SocketSettings

_NO_KEYS = {
    (Settings, "root"),
    (Settings, "file"),
    (Settings, "makes_outputs"),
    (Scenario, "name"),
    (ApiSettings, "documented"),
    (CredentialSettings, "shown"),
    (ResourceSettings, "shown"),
    (DeliverySettings, "shown"),
    (ReceiverSettings, "shown"),
    (SocketSettings, "shown"),
}
"""Fields that no key sets."""
_OTHERWISE: dict[tuple[type, str], Any] = {
    **{(kind, "status"): Status for kind in (Scenario, ScriptedAnswer)},
    **{(kind, "delay"): Seconds for kind in (Scenario, ScriptedAnswer)},
    **{(kind, "headers"): Mapping[str, str] for kind in (Scenario, ScriptedAnswer)},
    (Scenario, "answers"): Answers,
    (Scenario, "artifacts"): Whole,
    (Scenario, "after"): Whole,
    (Scenario, "pages"): Whole,
    (Settings, "scenarios"): Mapping[str, Scenario],
}
"""Fields whose values look another way in the file, or that a module says which knows no settings."""
_JSON = {str: "string", bool: "boolean", int: "integer", float: "number", Path: "string"}


def schema() -> dict[str, Any]:
    """The whole schema. It is draft-07, which editors know best."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "description": "harness.toml, or [tool.harness] in pyproject.toml",
        **of(Settings),
    }


def of(kind: Any) -> dict[str, Any]:
    """The schema of one type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        bare: dict[str, Any] = {"type": _JSON[inner[0]]} if inner[0] in _JSON else of(inner[0])
        one: dict[str, Any] = bare.get("items", {}) if "object" in inner[1].keywords.get("type", ()) else {}
        return {**one, **bare, **inner[1].keywords}
    if origin in (Union, UnionType):
        return of(inner[0])
    if origin is Literal:
        return {"title": f"one of {', '.join(inner)}", "enum": list(inner)}
    if kind in PLAIN:
        return PLAIN[kind]
    if origin is Mapping:
        return {"type": "object", "title": "a table", "additionalProperties": of(inner[1])}
    if origin is tuple:
        one_of_them = "tables" if dataclasses.is_dataclass(inner[0]) else "texts"
        return {"type": "array", "title": f"a list of {one_of_them}", "items": of(inner[0])}
    if dataclasses.is_dataclass(kind):
        return _table(kind)
    return {"type": _JSON[kind]} if kind in _JSON else {}


def _table(kind: Any) -> dict[str, Any]:
    hints, told = get_type_hints(kind, include_extras=True), docs_of(kind)
    fields = keys_of(kind)
    due = [
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    properties = {
        field.name: {
            **(node := of(_OTHERWISE.get((kind, field.name), hints[field.name]))),
            **({"description": told[field.name]} if told[field.name] else {}),
            **_default(field.default, node),
        }
        for field in fields
    }
    return {
        "type": "object",
        "title": "a table",
        "properties": properties,
        "additionalProperties": False,
        **({"required": due} if due else {}),
    }


def keys_of(kind: Any) -> list[dataclasses.Field[Any]]:
    """The fields of a type that a key of its table sets."""
    return [field for field in dataclasses.fields(kind) if (kind, field.name) not in _NO_KEYS]


def _default(value: Any, node: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(value, Path):
        return {"default": value.as_posix()}
    if isinstance(value, tuple):
        return {"default": {} if node.get("type") == "object" else list(value)}
    return {"default": value} if isinstance(value, str | int | float) else {}


def docs_of(kind: type) -> dict[str, str]:
    """Field -> the text under it in the class's source, on one line."""
    body = next(node.body for node in ast.walk(ast.parse(inspect.getsource(kind))) if isinstance(node, ast.ClassDef))
    found = {}
    for one, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            found[one.target.id] = ""
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                found[one.target.id] = " ".join(str(after.value.value).split())
    return found
