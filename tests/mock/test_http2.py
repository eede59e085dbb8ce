"""The mock in HTTP/2, over real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Literal

import h2.connection
import h2.events
import pytest

from harness.model import Headers, Reply, Request, Responder
from mock.helpers import Mock

OK = Reply(200, (("X-Kind", "plain"), ("Connection", "keep-alive")), b"hello")
LARGE = bytes(range(256)) * 1000


class Client:
    """A client with one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.frames = h2.connection.H2Connection()
        self.frames.initiate_connection()
        self.events: list[h2.events.Event] = []
        self.ended = False

    def send(self, method: str, path: str, headers: Headers = (), body: bytes = b"") -> int:
        """Sends a request, and gives the number of its stream."""
        number = self.frames.get_next_available_stream_id()
        pseudo = ((":method", method), (":scheme", "http"), (":authority", "api.example"), (":path", path))
        self.frames.send_headers(number, [*pseudo, *headers], end_stream=not body)
        while body:
            room = min(self.frames.local_flow_control_window(number), self.frames.max_outbound_frame_size)
            if not room:
                self._receive()
                continue
            self.frames.send_data(number, body[:room], end_stream=len(body) <= room)
            body = body[room:]
        self.flush()
        return number

    def flush(self) -> None:
        """Sends the frames that are ready."""
        self.socket.sendall(self.frames.data_to_send())

    def _receive(self) -> None:
        self.flush()
        data = self.socket.recv(65536)
        self.ended = not data
        for event in self.frames.receive_data(data) if data else ():
            self.events.append(event)
            if isinstance(event, h2.events.DataReceived):
                self.frames.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        self.flush()

    def answer(self, number: int) -> tuple[dict[str, str], bytes, bool]:
        """The headers and the body of an answer, and whether it is whole."""
        while not self.ended and not self._of(number, h2.events.StreamEnded):
            self._receive()
        (head,) = self._of(number, h2.events.ResponseReceived)
        headers = {name.decode(): value.decode() for name, value in head.headers}
        data = b"".join(event.data for event in self._of(number, h2.events.DataReceived))
        return headers, data, bool(self._of(number, h2.events.StreamEnded))

    def _of(self, number: int, kind: type) -> list[h2.events.Event]:
        return [event for event in self.events if isinstance(event, kind) and event.stream_id == number]


def called(mock: Mock, reply: Responder | Reply) -> tuple[Client, list[Request]]:
    """A client of a station that answers so, and the requests that come."""
    seen: list[Request] = []

    def answer(request: Request) -> Reply:
        seen.append(request)
        answered = reply(request) if callable(reply) else reply
        assert isinstance(answered, Reply)
        return answered

    return Client(mock.connect(mock.open(answer)[1])), seen


def test_a_request_has_its_headers_and_its_body(mock: Mock) -> None:
    client, seen = called(mock, OK)
    headers, body, whole = client.answer(client.send("POST", "/a?x=%20", (("x-one", "1"), ("x-one", "2")), b"\x00\xff"))

    assert ("200", "plain", "5", b"hello", True) == (
        headers[":status"], headers["x-kind"], headers["content-length"], body, whole,
    )  # fmt: skip
    assert "connection" not in headers
    (request,) = seen
    assert ("POST", "/a?x=%20", b"\x00\xff", None) == (request.method, request.target, request.body, request.fault)
    assert (("host", "api.example"), ("x-one", "1"), ("x-one", "2")) == request.headers
    raw = b"POST /a?x=%20 HTTP/2\r\nhost: api.example\r\nx-one: 1\r\nx-one: 2\r\n\r\n\x00\xff"
    assert raw == request.raw


def test_several_requests_share_a_connection(mock: Mock) -> None:
    client, seen = called(mock, lambda request: Reply(200, (), request.target.encode()))
    numbers = [client.send("GET", f"/{index}") for index in range(3)]

    assert [b"/0", b"/1", b"/2"] == [client.answer(number)[1] for number in numbers]
    assert 3 == len(seen)


def test_large_bodies_go_both_ways(mock: Mock) -> None:
    client, seen = called(mock, lambda request: Reply(200, (), request.body))

    assert (LARGE, True) == client.answer(client.send("POST", "/", body=LARGE))[1:]
    assert LARGE == seen[0].body


@pytest.mark.parametrize(
    ("method", "reply", "length"),
    [("HEAD", OK, "5"), ("GET", Reply(204), None), ("GET", Reply(200, (), b"x", framing="chunked"), None)],
)
def test_an_answer_names_its_length_where_it_has_one(mock: Mock, method: str, reply: Reply, length: str | None) -> None:
    client, _ = called(mock, reply)
    headers, body, whole = client.answer(client.send(method, "/"))

    assert (length, reply.body if method == "GET" else b"", True) == (headers.get("content-length"), body, whole)


