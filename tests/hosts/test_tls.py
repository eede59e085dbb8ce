"""The mock's TLS over real sockets: what a client sees of each way to answer, and of each way to end."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.common.hosts import host_of
from harness.launch import trust
from harness.mock import Door, Station
from harness.model import Exchange, Reply

PATIENCE = 60
NAME = "api.notes.invalid"
HOST = host_of(f"https://{NAME}")
GET = f"GET /one HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
LARGE = bytes(range(256)) * 12_000
"""More than the socket and several TLS records hold."""

Client = Callable[[socket.socket], object]


@pytest.fixture(scope="module")
def made() -> trust.Trust:
    assert HOST
    found = trust.make([HOST], Path())
    assert found
    return found


def trusting(made: trust.Trust) -> ssl.SSLContext:
    """A client's context that believes the run's CA."""
    context = ssl.create_default_context(cadata=made.pem)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context


def talk(made: trust.Trust, reply: Reply, client: Client) -> tuple[object, list[Exchange], Station]:
    """What a client gives back that is called with a connection to a station which answers so, and what that took."""

    async def go() -> tuple[object, Station]:
        station = Station(lambda _: reply)
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        await station.open(listener, Door(443, made.context))
        try:
            with socket.create_connection(listener.getsockname(), PATIENCE) as connection:
                return await asyncio.to_thread(client, connection), station
        finally:
            await station.close()

    result, station = asyncio.run(go())
    return result, station.exchanges, station


def ask(made: trust.Trust, *, ragged: bool = False) -> Client:
    """A client that sends one request by TLS and reads to the connection's end."""

    def go(connection: socket.socket) -> bytes:
        context = trusting(made)
        if not ragged:
            # Python before 3.11.4 ignores a missing alert unless this option is taken away.
            context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
        with context.wrap_socket(connection, server_hostname=NAME, suppress_ragged_eofs=ragged) as tls:
            tls.sendall(GET)
            found = b""
            while piece := tls.recv(65536):
                found += piece
            return found

    return go


def test_an_answer_by_tls_ends_with_the_closing_alert(made: trust.Trust) -> None:
    answer, exchanges, _ = talk(made, Reply(body=LARGE, close=True), ask(made))
    assert isinstance(answer, bytes)
    assert LARGE == answer.split(b"\r\n\r\n", 1)[1]
    assert [(GET, f"https://{NAME}")] == [(one.request.raw, one.request.origin) for one in exchanges]


def test_a_chunked_answer_comes_by_tls(made: trust.Trust) -> None:
    answer, _, _ = talk(made, Reply(body=b"hello", framing="chunked", close=True), ask(made))
    assert isinstance(answer, bytes)
    assert b"5\r\nhello\r\n0\r\n\r\n" == answer.split(b"\r\n\r\n", 1)[1]


def test_a_truncated_answer_ends_without_the_closing_alert(made: trust.Trust) -> None:
    with pytest.raises(ssl.SSLError, match=r"(?i)eof"):
        talk(made, Reply(body=LARGE, fault="truncate"), ask(made))


