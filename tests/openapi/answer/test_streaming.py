"""Streams that a document names by a vendor's extension, and media types with parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import openapi
from openapi.helpers import api

EVENTS = "text/event-stream"
HEAD = """\
paths:
  /chat:
    post:
      operationId: chat
      {}
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses:
        "200": {{description: ok, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Answer"}}}}}}}}
components:
  schemas:
    Answer: {{type: object, required: [text], properties: {{text: {{type: string}}}}}}
    Chunk: {{type: object, required: [delta], properties: {{delta: {{type: string}}}}}}
"""
CHUNKS = 'response-stream: {$ref: "#/components/schemas/Chunk"}'
CONDITION = "stream-condition: $request.stream"


def chat(folder: Path, extension: str = "") -> openapi.Api:
    """An API that answers with JSON, and by an extension with a stream."""
    return api(folder, HEAD.format(extension), "3.1.0")


@pytest.mark.parametrize(
    ("extension", "streamed", "media", "field"),
    [
        (f"x-fern-streaming: {{{CONDITION}, {CHUNKS}}}", True, EVENTS, "delta"),
        (f"x-fern-streaming: {{{CONDITION}, {CHUNKS}}}", False, "application/json", "text"),
        (f"x-fern-streaming: {{format: json, {CONDITION}, {CHUNKS}}}", True, "application/x-ndjson", "delta"),
        ("x-fern-streaming: {format: sse}", False, EVENTS, "text"),
        ("x-fern-streaming: true", False, EVENTS, "text"),
        ("x-fern-streaming: false", True, "application/json", "text"),
        ("x-fern-streaming: [1]", True, "application/json", "text"),
        ("x-fern-pagination: {}", True, "application/json", "text"),
    ],
)
def test_an_extension_says_how_an_answer_streams(
    extension: str, streamed: bool, media: str, field: str, tmp_path: Path
) -> None:
    shop = chat(tmp_path, extension)
    answer = shop.answer(shop.operations[0], 200, streamed=streamed)
    assert media == dict(answer.headers)["Content-Type"]
    assert f'"{field}"'.encode() in answer.body


@pytest.mark.parametrize(
    ("extension", "field"),
    [
        ("", "stream"),
        ("x-fern-streaming: {stream-condition: $request.is_live}", "is_live"),
        ("x-fern-streaming: {stream-condition: $request.body.live}", "live"),
        ("x-speakeasy-stream-request-field: streamed", "streamed"),
        ("x-speakeasy-stream-request-field: 5", "stream"),
    ],
)
def test_an_extension_names_the_field_that_asks_for_a_stream(extension: str, field: str, tmp_path: Path) -> None:
    shop = chat(tmp_path, extension)
    assert field == shop.stream_field(shop.operations[0])


def test_an_error_is_never_a_stream(tmp_path: Path) -> None:
    shop = chat(tmp_path, "x-fern-streaming: true")
    assert "application/json" == dict(shop.answer(shop.operations[0], 400).headers)["Content-Type"]


def test_a_sentinel_ends_a_stream(tmp_path: Path) -> None:
    text = """\
    paths:
      /chat:
        get:
          responses:
            "200":
              description: ok
              content: {text/event-stream: {x-speakeasy-sse-sentinel: "[DONE]", schema: {type: object}}}
    """
    shop = api(tmp_path, text, "3.1.0")
    assert shop.answer(shop.operations[0], 200).body.endswith(b"data: [DONE]\n\n")


VERSIONS = """\
paths:
  /notes:
    get:
      responses:
        "200":
          description: ok
          content:
            application/vnd.acme+json; version=1: {example: {v: 1}}
            application/vnd.acme+json; version=2: {example: {v: 2}}
            text/plain: {example: three}
"""


@pytest.mark.parametrize(
    ("accept", "media", "body"),
    [
        ("application/vnd.acme+json;version=2", "application/vnd.acme+json; version=2", b'{"v": 2}'),
        ("application/vnd.acme+json; version=1", "application/vnd.acme+json; version=1", b'{"v": 1}'),
        ('application/vnd.acme+json; version="2"', "application/vnd.acme+json; version=2", b'{"v": 2}'),
        ("application/vnd.acme+json", "application/vnd.acme+json; version=1", b'{"v": 1}'),
        ("application/vnd.acme+json; charset=utf-8", "application/vnd.acme+json; version=1", b'{"v": 1}'),
        ("application/vnd.acme+json; version=3, text/plain;q=0.1", "text/plain", b"three"),
        (
            "application/vnd.acme+json; version=1; q=0.1, application/vnd.acme+json; version=2; q=0.9",
            "application/vnd.acme+json; version=2",
            b'{"v": 2}',
        ),
    ],
)
def test_parameters_of_a_media_type_choose_the_answer(accept: str, media: str, body: bytes, tmp_path: Path) -> None:
    shop = api(tmp_path, VERSIONS)
    answer = shop.answer(shop.operations[0], 200, accept)
    assert (media, body) == (dict(answer.headers)["Content-Type"], answer.body)
