"""A refusal that says what is wrong, links between operations, and XML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.openapi.answer.links import Link, links_of
from harness.openapi.answer.streaming import Streaming, streaming
from harness.openapi.answer.told import with_message
from harness.openapi.answer.xml_body import to_xml
from openapi.helpers import document

ANY = "paths: {/a: {get: {operationId: a}}}"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"message": "x"}, {"message": "said"}),
        ({"title": "x", "detail": "y"}, {"title": "x", "detail": "said"}),
        ({"error": {"code": 1, "message": "x"}}, {"error": {"code": 1, "message": "said"}}),
        ({"errors": ["x", "y"]}, {"errors": ["said", "y"]}),
        ({"errors": [{"msg": "x"}]}, {"errors": [{"msg": "said"}]}),
        ({"error": {"message": "x"}, "title": "y"}, {"error": {"message": "x"}, "title": "said"}),
        ({"message": 7, "errors": []}, {"message": 7, "errors": []}),
        ({"name": "x"}, {"name": "x"}),
        (["x"], ["x"]),
        (
            {"error": {"error": {"error": {"error": {"error": "x"}}}}},
            {"error": {"error": {"error": {"error": {"error": "said"}}}}},
        ),
        (
            {"error": {"error": {"error": {"error": {"error": {"error": "x"}}}}}},
            {"error": {"error": {"error": {"error": {"error": {"error": "x"}}}}}},
        ),
    ],
)
def test_a_message_stands_in_the_first_place_that_readers_look_at(value: Any, told: Any) -> None:
    assert told == with_message(value, "said", lambda _: True)


def test_a_place_whose_schema_takes_no_such_text_is_left() -> None:
    value = {"message": "x", "detail": "y"}
    assert {"message": "x", "detail": "said"} == with_message(value, "said", lambda one: one["message"] == "x")
    assert value == with_message(value, "said", lambda _: False)
    assert {"message": "x", "detail": "y"} == value


LINKS = """
paths:
  /things:
    post:
      operationId: make
      responses:
        "201":
          description: made
          links:
            one: {operationId: read, parameters: {id: $response.body#/thing/id, path.kind: $response.body#/kind}}
            two: {operationId: read, parameters: {id: $request.body#/id}}
            three: {operationRef: "#/paths", parameters: {id: $response.body#/id}}
            four: {$ref: "#/components/links/four"}
        "400": {description: bad, links: {one: {operationId: read, parameters: {id: $response.body#/id}}}}
components: {links: {four: {operationId: drop, parameters: {id: $response.body#/id}}}}
"""


def test_links_of_good_answers_take_fields_of_the_body(tmp_path: Path) -> None:
    found = document(tmp_path, LINKS)
    assert [
        Link("read", "id", ("thing", "id")),
        Link("read", "kind", ("kind",)),
        Link("drop", "id", ("id",)),
    ] == list(links_of(found, found.entries[0]))


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ({}, Streaming()),
        ({"x-fern-streaming": True}, Streaming(always=True, media="text/event-stream")),
        ({"x-fern-streaming": False}, Streaming()),
        ({"x-fern-streaming": {"format": "json"}}, Streaming(always=True, media="application/x-ndjson")),
        (
            {"x-fern-streaming": {"format": "sse", "stream-condition": "$request.body.live"}},
            Streaming("live", media="text/event-stream"),
        ),
        (
            {"x-fern-streaming": {"stream-condition": "$request.live", "response-stream": {"type": "object"}}},
            Streaming("live", media="text/event-stream", schema={"type": "object"}),
        ),
        ({"x-speakeasy-stream-request-field": "flow"}, Streaming("flow")),
        ({"requestBody": {"x-speakeasy-stream-request-field": "flow"}}, Streaming("flow")),
        ({"requestBody": {"content": {"a/b": {"x-speakeasy-stream-request-field": "flow"}}}}, Streaming("flow")),
        (
            {"responses": {"200": {"content": {"text/event-stream": {"x-speakeasy-sse-sentinel": "[DONE]"}}}}},
            Streaming(ends_with_done=True),
        ),
        ({"x-speakeasy-sse-sentinel": "end"}, Streaming()),
    ],
)
def test_vendors_extensions_say_how_an_answer_is_streamed(
    tmp_path: Path, operation: dict[str, Any], said: Streaming
) -> None:
    assert said == streaming(document(tmp_path, ANY), operation)


XML = """
paths: {/a: {get: {operationId: a}}}
components:
  schemas:
    Thing:
      type: object
      xml: {name: thing}
      properties:
        id: {type: integer, xml: {attribute: true, name: key}}
        tags: {type: array, items: {type: string, xml: {name: tag}}}
        kinds: {type: array, xml: {wrapped: true}, items: {type: string, xml: {name: kind}}}
        draft: {type: boolean}
"""


@pytest.mark.parametrize(
    ("schema", "value", "xml"),
    [
        (
            {"$ref": "#/components/schemas/Thing"},
            {"id": 7, "tags": ["a", "b"], "kinds": ["c"], "draft": True},
            '<thing key="7"><tag>a</tag><tag>b</tag><kinds><kind>c</kind></kinds><draft>true</draft></thing>',
        ),
        ({}, {"a": None, "b c": "<\x00"}, "<root><a /><_bc>&lt;\ufffd</_bc></root>"),
        (
            {"type": "array", "xml": {"name": "list"}, "items": {"xml": {"name": "one"}}},
            [1, 2],
            "<list><one>1</one><one>2</one></list>",
        ),
        ({"type": "string"}, "x", "<root>x</root>"),
    ],
)
def test_a_value_is_xml_as_its_schema_says(tmp_path: Path, schema: Any, value: Any, xml: str) -> None:
    found = to_xml(document(tmp_path, XML), schema, value).decode()
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    assert f"{head}{xml}".encode("ascii", "xmlcharrefreplace").decode() == found
