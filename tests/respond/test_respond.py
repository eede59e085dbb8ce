"""What a request is answered with: the status that its operation declares, and a body that fits the scenario."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from harness import openapi
from harness.catalogue import rules
from harness.model import Headers, Reply, Request
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
components: {schemas: {Id: {type: object, required: [id], properties: {id: {type: integer}}}}}
"""


@pytest.fixture
def api(tmp_path: Path) -> openapi.Api:
    (tmp_path / "api.yaml").write_text(TEXT)
    return openapi.Api("v1", openapi.load(tmp_path / "api.yaml"))


def reply(api: openapi.Api, name: str, scenario: str, headers: Headers = (), body: bytes = b"") -> Reply:
    operation = next(one for one in api.operations if one.id == name)
    due = next(one for one in BUNDLED if one.name == scenario)
    answerer = Answerer(api, operation, due, rules.load(None), "key", "unique")
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
