"""The request that a document gives as an example, and a line that sends it: by literals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.commands.serving.call_line import call_line
from harness.model import Operation
from harness.openapi import Api
from openapi.helpers import api, operation

SPEC = """
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}, example: a b}]
    get:
      operationId: read
      security: [{key: []}]
      parameters:
        - {name: q, in: query, required: true, schema: {type: integer, minimum: 3}}
        - {name: tags, in: query, required: true, schema: {type: array, items: {type: string}}, example: [x, y]}
        - {name: left, in: query, schema: {type: string}, example: out}
        - {name: X-Kind, in: header, required: true, schema: {type: string, enum: [short]}}
    delete: {operationId: drop, security: [{basic: []}]}
    put:
      operationId: put
      security: [{header: []}]
      requestBody: {content: {text/plain: {example: plain}, application/json: {example: {a: 1}}}}
  /forms:
    post:
      operationId: form
      security: [{query: []}]
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                text: {type: string}
                image: {type: string, format: binary}
                raw: {type: string, format: binary}
            example: {text: hi, image: in/picture.png, raw: ""}
            encoding: {raw: {contentType: "image/webp, image/png"}}
  /encoded:
    post:
      operationId: encoded
      security: [{cookie: []}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {a: {type: string}, l: {type: array, items: {type: integer}}}}
            example: {a: "x&y", l: [1, 2], n: null}
            encoding: {l: {style: pipeDelimited, explode: false}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: sid}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The document of the tests."""
    return api(tmp_path_factory.mktemp("examples"), SPEC)


def of(shop: Api, name: str) -> Operation:
    """An operation."""
    return operation(shop, name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "read",
            {
                "method": "GET",
                "operation": "read",
                "path": {"id": "a b"},
                "query": {"q": 3, "tags": ["x", "y"]},
                "headers": {"x-kind": "short", "authorization": "Bearer [key]"},
                "body": None,
                "files": {},
            },
        ),
        ("drop", {"headers": {"authorization": "Basic [key]"}, "path": {"id": "a b"}, "query": {}}),
        ("put", {"headers": {"x-key": "[key]"}, "body": {"a": 1}}),
        (
            "form",
            {
                "headers": {},
                "body": {"text": "hi", "image": None, "raw": None},
                "files": {
                    "image": {"filename": "picture.png", "content_type": "image/png"},
                    "raw": {"filename": "raw", "content_type": "image/webp"},
                },
            },
        ),
        ("encoded", {"body": {"a": "x&y", "l": [1, 2], "n": None}, "files": {}}),
    ],
)
def test_an_example_has_what_is_required_and_the_document_s_own_values(
    shop: Api, name: str, expected: dict[str, Any]
) -> None:
    found = shop.example_request(of(shop, name))
    assert expected == {key: found[key] for key in expected}


def test_the_target_has_path_and_query_as_they_are_sent(shop: Api) -> None:
    assert "/v1/things/a%20b?q=3&tags=x&tags=y" == shop.example_target(of(shop, "read"))
    assert "/v1/things/a%20b" == shop.example_target(of(shop, "drop"))


def test_a_form_is_encoded_as_the_document_says(shop: Api) -> None:
    kind = "application/x-www-form-urlencoded"
    assert ["a=x%26y", "l=1%7C2"] == shop.example_form(of(shop, "encoded"), kind, {"a": "x&y", "l": [1, 2], "n": None})


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "read",
            "curl --header 'Authorization: Bearer any-key' --header 'x-kind: short' "
            "'http://h/v1/things/a%20b?q=3&tags=x&tags=y'",
        ),
        ("drop", "curl --request DELETE --user any-user:any-key http://h/v1/things/a%20b"),
        (
            "put",
            "curl --request PUT --header 'X-Key: any-key' --header 'Content-Type: application/json' "
            """--data-binary '{"a": 1}' http://h/v1/things/a%20b""",
        ),
        (
            "form",
            "curl --form-string text=hi --form 'image=@picture.png;type=image/png' "
            "--form 'raw=@raw;type=image/webp' 'http://h/v1/forms?key=any-key'",
        ),
        ("encoded", "curl --cookie sid=any-key --data 'a=x%26y&l=1%7C2' http://h/v1/encoded"),
    ],
)
def test_a_line_for_a_shell_sends_the_example(shop: Api, name: str, line: str) -> None:
    assert line == call_line(shop, of(shop, name), "http://h")


def test_a_long_body_is_for_a_file(tmp_path: Path) -> None:
    text = """
paths:
  /a:
    post: {operationId: a, requestBody: {content: {application/json: {schema: {type: object}, example: {t: LONG}}}}}
"""
    for length, shown in ((1991, False), (1992, True)):
        shop = api(tmp_path, text.replace("LONG", "x" * length))
        assert shown is ("--data-binary @body" in call_line(shop, shop.operations[0], "http://h"))
