"""Programs that run against documents as they come: Swagger, answers of every status, parts that can't be used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.runs import errors, run

SWAGGER = """\
swagger: "2.0"
info: {title: Things, version: "1"}
host: api.example.invalid
basePath: /v1
consumes: [application/json]
produces: [application/json]
securityDefinitions: {key: {type: apiKey, in: header, name: X-Key}}
security: [{key: []}]
paths:
  /things:
    post:
      operationId: make
      parameters: [{name: thing, in: body, required: true, schema: {$ref: "#/definitions/Thing"}}]
      responses: {201: {description: made, schema: {$ref: "#/definitions/Thing"}}}
    get:
      operationId: list
      parameters: [{name: kinds, in: query, type: array, items: {type: string}, collectionFormat: pipes}]
      responses: {200: {description: ok, schema: {type: array, items: {$ref: "#/definitions/Thing"}}}}
  /things/{id}:
    delete:
      operationId: drop
      parameters: [{name: id, in: path, required: true, type: integer}]
      responses: {204: {description: gone}}
  /broken:
    post:
      operationId: broken
      parameters: [{name: thing, in: body, schema: {$ref: "#/definitions/Nothing"}}]
      responses: {202: {$ref: "https://example.invalid/answers.yaml"}}
definitions:
  Thing: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer}}}
"""
STREAM = """\
openapi: 3.2.0
info: {title: Chat, version: "1"}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
security: [{key: []}]
paths:
  /chat?beta=true:
    post:
      operationId: chat
      requestBody: {content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}}
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {type: object, properties: {text: {type: string}}}}
            text/event-stream: {itemSchema: {type: object, required: [data], properties: {data: {type: string}}}}
"""
JSON = "-H 'Content-Type: application/json'"
SOUND = {
    "make": f"""call 201 -X POST "$API_HOST/v1/things" {JSON} -d '{{"name": "a"}}'""",
    "list": """call 200 "$API_HOST/v1/things?kinds=a|b" """,
    "drop": """call 204 -X DELETE "$API_HOST/v1/things/7" """,
    "broken": f"""call 202 -X POST "$API_HOST/v1/broken" {JSON} -d '{{"anything": [1]}}'""",
}
HEAD = """\
#!/bin/sh
set -eu
[ -n "${API_KEY:-}" ] || { echo "API_KEY is not set" >&2; exit 2; }
call() {
  wanted=$1; shift
  answer=$(curl -sS -w '\\n%{http_code}' -H "X-Key: $API_KEY" "$@")
  [ "${answer##*
}" = "$wanted" ] || { echo "$answer" >&2; exit 1; }
  printf '%s\\n' "$answer"
}
"""


def play(root: Path, document: str, programs: Mapping[str, str]) -> dict[str, list[str]]:
    """The codes of the errors of each program under `success`."""
    folder = root / "examples/curl/code/v1"
    folder.mkdir(parents=True)
    for name, text in programs.items():
        (folder / f"{name}.sh").write_text(f"{HEAD}{text}\n", "utf-8")
    (root / "api.yaml").write_text(document, "utf-8")
    (root / "harness.toml").write_text(
        'key_env = "API_KEY"\nminimum_examples = 1\n[apis.v1]\nspec = "api.yaml"\n'
        + "".join(f"[operations.{name}]\nprints = true\n" for name in programs),
        "utf-8",
    )
    records = run(root, "success")
    return {name: errors(records[f"v1/{name}/curl/success"]) for name in programs}


def test_sound_programs_pass_against_swagger_whatever_the_status_and_the_parts_that_are_broken(tmp_path: Path) -> None:
    assert {name: [] for name in SOUND} == play(tmp_path, SWAGGER, SOUND)


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("make", '"name"', '"nam"', "unknown-field"),
        ("make", "application/json", "text/plain", "content-type"),
        ("list", "kinds=", "kind=", "query-parameter"),
        ("drop", "/7", "/x", "path-parameter"),
        ("broken", "/v1/broken", "/v1/brokn", "unknown-operation"),
    ],
)
def test_their_faulty_twins_are_told_of(tmp_path: Path, name: str, old: str, new: str, code: str) -> None:
    found = play(tmp_path, SWAGGER, {name: SOUND[name].replace(old, new)})

    assert code in found[name]


CHAT = (
    f"""curl -sSN --fail-with-body "$API_HOST/chat?beta=true" -H "X-Key: $API_KEY" {JSON} -d '{{"stream": true}}' """
    "| grep '^data: text$'"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("?beta=true", "", ["query-parameter"]),
        ("-d '{\"stream\": true}'", "-d '{\"stream\": false}'", ["exit-status"]),
    ],
)
def test_a_stream_of_events_comes_to_who_asks_for_it(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    found = play(tmp_path, STREAM, {"chat": CHAT.replace(old, new) if old else CHAT})

    assert expected == [code for code in found["chat"] if code != "error-unclear"]  # a pipe says nothing of its own
