"""What OpenAPI 3.2 has beyond 3.1, and queries that belong to a path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import openapi
from harness.model import Headers
from harness.openapi.lint.lint import lint_document
from openapi.helpers import HEAD, api, codes, document, found, operation, request

TEXT = """\
$self: https://api.example.com/api.yaml
paths:
  /search:
    query:
      operationId: search
      requestBody: {content: {application/json: {schema: {type: object, properties: {q: {type: string}}}}}}
      responses: {"200": {summary: found, content: {application/json: {$ref: "#/components/mediaTypes/Found"}}}}
    additionalOperations:
      COPY: {operationId: copy, responses: {"204": {description: ok}}}
    get:
      operationId: filter
      parameters:
        - name: filter
          in: querystring
          required: true
          content:
            application/x-www-form-urlencoded:
              schema:
                type: object
                required: [q]
                properties: {q: {type: string}, limit: {type: integer}, tags: {type: array, items: {type: string}}}
      responses: {"200": {description: ok}}
  /where:
    get:
      operationId: where
      parameters:
        - name: as_json
          in: querystring
          content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}
      responses: {"200": {description: ok}}
  /lines:
    post:
      operationId: lines
      requestBody:
        required: true
        content: {application/jsonl: {itemSchema: {type: object, required: [n], properties: {n: {type: integer}}}}}
      responses:
        "201": {description: ok, content: {text/event-stream: {itemSchema: {$ref: "#/components/schemas/Event"}}}}
  /pets:
    post:
      operationId: pets
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses: {"200": {description: ok, content: {application/json: {examples: {a: {dataValue: {a: 1}}}}}}}
components:
  mediaTypes: {Found: {schema: {type: object, properties: {n: {type: integer}}}}}
  schemas:
    Event: {type: object, required: [data], properties: {data: {type: string, const: hello}}}
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Other"}]
      discriminator: {propertyName: kind, defaultMapping: Other}
    Cat: {type: object, required: [kind], properties: {kind: {const: Cat}, lives: {type: integer}}}
    Other: {type: object, properties: {kind: {type: string}, legs: {type: integer}}}
