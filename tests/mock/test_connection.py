"""The mock over real sockets: what comes is kept byte for byte, what goes is what was decided."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Literal

import pytest

from harness.mock import Station
from harness.mock.station import LONGEST_PAUSE
from harness.model import Exchange, Reply, Request, Responder
from mock.helpers import PATIENCE, Mock

OK = Reply(200, (("X-Kind", "plain"),), b"hello")
GET = b"GET /one?a=%20b HTTP/1.1\r\nHost: x\r\n\r\n"


def read_all(client: socket.socket) -> bytes:
    """Everything up to the end of the connection."""
    found = b""
    while data := client.recv(65536):
        found += data
    return found


def read_until(client: socket.socket, enough: Callable[[bytes], bool]) -> bytes:
    """Everything until it is enough."""
    found = b""
    while not enough(found):
        data = client.recv(65536)
        assert data, f"the connection ended after {found!r}"
        found += data
    return found


def talk(mock: Mock, reply: Responder | Reply, sent: bytes) -> tuple[bytes, list[Exchange]]:
    """What comes back to some bytes before the connection ends, and what was recorded."""
    station, port = mock.open(reply)
    client = mock.connect(port)
    client.sendall(sent)
    client.shutdown(socket.SHUT_WR)
    return read_all(client), mock.exchanges(station)


# --------------------------------------------------------------------------- requests


def test_every_byte_of_a_request_is_kept_as_it_came(mock: Mock) -> None:
    sent = b"POST /a//b?x=1&x=2 HTTP/1.1\r\nhOsT:  x \r\nX-One: 1\r\nx-ONE: 2\r\nContent-Length: 4\r\n\r\n\x00\xff\r\n"
    (exchange,) = talk(mock, OK, sent)[1]
    assert sent == exchange.request.raw
    assert b"\x00\xff\r\n" == exchange.request.body
    assert ("POST", "/a//b?x=1&x=2", None) == (exchange.request.method, exchange.request.target, exchange.request.fault)


def test_the_case_and_the_order_of_headers_are_kept(mock: Mock) -> None:
    sent = b"GET / HTTP/1.1\r\nhOsT: x\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\n\r\n"
    (exchange,) = talk(mock, OK, sent)[1]
    assert (("hOsT", "x"), ("X-B", "1"), ("x-a", "2"), ("X-B", "3")) == exchange.request.headers


def test_a_request_that_comes_byte_by_byte_is_one_request(mock: Mock) -> None:
    station, port = mock.open(OK)
    client = mock.connect(port)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in GET:
        client.send(bytes([byte]))
    read_until(client, lambda found: found.endswith(b"hello"))
    assert [GET] == [exchange.request.raw for exchange in mock.exchanges(station)]


@pytest.mark.parametrize("blank", [b"\r\n", b"\r\n\r\n", b"\n"])
def test_empty_lines_before_a_request_mean_nothing(mock: Mock, blank: bytes) -> None:
    answer, exchanges = talk(mock, OK, blank + GET + blank + GET + blank)

    assert 2 == answer.count(b"HTTP/1.1 200 ")
    assert [(GET, None)] * 2 == [(exchange.request.raw, exchange.request.fault) for exchange in exchanges]


def test_an_empty_line_that_comes_in_pieces_means_nothing(mock: Mock) -> None:
    station, port = mock.open(OK)
    client = mock.connect(port)
    for piece in (b"\r", b"\n", GET[:1], GET[1:]):
        client.sendall(piece)
    assert b"HTTP/1.1 200 " in read_until(client, lambda data: b"hello" in data)
    assert [GET] == [exchange.request.raw for exchange in mock.exchanges(station)]


def test_what_ends_as_the_beginning_of_http_2_is_no_request(mock: Mock) -> None:
    (exchange,) = talk(mock, OK, b"PRI * HT")[1]

    assert (b"PRI * HT", "the request broke off before its end") == (exchange.request.raw, exchange.request.fault)


def test_a_client_that_waits_for_100_continue_is_told_to_go_on(mock: Mock) -> None:
    station, port = mock.open(OK)
    client = mock.connect(port)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    client.sendall(head)
    assert read_until(client, lambda found: b"\r\n\r\n" in found).startswith(b"HTTP/1.1 100 ")
    client.sendall(b"abc")
    assert read_until(client, lambda found: found.endswith(b"hello")).startswith(b"HTTP/1.1 200 OK\r\n")
    (exchange,) = mock.exchanges(station)
    assert (b"abc", head + b"abc") == (exchange.request.body, exchange.request.raw)


def test_a_chunked_request_is_put_together_and_its_raw_bytes_stay_chunked(mock: Mock) -> None:
    sent = (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n"
    )
    (exchange,) = talk(mock, OK, sent)[1]
    assert (b"abcde", sent) == (exchange.request.body, exchange.request.raw)


def test_one_connection_takes_one_request_after_another(mock: Mock) -> None:
    station, port = mock.open(lambda request: Reply(body=request.target.encode()))
    client = mock.connect(port)
    for target in (b"/first", b"/second"):
        client.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        read_until(client, lambda found, end=target: found.endswith(end))  # type: ignore[misc]
    assert ["/first", "/second"] == [exchange.request.target for exchange in mock.exchanges(station)]


@pytest.mark.parametrize("count", [2, 500])
def test_requests_that_come_at_once_are_answered_in_their_order(mock: Mock, count: int) -> None:
    sent = [f"POST /{n} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab".encode() for n in range(count)]
    answers, exchanges = talk(mock, lambda request: Reply(body=request.target.encode()), b"".join(sent))
    assert sent == [exchange.request.raw for exchange in exchanges]
    assert count == answers.count(b"HTTP/1.1 200 OK")
    assert answers.endswith(f"/{count - 1}".encode())


def test_a_request_that_comes_while_a_late_answer_is_due_waits_for_its_turn(mock: Mock) -> None:
    station, port = mock.open(lambda request: Reply(body=request.target.encode(), delay=0.05))
    client = mock.connect(port)
    client.sendall(GET.replace(b"/one?a=%20b", b"/1"))
    client.sendall(GET.replace(b"/one?a=%20b", b"/2"))
    found = read_until(client, lambda found: found.endswith(b"/2"))
    assert found.index(b"/1") < found.rindex(b"HTTP/1.1 200")
    assert ["/1", "/2"] == [exchange.request.target for exchange in mock.exchanges(station)]


@pytest.mark.parametrize(
    "sent",
    [
        b"rubbish\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS client hello \r\n\r\n",
    ],
)
def test_what_is_no_http_is_recorded_with_its_fault_and_answered_as_decided(mock: Mock, sent: bytes) -> None:
    answer, (exchange,) = talk(mock, Reply(400, body=b"say that again"), sent)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(b"\r\n\r\nsay that again")
    assert sent == exchange.request.raw
    assert exchange.request.fault


@pytest.mark.parametrize(
    "sent",
    [
        b"GET",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ],
)
def test_a_request_that_breaks_off_is_recorded_once(mock: Mock, sent: bytes) -> None:
    station, port = mock.open(OK)
    client = mock.connect(port)
    client.sendall(sent)
    (exchange,) = mock.exchanges(station)
    assert sent == exchange.request.raw
    assert "broke off" in (exchange.request.fault or "")


def test_a_connection_without_a_byte_is_no_request(mock: Mock) -> None:
    station, port = mock.open(OK)
    mock.connect(port)
    assert [] == mock.exchanges(station)


def test_a_request_whose_program_has_ended_before_the_mock_looked_is_not_lost() -> None:
    async def send_and_leave() -> list[Exchange]:
        station = Station(lambda _: OK)
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        await station.open(listener)
        with socket.create_connection(listener.getsockname()) as client:
            client.sendall(GET)
        await station.close()
        return station.exchanges

    assert [GET] == [exchange.request.raw for exchange in asyncio.run(send_and_leave())]


def test_a_connection_that_nobody_closes_does_not_keep_the_station_open(mock: Mock) -> None:
    station, port = mock.open(OK)
    client = mock.connect(port)
    client.sendall(GET)
    read_until(client, lambda found: found.endswith(b"hello"))
    mock.wait(station.close(patience=0.01))
    try:
        left = read_all(client)
    except ConnectionError:
        left = b""
    assert b"" == left


# --------------------------------------------------------------------------- answers


def test_an_answer_has_its_status_its_headers_as_written_and_its_length(mock: Mock) -> None:
    answer, _ = talk(mock, Reply(404, (("X-MiXed", "1"), ("content-type", "text/plain")), b"no"), GET)
    head, body = answer.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert {b"X-MiXed: 1", b"content-type: text/plain", b"Content-Length: 2"} < set(head.split(b"\r\n"))
    assert b"no" == body


def test_a_status_that_has_no_name_is_sent_all_the_same(mock: Mock) -> None:
    assert talk(mock, Reply(599, body=b"x"), GET)[0].startswith(b"HTTP/1.1 599 ")


def test_a_chunked_answer_comes_in_several_chunks_and_ends(mock: Mock) -> None:
    body = bytes(range(256)) * 200
    head, rest = talk(mock, Reply(body=body, framing="chunked"), GET)[0].split(b"\r\n\r\n", 1)
    assert b"Transfer-Encoding: chunked" in head
    assert b"Content-Length" not in head
    found, chunks = b"", 0
    while True:
        size, rest = rest.split(b"\r\n", 1)
        found, rest, chunks = found + rest[: int(size, 16)], rest[int(size, 16) + 2 :], chunks + 1
        if size == b"0":
            break
    assert (body, b"") == (found, rest)
    assert chunks > 3


def test_an_empty_chunked_answer_is_a_whole_answer(mock: Mock) -> None:
    assert talk(mock, Reply(framing="chunked"), GET)[0].endswith(b"\r\n\r\n0\r\n\r\n")


def test_an_answer_that_closes_says_so_and_closes(mock: Mock) -> None:
    _, port = mock.open(Reply(body=b"hello", close=True))
    client = mock.connect(port)
    client.sendall(GET)
    answer = read_all(client)
    assert b"\r\nConnection: close\r\n" in answer
    assert answer.endswith(b"hello")


def test_a_client_of_http_1_0_gets_an_answer_that_ends_with_the_connection(mock: Mock) -> None:
    _, port = mock.open(Reply(body=b"hello", framing="chunked"))
    client = mock.connect(port)
    client.sendall(b"GET / HTTP/1.0\r\n\r\n")
    assert read_all(client).endswith(b"\r\n\r\nhello")


@pytest.mark.parametrize("framing", ["sized", "chunked"])
def test_an_answer_to_head_has_no_body(mock: Mock, framing: str) -> None:
    answer, exchanges = talk(mock, Reply(body=b"hello", framing=framing), GET.replace(b"GET", b"HEAD"))  # type: ignore[arg-type]
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n")
    assert (framing == "sized") == (b"\r\nContent-Length: 5\r\n" in answer)
    assert [b""] == [one.reply.body for one in exchanges]


def test_an_answer_to_a_head_that_can_not_be_read_has_one_length(mock: Mock) -> None:
    answer, _ = talk(mock, Reply(400, body=b"hello"), b"HEAD / HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n")
    assert 1 == answer.count(b"Content-Length")


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_never_has_a_body_has_no_length(mock: Mock, status: int) -> None:
    answer, _ = talk(mock, Reply(status), GET)
    assert b"content-length" not in answer.lower()
    assert b"transfer-encoding" not in answer.lower()


def test_a_reset_is_an_rst(mock: Mock) -> None:
    station, port = mock.open(Reply(fault="reset"))
    client = mock.connect(port)
    client.sendall(GET)
    with pytest.raises(ConnectionResetError) as raised:
        client.recv(1)
    assert errno.ECONNRESET == raised.value.errno
    assert ["reset"] == [exchange.reply.fault for exchange in mock.exchanges(station)]


def test_a_truncated_answer_ends_in_the_middle_of_its_length(mock: Mock) -> None:
    head, body = talk(mock, Reply(body=b"0123456789", fault="truncate"), GET)[0].split(b"\r\n\r\n", 1)
    assert b"Content-Length: 10" in head
    assert b"01234" == body


def test_a_truncated_chunked_answer_lacks_its_last_chunk(mock: Mock) -> None:
    reply = Reply(body=b"0123456789", framing="chunked", fault="truncate")
    assert b"5\r\n01234\r\n" == talk(mock, reply, GET)[0].split(b"\r\n\r\n", 1)[1]


@pytest.mark.parametrize(
    ("fault", "expected"), [(None, b"2\r\n01\r\n8\r\n23456789\r\n0\r\n\r\n"), ("truncate", b"2\r\n01\r\n4\r\n2345\r\n")]
)
def test_an_answer_in_pieces_comes_piece_by_piece(
    mock: Mock, fault: Literal["truncate"] | None, expected: bytes
) -> None:
    reply = Reply(body=b"0123456789", framing="chunked", cuts=(2,), pause=0.001, fault=fault)
    assert expected == talk(mock, reply, GET)[0].split(b"\r\n\r\n", 1)[1]


@pytest.mark.parametrize(("took", "expected"), [(0.0, 0.01), (0.02, 0.02), (60.0, LONGEST_PAUSE)])
def test_a_program_that_was_slow_to_come_gets_longer_pauses_between_pieces(
    mock: Mock, monkeypatch: pytest.MonkeyPatch, took: float, expected: float
) -> None:
    now = [100.0]
    monkeypatch.setattr("harness.mock.station.time", SimpleNamespace(monotonic=lambda: now[0], time=time.time))
    station, port = mock.open(Reply(body=b"0123456789", cuts=(2,), pause=0.01))
    now[0] += took
    client = mock.connect(port)
    client.sendall(GET)
    assert client.recv(1)
    assert [pytest.approx(expected)] == [exchange.reply.pause for exchange in mock.exchanges(station)]


def test_a_hanging_answer_never_comes(mock: Mock) -> None:
    station, port = mock.open(Reply(fault="hang"))
    client = mock.connect(port)
    client.sendall(GET)
    client.settimeout(0.3)
    with pytest.raises(TimeoutError):
        client.recv(1)
    assert [GET] == [exchange.request.raw for exchange in mock.exchanges(station)]


def test_the_responder_is_given_what_is_recorded(mock: Mock) -> None:
    seen: list[Request] = []

    def responder(request: Request) -> Reply:
        seen.append(request)
        return OK

    assert seen == [exchange.request for exchange in talk(mock, responder, GET + GET)[1]]


def test_a_responder_that_raises_is_told_of_as_trouble_of_our_own(mock: Mock) -> None:
    def responder(_: Request) -> Reply:
        raise RuntimeError("broken rule")

    station, port = mock.open(responder)
    client = mock.connect(port)
    client.sendall(GET)
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    assert "broken rule" == str(station.trouble)
    assert [GET] == [exchange.request.raw for exchange in mock.exchanges(station)]


def test_an_answer_may_come_in_pieces_as_they_are_ready(mock: Mock) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        yield b"second"

    answer = talk(mock, Reply(200, (("X-Kind", "late"),), stream=pieces()), GET)[0]
    assert b"Transfer-Encoding: chunked" in answer
    assert answer.endswith(b"5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n")


def test_whoever_leaves_an_answer_in_pieces_ends_it(mock: Mock) -> None:
    ended = threading.Event()

    async def pieces() -> AsyncIterator[bytes]:
        try:
            yield b"first"
            await asyncio.Event().wait()
        finally:
            ended.set()

    _, port = mock.open(Reply(stream=pieces()))
    client = mock.connect(port)
    client.sendall(GET)
    read_until(client, lambda found: b"first" in found)
    client.close()
    assert ended.wait(PATIENCE)
