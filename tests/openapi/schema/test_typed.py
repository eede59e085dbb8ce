"""Texts of headers as values, and the methods of a path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.openapi.schema.shape import Shape
from harness.openapi.schema.typed import typed
from openapi.helpers import document


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "7", 7),
        ("integer", "x", "x"),
        ("number", "1.5", 1.5),
        ("boolean", "true", True),
        ("boolean", "yes", "yes"),
        ("string", "7", "7"),
    ],
)
def test_a_text_has_the_type_that_its_schema_names(kind: str, text: str, value: Any) -> None:
    found = typed(Shape.of({"type": kind}), text)
    assert value == found
    assert type(value) is type(found)


def test_every_method_of_a_path_is_an_operation(tmp_path: Path) -> None:
    methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
    text = "paths: {/a: {" + ", ".join(f"{method}: {{operationId: {method}}}" for method in methods) + "}}"
    assert sorted(methods) == sorted(entry.method.lower() for entry in document(tmp_path, text).entries)