"""
JSON = (("Content-Type", "application/json"),)
LINES = (("Content-Type", "application/jsonl"),)


@pytest.fixture
def shop(tmp_path: Path) -> openapi.Api:
    return api(tmp_path, TEXT, "3.2.0")


def test_a_sound_document_has_no_finding(tmp_path: Path) -> None:
    assert [] == list(lint_document(document(tmp_path, TEXT, "3.2.0")))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("in: querystring", "in: querysting", "in"),
        ("summary: found", "sumary: found", "sumary"),
        ("itemSchema: {$ref", "itemSchemo: {$ref", "itemSchemo"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    findings = lint_document(document(tmp_path, TEXT.replace(old, new, 1), "3.2.0"))
    line = next(number for number, text in enumerate((HEAD + TEXT).splitlines(), 1) if old in text)

    assert message in findings[0].message
    assert findings[0].line is not None
    assert abs(line - findings[0].line) <= 3


def test_operations_of_any_method_are_found(shop: openapi.Api) -> None:
    methods = {one.id: one.method for one in shop.operations}
    assert {
        "search": "QUERY",
        "copy": "COPY",
        "filter": "GET",
        "where": "GET",
        "lines": "POST",
        "pets": "POST",
    } == methods
    route = shop.route("COPY", "/v1/search")
    assert route is not None
    assert "copy" == route.operation.id


@pytest.mark.parametrize(
    ("name", "method", "target", "headers", "body", "expected"),
    [
        ("search", "QUERY", "/v1/search", JSON, b'{"q": "a"}', []),
        ("search", "QUERY", "/v1/search", JSON, b'{"q": 1}', [("body-schema", "/q")]),
        ("filter", "GET", "/v1/search?q=a&limit=3&tags=a&tags=b", (), b"", []),
        ("filter", "GET", "/v1/search?limit=x&q=a", (), b"", [("query-parameter", "limit")]),
        ("filter", "GET", "/v1/search?limit=1", (), b"", [("query-parameter", "q")]),
        ("filter", "GET", "/v1/search", (), b"", [("query-parameter", "filter")]),
        ("filter", "GET", "/v1/search?q=%zz", (), b"", [("query-parameter", "")]),
        ("where", "GET", "/v1/where?%7B%22n%22%3A%201%7D", (), b"", []),
        ("where", "GET", "/v1/where?%7B%22n%22%3A%20%22x%22%7D", (), b"", [("query-parameter", "n")]),
        ("lines", "POST", "/v1/lines", LINES, b'{"n": 1}\n{"n": 2}\n', []),
        ("lines", "POST", "/v1/lines", LINES, b'{"n": 1}\n{"n": "x"}\n', [("body-schema", "/1/n")]),
        ("lines", "POST", "/v1/lines", LINES, b'{"n": 1}\n{', [("body-unreadable", "")]),
        ("pets", "POST", "/v1/pets", JSON, b'{"kind": "Cat", "lives": 9}', []),
        ("pets", "POST", "/v1/pets", JSON, b'{"kind": "Snake", "legs": 0}', []),
        ("pets", "POST", "/v1/pets", JSON, b'{"legs": 4}', []),
        ("pets", "POST", "/v1/pets", JSON, b'{"kind": "Cat", "lives": "x"}', [("body-schema", "/lives")]),
        ("pets", "POST", "/v1/pets", JSON, b'{"kind": "Snake", "legs": "x"}', [("body-schema", "/legs")]),
    ],
)  # fmt: skip
def test_requests_are_judged(
    shop: openapi.Api,
    name: str,
    method: str,
    target: str,
    headers: Headers,
    body: bytes,
    expected: list[tuple[str, str]],
) -> None:
    assert expected == found(shop.inspect(request(method, target, headers, body), operation(shop, name)))


def test_answers_follow_media_types_items_and_data_values(shop: openapi.Api) -> None:
    assert {"n": 1} == json.loads(shop.answer(operation(shop, "search"), 200).body)
    assert {"a": 1} == json.loads(shop.answer(operation(shop, "pets"), 200).body)
    assert b"data: hello\n\ndata: hello\n\n" == shop.answer(operation(shop, "lines"), 201).body


@pytest.mark.parametrize("media_type", ["application/x-ndjson", "application/jsonl"])
def test_lines_of_which_nothing_is_said_may_hold_anything(tmp_path: Path, media_type: str) -> None:
    body = f"requestBody: {{content: {{{media_type}: SCHEMA}}}}"
    text = f"paths: {{/a: {{post: {{operationId: a, {body}, responses: {{}}}}}}}}"
    sent = request("POST", "/v1/a", (("Content-Type", media_type),), b'{"a": 1}\n[2]\n')

    for schema, expected in (
        ("{schema: {type: string, format: binary}}", []),
        ("{}", []),
        ("{schema: {type: array, items: {type: object}}}", ["body-schema"]),
    ):
        shop = api(tmp_path, text.replace("SCHEMA", schema))
        assert expected == codes(shop.inspect(sent, operation(shop, "a")))


PATHS = """\
paths:
  /things:
    get: {operationId: plain, responses: {"200": {description: ok}}}
  /things?beta=true:
    get: {operationId: beta, responses: {"200": {description: ok}}}
  /things?beta=true&kind={kind}:
    get: {operationId: kind, responses: {"200": {description: ok}}}
  /only?version=2:
    get:
      operationId: only
      parameters: [{name: q, in: query, schema: {type: integer}}]
      responses: {"200": {description: ok}}
  /part#one:
    get: {operationId: part, responses: {"200": {description: ok}}}
  /shared:
    $ref: "#/paths/~1part%23one"
    post: {operationId: own, responses: {"200": {description: ok}}}
"""


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/v1/things", "plain"),
        ("/v1/things?other=1", "plain"),
        ("/v1/things?beta=false", "plain"),
        ("/v1/things?beta=true", "beta"),
        ("/v1/things?other=1&beta=true", "beta"),
        ("/v1/things?beta=true&kind=x", "kind"),
        ("/v1/only", "only"),
        ("/v1/only?version=2", "only"),
        ("/v1/part", "part"),
    ],
)
def test_a_query_in_a_paths_key_tells_operations_apart(tmp_path: Path, target: str, expected: str) -> None:
    route = api(tmp_path, PATHS).route("GET", target)

    assert route is not None
    assert expected == route.operation.id


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("beta", "/v1/things?beta=true", []),
        ("beta", "/v1/things", [("query-parameter", "beta")]),
        ("beta", "/v1/things?beta=false", [("query-parameter", "beta")]),
        ("plain", "/v1/things", []),
        ("plain", "/v1/things?beta=true", [("query-parameter", "beta")]),
        ("kind", "/v1/things?kind=x&beta=true", []),
        ("only", "/v1/only?version=2&q=1", []),
        ("only", "/v1/only?version=3&q=1", [("query-parameter", "version")]),
        ("only", "/v1/only?version=2&q=x", [("query-parameter", "q")]),
    ],
)
def test_the_query_of_a_path_must_be_sent(
    tmp_path: Path, name: str, target: str, expected: list[tuple[str, str]]
) -> None:
    shop = api(tmp_path, PATHS)
    assert expected == found(shop.inspect(request("GET", target), operation(shop, name)))


def test_operations_beside_a_reference_of_their_path_are_there_too(tmp_path: Path) -> None:
    ids = [one.id for one in api(tmp_path, PATHS).operations]
    assert ["own", "part"] == ids[-2:]
