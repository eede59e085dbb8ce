"""What schemas say of a value, in all places that speak of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.openapi.schema.inplace import (
    NAMES_FIELDS,
    Gathered,
    in_place,
    is_free_form,
    local_references,
    of_fields,
    property_schemas,
    required_names,
)
from harness.openapi.schema.known_fields import known_fields, node_at
from openapi.helpers import document

TEXT = """
paths: {/a: {get: {operationId: a}}}
components:
  schemas:
    Named: {type: object, required: [a], properties: {a: {type: string}}}
    Free: {type: object, description: anything}
    Both: {allOf: [{$ref: "#/components/schemas/Named"}, {required: [b, 7], properties: {a: {minLength: 1}}}]}
"""
NAMED, FREE, BOTH = ({"$ref": f"#/components/schemas/{name}"} for name in ("Named", "Free", "Both"))


@pytest.mark.parametrize(
    ("schema", "every", "only_all"),
    [
        (True, 0, 0),
        ({}, 1, 1),
        ({"allOf": [{"a": 1}, {"b": 1}]}, 3, 3),
        ({"oneOf": [{"a": 1}], "anyOf": [{"b": 1}]}, 3, 1),
        ({"if": {"a": 1}, "then": {"b": 1}, "else": {"c": 1}}, 4, 1),
        ({"dependentSchemas": {"a": {"b": 1}}}, 2, 1),
        ({"not": {"a": 1}}, 1, 1),
        (NAMED, 2, 2),
        (BOTH, 5, 5),
    ],
)
def test_all_parts_that_apply_to_one_value_are_found(tmp_path: Path, schema: Any, every: int, only_all: int) -> None:
    found = document(tmp_path, TEXT)
    assert (every, only_all) == (
        len(list(in_place(found, schema))),
        len(list(in_place(found, schema, only_all=True))),
    )


@pytest.mark.parametrize(
    ("schema", "declares", "free"),
    [
        ({}, False, True),
        ({"type": "object"}, False, True),
        (FREE, False, True),
        (NAMED, True, False),
        (BOTH, True, False),
        ({"type": "string"}, False, False),
        ({"type": ["object", "null"]}, False, False),
        ({"type": "object", "minProperties": 1}, False, False),
        ({"patternProperties": {"a": {}}}, True, False),
        ({"properties": {}}, False, False),
        ({"discriminator": {"propertyName": "a"}}, True, False),
        (True, False, False),
    ],
)
def test_a_value_has_named_fields_or_may_have_any(tmp_path: Path, schema: Any, declares: bool, free: bool) -> None:
    found = document(tmp_path, TEXT)
    fields = Gathered(found, of_fields, only_all=False).of(schema)
    assert (declares, free) == (fields == NAMES_FIELDS, is_free_form(found, schema))


def test_a_reference_to_nothing_is_no_free_form(tmp_path: Path) -> None:
    assert not is_free_form(document(tmp_path, TEXT), {"$ref": "#/none"})


def test_fields_and_what_is_said_of_one_come_from_all_parts(tmp_path: Path) -> None:
    found = document(tmp_path, TEXT)
    assert {"a", "b"} == required_names(found, BOTH)
    assert [{"type": "string"}, {"minLength": 1}] == list(property_schemas(found, BOTH, "a"))
    assert [] == list(property_schemas(found, BOTH, "b"))


def test_local_references_are_those_of_schemas_and_not_of_values() -> None:
    schema = {
        "$ref": "#/$defs/a",
        "items": [{"$ref": "#/$defs/b"}],
        "enum": [{"$ref": "#/$defs/c"}],
        "x": {"$ref": "#/d"},
    }
    assert {"a", "b"} == set(local_references(schema))


DEFS = {"A": {"properties": {"a": {"type": "string"}}}, "Open": {"additionalProperties": True}}


@pytest.mark.parametrize(
    ("node", "value", "fields"),
    [
        ({"properties": {"x": {}}}, {}, {"x"}),
        ({"$ref": "#/$defs/A", "properties": {"x": {}}}, {}, {"a", "x"}),
        ({"$ref": "#/$defs/Open"}, {}, None),
        ({"additionalProperties": {"type": "string"}}, {}, None),
        ({"additionalProperties": False, "properties": {"x": {}}}, {}, {"x"}),
        ({"anyOf": [{"properties": {"x": {}}}, {"properties": {"y": {}}}]}, {}, {"x", "y"}),
        ({"patternProperties": {"^x-": {}}}, {"x-a": 1, "b": 2}, {"x-a"}),
        ({"patternProperties": {"(": {}}}, {"b": 2}, {"b"}),
        ({"x-when": ["kind", ["a"]], "then": {"properties": {"x": {}}}}, {"kind": "a"}, {"x"}),
        ({"x-when": ["kind", ["a"]], "then": {"properties": {"x": {}}}}, {"kind": "b"}, set()),
        ({"x-when": ["kind", ["a"]], "then": {"properties": {"x": {}}}}, {}, set()),
        ({"x-when": ["kind", None], "then": {"properties": {"x": {}}}}, {}, {"x"}),
        ({"x-when": ["kind", None], "then": {"properties": {"x": {}}}}, {"kind": "a"}, set()),
        ({"x-when": ["kind", {"not": ["a"]}], "then": {"properties": {"x": {}}}}, {"kind": "b"}, {"x"}),
        ({"x-when": ["kind", {"not": ["a"]}], "then": {"properties": {"x": {}}}}, {"kind": "a"}, set()),
        ({"then": {"properties": {"x": {}}}, "else": {"properties": {"y": {}}}}, {}, {"x", "y"}),
    ],
)
def test_the_fields_that_a_value_may_have_are_those_of_the_variant_that_it_chose(
    node: Any, value: Any, fields: set[str] | None
) -> None:
    assert fields == known_fields(node, DEFS, value)


def test_a_subschema_is_found_by_the_way_that_a_validator_took() -> None:
    schema = {"$defs": DEFS, "allOf": [{"$ref": "#/$defs/A"}]}
    assert {"type": "string"} == node_at(schema, ["allOf", 0, "$ref", "properties", "a"])
    assert node_at(schema, ["allOf", 1]) is None
    assert node_at(schema, ["allOf", 0, "x", "y"]) is None
