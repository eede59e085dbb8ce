"""An answer held against the document: what differs is told, and what is allowed is not."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import openapi
from harness.model import Headers, Reply
from harness.openapi.check_answer import check_answer

DOCUMENT = """\
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /thing:
    get:
      operationId: thing
      responses:
        "200":
          description: The thing.
          headers:
            X-Seed: {required: true, schema: {type: integer}}
            X-Note: {schema: {type: string, maxLength: 3}}
            Content-Type: {required: true, schema: {type: integer}}
          content:
            application/json:
              schema:
                type: object
                required: [id, secret]
                properties:
                  id: {type: integer}
                  secret: {type: string, writeOnly: true}
            image/*: {schema: {type: string, format: binary}}
        "204": {description: Nothing.}
        4XX:
          description: A mistake.
          content:
            application/problem+json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}
"""
JSON: Headers = (("Content-Type", "application/json; charset=utf-8"), ("X-Seed", "7"))
PNG: Headers = (("content-type", "image/png"), ("x-seed", "7"))
PROBLEM: Headers = (("Content-Type", "application/problem+json"),)
Check = Callable[[Reply], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """A reply -> the severity and the message of each violation."""
    path: Path = tmp_path_factory.mktemp("document") / "t.yaml"
    path.write_text(DOCUMENT, "utf-8")
    api = openapi.Api("t", openapi.load(path, "t.yaml"))

    def violations(reply: Reply) -> list[tuple[str, str]]:
        found = check_answer(api, api.operations[0], reply)
        assert {"spec-disagrees"} >= {violation.code for violation in found}
        return [(violation.severity, violation.message) for violation in found]

    return violations


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, JSON, b'{"id": 1}'),
        Reply(200, (*JSON, ("X-Other", "free")), b'{"id": 1}'),
        Reply(200, (*JSON, ("Content-Encoding", "gzip")), gzip.compress(b'{"id": 1}')),
        Reply(200, PNG, b"\x89PNG\r\n\x1a\n..."),
        Reply(200, (("Content-Type", "image/webp"), ("X-Seed", "7")), b"RIFF"),
        Reply(204),
        Reply(404, PROBLEM, b'{"title": "No such thing"}'),
    ],
    ids=["json", "free-header", "gzip", "png", "range", "nothing", "status-range"],
)
def test_an_answer_that_is_true_has_no_violation(check: Check, reply: Reply) -> None:
    assert [] == check(reply)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(201, JSON, b'{"id": 1}'), "the document knows no answer with status 201"),
        (Reply(500), "the document knows no answer with status 500"),
        (Reply(204, (), b"surprise"), "the document knows no body of an answer with status 204"),
        (Reply(200, (("X-Seed", "7"),), b"{}"), "no answer of the type null with status 200"),
        (Reply(200, (("Content-Type", "text/html"), ("X-Seed", "7")), b"<p>"), 'of the type "text/html"'),
        (Reply(200, JSON, b'{"id": 1'), "the body is no JSON"),
        (Reply(200, JSON, b""), "the body is no JSON"),
        (Reply(200, JSON, b"[]"), "expected an object"),
        (Reply(200, JSON, b"{}"), "id is missing"),
        (Reply(200, JSON, b'{"id": "1"}'), "id"),
        (Reply(200, PNG, b"<html>"), "the body is no image/png"),
        (Reply(200, JSON[:1], b'{"id": 1}'), "the header X-Seed is missing"),
        (Reply(200, (*JSON[:1], ("X-Seed", "many")), b'{"id": 1}'), "the header X-Seed: expected"),
        (Reply(200, (*JSON, ("X-Note", "long")), b'{"id": 1}'), "the header X-Note: expected"),
        (Reply(200, (*JSON, ("Content-Encoding", "br")), b"?"), "the body can't be decoded"),
        (Reply(200, (*JSON, ("Content-Encoding", "gzip")), b"?"), "the body can't be decoded"),
        (Reply(404, PROBLEM, b"{}"), "title is missing"),
    ],
)
def test_an_answer_that_is_not_has_one_violation(check: Check, reply: Reply, said: str) -> None:
    ((severity, message),) = check(reply)
    assert "error" == severity
    assert said in message


def test_a_field_that_nothing_declares_is_a_warning(check: Check) -> None:
    ((severity, message),) = check(Reply(200, JSON, b'{"id": 1, "more": 2}'))
    assert "warning" == severity
    assert "more" in message
