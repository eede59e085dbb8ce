"""What references lead to: by anchors, by a schema's own address, beside a path item, in mappings and examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import openapi
from harness.openapi.lint.lint import lint_document
from openapi.helpers import api, body_api, document, post, request

TREE = """\
Body: {$id: "https://example.com/strict", $dynamicAnchor: node, $ref: tree, unevaluatedProperties: false}
Tree:
  $id: "https://example.com/tree"
  $dynamicAnchor: node
  type: object
  properties: {data: {type: integer}, children: {type: array, items: {$dynamicRef: "#node"}}}
"""


def _pointers(held: openapi.Api, body: str) -> list[str]:
    assert () == held.document.troubles
    return [one.pointer for one in held.inspect(post(body), held.operations[0]).violations]


@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        (
            "Body: {$dynamicAnchor: n, type: object, properties: {a: {type: string}, c: {items: {$dynamicRef: '#n'}}}}",
            '{"c": [{"a": 5}]}',
            ["/c/0/a"],
        ),
        (TREE, '{"data": 1, "children": [{"data": 2}]}', []),
        (TREE, '{"data": "x"}', ["/data"]),
        (
            'Body: {$id: "https://example.com/p", $defs: {n: {type: integer}}, properties: {a: {$ref: "#/$defs/n"}}}',
            '{"a": "x"}',
            ["/a"],
        ),
        (
            'Body: {$id: "https://example.com/p", properties: {a: {$ref: "#/components/schemas/N"}}}\n'
            "N: {type: integer}",
            '{"a": "x"}',
            ["/a"],
        ),
        (
            'Body: {properties: {a: {$ref: "https://example.com/p#/$defs/n"}}}\n'
            'P: {$id: "https://example.com/p", $defs: {n: {type: integer}}}',
            '{"a": "x"}',
            ["/a"],
        ),
    ],
)
def test_a_reference_is_followed_by_anchors_and_by_the_address_of_its_schema(
    tmp_path: Path, schema: str, body: str, expected: list[str]
) -> None:
    assert expected == _pointers(body_api(tmp_path, schema, version="3.1.0"), body)


def test_a_path_item_keeps_what_stands_beside_its_reference(tmp_path: Path) -> None:
    text = """\
    paths:
      /a/{id}:
        $ref: "#/components/pathItems/A"
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    components:
      pathItems: {A: {get: {operationId: a, responses: {"200": {description: ok}}}}}
    """
    held = api(tmp_path, text, "3.1.0")
    assert () == lint_document(held.document)
    seen = held.inspect(request("GET", "/v1/a/x"), held.operations[0])
    assert ["path-parameter"] == [one.code for one in seen.violations]


@pytest.mark.parametrize("name", ["cat.yaml", "cat.yml", "cat.json"])
def test_a_mapping_may_name_a_file_beside_the_document(tmp_path: Path, name: str) -> None:
    cat = {"type": "object", "properties": {"kind": {"type": "string"}, "meow": {"type": "boolean"}}}
    (tmp_path / name).write_text(json.dumps(cat))
    schema = f"Body: {{oneOf: [{{$ref: {name}}}], discriminator: {{propertyName: kind, mapping: {{cat: {name}}}}}}}"
    held = body_api(tmp_path, schema)
    assert () == lint_document(held.document)
    assert [] == _pointers(held, '{"kind": "cat", "meow": true}')
    assert ["/kind"] == _pointers(held, '{"kind": "cow"}')


def test_an_example_that_is_a_reference_is_what_it_names_and_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "example.yaml").write_text("{a: 7}")
    content = "content: {application/json: {schema: {type: object}, example: {$ref: example.yaml}}}"
    held = document(
        tmp_path,
        "".join(
            f"{'paths:' if not index else ''}\n"
            f'  /{index}: {{get: {{operationId: o{index}, responses: {{"200": {{description: ok, {content}}}}}}}}}'
            for index in range(5)
        ).lstrip("\n"),
    )
    found = openapi.Api("v1", held)
    assert {"a": 7} == json.loads(found.answer(found.operations[3], 200).body)
    assert ["expected an example, got a $ref, which OpenAPI takes for the example itself (and so in 4 more)"] == [
        trouble.message for trouble in held.troubles
    ]
    assert {} == dict(held.files)


def test_a_deprecated_parameter_that_is_sent_is_a_note(tmp_path: Path) -> None:
    listed = "parameters: [{name: old, in: query, deprecated: true}, {name: Old, in: header, deprecated: true}]"
    held = api(
        tmp_path, f'paths: {{/a: {{get: {{operationId: a, {listed}, responses: {{"200": {{description: ok}}}}}}}}}}'
    )
    seen = held.inspect(request("GET", "/v1/a?old=1", (("old", "x"),)), held.operations[0])
    assert [("query-parameter", "note"), ("header-value", "note")] == [
        (one.code, one.severity) for one in seen.violations
    ]
    assert () == held.inspect(request("GET", "/v1/a"), held.operations[0]).violations
