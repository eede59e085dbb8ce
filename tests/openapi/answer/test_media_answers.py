"""Answers that are no JSON: streams, lines, XML, forms, bytes, and nothing at all."""

from __future__ import annotations

import io
import json
import wave
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from harness import openapi
from openapi.helpers import api, operation

TEXT = """\
paths:
  /chat:
    post:
      operationId: chat
      responses:
        "200":
          description: ok
          content:
            text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}
            application/json: {schema: {type: object, properties: {whole: {type: boolean}}}}
  /ends:
    post:
      operationId: ends
      responses:
        "200": {description: ok, content: {text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}}}
      x-oaiMeta: {examples: [{response: "data: {}\\n\\ndata: [DONE]\\n"}]}
  /written:
    get:
      operationId: written
      responses: {"200": {description: ok, content: {text/event-stream: {example: "event: a\\ndata: 1\\n\\ndata: 2"}}}}
  /listed:
    get:
      operationId: listed
      responses: {"200": {description: ok, content: {text/event-stream: {example: [{id: 1}, {id: 2}, {id: 3}]}}}}
  /kinds:
    get:
      operationId: kinds
      responses:
        "200":
          description: ok
          content:
            text/event-stream:
              schema:
                oneOf:
                  - {type: object, required: [type], properties: {type: {const: begun}}}
                  - oneOf:
                      - {type: object, required: [type], properties: {type: {const: said}, text: {type: string}}}
                      - {type: object, required: [type], properties: {type: {const: ended}}}
  /items:
    get:
      operationId: items
      responses:
        "200":
          description: ok
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [event, data]
                properties:
                  id: {type: string}
                  event: {const: add}
                  data: {type: object, properties: {n: {type: integer}}}
            application/jsonl: {itemSchema: {type: object, properties: {n: {type: integer}}}}
            application/json-seq: {itemSchema: {type: integer}}
components:
  schemas:
    Chunk: {type: object, required: [id], properties: {id: {type: string}, delta: {type: string, example: "a\\nb"}}}
"""


@pytest.fixture
def streams(tmp_path: Path) -> openapi.Api:
    return api(tmp_path, TEXT, "3.2.0")


def events(body: bytes) -> list[dict[str, str]]:
    """The fields of each event, read as the standard has it: an event that no empty line ends is none."""
    found, fields = [], dict[str, str]()
    for line in body.decode().split("\n"):
        if not line and fields:
            found.append(fields)
            fields = {}
        elif line:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value
    return found


def stream(of: openapi.Api, name: str) -> list[dict[str, str]]:
    answer = of.answer(operation(of, name), 200, "text/event-stream")
    assert "text/event-stream" == answer.header("content-type")
    return events(answer.body)


def test_a_stream_holds_several_events_that_fit_the_schema(streams: openapi.Api) -> None:
    found = stream(streams, "chat")

    assert 2 == len(found)
    assert [{"id": "text", "delta": "a\nb"}] * 2 == [json.loads(event["data"]) for event in found]


def test_a_stream_ends_with_done_only_where_an_example_does(streams: openapi.Api) -> None:
    assert "[DONE]" == stream(streams, "ends")[-1]["data"]
    assert "[DONE]" not in [event["data"] for event in stream(streams, "chat")]


def test_an_example_of_a_stream_is_sent_as_it_is_written_with_its_last_event_ended(streams: openapi.Api) -> None:
    assert [{"event": "a", "data": "1"}, {"data": "2"}] == stream(streams, "written")
    assert [1, 2, 3] == [json.loads(event["data"])["id"] for event in stream(streams, "listed")]


def test_each_kind_of_event_comes_once(streams: openapi.Api) -> None:
    assert ["begun", "said", "ended"] == [json.loads(event["data"])["type"] for event in stream(streams, "kinds")]


def test_a_schema_of_whole_events_gives_their_fields(streams: openapi.Api) -> None:
    assert [{"id": "text", "event": "add", "data": '{"n": 1}'}] * 2 == stream(streams, "items")


def test_lines_of_json_hold_one_value_each(streams: openapi.Api) -> None:
    due = operation(streams, "items")

    assert b'{"n": 1}\n{"n": 1}\n' == streams.answer(due, 200, "application/jsonl").body
    assert b"\x1e1\n\x1e1\n" == streams.answer(due, 200, "application/json-seq").body


@pytest.mark.parametrize(
    ("accept", "streamed", "expected"),
    [
        (None, False, "application/json"),
        ("*/*", False, "application/json"),
        ("text/event-stream", False, "text/event-stream"),
        ("application/json", True, "text/event-stream"),
        ("*/*", True, "text/event-stream"),
    ],
)
def test_a_stream_is_sent_to_who_asks_for_it(
    streams: openapi.Api, accept: str | None, streamed: bool, expected: str
) -> None:
    answer = streams.answer(operation(streams, "chat"), 200, accept, streamed=streamed)

    assert expected == answer.header("content-type")


