"""Swagger 2.0 documents: judged, answered and linted as OpenAPI 3.0 documents are, each thing on its own line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness import openapi
from harness.model import Headers
from harness.openapi.lint.lint import lint_document
from openapi.helpers import codes, found, multipart, operation, request

HEAD = """\
swagger: "2.0"
info: {title: Test, version: "1"}
host: api.example.com
basePath: /v1
schemes: [https, http]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  basic: {type: basic}
  token: {type: oauth2, flow: implicit, authorizationUrl: "https://a.example/", scopes: {}}
"""
TEXT = (
    HEAD
    + """\
parameters:
  Limit: {name: limit, in: query, type: integer, maximum: 10}
  Thing: {name: thing, in: body, required: true, schema: {$ref: "#/definitions/Thing"}}
responses:
  Thing: {description: ok, schema: {$ref: "#/definitions/Thing"}, headers: {Left: {type: integer, minimum: 3}}}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, type: integer}
    get:
      operationId: get
      security: [{key: []}]
      parameters:
        - $ref: "#/parameters/Limit"
        - {name: tags, in: query, type: array, items: {type: string, enum: [a, b]}}
        - {name: many, in: query, type: array, collectionFormat: multi, items: {type: integer}}
        - {name: piped, in: query, type: array, collectionFormat: pipes, items: {type: integer}}
      responses:
        200: {$ref: "#/responses/Thing"}
        404: {description: no, schema: {type: object}, examples: {application/json: {message: none}}}
      x-codeSamples: [{lang: Python, source: {$ref: a.py}}]
    put:
      operationId: put
      parameters: [{$ref: "#/parameters/Thing"}]
      responses: {204: {description: ok}}
  /files:
    post:
      operationId: upload
      consumes: [multipart/form-data]
      produces: [application/pdf]
      parameters:
        - {name: file, in: formData, type: file, required: true}
        - {name: size, in: formData, type: integer}
      responses: {201: {description: ok, schema: {type: file}}}
  /forms:
    post:
      operationId: form
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: kind, in: formData, type: string, enum: [x, y], required: true}
        - {name: list, in: formData, type: array, items: {type: integer}}
      responses: {200: {description: ok}}
definitions:
  Thing:
    type: object
    required: [name]
    properties: {name: {type: string, x-nullable: true}, owner: {$ref: "#/definitions/Pet"}}
  Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}}}
  Cat: {allOf: [{$ref: "#/definitions/Pet"}, {type: object, properties: {lives: {type: integer}}}]}
