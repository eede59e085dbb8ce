"""Sends one request over a connection, and reads its answer: the mock as a client of programs that receive."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time

import h11

from harness.model import Exchange, Headers, Reply, Request

PIECE = 64 * 1024
"""Bytes that are read at a time."""
MOST = 1024 * 1024
"""Bytes of an answer's body that are read: an answer to a delivery says little."""
NEVER, BROKEN = Reply(fault="hang"), Reply(fault="reset")
"""What takes the place of an answer: none came in time, or the connection ended first."""


async def send(connection: socket.socket, request: Request, limit: float) -> Exchange:
    """The exchange of a request over a connection that is open and not blocking; closes it.

    The reply has the fault `hang` where none came within `limit` seconds, and `reset` where none came at all, or one
    that is no HTTP.
    """
    started, clock = time.time(), time.monotonic()
    with connection:
        try:
            reply = await asyncio.wait_for(_exchanged(connection, request), limit)
        except TimeoutError:
            reply = NEVER
        except (OSError, h11.ProtocolError):
            reply = BROKEN
    return Exchange(request, reply, started, time.monotonic() - clock)


async def _exchanged(connection: socket.socket, request: Request) -> Reply:
    """A server may answer before it has read all, and close: so both go on at once."""
    client = h11.Connection(h11.CLIENT)
    sending = asyncio.ensure_future(_written(connection, client, request))
    try:
        return await _read(connection, client)
    finally:
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await sending


async def _written(connection: socket.socket, client: h11.Connection, request: Request) -> None:
    head = client.send(h11.Request(method=request.method, target=request.target, headers=list(request.headers)))
    body = client.send(h11.Data(data=request.body)) if request.body else b""
    end = client.send(h11.EndOfMessage())
    with contextlib.suppress(OSError):  # what is there to be read says more
        await asyncio.get_running_loop().sock_sendall(connection, (head or b"") + (body or b"") + (end or b""))


async def _read(connection: socket.socket, client: h11.Connection) -> Reply:
    loop, body = asyncio.get_running_loop(), b""
    headers: Headers = ()
    await asyncio.sleep(0)  # the parser must have seen the request before it sees an answer
    status = 0
    while True:
        event = client.next_event()
        if event is h11.NEED_DATA:
            client.receive_data(await loop.sock_recv(connection, PIECE))
        elif isinstance(event, h11.Response):
            status = event.status_code
            headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers.raw_items()
            )
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        if isinstance(event, h11.EndOfMessage | h11.ConnectionClosed) or len(body) > MOST:
            return Reply(status, headers, body[:MOST]) if status else BROKEN
