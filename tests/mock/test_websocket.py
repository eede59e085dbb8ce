"""WebSockets of the mock: frames in, messages out, and what was said is kept."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Sequence

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, Pong, TextMessage

from harness.mock import websocket
from harness.mock.timers import Timers
from harness.mock.websocket import WebSocket, accepted
from harness.model import Message, Reply, Request
from mock.helpers import Mock
from mock.test_connection import read_all, read_until

DONE = Message("mock", "close", b"done", 1000)


class Wire:
    """Keeps what is sent, and how the connection ended."""

    def __init__(self) -> None:
        self.timers = Timers()
        self.sent = b""
        self.ended = ""

    def write(self, data: bytes) -> None:
        self.sent += data

    def leave(self) -> None:
        self.ended = "left"

    def cut(self) -> None:
        self.ended = "cut"

    def failed(self, error: Exception) -> None:
        self.ended = str(error)


def played(
    sent: Sequence[bytes | Event], said: Callable[[Message | None], tuple[Message, ...]]
) -> tuple[list[Event], tuple[Message, ...], str]:
    """What a client gets that sends this, what was kept of it, and how the connection ended."""

    async def play() -> tuple[list[Event], tuple[Message, ...], str]:
        wire, client = Wire(), Connection(ConnectionType.CLIENT)
        one = WebSocket(wire, said)
        one.begin()
        for part in sent:
            one.receive(part if isinstance(part, bytes) else bytes(client.send(part)))
        client.receive_data(wire.sent)
        return list(client.events()), one.finished(), wire.ended

    return asyncio.run(play())


def quiet(_: Message | None) -> tuple[Message, ...]:
    return ()


def test_a_message_is_answered_as_the_talk_has_it() -> None:
    def echo(message: Message | None) -> tuple[Message, ...]:
        return (Message("mock", "text", "é".encode()) if message is None else message, DONE)[: 1 + bool(message)]

    events, kept, ended = played([TextMessage("a")], echo)
    assert ["é", "a", (1000, "done")] == [
        (one.code, one.reason) if isinstance(one, CloseConnection) else getattr(one, "data", None) for one in events
    ]
    assert ["é".encode(), b"a", b"a", b"done"] == [one.data for one in kept]
    assert "" == ended


def test_a_message_in_several_frames_is_one_message() -> None:
    parts = [TextMessage("a", message_finished=False), Ping(b"p"), TextMessage("b"), BytesMessage(b"\xff")]
    events, kept, _ = played(parts, quiet)
    assert [Pong(bytearray(b"p"))] == events
    assert (Message("program", "text", b"ab"), Message("program", "binary", b"\xff")) == kept


def test_the_close_of_a_client_is_answered_and_ends_the_connection() -> None:
    events, kept, ended = played([CloseConnection(1000, "bye"), b"\x81"], quiet)
    assert [CloseConnection(1000, "bye")] == events
    assert (Message("program", "close", b"bye", 1000),) == kept
    assert "left" == ended


def test_a_close_without_a_code_counts_as_1005() -> None:
    _, kept, _ = played([b"\x88\x80\x00\x00\x00\x00"], quiet)
    assert (Message("program", "close", b"", 1005),) == kept


def test_the_answer_to_a_close_ends_the_connection() -> None:
    _, kept, ended = played([b"\x88\x82\x00\x00\x00\x00\x03\xe8"], lambda _: (DONE,))
    assert (DONE, Message("program", "close", b"", 1000)) == kept
    assert "left" == ended


def test_frames_without_a_mask_are_refused() -> None:
    events, kept, ended = played([b"\x81\x01a"], quiet)
    assert ["fault", "close"] == [one.kind for one in kept]
    assert 1002 == kept[0].code
    assert b"unmasked" in kept[0].data
    assert isinstance(events[0], CloseConnection)
    assert "left" == ended


def test_messages_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "MOST_BYTES", 3)
    _, kept, ended = played([TextMessage("ab"), TextMessage("cd"), TextMessage("ef")], quiet)
    assert [("text", 0), ("fault", 1009), ("close", 1009)] == [(one.kind, one.code) for one in kept]
    assert "left" == ended


def test_a_cut_ends_the_connection_without_a_close() -> None:
    events, kept, ended = played([TextMessage("a")], lambda _: (Message("mock", "cut"),))
    assert ([], (Message("mock", "cut"),), "cut") == (events, kept, ended)


def test_a_close_that_nobody_answers_ends_the_connection_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> str:
        wire, ended = Wire(), asyncio.Event()
        monkeypatch.setattr(wire, "leave", ended.set)
        WebSocket(wire, lambda _: (DONE,)).begin()
        await asyncio.wait_for(ended.wait(), 60)
        return "left"

    monkeypatch.setattr(websocket, "PATIENCE", 0.0)
    assert "left" == asyncio.run(play())


def test_the_key_of_the_handshake_is_answered_as_rfc_6455_has_it() -> None:
    request = Request("GET", "/", (("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),), b"")
    found = accepted(request, Reply(101, (("Sec-WebSocket-Protocol", "chat"),)))
    assert ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") in found
    assert ("Sec-WebSocket-Protocol", "chat") == found[-1]


@pytest.mark.parametrize(("closes", "expected"), [(True, ["close"]), (False, ["text", "cut"])])
def test_a_message_comes_after_its_pause_unless_the_program_closes_before(closes: bool, expected: list[str]) -> None:
    async def play() -> tuple[Message, ...]:
        wire, ended = Wire(), asyncio.Event()
        wire.leave = wire.cut = ended.set  # type: ignore[method-assign]
        first = Message("mock", "text", b"a", pause=60.0 if closes else 0.001)
        one = WebSocket(wire, lambda _: (first, Message("mock", "cut")))
        one.begin()
        if closes:
            one.receive(b"\x88\x82\x00\x00\x00\x00\x03\xe8")
        await asyncio.wait_for(ended.wait(), 30)
        return one.finished()

    assert expected == [one.kind for one in asyncio.run(play())]


HANDSHAKE = (
    b"GET /talk HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + base64.b64encode(bytes(16)) + b"\r\n\r\n"
)


@pytest.mark.parametrize(("last", "fault"), [(DONE, None), (Message("mock", "close", b"", 1011), "truncate")])
def test_the_exchange_of_the_handshake_has_all_that_was_said(last: Message, fault: str | None, mock: Mock) -> None:
    frames = bytes(Connection(ConnectionType.CLIENT).send(TextMessage("a")))
    station, port = mock.open(lambda _: Reply(101, talk=lambda message: (last,) if message else ()))
    client = mock.connect(port)
    client.sendall(HANDSHAKE + frames[:3])  # a client may send before it has the answer
    head = read_until(client, lambda found: b"\r\n\r\n" in found)
    assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    client.sendall(frames[3:])
    read_until(client, lambda found: len(found) > 3)
    client.sendall(b"\x88\x82\x00\x00\x00\x00\x03\xe8")
    assert b"" == read_all(client)
    (exchange,) = mock.exchanges(station)
    assert (Message("program", "text", b"a"), last, Message("program", "close", b"", 1000)) == exchange.messages
    assert (101, fault, None) == (exchange.reply.status, exchange.reply.fault, exchange.reply.talk)
    assert HANDSHAKE == exchange.request.raw


def test_a_client_that_leaves_without_a_close_is_kept_too(mock: Mock) -> None:
    station, port = mock.open(lambda _: Reply(101, talk=quiet))
    client = mock.connect(port)
    client.sendall(HANDSHAKE)
    read_until(client, lambda found: b"\r\n\r\n" in found)
    (exchange,) = mock.exchanges(station)
    assert () == exchange.messages
    assert exchange.reply.talk is None


def test_trouble_of_the_talk_is_no_fault_of_the_program(mock: Mock) -> None:
    def fail(_: Message | None) -> tuple[Message, ...]:
        raise ValueError("ours")

    assert ([], (), "ours") == played([TextMessage("a")], fail)
    station, port = mock.open(lambda _: Reply(101, talk=fail))
    client = mock.connect(port)
    client.sendall(HANDSHAKE)
    with pytest.raises(ConnectionResetError):
        read_all(client)
    mock.exchanges(station)
    assert "ours" == str(station.trouble)