def answer_of(folder: Path, content: str, accept: str | None = None) -> openapi.Answer:
    shop = api(
        folder, f"paths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {content}}}}}}}}}}}\n{PETS}"
    )
    return shop.answer(shop.operations[0], 200, accept)


PETS = """\
components:
  schemas:
    Pet:
      type: object
      xml: {name: pet}
      properties:
        id: {type: integer, xml: {attribute: true}}
        name: {type: string, example: "a<b"}
        tags: {type: array, items: {type: string, xml: {name: tag}}, xml: {wrapped: true}}
        toys: {type: array, items: {type: string}}
"""


def test_xml_is_written_as_the_schema_says(tmp_path: Path) -> None:
    body = answer_of(tmp_path, "{application/xml: {schema: {$ref: '#/components/schemas/Pet'}}}").body
    root = ElementTree.fromstring(body)  # noqa: S314 - written by the harness

    assert ("pet", {"id": "1"}) == (root.tag, root.attrib)
    assert [("name", "a<b"), ("tags", None), ("toys", "text")] == [(one.tag, one.text) for one in root]
    assert [("tag", "text")] == [(one.tag, one.text) for one in root[1]]


def test_a_form_and_plain_text_are_written_as_such(tmp_path: Path) -> None:
    form = (
        "{application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string, example: 'b c'}}}}}"
    )
    assert b"a=b+c" == answer_of(tmp_path, form).body
    assert b"id,name\n" == answer_of(tmp_path, '{text/csv: {example: "id,name\\n"}}').body


BINARY = "{schema: {type: string, format: binary}, example: a file}"


@pytest.mark.parametrize(
    ("media_type", "begin"),
    [
        ("application/octet-stream", b"\x00\x01\x02"),
        ("application/pdf", b"%PDF-"),
        ("application/gzip", b"\x1f\x8b"),
        ("application/x-tar", b"example.txt"),
        ("audio/mpeg", b"\xff\xfb"),
        ("audio/*", b"\xff\xfb"),
        ("video/mp4", b"\x00\x00\x00\x18ftyp"),
        ("image/svg+xml", b"<svg "),
        ("font/woff", b"\x00\x01"),
    ],
)
def test_a_binary_answer_begins_as_its_kind_does(tmp_path: Path, media_type: str, begin: bytes) -> None:
    assert answer_of(tmp_path, f"{{'{media_type}': {BINARY}}}").body.startswith(begin)


def test_archives_sounds_and_pictures_can_be_opened(tmp_path: Path) -> None:
    def body(name: str) -> io.BytesIO:
        return io.BytesIO(answer_of(tmp_path, f"{{'{name}': {BINARY}}}").body)

    assert ["example.txt"] == zipfile.ZipFile(body("application/zip")).namelist()
    with wave.open(body("audio/wav")) as sound:
        assert 800 == sound.getnframes()
    assert ["JPEG", "GIF", "WEBP", "PNG"] == [
        Image.open(body(name)).format for name in ("image/jpeg", "image/gif", "image/webp", "image/*")
    ]


@pytest.mark.parametrize(
    ("responses", "status", "has_body"),
    [
        ("'201': {description: ok, content: {application/json: {schema: {type: object}}}}", 201, True),
        ("'202': {description: ok}", 202, False),
        ("'204': {description: ok, content: {application/json: {schema: {type: object}}}}", 204, False),
        ("'404': {description: no}, '204': {description: ok}", 204, False),
        ("'202': {description: ok}, '200': {description: ok}", 200, False),
        ("2XX: {description: ok, content: {application/json: {schema: {type: object}}}}", 200, True),
        ("default: {description: ok, content: {application/json: {schema: {type: object}}}}", 200, True),
        ("'302': {description: elsewhere}", 302, False),
        ("'404': {description: no}", 404, False),
        ("'404': {description: no}, '429': {description: no}", 200, False),
    ],
)
def test_the_status_is_that_of_success_which_the_operation_declares(
    tmp_path: Path, responses: str, status: int, has_body: bool
) -> None:
    shop = api(tmp_path, f"paths: {{/a: {{get: {{responses: {{{responses}}}}}}}}}")
    found = shop.success_status(shop.operations[0])
    answer = shop.answer(shop.operations[0], found)

    assert (status, status, has_body) == (found, answer.status, bool(answer.body))
    assert has_body == (answer.header("content-type") is not None)


def test_headers_that_the_answer_declares_are_sent_and_fit_their_schemas(tmp_path: Path) -> None:
    headers = (
        "{Id: {required: true, schema: {type: string, format: uuid}}, Left: {schema: {type: integer}, example: x}, "
    )
    headers += "Page: {content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}}}"
    shop = api(tmp_path, f"paths: {{/a: {{get: {{responses: {{'200': {{description: ok, headers: {headers}}}}}}}}}}}")
    sent = dict(shop.answer(shop.operations[0], 200).headers)

    assert {"Id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "Left": "1", "Page": '{"n": 1}'} == sent
