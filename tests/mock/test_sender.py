"""A request that is sent: its answer, or how none came."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading

import pytest

from harness.mock.sender import MOST, send
from harness.model import Reply, Request

LARGE = b"x" * 8 * 1024 * 1024


def sent(text: bytes, *, body: bytes = b"{}", reads: int = 2, closes: bool = False, limit: float = 20.0) -> Reply:
    """The reply to a POST whose server reads a number of bytes of its body, and answers with a text."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = threading.Thread(target=_serve, args=(server, text, reads, closes))
        serving.start()
        reply = asyncio.run(_sent(server.getsockname(), body, limit))
        serving.join()
    return reply


async def _sent(address: tuple[str, int], body: bytes, limit: float) -> Reply:
    connection = socket.socket()
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, address)
    headers = (("Host", "127.0.0.1"), ("Content-Length", str(len(body))))
    return (await send(connection, Request("POST", "/hook", headers, body), limit)).reply


def _serve(server: socket.socket, text: bytes, reads: int, closes: bool) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as stream, contextlib.suppress(ConnectionError):
        while stream.readline().strip():
            pass
        stream.read(reads)
        connection.sendall(text)
        if not closes:
            stream.read()  # until the client leaves


def test_the_answer_is_read_to_its_end_though_the_connection_stays_open() -> None:
    reply = sent(b"HTTP/1.1 201 Made\r\nX-Own: 1\r\nContent-Length: 2\r\n\r\nok", reads=2)
    assert (201, "1", b"ok", None) == (reply.status, reply.header("x-own"), reply.body, reply.fault)


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    assert b"all" == sent(b"HTTP/1.0 200 OK\r\n\r\nall", reads=2, closes=True).body


def test_an_answer_in_chunks_is_put_together() -> None:
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
    assert b"abc" == sent(chunks, reads=2).body


def test_an_answer_may_come_before_all_of_a_large_body_is_read() -> None:
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"
    assert 413 == sent(refusal, reads=1, body=LARGE).status


def test_a_large_body_arrives_whole() -> None:
    fine = b"HTTP/1.1 204 No Content\r\n\r\n"
    assert 204 == sent(fine, reads=len(LARGE), body=LARGE).status


def test_of_a_large_answer_the_beginning_is_kept() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(LARGE)}\r\n\r\n".encode()
    assert MOST == len(sent(head + LARGE, reads=2).body)


@pytest.mark.parametrize("text", [b"", b"no HTTP\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_what_is_no_answer_is_none(text: bytes) -> None:
    assert "reset" == sent(text, closes=True).fault


def test_an_answer_that_never_comes_is_waited_for_within_the_limit() -> None:
    assert "hang" == sent(b"HTTP/1.1 200 OK\r\n", limit=0.05).fault
