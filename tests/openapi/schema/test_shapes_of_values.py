"""A converted schema as a reader of untyped values needs it."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.schema.shape import Shape


def of(schema: dict[str, Any]) -> Shape:
    """The shape of a schema."""
    return Shape.of(schema)


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, {"string"}),
        ({"type": ["string", "null"]}, {"string", "null"}),
        ({"properties": {}}, {"object"}),
        ({"additionalProperties": False}, {"object"}),
        ({"type": "string", "properties": {}}, {"string"}),
        ({"anyOf": [{"type": "integer"}, {"type": "array"}]}, {"integer", "array"}),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}}, {"integer"}),
        ({"then": {"type": "integer"}, "else": {"type": "null"}}, {"integer", "null"}),
        ({"dependentSchemas": {"a": {"type": "object"}}}, {"object"}),
        ({"not": {"type": "integer"}}, set()),
        ({"x-undecided": True, "type": "integer"}, set()),
        ({}, set()),
    ],
)
def test_the_types_of_a_value_are_those_of_all_parts(schema: dict[str, Any], types: set[str]) -> None:
    assert types == of(schema).types
    assert of(schema).is_free is not bool(types)


def test_choices_are_the_texts_of_enums_and_constants() -> None:
    assert {"a", "b"} == of({"enum": ["a", 1, None], "anyOf": [{"const": "b"}, {"const": 7}]}).choices


def test_files_and_base64_are_told_apart() -> None:
    file, text = of({"anyOf": [{"x-binary": True}]}), of({"type": "string", "format": "byte"})
    assert (True, False, False) == (file.is_binary, file.is_base64, file.is_free)
    assert (False, True) == (text.is_binary, text.is_base64)


@pytest.mark.parametrize(
    ("schema", "name", "types"),
    [
        ({"properties": {"a": {"type": "integer"}}}, "a", {"integer"}),
        ({"properties": {"a": {"type": "integer"}}}, "b", None),
        ({"patternProperties": {"^x-": {"type": "string"}}}, "x-a", {"string"}),
        ({"patternProperties": {"(": {"type": "string"}}}, "x-a", None),
        ({"additionalProperties": {"type": "boolean"}}, "any", {"boolean"}),
        ({"additionalProperties": True}, "any", set()),
        ({"additionalProperties": False}, "any", None),
        ({"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "boolean"}}, "a", {"integer"}),
        (
            {"anyOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"a": {"type": "null"}}}]},
            "a",
            {"integer", "null"},
        ),
    ],
)
def test_a_field_has_the_shape_of_all_that_declares_it(
    schema: dict[str, Any], name: str, types: set[str] | None
) -> None:
    field = of(schema).field(name)
    assert types == (field and field.types)


def test_only_a_property_is_declared_by_name() -> None:
    shape = of({"properties": {"a": {}}, "additionalProperties": True})
    assert (True, False) == (shape.names("a"), shape.names("b"))


def test_items_are_those_of_a_list_and_of_its_first_places() -> None:
    assert {"integer", "string"} == of({"items": {"type": "integer"}, "prefixItems": [{"type": "string"}]}).items.types
    assert set() == of({}).items.types


def test_the_plain_values_are_those_with_a_type() -> None:
    assert [{"type": "integer"}] == of({"anyOf": [{"x-binary": True}, {"type": "integer"}]}).plain()["anyOf"]