def test_a_truncated_answer_holds_its_first_half(made: trust.Trust) -> None:
    answer, _, _ = talk(made, Reply(body=LARGE, fault="truncate"), ask(made, ragged=True))
    assert isinstance(answer, bytes)
    assert LARGE[: len(LARGE) // 2] == answer.split(b"\r\n\r\n", 1)[1]


def test_a_reset_is_one_by_tls_too(made: trust.Trust) -> None:
    def by_hand(connection: socket.socket) -> None:
        """Python's own TLS takes a reset for an end."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = trusting(made).wrap_bio(incoming, outgoing, server_hostname=NAME)
        for step in (tls.do_handshake, lambda: tls.write(GET), lambda: tls.read(1)):
            while True:
                try:
                    step()
                    break
                except ssl.SSLWantReadError:
                    connection.sendall(outgoing.read())
                    incoming.write(connection.recv(65536))

    with pytest.raises(ConnectionResetError):
        talk(made, Reply(fault="reset"), by_hand)


@pytest.mark.parametrize(("offered", "expected"), [(["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1"), ([], None)])
def test_http_2_is_agreed_on_where_the_client_speaks_it(
    made: trust.Trust, offered: list[str], expected: str | None
) -> None:
    def agreed(connection: socket.socket) -> str | None:
        context = ssl.create_default_context(cadata=made.pem)
        if offered:
            context.set_alpn_protocols(offered)
        with context.wrap_socket(connection, server_hostname=NAME) as tls:
            return tls.selected_alpn_protocol()

    assert expected == talk(made, Reply(), agreed)[0]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_two_requests_come_over_one_connection(made: trust.Trust, version: ssl.TLSVersion) -> None:
    def twice(connection: socket.socket) -> None:
        context = trusting(made)
        context.minimum_version = context.maximum_version = version
        with context.wrap_socket(connection, server_hostname=NAME) as tls:
            answers = tls.makefile("rwb")
            for _ in range(2):
                answers.write(GET)
                answers.flush()
                while answers.readline() != b"\r\n":
                    pass
                assert b"hello" == answers.read(5)

    assert 2 == len(talk(made, Reply(body=b"hello"), twice)[1])


def test_plain_http_is_taken_and_told_apart(made: trust.Trust) -> None:
    def plainly(connection: socket.socket) -> bytes:
        connection.sendall(GET)
        return b"".join(iter(lambda: connection.recv(65536), b""))

    answer, exchanges, _ = talk(made, Reply(body=b"hello", close=True), plainly)
    assert isinstance(answer, bytes)
    assert answer.endswith(b"hello")
    assert [f"http://{NAME}:443"] == [one.request.origin for one in exchanges]


def test_a_client_that_refuses_the_certificate_is_trouble_of_our_own(made: trust.Trust) -> None:
    def distrusting(connection: socket.socket) -> None:
        with pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(connection, server_hostname=NAME)

    _, exchanges, station = talk(made, Reply(), distrusting)
    assert [] == exchanges
    assert "does not trust the mock's certificate" in str(station.trouble)


@pytest.mark.parametrize("name", ["my_tenant.notes.invalid", "ab--c.notes.invalid"])
def test_a_name_that_idna_does_not_know_has_its_certificate(name: str) -> None:
    host = host_of(f"https://{name}")
    assert host
    made = trust.make([host], Path())
    assert made

    def called(connection: socket.socket) -> str | None:
        with trusting(made).wrap_socket(connection, server_hostname=name) as tls:
            return tls.version()

    assert talk(made, Reply(), called)[0]


def test_the_certificate_is_for_its_names_alone(made: trust.Trust) -> None:
    def elsewhere(connection: socket.socket) -> None:
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            trusting(made).wrap_socket(connection, server_hostname="other.notes.invalid")

    talk(made, Reply(), elsewhere)


@pytest.mark.parametrize("noise", [b"\x16", b"\x16\x03\x01\x00\x05hello", b"\x16" * 70_000, b"\x00\xff" * 100, b""])
def test_noise_in_place_of_a_handshake_leaves_the_mock_as_it_was(made: trust.Trust, noise: bytes) -> None:
    def noisy(connection: socket.socket) -> None:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        try:
            while connection.recv(65536):
                pass
        except ConnectionResetError:  # it was refused while more was on its way
            return

    assert talk(made, Reply(), noisy)[2].trouble is None


def test_a_request_that_breaks_off_is_recorded(made: trust.Trust) -> None:
    def broken(connection: socket.socket) -> None:
        with trusting(made).wrap_socket(connection, server_hostname=NAME) as tls:
            tls.sendall(GET[:-4])

    (exchange,) = talk(made, Reply(), broken)[1]
    assert "the request broke off before its end" == exchange.request.fault
    assert GET[:-4] == exchange.request.raw
