"""What is said of the end of a WebSocket, and of what a program never sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assess.evidence import Situation
from openapi.helpers import api

from harness.checks import sockets
from harness.model import Exchange, Finding, Finished, Message, Reply, Request, TimedOut, Traces
from harness.source.locate import line_of

SPEC = """
paths:
  /talk:
    get:
      operationId: talk
      requestBody: {content: {application/json: {schema: {required: [ask]}}}}
      responses: {"101": {description: ok}}
"""
SOURCE = "socket = connect(url)\nsocket.send(ask)\nsocket.close()\n"
HANDSHAKE = Request(
    "GET",
    "/v1/talk",
    (
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ),
    b"",
)
ASK, FAILED = Message("program", "text", b'{"ask": 1}'), Message("mock", "close", b"", 1011)
CUT = Message("mock", "cut")


def bye(code: int) -> Message:
    return Message("program", "close", b"", code)


def found(folder: Path, *said: Message, status: int | None = 0, request: Request = HANDSHAKE) -> list[Finding]:
    """The findings about a program that said this and then ended; without a status it never did."""
    made = api(folder, SPEC)
    broken = any(message.breaks_off for message in said)
    exchange = Exchange(request, Reply(101, fault="truncate" if broken else None), messages=said)
    traces = Traces(exchanges=(exchange,))
    evidence = Situation("it", (), SOURCE, (exchange,)).evidence
    outcome = TimedOut(1, traces) if status is None else Finished(status, traces)
    evidence = replace(evidence, api=made, operation=made.operations[0], outcome=outcome, traces=traces)
    return list(sockets.check(evidence))


@pytest.mark.parametrize("said", [(ASK, FAILED), (ASK, FAILED, bye(1000)), (ASK, CUT)])
def test_a_websocket_that_broke_off_is_a_failure_whatever_the_client_answers(
    said: tuple[Message, ...], tmp_path: Path
) -> None:
    (one,) = found(tmp_path, *said)
    assert ("close-ignored", "error") == (one.code, one.severity)
    assert [] == found(tmp_path, *said, status=1)


@pytest.mark.parametrize("said", [(ASK, bye(1000)), (ASK, Message("mock", "close", b"", 1001))])
def test_a_good_close_is_none_to_report(said: tuple[Message, ...], tmp_path: Path) -> None:
    assert [] == found(tmp_path, *said)


@pytest.mark.parametrize(("status", "count"), [(0, 1), (None, 1), (1, 0)])
def test_a_message_that_never_came_is_reported_unless_the_program_failed_before(
    status: int | None, count: int, tmp_path: Path
) -> None:
    assert ["socket-message"] * count == [one.code for one in found(tmp_path, bye(1000), status=status)]


def test_a_message_that_breaks_its_schema_is_reported_once(tmp_path: Path) -> None:
    wrong = Message("program", "text", b"{}")
    refused = Message("mock", "close", b"", 1008)
    assert ["socket-message"] == [one.code for one in found(tmp_path, wrong, wrong, refused, status=1)]


def test_frames_that_cant_be_read_are_reported(tmp_path: Path) -> None:
    fault = Message("program", "fault", b"server received unexpected unmasked frame", 1002)
    (one,) = found(tmp_path, fault, Message("mock", "close", b"", 1002), status=1)
    assert "its frames can't be read: server received unexpected unmasked frame" == one.message


def test_a_request_that_opens_none_is_reported_with_what_it_lacks(tmp_path: Path) -> None:
    (one,) = found(tmp_path, status=1, request=replace(HANDSHAKE, headers=HANDSHAKE.headers[1:]))
    assert ("socket-handshake", "Upgrade: websocket", "no Upgrade") == (one.code, one.expected, one.actual)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("from websockets import ConnectionClosed\ntry:\n    run()\nexcept ConnectionClosed:\n    pass\n", 4),
        ("const a = new WebSocket(url);\na.onmessage = show;\na.onclose = end;\n", 3),
        ('ws.on("message", show);\nws.on("close", end);\n', 2),
        ("TEXT, CLOSE = 1, 8\nif kind == TEXT:\n    show()\nelif kind == CLOSE:\n    end()\n", 4),
        ("async with session.ws_connect(url) as ws:\n    async for message in ws:\n        show(message)\n", 2),
    ],
)
def test_a_close_is_placed_where_the_program_hears_of_it(source: str, line: int, tmp_path: Path) -> None:
    (one,) = found(tmp_path, ASK, FAILED)
    assert line == line_of(source, one.words)
