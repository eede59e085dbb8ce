"""A schema -> the value that is made for it, to the last field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.openapi import Document
from harness.openapi.values.model_value import MOST_VALUES, Builder, model_value
from openapi.helpers import document

SCHEMAS = """\
paths: {}
components:
  schemas:
    Null: {type: "null"}
    Secret: {type: string, writeOnly: true}
    Wide:
      required: [a, b, c, d]
      properties:
        a: {$ref: "#/components/schemas/Wide"}
        b: {$ref: "#/components/schemas/Wide"}
        c: {$ref: "#/components/schemas/Wide"}
        d: {$ref: "#/components/schemas/Wide"}
    Loop: {if: {properties: {k: {const: 1}}}, then: {$ref: "#/components/schemas/Loop"}}
    Tree: {properties: {kids: {type: array, items: {$ref: "#/components/schemas/Tree"}}}}
    Pet:
      properties: {kind: {type: string}, n: {type: integer}}
      required: [kind]
      discriminator: {propertyName: kind, mapping: {pet: "#/components/schemas/Pet"}}
"""


@pytest.fixture
def known(tmp_path: Path) -> Document:
    return document(tmp_path, SCHEMAS, "3.1.0")


@pytest.mark.parametrize(
    ("schema", "how", "value"),
    [
        ({"dependentRequired": {"a": "b"}, "properties": {"a": {}}, "required": ["a"]}, {"optional": False}, {"a": {}}),
        ({"dependentRequired": {"a": [1]}, "properties": {"a": {}}, "required": ["a"]}, {"optional": False}, {"a": {}}),
        ({}, {}, {}),
        ({"type": "object"}, {}, {}),
        ({"properties": {"a": {"type": "integer"}}}, {}, {"a": 1}),
        ({"required": ["b", "a"], "properties": {"a": {"type": "boolean"}}}, {}, {"a": True, "b": "text"}),
        ({"properties": {"a": {"type": "integer"}}, "required": []}, {"optional": False}, {}),
        ({"properties": {"a": {}, "b": {"$ref": "#/components/schemas/Secret"}}}, {}, {"a": {}}),
        ({"example": 1, "const": 2}, {}, 1),
        ({"example": 1, "const": 2}, {"examples": False}, 2),
        ({"examples": [3, 4]}, {}, 3),
        ({"examples": []}, {}, {}),
        ({"default": 5}, {}, 5),
        ({"default": 5, "type": "string"}, {"examples": False}, "text"),
        ({"default": None, "type": "string"}, {}, "text"),
        ({"enum": ["x", "y"]}, {}, "x"),
        ({"allOf": [{"enum": ["x", "y"]}, {"enum": ["y", "z"]}]}, {}, "y"),
        ({"allOf": [{"enum": ["x"]}, {"enum": ["z"]}]}, {}, "x"),
        ({"enum": [], "type": "integer"}, {}, 1),
        ({"type": ["null", "integer"]}, {}, 1),
        ({"type": "null"}, {}, None),
        ({"type": ["null"]}, {}, None),
        ({"oneOf": [{"$ref": "#/components/schemas/Null"}, {"type": "integer"}, {"type": "boolean"}]}, {}, 1),
        ({"oneOf": [{"type": "null"}, {"type": "integer"}, {"type": "boolean"}]}, {"alternative": 1}, True),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, {"alternative": 7}, True),
        ({"type": "array"}, {}, [{}]),
        ({"type": "array", "items": {"type": "integer"}}, {}, [1]),
        ({"items": False}, {}, []),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 3}, {}, [1, 1, 1]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True}, {}, [1, 2, 3]),
        ({"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 2, "uniqueItems": True}, {}, [1, 2]),
        ({"type": "array", "items": {"enum": [1]}, "minItems": 2, "uniqueItems": True}, {}, [1, 2]),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 0}, {}, []),
        (
            {"prefixItems": [{"type": "boolean"}, {"type": "integer"}], "items": {"type": "string"}, "minItems": 4},
            {},
            [True, 1, "text", "text"],
        ),
        ({"contains": {"const": 7}, "minContains": 2}, {}, [7, 7]),
        ({"contains": {"const": 7}, "minItems": 3, "items": {}}, {}, [7, {}, {}]),
        ({"minProperties": 2}, {}, {"name": "text", "name1": "text"}),
        ({"minProperties": 2, "properties": {"a": {"type": "integer"}}}, {"optional": False}, {"a": 1, "name": "text"}),
        ({"additionalProperties": {"type": "integer"}}, {}, {"name": 1}),
        ({"additionalProperties": {"type": "integer"}}, {"optional": False}, {}),
        ({"additionalProperties": {"type": "integer"}, "properties": {"a": {"type": "string"}}}, {}, {"a": "text"}),
        ({"additionalProperties": {"type": "integer"}, "required": ["z"]}, {}, {"z": 1}),
        ({"patternProperties": {"^x_\\d$": {"type": "integer"}}}, {}, {"x_0": 1}),
        ({"patternProperties": {"^x$": {"type": "integer"}}, "required": ["x", "y"]}, {}, {"x": 1, "y": "text"}),
        ({"propertyNames": {"enum": ["k"]}, "minProperties": 1}, {}, {"k": "text"}),
        ({"propertyNames": {"type": "integer", "const": 3}, "minProperties": 1}, {}, {"name": "text"}),
        ({"minProperties": 3}, {}, {"name": "text", "name1": "text", "name2": "text"}),
        ({"maxProperties": 1, "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}, {}, {"a": 1}),
        (
            {"maxProperties": 1, "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "required": ["b"]},
            {},
            {"b": 1},
        ),
        (
            {
                "dependentRequired": {"a": ["b"]},
                "properties": {"a": {"type": "integer"}, "b": {"type": "boolean"}},
                "required": ["a"],
            },
            {"optional": False},
            {"a": 1, "b": True},
        ),
        ({"dependentRequired": {"a": ["b"]}, "properties": {"b": {"type": "boolean"}}}, {"optional": False}, {}),
        (
            {
                "if": {"properties": {"k": {"const": 1}}},
                "then": {"required": ["v"]},
                "else": {"required": ["w"]},
                "properties": {"k": {"type": "integer"}},
            },
            {"side": "then"},
            {"k": 1, "v": "text"},
        ),
        (
            {"if": {"properties": {"k": {"const": 1}}}, "then": {"required": ["v"]}, "else": {"required": ["w"]}},
            {"side": "else"},
            {"w": "text"},
        ),
        ({"if": {"properties": {"k": {"const": 1}}}, "then": {"required": ["v"]}}, {}, {}),
        ({"$ref": "#/components/schemas/Pet"}, {}, {"kind": "pet", "n": 1}),
        ({"properties": {"errors": {}, "data": {"type": "integer"}}}, {}, {"data": 1}),
        (
            {"properties": {"error": {}, "data": {"type": "integer"}}, "required": ["error"]},
            {},
            {"error": {}, "data": 1},
        ),
        ({"properties": {"error": {"type": "string"}}}, {}, {"error": "text"}),
        ({"properties": {"STATUS": {"enum": ["Pending", "Complete"]}}}, {}, {"STATUS": "Complete"}),
        ({"properties": {"status": {"enum": ["ready", "done", "no"]}}}, {}, {"status": "done"}),
        ({"properties": {"status": {"const": "x", "enum": ["done", "x"]}}}, {}, {"status": "x"}),
        ({"properties": {"statuses": {"enum": ["a", "done"]}}}, {}, {"statuses": "a"}),
    ],
)
def test_each_word_of_a_schema_has_its_effect(known: Document, schema: Any, how: dict[str, Any], value: Any) -> None:
    assert value == Builder(known, **how).build(schema)


def test_a_schema_within_itself_ends_after_eight_levels(known: Document) -> None:
    value = {"$ref": "#/components/schemas/Tree"}
    made = Builder(known).build(value)
    for _ in range(4):
        (made,) = made["kids"]
    assert {} == made


def test_a_condition_within_itself_ends(known: Document) -> None:
    loop = {"if": {"properties": {"k": {"const": 1}}}, "then": {"$ref": "#/components/schemas/Loop"}}
    assert {"k": 1} == Builder(known, side="then").build(loop)


def test_attempts_that_make_too_much_are_not_judged(known: Document) -> None:
    tried: list[Any] = []
    fields = {f"f{number}": {"$ref": "#/components/schemas/Wide"} for number in range(3)}
    model_value(known, {"properties": fields, "required": list(fields)}, lambda value: tried.append(value))  # type: ignore[func-returns-value]
    assert [] == tried


def test_the_first_attempt_is_taken_where_none_is_valid(known: Document) -> None:
    schema = {"properties": {"a": {"type": "integer", "example": 7}}}
    assert {"a": 7} == model_value(known, schema, lambda _: False)
    assert {"a": 1} == model_value(known, schema, lambda value: value == {"a": 1})


def test_an_attempt_makes_so_many_values_and_no_more(known: Document) -> None:
    builder = Builder(known)
    made = builder.build({"type": "array", "items": {"type": "integer"}, "minItems": 1000})
    assert (1000, MOST_VALUES - 1001) == (len(made), builder.left)
    builder.left = 2
    assert [1, None] == builder.build({"type": "array", "items": {"type": "integer"}, "minItems": 2})


def test_a_long_array_has_a_thousand_items_at_most(known: Document) -> None:
    assert 1000 == len(Builder(known).build({"type": "array", "items": {"type": "integer"}, "minItems": 1001}))


def test_after_five_hundred_values_only_required_fields_are_made(known: Document) -> None:
    schema = {"properties": {"a": {"type": "integer"}}}
    builder = Builder(known, left=MOST_VALUES - 498)
    assert {"a": 1} == builder.build(schema)
    builder.left = MOST_VALUES - 499
    assert {} == builder.build(schema)
