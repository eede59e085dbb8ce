"""What the mock says on a WebSocket, line by line."""

from __future__ import annotations

from typing import Literal

import pytest

from harness.model import Message, Request
from harness.openapi import ScriptLine, Socket
from harness.respond.talks import Conversation, closed, opened, refusal

ASK, GO = ScriptLine("program", {"type": "ask"}), ScriptLine("program")
ONE, TWO, END = ScriptLine("mock", {"n": 1}), ScriptLine("mock", "two"), ScriptLine("close", code=1001)
Ending = Literal["whole", "refused", "failed", "cut"]


def said(lines: tuple[ScriptLine, ...], *sent: str, ending: Ending = "whole") -> list[list[str]]:
    """What the mock says at the begin, and after each message of the program, in short."""
    one = Conversation(Socket(lines), ending)
    messages = [None, *(Message("program", "text", text.encode()) for text in sent)]
    return [[_short(said) for said in one(message)] for message in messages]


def _short(message: Message) -> str:
    late = " later" if message.pause else ""
    return message.data.decode() if message.kind == "text" else f"{message.kind} {message.code}{late}"


def test_a_script_is_said_up_to_the_next_line_of_the_program() -> None:
    lines = (ONE, ASK, TWO, GO, END)
    assert [['{"n": 1}'], ["two"], ["close 1001"]] == said(lines, '{"type": "ask", "more": 1}', "anything")


def test_a_message_that_is_not_waited_for_is_passed_over() -> None:
    assert [[], [], ["two"], []] == said((ASK, TWO), '{"type": "other"}', '{"type": "ask"}', '{"type": "ask"}')


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("refused", [[], ["close 1008"], []]),
        ("failed", [[], ['{"n": 1}', "close 1011 later"], []]),
        ("cut", [[], ['{"n": 1}', "cut 0 later"], []]),
    ],
)
def test_a_websocket_breaks_off_in_place_of_a_message(ending: Ending, expected: list[list[str]]) -> None:
    assert expected == said((GO, ONE, TWO, END), "a", "b", ending=ending)


@pytest.mark.parametrize(("lines", "expected"), [((GO, END), [[], ["cut 0"]]), ((GO,), [[], ["cut 0"]])])
def test_where_the_mock_says_nothing_it_breaks_off_at_the_end(
    lines: tuple[ScriptLine, ...], expected: list[list[str]]
) -> None:
    assert expected == said(lines, "a", ending="cut")


def test_the_reason_of_a_close_fits_into_its_frame() -> None:
    assert Message("mock", "close", b"a" * 122, 1008) == closed(1008, "a" * 122 + "é")


def test_a_request_that_is_no_handshake_is_told_what_to_send() -> None:
    reply = refusal(Request("GET", "/", (), b""))
    assert reply is not None
    assert (426, b"A WebSocket needs Upgrade: websocket.\n") == (reply.status, reply.body)
    assert "websocket" == reply.header("Upgrade")


def test_a_subprotocol_that_is_offered_is_chosen() -> None:
    sent = Request("GET", "/", (("Sec-WebSocket-Protocol", "chat, other"),), b"")
    reply = opened(sent, Conversation(Socket(())))
    assert (101, (("Sec-WebSocket-Protocol", "chat"),)) == (reply.status, reply.headers)


def test_what_breaks_off_comes_later_once_the_mock_has_spoken() -> None:
    assert [['{"n": 1}'], ["cut 0 later"]] == said((ONE, GO, TWO), "a", ending="cut")
    assert [[], ["cut 0"]] == said((GO, TWO), "a", ending="cut")
