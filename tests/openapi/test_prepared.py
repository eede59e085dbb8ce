"""What requests are judged by is made before a program starts, and kept by its content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.openapi.schema import convert, validator
from openapi.helpers import api, body_api, post

BODY = "Body: {type: object, required: [a], properties: {a: {type: integer}}}"


def test_a_prepared_operation_compiles_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = body_api(tmp_path, BODY)
    shop.prepare(shop.operations[0])

    def refuse(schema: Any) -> Any:
        raise AssertionError(f"compiled while a program waits: {schema}")

    monkeypatch.setattr(validator, "_compile", refuse)
    seen = shop.inspect(post(json.dumps({"a": "x"})), shop.operations[0])
    assert ["body-schema"] == [one.code for one in seen.violations]
    assert 200 == shop.answer(shop.operations[0], 200).status


def test_schemas_of_one_content_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(validator, "_KEPT", {})
    monkeypatch.setattr(validator, "_compile", lambda schema: made.append(schema) or object())
    first, second = validator.compiled({"type": "object"}), validator.compiled({"type": "object"})
    assert first is second
    assert validator.compiled({"type": "array"}) is not first
    assert 2 == len(made)


def test_compiled_schemas_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[bytes, tuple[Any, int]] = {}
    monkeypatch.setattr(validator, "_KEPT", kept)
    monkeypatch.setattr(validator, "MOST_KEPT", 100)
    monkeypatch.setattr(validator, "_compile", lambda schema: schema)
    for number in range(10, 40):
        validator.compiled({"const": number})
        validator.compiled({"const": 10})
    assert [10, 34, 35, 36, 37, 38, 39] == sorted(schema["const"] for schema, _ in kept.values())
    validator.compiled({"const": "a" * 200})
    assert 1 == len(kept)


@pytest.mark.parametrize(
    "bound", [(validator, "LARGEST", 10), (convert, "MOST_NAMED", 0), (convert, "MOST_SCHEMAS", 1)]
)
def test_a_schema_that_is_too_large_judges_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: tuple[Any, str, int]
) -> None:
    monkeypatch.setattr(*bound)
    shop = body_api(tmp_path, BODY)
    (found,) = shop.inspect(post(json.dumps({"a": "x"})), shop.operations[0]).violations
    assert ("body-schema", "warning") == (found.code, found.severity)
    assert "the body is not judged" in found.message
    assert 200 == shop.answer(shop.operations[0], 200).status


def test_what_can_not_be_followed_is_no_trouble_before_it_is_asked_for(tmp_path: Path) -> None:
    shop = api(tmp_path, "paths: {/a: {post: {requestBody: {$ref: '#/components/requestBodies/None'}}}}")
    shop.prepare(shop.operations[0])
