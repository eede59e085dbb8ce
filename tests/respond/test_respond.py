"""What a request is answered with: the status that its operation declares, and a body that fits the scenario."""

from __future__ import annotations

import base64
import gzip
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from harness import openapi
from harness.catalogue import rules
from harness.credentials import Keyring, of_key
from harness.model import Headers, Reply, Request
from harness.openapi.values.images import TINY_PNG
from harness.respond import Answerer
from harness.scenarios import BUNDLED

TEXT = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /things:
    post:
      operationId: make
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Id"}}}}}
    delete:
      operationId: clear
      responses: {"204": {description: ok}}
  /chat:
    post:
      operationId: chat
      requestBody: {content: {application/json: {schema: {properties: {stream: {type: boolean}}}}}}
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {$ref: "#/components/schemas/Id"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Id"}}
  /pictures:
    get:
      operationId: pictures
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: "#/components/schemas/Pictures"}, example: [{png: TINY}]}}
  /checked:
    get: &checked
      operationId: checked
      parameters: [{name: n, in: query, schema: {type: integer}}]
      responses:
        "200": {description: ok}
        "422": {description: no, content: {application/json: {schema: {type: object, required: [oops]}}}}
        default: {description: no}
    put:
      <<: *checked
      operationId: both
      responses: {"400": {description: no}, "422": {description: no}}
components:
  schemas:
    Pictures: {type: array, items: {type: object, required: [png], properties: {png: {type: string, format: byte}}}}
    Id: {type: object, required: [id], properties: {id: {type: integer}}}
"""


@pytest.fixture
def api(tmp_path: Path) -> openapi.Api:
    (tmp_path / "api.yaml").write_text(TEXT.replace("TINY", base64.b64encode(TINY_PNG).decode()))
    return openapi.Api("v1", openapi.load(tmp_path / "api.yaml"))


def reply(
    api: openapi.Api, name: str, scenario: str, headers: Headers = (), body: bytes = b"", own: Path | None = None
) -> Reply:
    operation = next(one for one in api.operations if one.id == name)
    due = next(one for one in BUNDLED if one.name == scenario)
    answerer = Answerer(api, operation, due, rules.load(own), Keyring(of_key("", "key")), "unique")
    return answerer(Request(operation.method, operation.path, headers, body))


def test_a_good_answer_has_the_status_that_the_operation_declares(api: openapi.Api) -> None:
    made, cleared = reply(api, "make", "success"), reply(api, "clear", "success")

    assert (201, {"id": 1}) == (made.status, json.loads(made.body))
    assert (204, b"", None) == (cleared.status, cleared.body, cleared.header("content-type"))


@pytest.mark.parametrize("scenario", ["success-compressed", "success-chunked"])
def test_an_empty_answer_is_neither_compressed_nor_cut_into_chunks(api: openapi.Api, scenario: str) -> None:
    empty = reply(api, "clear", scenario, (("Accept-Encoding", "gzip"),))
    full = reply(api, "make", scenario, (("Accept-Encoding", "gzip"),))

    assert (b"", None, "sized") == (empty.body, empty.header("content-encoding"), empty.framing)
    assert full.framing == "chunked" or {"id": 1} == json.loads(gzip.decompress(full.body))


@pytest.mark.parametrize(
    ("body", "expected"), [(b'{"stream": true}', "text/event-stream"), (b'{"stream": false}', "application/json")]
)
def test_a_field_stream_asks_for_events_whatever_accept_says(api: openapi.Api, body: bytes, expected: str) -> None:
    headers = (("Content-Type", "application/json"), ("Accept", "application/json"))

    assert expected == reply(api, "chat", "success", headers, body).header("content-type")


def test_a_rules_file_says_how_many_images_the_answer_holds_and_how_large_they_are(
    api: openapi.Api, tmp_path: Path
) -> None:
    own = tmp_path / "rules.py"
    own.write_text('def contents(call):\n    return {"count": 2, "image_size": (64, 32)}\n')
    pictures = [base64.b64decode(one["png"]) for one in json.loads(reply(api, "pictures", "success", own=own).body)]

    assert [(64, 32)] * 2 == [Image.open(io.BytesIO(content)).size for content in pictures]


@pytest.mark.parametrize(("name", "expected"), [("checked", 422), ("both", 400)])
def test_a_request_that_breaks_the_document_is_refused_as_it_prefers(
    api: openapi.Api, name: str, expected: int
) -> None:
    operation = next(one for one in api.operations if one.id == name)
    answerer = Answerer(api, operation, BUNDLED[0], rules.load(None), "key", "unique")
    refused = answerer(Request(operation.method, f"{operation.path}?n=x", (), b""))

    assert expected == refused.status
    assert expected == 400 or "oops" in json.loads(refused.body)
