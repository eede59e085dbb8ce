"""What a stream may hold, lists that are asked for by a body, and answers that name no type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.openapi.answer.paging import parameters_of
from harness.openapi.request.streams import alternatives
from openapi.helpers import api, codes, document, post, request

SCHEMAS = """
paths: {/a: {get: {operationId: a}}}
components:
  schemas:
    A: {type: object, properties: {a: {type: string}}}
    B: {type: object, properties: {b: {type: string}}}
    Union: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}
    Loop: {anyOf: [{$ref: "#/components/schemas/Loop"}, {$ref: "#/components/schemas/B"}]}
    List: {type: array, items: {$ref: "#/components/schemas/Union"}}
    Fields: {properties: {x: {}}, oneOf: [{required: [x]}]}
"""
A, B = ({"$ref": f"#/components/schemas/{name}"} for name in "AB")


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        (A, [A]),
        ({"$ref": "#/components/schemas/Union"}, [A, B]),
        ({"$ref": "#/components/schemas/List"}, [A, B]),
        ({"$ref": "#/components/schemas/Loop"}, [B]),
        ({"oneOf": [True, A, A]}, [A]),
        ({"$ref": "#/components/schemas/Fields"}, [{"$ref": "#/components/schemas/Fields"}]),
        (True, [True]),
    ],
)
def test_a_stream_holds_each_alternative_of_its_values(tmp_path: Path, schema: Any, found: list[Any]) -> None:
    assert found == alternatives(document(tmp_path, SCHEMAS), schema)


LISTS = """
paths:
  /search:
    post:
      operationId: search
      requestBody:
        content: {application/json: {schema: {properties: {cursor: {type: string}, limit: {type: integer}, q: {}}}}}
    put:
      operationId: put
      requestBody: {content: {application/json: {schema: {properties: {cursor: {type: string}}}}}}
  /list:
    get:
      operationId: list
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: q, in: query, schema: {type: string}}
        - {name: cursor, in: header, schema: {type: string}}
  /plain: {get: {operationId: plain, parameters: [{name: q, in: query}]}}
"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("search", {"cursor": {"type": "string"}, "limit": {"type": "integer"}}),
        ("put", {}),
        ("list", {"page": {"type": "integer", "minimum": 1}, "q": {"type": "string"}}),
        ("plain", {}),
    ],
)
def test_what_may_name_a_page_is_a_query_s_or_a_body_s_that_asks(
    tmp_path: Path, name: str, found: dict[str, Any]
) -> None:
    lists = document(tmp_path, LISTS)
    entry = next(one for one in lists.entries if one.body["operationId"] == name)
    assert found == parameters_of(lists, entry)


ANY = """
paths:
  /things:
    post: {operationId: things, requestBody: {content: {TYPE: {schema: {type: object}}}}}
"""


@pytest.mark.parametrize(
    ("offered", "headers", "found"),
    [
        ("application/json", (), ["content-type"]),
        ("'*/*'", (), []),
        ("application/json", (("Content-Type", "text/plain"),), ["content-type"]),
        ("application/*", (("Content-Type", "application/json"),), []),
        ("application/json", (("Content-Type", "application/json"), ("Content-Type", "a/b")), ["content-type"]),
        ("application/json", (("Content-Type", "no type"),), ["content-type"]),
    ],
)
def test_a_body_has_a_type_that_is_offered(
    tmp_path: Path, offered: str, headers: tuple[tuple[str, str], ...], found: list[str]
) -> None:
    shop = api(tmp_path, ANY.replace("TYPE", offered))
    assert found == codes(shop.inspect(request("POST", "/v1/things", headers, b"{}"), shop.operations[0]))


def test_a_body_that_no_one_asked_for_is_told(tmp_path: Path) -> None:
    shop = api(tmp_path, "paths: {/things: {post: {operationId: things}}}")
    assert [] == codes(shop.inspect(request("POST", "/v1/things"), shop.operations[0]))
    assert 1 == len(codes(shop.inspect(post("{}"), shop.operations[0])))