def test_a_late_answer_comes(mock: Mock) -> None:
    client, _ = called(mock, Reply(200, (), b"late", delay=0.01))

    assert (b"late", True) == client.answer(client.send("GET", "/"))[1:]


def test_an_answer_is_cut_off_in_its_middle(mock: Mock) -> None:
    client, _ = called(mock, Reply(200, (), b"0123456789", fault="truncate"))
    headers, body, whole = client.answer(client.send("GET", "/"))

    assert ("10", b"01234", False) == (headers["content-length"], body, whole)


@pytest.mark.parametrize(("fault", "sent"), [(None, b"0123456789"), ("truncate", b"012345")])
def test_an_answer_in_pieces_comes_piece_by_piece(mock: Mock, fault: Literal["truncate"] | None, sent: bytes) -> None:
    client, _ = called(mock, Reply(200, (), b"0123456789", "chunked", cuts=(2,), pause=0.001, fault=fault))

    assert (sent, fault is None) == client.answer(client.send("GET", "/"))[1:]


def test_the_connection_is_reset(mock: Mock) -> None:
    client, _ = called(mock, Reply(fault="reset"))

    with pytest.raises(ConnectionResetError):
        client.answer(client.send("GET", "/"))


def test_the_server_closes_the_connection_after_its_answer(mock: Mock) -> None:
    client, _ = called(mock, Reply(200, (), b"bye", close=True))

    assert (b"bye", True) == client.answer(client.send("GET", "/"))[1:]
    while not client.ended:
        client._receive()


def test_pieces_are_sent_as_they_come(mock: Mock) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"a", b"b"):
            await asyncio.sleep(0)
            yield piece

    client, _ = called(mock, lambda _: Reply(200, stream=pieces()))

    assert (b"ab", True) == client.answer(client.send("GET", "/"))[1:]


def test_a_request_that_breaks_off_is_recorded(mock: Mock) -> None:
    station, port = mock.open(OK)
    client = Client(mock.connect(port))
    number = client.frames.get_next_available_stream_id()
    pseudo = [(":method", "POST"), (":scheme", "http"), (":authority", "x"), (":path", "/a")]
    client.frames.send_headers(number, pseudo)
    client.frames.send_data(number, b"half")
    client.flush()
    (exchange,) = mock.exchanges(station)

    assert ("the request broke off before its end", b"half") == (exchange.request.fault, exchange.request.body)


def test_what_is_no_http_2_is_recorded(mock: Mock) -> None:
    station, port = mock.open(OK)
    client = mock.connect(port)
    client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
    while client.recv(65536):
        pass
    (exchange,) = mock.exchanges(station)

    assert str(exchange.request.fault).startswith("no HTTP/2: ")


def test_what_a_client_says_after_the_mock_has_left_is_no_request(mock: Mock, caplog: pytest.LogCaptureFixture) -> None:
    station, port = mock.open(Reply(429, body=b"later", close=True))
    client = Client(mock.connect(port))
    client.answer(client.send("GET", "/a"))
    late = h2.connection.H2Connection()
    late.initiate_connection()
    client.socket.sendall(late.data_to_send()[len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") :])
    client.socket.shutdown(socket.SHUT_WR)
    (exchange,) = mock.exchanges(station)

    assert ("/a", None) == (exchange.request.target, exchange.request.fault)
    assert [] == caplog.records


def test_blanks_around_a_value_are_passed_on(mock: Mock) -> None:
    """Servers read `authorization: Bearer ` of a program whose token is empty: it is judged like any request."""
    station, port = mock.open(OK)
    client = Client(mock.connect(port))
    client.frames.config.validate_outbound_headers = False
    client.frames.config.normalize_outbound_headers = False
    client.answer(client.send("GET", "/a", (("authorization", "Bearer "),)))
    (exchange,) = mock.exchanges(station)

    assert (None, "Bearer ") == (exchange.request.fault, exchange.request.header("Authorization"))


def test_a_request_without_a_path_is_no_request(mock: Mock) -> None:
    station, port = mock.open(OK)
    client = Client(mock.connect(port))
    client.frames.config.validate_outbound_headers = False
    number = client.frames.get_next_available_stream_id()
    client.frames.send_headers(number, [(":method", "GET"), (":scheme", "http"), (":authority", "x")], end_stream=True)
    client.answer(number)
    (exchange,) = mock.exchanges(station)

    assert "RFC 9113" in str(exchange.request.fault)
