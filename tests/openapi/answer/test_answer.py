"""What the document promises, made into answers."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from harness import openapi
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.validator import Validator
from harness.openapi.values.images import SIGNATURES
from openapi.helpers import api, operation

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
TEXT = f"""\
paths:
  /images:
    post:
      operationId: images
      responses:
        "200":
          description: ok
          headers:
            Finish-Reason: {{schema: {{type: string, enum: [SUCCESS, ERROR]}}}}
            Seed: {{schema: {{type: integer, minimum: 7}}}}
            Shown: {{$ref: "#/components/headers/Shown"}}
            Content-Length: {{schema: {{type: integer}}}}
          content:
            application/json:
              schema: {{$ref: "#/components/schemas/Images"}}
              example: {{artifacts: [{{base64: {PIXEL}, seed: 40, note: {PIXEL}}}]}}
            image/png: {{schema: {{type: string, format: binary}}}}
        "401":
          description: no
          content: {{application/json: {{example: {{name: unauthorized, message: no key}}}}}}
        "500": {{$ref: "#/components/responses/Broken"}}
  /made:
    get:
      operationId: made
      responses:
        "200": {{description: ok, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Made"}}}}}}}}
        "204": {{description: nothing}}
        4XX: {{description: no, content: {{text/plain: {{example: no}}}}}}
        default: {{description: else, content: {{application/problem+json: {{example: {{title: else}}}}}}}}
  /silent: {{get: {{operationId: silent, responses: {{"200": {{description: ok}}}}}}}}
  /text: {{get: {{operationId: text, responses: {{"200": {{description: ok, content: {{text/*: {{example: hi}}}}}}}}}}}}
  /single: {{get: {{operationId: single, responses: {{"200": {{description: ok, content: {{application/json: {{schema:
    {{$ref: "#/components/schemas/Image"}}, examples: {{a: {{value: {{base64: {PIXEL}, seed: 1}}}}}}}}}}}}}}}}}}
components:
  headers: {{Shown: {{example: "a \\n b", schema: {{type: string}}}}}}
  responses:
    Broken:
      description: broken
      content:
        application/json: {{schema: {{type: object, properties: {{message: {{type: string, example: bad}}}}}}}}
  schemas:
    Images:
      type: object
      required: [artifacts]
      properties: {{artifacts: {{type: array, items: {{$ref: "#/components/schemas/Image"}}}}}}
    Image:
      type: object
      properties: {{base64: {{type: string, format: byte}}, seed: {{type: integer}}, note: {{type: string}}}}
    Made:
      type: object
      required: [id, kind, next]
      properties:
        id: {{type: string, format: uuid}}
        when: {{type: string, format: date-time}}
        kind: {{type: string, enum: [A, B]}}
        size: {{type: integer, minimum: 100, maximum: 1000, multipleOf: 64}}
        share: {{type: number, minimum: 0, exclusiveMinimum: true, maximum: 0.75}}
        below: {{type: integer, maximum: -3}}
        long: {{type: string, minLength: 12}}
        short: {{type: string, maxLength: 2}}
        shown: {{type: string, example: shown}}
        usual: {{type: integer, default: 9}}
        list: {{type: array, minItems: 3, items: {{type: boolean}}}}
        none: {{type: array, maxItems: 0, items: {{type: boolean}}}}
        next: {{$ref: "#/components/schemas/Node"}}
        either: {{oneOf: [{{type: integer, nullable: true}}, {{type: string}}]}}
        all: {{allOf: [{{properties: {{a: {{type: integer}}}}}}, {{properties: {{b: {{type: string}}}}}}]}}
        secret: {{type: string, writeOnly: true}}
        broken: {{type: integer, example: text}}
    Node: {{type: object, properties: {{next: {{$ref: "#/components/schemas/Node"}}}}}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> openapi.Api:
    return api(tmp_path, TEXT)


def image(number: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes([number])


@pytest.mark.parametrize(
    ("name", "status", "accept", "media_type"),
    [
        ("images", 200, None, "application/json"),
        ("images", 200, "", "application/json"),
        ("images", 200, "*/*", "application/json"),
        ("images", 200, "image/*", "image/png"),
        ("images", 200, "application/json;q=0.5, image/png", "image/png"),
        ("images", 200, "text/html", "application/json"),
        ("images", 401, "image/png", "application/json"),
        ("made", 404, None, "text/plain"),
        ("made", 503, None, "application/problem+json"),
        ("text", 200, None, "text/plain"),
        ("silent", 200, None, None),
        ("silent", 404, None, "application/json"),
        ("made", 204, None, None),
    ],
)
def test_the_media_type_is_the_one_that_the_client_likes_best(
    shop: openapi.Api, name: str, status: int, accept: str | None, media_type: str | None
) -> None:
    answer = shop.answer(operation(shop, name), status, accept)

    assert (status, media_type) == (answer.status, answer.header("content-type"))


def test_an_answer_is_the_worked_example_with_the_declared_headers(shop: openapi.Api) -> None:
    answer = shop.answer(operation(shop, "images"), 200)

    assert {"artifacts": [{"base64": PIXEL, "seed": 40, "note": PIXEL}]} == json.loads(answer.body)
    expected = (("Content-Type", "application/json"), ("Finish-Reason", "SUCCESS"), ("Seed", "7"), ("Shown", "a b"))
    assert expected == answer.headers


def test_images_are_put_in_and_their_list_grows(shop: openapi.Api) -> None:
    artifacts = json.loads(shop.answer(operation(shop, "images"), 200, None, image, 3).body)["artifacts"]

    assert [image(0), image(1), image(2)] == [base64.b64decode(one["base64"]) for one in artifacts]
    assert [40] * 3 == [one["seed"] for one in artifacts]
    assert [PIXEL] * 3 == [one["note"] for one in artifacts]


def test_putting_images_in_leaves_the_document_as_it_is(shop: openapi.Api) -> None:
    due = operation(shop, "images")
    first = shop.answer(due, 200, None, image, 3)

    assert 1 == len(json.loads(shop.answer(due, 200).body)["artifacts"])
    assert first == shop.answer(due, 200, None, image, 3)


def test_an_image_outside_a_list_stays_one(shop: openapi.Api) -> None:
    body = json.loads(shop.answer(operation(shop, "single"), 200, None, image, 3).body)

    assert {"base64": base64.b64encode(image(0)).decode(), "seed": 1} == body


def test_an_image_answer_is_the_image(shop: openapi.Api) -> None:
    due = operation(shop, "images")

    assert image(0) == shop.answer(due, 200, "image/png", image, 3).body
    assert shop.answer(due, 200, "image/png").body.startswith(SIGNATURES)


@pytest.mark.parametrize(
    ("name", "media_type", "status", "expected"),
    [
        ("images", "application/json", 200, True),
        ("images", "image/png", 200, False),
        ("images", "application/json", 401, False),
        ("images", "text/html", 200, False),
        ("single", "application/json", 200, False),
        ("made", "application/json", 200, False),
        ("silent", "application/json", 200, False),
    ],
)
def test_an_answer_has_artifacts_where_a_list_holds_images(
    shop: openapi.Api, name: str, media_type: str, status: int, expected: bool
) -> None:
    assert expected == shop.has_artifact_list(operation(shop, name), media_type, status)


def test_the_media_types_of_an_answer_come_in_document_order(shop: openapi.Api) -> None:
    assert ("application/json", "image/png") == shop.media_types(operation(shop, "images"))
    assert ("text/plain",) == shop.media_types(operation(shop, "made"), 418)
    assert () == shop.media_types(operation(shop, "images"), 418)


def test_without_an_example_a_value_is_made_that_fits_the_schema(shop: openapi.Api) -> None:
    value = json.loads(shop.answer(operation(shop, "made"), 200).body)
    schema = {"$ref": "#/components/schemas/Made"}

    assert [] == Validator(Converter(shop.document, response=True).root(schema)).faults(value)
    assert {"id", "kind", "next"} <= set(value)


SHAPES: list[tuple[str, Any]] = [
    ("{type: integer}", 1),
    ("{type: integer, minimum: 100, multipleOf: 64}", 128),
    ("{type: number, maximum: 0.5}", 0.5),
    ("{type: number, minimum: 0, exclusiveMinimum: true}", 0.5),
    ("{type: integer, maximum: -3}", -3),
    ("{type: boolean}", True),
    ("{type: string, format: date}", "2023-01-31"),
    ("{type: string, minLength: 6}", "textte"),
    ("{type: string, maxLength: 2}", "te"),
    ("{type: string, enum: [b, a]}", "b"),
    ("{type: string, default: d}", "d"),
    ("{type: array, items: {type: integer}}", [1]),
    ("{type: array, minItems: 2, items: {type: string, example: x}}", ["x", "x"]),
    ("{type: array, maxItems: 0, items: {type: string}}", []),
    ("{type: object}", {}),
    ("{oneOf: [{type: object, required: [a], properties: {a: {type: integer}}}, {type: string}]}", {"a": 1}),
    ("{type: object, properties: {a: {type: integer, example: x}}}", {}),
    ("{type: object, properties: {a: {type: string, writeOnly: true}, b: {type: string, example: b}}}", {"b": "b"}),
    ("{type: object, properties: {a: {}, b: {}}, not: {required: [a, b]}}", {}),
    (
        "{type: object, properties: {a: {type: integer}, b: {}}, oneOf: [{required: [a]}, {required: [b]}]}",
        {"a": 1},
    ),
]


@pytest.mark.parametrize(("schema", "expected"), SHAPES)
def test_the_value_that_is_made_is_plain_and_valid(tmp_path: Path, schema: str, expected: Any) -> None:
    content = f"{{application/json: {{schema: {schema}}}}}"
    shop = api(tmp_path, f"paths: {{/a: {{get: {{responses: {{'200': {{content: {content}}}}}}}}}}}")

    assert expected == json.loads(shop.answer(shop.operations[0], 200).body)


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("images", 404, {"name": "unauthorized", "message": "no key"}),
        ("images", 499, {"name": "unauthorized", "message": "no key"}),
        ("images", 502, {"message": "bad"}),
        ("images", 599, {"message": "bad"}),
        ("silent", 429, {"message": "Too Many Requests"}),
        ("silent", 599, {"message": "Status 599"}),
    ],
)
def test_a_status_that_the_document_lacks_is_answered_sensibly(
    shop: openapi.Api, name: str, status: int, body: dict[str, Any]
) -> None:
    answer = shop.answer(operation(shop, name), status)

    assert (status, body) == (answer.status, json.loads(answer.body))


def test_a_redirect_that_the_document_lacks_is_empty(shop: openapi.Api) -> None:
    assert openapi.Answer(302, (), b"") == shop.answer(operation(shop, "images"), 302)