"""
)
LIVES = [("body-schema", "/owner/lives")]
KEY = (("X-Key", "k"),)
JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


def load(folder: Path, text: str = TEXT) -> openapi.Api:
    (folder / "api.yaml").write_text(text)
    return openapi.Api("v1", openapi.load(folder / "api.yaml", "spec/api.yaml"))


@pytest.fixture
def api(tmp_path: Path) -> openapi.Api:
    return load(tmp_path)


def test_operations_have_their_paths_and_lines(api: openapi.Api) -> None:
    assert ["/v1/things/{id}", "/v1/things/{id}", "/v1/files", "/v1/forms"] == [
        api.full_path(one) for one in api.operations
    ]
    lines = TEXT.splitlines()
    assert ["get:", "put:", "post:", "post:"] == [lines[one.line - 1].strip() for one in api.operations]


def test_a_sound_document_has_no_finding(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    assert [] == list(lint_document(load(tmp_path).document))


@pytest.mark.parametrize(
    ("name", "target", "headers", "body", "expected"),
    [
        ("get", "/v1/things/1?limit=3&tags=a,b&many=1&many=2&piped=1|2", KEY, b"", []),
        ("get", "/v1/things/1", (), b"", [("auth-missing", "X-Key")]),
        ("get", "/v1/things/x", KEY, b"", [("path-parameter", "id")]),
        ("get", "/v1/things/1?limit=11", KEY, b"", [("query-parameter", "limit")]),
        ("get", "/v1/things/1?tags=a,c", KEY, b"", [("query-parameter", "tags")]),
        ("get", "/v1/things/1?piped=1,2", KEY, b"", [("query-parameter", "piped")]),
        ("put", "/v1/things/1", JSON, b'{"name": null}', []),
        ("put", "/v1/things/1", JSON, b'{"name": 1}', [("body-schema", "/name")]),
        ("put", "/v1/things/1", JSON, b'{"nam": "a"}', [("unknown-field", "/nam")]),
        ("put", "/v1/things/1", JSON, b'{"name": "a", "owner": {"kind": "Cat", "lives": 9}}', []),
        ("put", "/v1/things/1", JSON, b'{"name": "a", "owner": {"kind": "Cat", "lives": ""}}', LIVES),
        ("put", "/v1/things/1", (), b"", [("body-schema", "")]),
        ("form", "/v1/forms", FORM, b"kind=x&list=1,2", []),
        ("form", "/v1/forms", FORM, b"kind=z", [("body-schema", "/kind")]),
        ("form", "/v1/forms", JSON, b'{"kind": "x"}', [("content-type", "Content-Type")]),
    ],
)  # fmt: skip
def test_requests_are_judged(
    api: openapi.Api, name: str, target: str, headers: Headers, body: bytes, expected: list[tuple[str, str]]
) -> None:
    due = operation(api, name)
    assert expected == found(api.inspect(request(due.method, target, headers, body), due))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("file", b"x", "a.png", "image/png"), ("size", "3")], []),
        ([("file", b"x", "a.png", "image/png"), ("size", "x")], ["body-schema"]),
        ([("size", "3")], ["body-schema"]),
    ],
)
def test_uploads_are_judged(api: openapi.Api, parts: Any, expected: list[str]) -> None:
    headers = (("Content-Type", "multipart/form-data; boundary=b"),)
    due = operation(api, "upload")
    seen = api.inspect(request("POST", "/v1/files", headers, multipart(parts, "b")), due)

    assert expected == codes(seen) or (expected == ["body-schema"] and ["file-part"] == codes(seen))


def test_answers_are_made_of_schemas_examples_and_media_types(api: openapi.Api) -> None:
    good = api.answer(operation(api, "get"), 200)
    assert ({"name": "text", "owner": {"kind": "text"}}, "3") == (json.loads(good.body), good.header("Left"))
    assert {"message": "none"} == json.loads(api.answer(operation(api, "get"), 404).body)

    uploaded = operation(api, "upload")
    answer = api.answer(uploaded, api.success_status(uploaded))
    assert (201, "application/pdf", b"%PDF-") == (answer.status, answer.header("content-type"), answer.body[:5])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: limit, in: query, type: integer", "name: limit, in: query, type: int", "type"),
        ("operationId: put", "operationId: put\n      operationld: x", "operationld"),
        ("{key: []}", "{kee: []}", 'the security scheme "kee" is not declared'),
        ('$ref: "#/parameters/Limit"', '$ref: "#/parameters/Limmit"', "expected a $ref to something that exists"),
        ('owner: {$ref: "#/definitions/Pet"}', 'owner: {$ref: "#/definitions/Pat"}', "expected a $ref to something"),
    ],
)
def test_a_fault_is_told_once_on_its_own_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "a.py").touch()
    text = TEXT.replace(old, new)
    findings = lint_document(load(tmp_path, text).document)
    lines = zip(TEXT.splitlines(), text.splitlines(), strict=False)

    (finding,) = findings
    assert message in finding.message
    assert next(number for number, (good, bad) in enumerate(lines, 1) if good != bad) == finding.line


def test_files_that_it_refers_to_are_converted_too(tmp_path: Path) -> None:
    (tmp_path / "models.yaml").write_text(
        "definitions:\n  Pet:\n    type: object\n    properties: {a: {type: integer, x-nullable: true, example: x}}\n"
        "limit: {name: limit, in: query, type: integer}\n"
    )
    text = TEXT.replace("#/definitions/Pet", "models.yaml#/definitions/Pet", 1)
    text = text.replace("#/parameters/Limit", "models.yaml#/limit")
    api = load(tmp_path, text)
    put = operation(api, "put")

    sent = request("PUT", "/v1/things/1", JSON, b'{"name": "a", "owner": {"a": null}}')
    assert [] == codes(api.inspect(sent, put))
    assert ["query-parameter"] == codes(api.inspect(request("GET", "/v1/things/1?limit=x", KEY), operation(api, "get")))
    assert [("spec/models.yaml", 4)] == [
        (one.file, one.line) for one in lint_document(api.document) if one.code == "spec-example"
    ]


@pytest.mark.parametrize(
    ("lines", "base"),
    [
        ("basePath: /v1", "/v1"),
        ("basePath: /", ""),
        ("host: a.example", ""),
        ("host: a.example\nbasePath: /v1/x/", "/v1/x"),
    ],
)
def test_the_base_path_is_its_own(tmp_path: Path, lines: str, base: str) -> None:
    head = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\n"
    assert base == load(tmp_path, head + lines).base_path


def test_an_overlay_speaks_of_the_document_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(TEXT)
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n"
        "  - {target: '$.definitions.Thing.properties', update: {size: {type: integer}}}\n"
    )
    document = openapi.load(tmp_path / "api.yaml", overlays=[overlay])

    assert {"name", "owner", "size"} == set(document.data["components"]["schemas"]["Thing"]["properties"])
