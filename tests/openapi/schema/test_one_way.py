"""Fields that only requests or only answers carry."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import openapi
from openapi.helpers import body_api, post

SPLIT = """\
Body: {allOf: [{$ref: "#/components/schemas/Element"}, {required: [id, name]}]}
Element: {type: object, properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
"""


def _seen(folder: Path, schema: str, body: str) -> list[tuple[str, str, str]]:
    held = body_api(folder, schema)
    return [(one.code, one.severity, one.pointer) for one in held.inspect(post(body), held.operations[0]).violations]


@pytest.mark.parametrize(
    "schema",
    [
        SPLIT,
        'Body: {allOf: [{required: [id, name]}, {$ref: "#/components/schemas/Id"}]}\n'
        "Id: {type: object, properties: {id: {readOnly: true}, name: {type: string}}}",
        'Body: {required: [id], properties: {id: {allOf: [{$ref: "#/components/schemas/Id"}]}, name: {type: string}}}\n'
        "Id: {type: integer, readOnly: true}",
        "Body: {allOf: [{allOf: [{required: [id]}]}, {properties: {id: {readOnly: true}, name: {type: string}}}]}",
    ],
)
def test_a_read_only_field_is_not_required_whichever_part_requires_it(tmp_path: Path, schema: str) -> None:
    assert [] == _seen(tmp_path, schema, '{"name": "a"}')


def test_a_field_of_the_same_name_further_down_is_required(tmp_path: Path) -> None:
    schema = """\
    Body: {allOf: [{properties: {id: {readOnly: true}}}, {properties: {a: {$ref: "#/components/schemas/A"}}}]}
    A: {type: object, required: [id], properties: {id: {type: integer}}}
    """
    assert [("body-schema", "error", "/a/id")] == _seen(tmp_path, schema, '{"a": {}}')


@pytest.mark.parametrize(
    ("schema", "body", "pointers"),
    [
        (SPLIT, '{"id": 1, "name": "a"}', ["/id"]),
        ("Body: {type: array, items: {properties: {id: {readOnly: true}}}}", '[{}, {"id": 1}]', ["/1/id"]),
        ("Body: {oneOf: [{properties: {a: {readOnly: true}}}, {properties: {a: {type: string}}}]}", '{"a": 1}', []),
        ("Body: {properties: {id: {writeOnly: true}}}", '{"id": 1}', []),
    ],
)
def test_a_read_only_field_that_is_sent_is_a_warning(
    tmp_path: Path, schema: str, body: str, pointers: list[str]
) -> None:
    assert [("body-schema", "warning", one) for one in pointers] == _seen(tmp_path, schema, body)


def test_a_parameter_of_the_media_type_chooses_the_schema(tmp_path: Path) -> None:
    held = body_api(tmp_path, "Body: {required: [a], properties: {a: {type: integer}}}", '"application/json; v=1"')
    content = held.document.entries[0].body["requestBody"]["content"]
    content["application/json; v=2"] = {"schema": {"required": ["b"], "properties": {"b": {"type": "integer"}}}}
    for kind, body, expected in (("v=2", '{"b": 1}', 0), ("v=2", '{"a": 1}', 2), ("v=1", '{"a": 1}', 0)):
        again = openapi.Api("v1", held.document)
        seen = again.inspect(post(body, f"application/json; {kind}"), again.operations[0])
        assert expected == len(seen.violations), (kind, body)
