"""Whatever schemas refer to, each walk over them ends within its bound."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi.helpers import api, request

from harness import openapi
from harness.openapi.fields import MOST_PLACES, request_fields
from harness.openapi.request.value_examples import MOST_FIELDS
from harness.openapi.schema import bounded
from harness.openapi.schema.convert import Converter
from harness.openapi.values.model_value import DEEPEST_OF_ALL, MOST_VALUES, Builder

EXAMPLES = int(os.environ.get("HARNESS_SCHEMAS", "40"))
"""Documents that are tried: 1,000 before a change of the walks is merged."""

Schemas = dict[str, Any]


def _ref(number: int | str) -> Schemas:
    return {"$ref": f"#/components/schemas/S{number}"}


def _document(schemas: Schemas, body: Schemas) -> openapi.Document:
    content = {name: {"schema": body} for name in ("application/json", "text/event-stream", "application/xml")}
    operation = {
        "operationId": "a",
        "parameters": [{"name": "q", "in": "query", "schema": body}],
        "requestBody": {"content": {name: {"schema": body} for name in ("application/json", "multipart/form-data")}},
        "responses": {"200": {"description": "ok", "content": content}},
    }
    data = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": schemas},
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "api.yaml"
        file.write_text(json.dumps(data), "utf-8")
        return openapi.load(file, "api.yaml")


def _fan(count: int, schema: Any) -> Schemas:
    """Schemas each of which refers to the next one by what `schema` makes of that reference."""
    return {f"S{index}": schema(_ref(index + 1)) for index in range(count)} | {f"S{count}": {"type": "string"}}


def _each_other(count: int, schema: Any) -> Schemas:
    """Schemas each of which refers to all."""
    return {f"S{index}": schema([_ref(other) for other in range(count)]) for index in range(count)}


def _objects(found: list[Schemas]) -> Schemas:
    return {"type": "object", "properties": {f"p{index}": one for index, one in enumerate(found)} | {"x": {}}}


HARD = {
    "a list of itself": {"S0": {"oneOf": [{"type": "string"}, {"type": "array", "items": _ref(0)}]}},
    "itself, required": {"S0": {"type": "object", "required": ["a"], "properties": {"a": _ref(0)}}},
    "two to the 30th": _fan(30, lambda one: {"type": "object", "properties": {"a": one, "b": one}}),
    "two to the 30th, required": _fan(
        30, lambda one: {"type": "object", "required": ["a", "b"], "properties": {"a": one, "b": one}}
    ),
    "30 allOf": _fan(30, lambda one: {"allOf": [one, one]}),
    "30 allOf by two ways": _fan(30, lambda one: {"allOf": [{"allOf": [one]}, {"allOf": [one]}]}),
    "30 oneOf": _fan(30, lambda one: {"oneOf": [one, one]}),
    "30 anyOf": _fan(30, lambda one: {"anyOf": [{"allOf": [one]}, {"not": one}]}),
    "20 objects": _each_other(20, _objects),
    "12 alternatives": _each_other(12, lambda all_: {"oneOf": [*all_, _objects(all_)]}),
    "8 with a discriminator": _each_other(
        8, lambda all_: {"oneOf": all_, "discriminator": {"propertyName": "kind"}, **_objects(all_)}
    ),
    "a choice that is itself, nested": {
        "S0": {
            "allOf": [
                {
                    "type": "object",
                    "required": ["a", "c"],
                    "properties": {"a": {"type": "string"}, "d": {"type": "array"}, "c": _ref(0)},
                },
                {
                    "oneOf": [
                        {"oneOf": [_ref(0)], "discriminator": {"propertyName": "a"}},
                        {"oneOf": [_ref(0), _ref(0), {}], "discriminator": {"propertyName": "a"}},
                    ]
                },
            ]
        }
    },
}


@pytest.mark.parametrize("schemas", HARD.values(), ids=HARD)
def test_a_hard_document_is_judged_answered_and_covered(schemas: Schemas) -> None:
    _end_within_bounds(_document(schemas, _ref(0)), schemas)


def _schemas(count: int) -> st.SearchStrategy[Schemas]:
    """Schemas that refer to each other: deep, wide, recursive, and with discriminators."""
    leaf = st.one_of(
        st.integers(0, count - 1).map(_ref),
        st.sampled_from([{"type": "string"}, {"type": "integer"}, {"enum": ["a", "b"]}, {"const": 1}, {}, True]),
    )
    names = st.sampled_from("abcde")

    def wrapped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        lists = st.lists(inner, min_size=1, max_size=4)
        fields = st.dictionaries(names, inner, max_size=5)
        return st.one_of(
            st.builds(lambda items: {"type": "array", "items": items}, inner),
            st.builds(lambda key, items: {key: items}, st.sampled_from(["allOf", "anyOf", "oneOf"]), lists),
            st.builds(lambda items: {"oneOf": items, "discriminator": {"propertyName": "a"}}, lists),
            st.builds(
                lambda fields, required: {"type": "object", "properties": fields, "required": required},
                fields,
                st.lists(names, max_size=2, unique=True),
            ),
            st.builds(lambda items: {"type": "object", "additionalProperties": items}, inner),
            st.builds(lambda fields: {"properties": fields, "discriminator": {"propertyName": "a"}}, fields),
            st.builds(lambda one, other: {"if": one, "then": other}, inner, inner),
        )

    schema = wrapped(st.recursive(leaf, wrapped, max_leaves=8))
    return st.fixed_dictionaries({f"S{index}": schema for index in range(count)})


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(1, 8).flatmap(_schemas))
def test_whatever_schemas_refer_to_every_walk_ends_within_its_bound(schemas: Schemas) -> None:
    _end_within_bounds(_document(schemas, _ref(0)), schemas)


def _end_within_bounds(document: openapi.Document, schemas: Schemas) -> None:
    held = openapi.Api("v1", document)
    operation = held.operations[0]
    nodes = json.dumps(schemas).count("{") + 10
    root = Converter(document).root(_ref(0))
    assert len(root["$defs"]) <= 4 * nodes
    assert bounded.endless({**root["$defs"], "": {**root, "$defs": {}}}, {}) == set()
    fields = json.dumps(schemas).count(":") + 10
    assert len(request_fields(held, operation)) <= MOST_PLACES * fields * nodes
    builder = Builder(document)
    builder.build(_ref(0))
    assert MOST_VALUES - builder.left <= MOST_VALUES + DEEPEST_OF_ALL * fields
    sent = request(
        "POST", "/a?q=1", (("Content-Type", "application/json"),), '{"a": {"b": [{"p0": {}}]}, "kind": "S1"}'
    )
    held.inspect(sent, operation)
    for media in held.media_types(operation):
        assert 200 == held.answer(operation, 200, media).status
    held.has_artifact_list(operation, "application/json")
    held.example_request(operation)
    assert len(held.value_examples(operation)) <= MOST_FIELDS + fields
    held.prepare(operation)


def test_alternatives_that_are_each_other_are_not_judged_and_refuse_nothing(tmp_path: Path) -> None:
    listed = ", ".join(f'{{$ref: "#/components/schemas/S{index}"}}' for index in range(12))
    schemas = "".join(f"    S{index}: {{oneOf: [{listed}]}}\n" for index in range(12))
    held = api(
        tmp_path,
        "paths: {/a: {post: {operationId: a, requestBody: {content: {application/json: {schema: "
        '{$ref: "#/components/schemas/S0"}}}}, responses: {"200": {description: ok}}}}}\n'
        f"components:\n  schemas:\n{schemas}",
    )
    sent = request("POST", "/v1/a", (("Content-Type", "application/json"),), '{"a": 1}')
    assert () == held.inspect(sent, held.operations[0]).violations


@pytest.mark.parametrize(
    ("definitions", "times"),
    [
        ({"0": {"type": "object", "properties": {"a": {"$ref": "#/$defs/0"}}}}, 1),
        ({"0": {"allOf": [{"$ref": "#/$defs/1"}, {"$ref": "#/$defs/1"}]}, "1": {"type": "string"}}, 1),
        ({"0": {"allOf": [{"$ref": "#/$defs/0"}]}}, 2),
        ({"0": {"anyOf": [{"$ref": "#/$defs/0"}, {"$ref": "#/$defs/0"}]}}, 3),
        ({"0": {"allOf": [{"$ref": "#/$defs/1"}]}, "1": {"oneOf": [{"$ref": "#/$defs/0"}, {"$ref": "#/$defs/0"}]}}, 3),
    ],
)
def test_a_schema_that_leads_to_itself_is_judged_again_and_again(definitions: Schemas, times: int) -> None:
    assert times == bounded.repeats(definitions)
