"""Which operations open a WebSocket, and what a document says of its messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.openapi import ScriptLine, Socket, SocketScript
from openapi.helpers import api, operation, request

OPERATION = """
paths:
  /talk:
    {method}:
      operationId: talk
      servers: {servers}
      requestBody: {{content: {{application/json: {{schema: {{$ref: "#/components/schemas/Ask"}}}}}}}}
      responses: {{"{status}": {{description: ok, content: {{application/json: {content}}}}}}}
components:
  schemas:
    Ask: {{required: [ask], properties: {{ask: {{type: string}}}}}}
    Other: {{required: [other]}}
"""
WSS, HTTPS = '[{url: "wss://a.example"}, {url: "ws://b.example"}]', '[{url: "wss://a.example"}, {url: "https://b"}]'
EXAMPLES = "{examples: {a: {value: {n: 1}}, b: {value: two}}}"


def socket(
    folder: Path,
    script: SocketScript | None = None,
    servers: str = "[]",
    status: str = "101",
    method: str = "get",
    content: str = EXAMPLES,
) -> Socket | None:
    made = api(folder, OPERATION.format(servers=servers, status=status, method=method, content=content), "3.1.0")
    made.scripts = {"talk": script} if script else {}
    return made.socket(operation(made, "talk"))


def test_status_101_or_servers_that_are_all_websockets_open_one(tmp_path: Path) -> None:
    assert socket(tmp_path)
    assert socket(tmp_path, servers=WSS, status="200")
    assert socket(tmp_path, SocketScript(), status="200")
    assert None is socket(tmp_path, status="200")
    assert None is socket(tmp_path, servers=HTTPS, status="200")
    assert None is socket(tmp_path, method="post")


@pytest.mark.parametrize(
    ("content", "values"), [(EXAMPLES, [{"n": 1}, "two"]), ("{schema: {const: 3}}", [3]), ("{example: 4}", [4])]
)
def test_the_document_says_what_is_said(content: str, values: list[object], tmp_path: Path) -> None:
    found = socket(tmp_path, content=content)
    assert found
    assert (ScriptLine("program"), *(ScriptLine("mock", one) for one in values), ScriptLine("close")) == found.lines


def test_the_settings_say_it_otherwise(tmp_path: Path) -> None:
    lines = (ScriptLine("mock", "hello"), ScriptLine("program", {"a": 1}))
    found = socket(tmp_path, SocketScript(lines, "#/components/schemas/Other"))
    assert found
    assert lines == found.lines
    assert ["body-schema"] == [one.code for one in found.faults(b'{"ask": "a"}')]
    assert () == found.faults(b'{"other": 1}')


@pytest.mark.parametrize(
    ("data", "codes"),
    [(b'{"ask": "a"}', []), (b'{"ask": 1}', ["body-schema"]), (b"ask", ["body-unreadable"]), (b"", ["body-schema"])],
)
def test_a_message_is_judged_by_the_schema_of_the_body(data: bytes, codes: list[str], tmp_path: Path) -> None:
    found = socket(tmp_path)
    assert found
    assert codes == [one.code for one in found.faults(data)]


def test_the_handshake_itself_needs_no_body(tmp_path: Path) -> None:
    made = api(tmp_path, OPERATION.format(servers=WSS, status="101", method="get", content="{}"), "3.1.0")
    assert () == made.inspect(request("GET", "/talk"), operation(made, "talk")).violations
    assert ("https://a.example", "http://b.example") == made.servers(operation(made, "talk"))


def test_what_a_script_waits_for_is_the_first_that_did_not_come() -> None:
    one, two = ScriptLine("program", {"a": {"b": 1}}), ScriptLine("program", "stop")
    waits = Socket((one, ScriptLine("mock", 1), two))
    assert one == waits.awaited([])
    assert one == waits.awaited([b'{"a": {"b": true}}', b'{"a": {}}', b"stop", b"[1]"])
    assert two == waits.awaited([b'{"a": {"b": 1, "c": 2}}', b'"go"'])
    assert None is waits.awaited([b'{"a": {"b": 1}}', b"more", b"stop"])
