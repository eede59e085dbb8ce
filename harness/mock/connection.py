"""One connection from a program: bytes in, requests out, and the reply or the fault that was decided."""

from __future__ import annotations

import asyncio
import re
import select
import socket
import struct
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Protocol, cast

import h11

from harness.common.statuses import phrase
from harness.mock import head
from harness.mock.door import Door
from harness.mock.pieces import in_pieces
from harness.mock.spool import Spool, made_request
from harness.mock.timers import Timer, Timers
from harness.mock.tls import CoveredTransport
from harness.model import Message, Reply, Request, Talk

if TYPE_CHECKING:
    from harness.mock.http2 import Http2
    from harness.mock.websocket import WebSocket

MAX_HEAD = 4 * 1024 * 1024
"""Bytes of request line and headers that are read before a request counts as unreadable."""
MAX_LINES = 20_000
"""Header lines that are read before a request counts as unreadable: each costs memory beyond its bytes."""
MAX_BODY = 80 * 1024 * 1024
"""Bytes of a body that are taken: whoever judges it has several copies of it in memory for a moment."""
MAX_AHEAD = 256 * 1024
"""Bytes that are read while the answer to an earlier request is still to come."""
CHUNK = 16 * 1024
"""Bytes in a chunk of a chunked answer: small enough for every image to come in several."""
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""How a client begins that speaks HTTP/2 (RFC 9113, 3.4)."""
_BYTES = re.compile(r"bytearray\(b(.*)\)")
"""How the parser quotes what it could not read."""


class Answering(Protocol):
    """Whom a connection asks for replies, and tells of its beginning and end."""

    timers: Timers
    """What puts answers off."""

    def opened(self, connection: Connection, /) -> None:
        """A program connected."""

    def closed(self, connection: Connection, /) -> None:
        """The connection has ended."""

    def answer(self, request: Request, /) -> Reply | asyncio.Task[Reply]:
        """The reply to a request; a task where it takes its time."""

    def conversed(self, talk: Talk, messages: tuple[Message, ...], /) -> None:
        """A WebSocket has ended. `talk` is that of its reply."""

    def failed(self, error: Exception, /) -> Reply:
        """Something of our own went wrong, and how the program is to get an end."""


class Connection(asyncio.Protocol):
    """Reads requests one after another, with keep-alive, and answers each as the station decides.

    A client that begins with HTTP/2's preface is answered in HTTP/2.
    """

    def __init__(self, station: Answering, door: Door | None = None) -> None:
        self._station = station
        self._door = door
        self._scheme = "http"
        self._parser = _parser()
        self._early: bytes | None = b""
        """The first bytes, as long as they may be HTTP/2's preface; None afterwards."""
        self._http2: Http2 | None = None
        self._websocket: WebSocket | None = None
        self._raw = Spool()
        self._head: h11.Request | None = None
        self._body = Spool()
        self._lines = 0
        self._ahead = 0
        self._waiting: Timer | None = None
        self._coming = False
        """True while the responder takes its time, or pieces of an answer are still to be sent."""
        self._left = False
        """True once the program has said that it sends no more."""
        self._streaming: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport

    # ------------------------------------------------------------------ called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A program connected."""
        self._transport = cast(asyncio.Transport, transport)
        line = transport.get_extra_info("socket")
        if line is not None:  # asyncio does it only for sockets that were made with the protocol's number
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._station.opened(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._transport.is_closing():
            return  # what still comes of a request that was refused
        if self._early is not None:
            self._begin(self._early + data)
        elif self._http2:
            self._http2.receive(data)
        elif self._websocket:
            self._websocket.receive(data)
        else:
            self._receive(data)

    def _begin(self, data: bytes) -> None:
        """Tells by the first bytes which HTTP is spoken."""
        self._early = data if len(data) < len(PREFACE) and PREFACE.startswith(data) else None
        if data.startswith(PREFACE):
            from harness.mock.http2 import Http2  # few programs speak it

            self._http2 = Http2(self, MAX_BODY)
            self._http2.receive(data)
        elif self._early is None:
            self._receive(data)

    def _receive(self, data: bytes) -> None:
        if not self._raw.size and self._parser.their_state is h11.IDLE:
            data = data.lstrip(b"\r\n")  # empty lines before a request line mean nothing (RFC 9112, 2.2)
            if not data:
                return
        self._raw.add(data)
        self._parser.receive_data(data)
        if self._parser.their_state is h11.IDLE and self._too_many_lines(data):
            self._unreadable(f"more than {MAX_LINES} header lines", answer=True)
        elif self._parser.their_state in (h11.IDLE, h11.SEND_BODY):
            self._read()
        else:
            self._put_off(len(data))

    def eof_received(self) -> bool:
        """The program will send no more; what was decided is still sent."""
        self._left = True
        if self._waiting or self._coming or (self._http2 and self._http2.busy):
            return True
        self.record_leftover()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The connection has ended, however that came."""
        if self._waiting:
            self._waiting.cancel()
        if self._streaming:
            self._streaming.cancel()
        self.record_leftover()
        if self._http2:
            self._http2.lost()
        self._station.closed(self)

    def speaks(self, tls: bool) -> None:
        """The client's first byte has come, on a door that knows TLS."""
        self._scheme = "https" if tls else "http"

    # ------------------------------------------------------------------ called by the station

    @property
    def is_idle(self) -> bool:
        """True where its client is owed nothing: it has sent no whole request that is not answered."""
        streaming = self._streaming is not None and not self._streaming.done()
        busy = self._waiting or self._coming or streaming or self._websocket
        return not (busy or (self._http2 and self._http2.busy))

    @property
    def works(self) -> bool:
        """True where a request is still to be read, or its answer to be decided or sent."""
        if self._coming or self._sends or self._transport.get_write_buffer_size():
            return True
        line = self._transport.get_extra_info("socket")
        reads = not self._transport.is_closing() and not self._left and self._transport.is_reading()
        return reads and bool(select.select([line], [], [], 0)[0])

    @property
    def _sends(self) -> bool:
        streaming = self._streaming is not None and not self._streaming.done()
        return streaming or (self._http2 is not None and self._http2.sends)

    def drop(self) -> None:
        """Ends the connection at once."""
        self._transport.abort()

    def record_leftover(self) -> None:
        """Records a request that broke off before its end."""
        if self._http2:
            self._http2.record_leftover()
            return
        if self._websocket:
            self._station.conversed(self._websocket.talk, self._websocket.finished())
            return
        if self._early:
            early, self._early = self._early, None
            self._receive(early)
        if self._raw.size and self._parser.their_state in (h11.IDLE, h11.SEND_BODY):
            self._unreadable("the request broke off before its end", answer=False)

    # ------------------------------------------------------------------ reading

    def _read(self) -> None:
        try:
            while self._take(self._parser.next_event()):
                pass
        except h11.RemoteProtocolError as error:
            self._unreadable(_BYTES.sub(r"\1", str(error)), answer=True)

    def _too_many_lines(self, data: bytes) -> bool:
        """Counts the lines of a head that has not ended; those of one that ends here came in one piece, and are few."""
        self._lines = 0 if b"\n\r\n" in data or b"\n\n" in data else self._lines + data.count(b"\n")
        return self._lines > MAX_LINES

    def _put_off(self, size: int) -> None:
        """Bytes came while an answer is due: they wait, and when they are many, so does whoever sends them."""
        self._ahead += size
        if self._ahead > MAX_AHEAD:
            self._transport.pause_reading()

    def _take(self, event: h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]) -> bool:
        """Handles one event; False where nothing more can be read for now."""
        if isinstance(event, h11.Request):
            self._head = event
            if self._parser.they_are_waiting_for_100_continue:
                self._send(h11.InformationalResponse(status_code=100, headers=[]))
            return True
        if isinstance(event, h11.Data):
            if self._body.size + len(event.data) > MAX_BODY:
                self._unreadable(f"a body of more than {MAX_BODY // 2**20} MB", answer=True)
                return False
            self._body.add(bytes(event.data))
            return True
        if isinstance(event, h11.EndOfMessage):
            return self._decide()
        return False

    def _take_request(self, fault: str | None = None) -> Request:
        """The request that has come in, whole or as far as it came; the next one begins."""
        raw, body, begun = self._raw, self._body, self._head
        self._raw, self._body, self._head, self._lines = Spool(), Spool(), None, 0
        if begun is None:
            raw.cut(min(raw.size, MAX_HEAD))
            method, target = _request_line(raw.reader()())
            return made_request(method, target, (), body, raw, fault, self.origin(""))
        headers = tuple((_text(name), _text(value)) for name, value in begun.headers.raw_items())
        host = next((value for name, value in headers if name.lower() == "host"), "")
        return made_request(_text(begun.method), _text(begun.target), headers, body, raw, fault, self.origin(host))

    def origin(self, host: str) -> str:
        """The origin that a request was sent to; "" on the case's own listener."""
        return self._door.origin(self._scheme, host) if self._door else ""

    # ------------------------------------------------------------------ called by HTTP/2 and WebSockets

    def write(self, data: bytes) -> None:
        """Sends bytes."""
        if not self._transport.is_closing():
            self._transport.write(data)

    def leave(self) -> None:
        """Ends the connection once all is sent."""
        self._transport.close()

    def failed(self, error: Exception) -> None:
        """Resets the connection, for which no program is to blame."""
        self._station.failed(error)
        self.reset()

    def end(self) -> None:
        """Sends no more, and reads until the client leaves: closing would discard its frames, and reset."""
        self._transport.write_eof()

    @property
    def timers(self) -> Timers:
        """What puts answers off."""
        return self._station.timers

    def answer(self, request: Request) -> Reply | asyncio.Task[Reply]:
        """The reply to a request."""
        return self._station.answer(request)

    def _unreadable(self, fault: str, *, answer: bool) -> None:
        reply = self._station.answer(self._take_request(fault))
        if answer and isinstance(reply, Reply) and not self._transport.is_closing():
            self._transport.write(head.plain(reply))
            self._transport.close()

    # ------------------------------------------------------------------ answering

    def _decide(self) -> bool:
        """Answers the request that has come in; True where the next one can be read."""
        trailing = self._parser.trailing_data[0]
        self._raw.cut(self._raw.size - len(trailing))
        request = self._take_request()
        self._raw.add(bytes(trailing))
        self._ahead = len(trailing)
        reply = self._station.answer(request)
        if isinstance(reply, asyncio.Task):
            self._coming = True
            reply.add_done_callback(lambda task: self._arrived(request, task))
            return False
        return self._reply(request, reply)

    def _reply(self, request: Request, reply: Reply) -> bool:
        """Sends a reply when it is due; True where the connection can take another request at once."""
        if reply.fault == "hang":
            return False
        if reply.delay:
            self._waiting = self._station.timers.later(reply.delay, lambda: self._resume(request, reply))
            return False
        return self._carry_out(request, reply)

    def _resume(self, request: Request, reply: Reply) -> None:
        self._waiting = None
        self._go_on(self._carry_out(request, reply))

    def _go_on(self, ready: bool) -> None:
        """Reads the next request, which may have come already, where there can be one."""
        if ready:
            self._transport.resume_reading()
            self._read()
            if self._left and self.is_idle:  # its end came while an answer was due
                self.record_leftover()
                self._transport.close()

    def _arrived(self, request: Request, task: asyncio.Task[Reply]) -> None:
        """The reply that the responder took its time for is there."""
        self._coming = False
        if self._transport.is_closing():
            return
        if task.cancelled():
            self._transport.abort()
        else:
            self._go_on(self._reply(request, task.result()))

    def _carry_out(self, request: Request, reply: Reply) -> bool:
        """Sends a reply; True where the connection can take another request."""
        if reply.fault == "reset":
            self.reset()
            return False
        if request.method == "CONNECT":  # for the parser, what follows an answer to it is a tunnel
            self._transport.write(head.plain(reply))
            self._transport.close()
            return False
        if reply.talk is not None:
            self._upgrade(request, reply, reply.talk)
            return False
        self._send(
            h11.Response(status_code=reply.status, reason=phrase(reply.status), headers=list(head.headers(reply)))
        )
        body = reply.sent
        if reply.stream is not None or (reply.cuts and body):
            self._coming = reply.stream is None
            pieces = in_pieces(reply) if reply.stream is None else reply.stream
            self._streaming = asyncio.ensure_future(self._send_pieces(pieces, whole=reply.fault != "truncate"))
            return False
        if reply.fault == "truncate":
            self._send_part(body)
            return False
        for start in range(0, len(body), CHUNK if reply.framing == "chunked" else max(1, len(body))):
            self._send(h11.Data(data=body[start : start + CHUNK] if reply.framing == "chunked" else body))
        self._send(h11.EndOfMessage())
        if self._parser.our_state is h11.DONE and self._parser.their_state is h11.DONE and not reply.close:
            self._next()
            return True
        self._transport.close()
        return False

    def _upgrade(self, request: Request, reply: Reply, talk: Talk) -> None:
        """Answers the handshake of a WebSocket, and leaves the connection to it."""
        from harness.mock.websocket import WebSocket, accepted  # few programs open one

        self._send(
            h11.InformationalResponse(status_code=101, headers=list(accepted(request, reply)), reason=phrase(101))
        )
        self._websocket = WebSocket(self, talk)
        self._transport.resume_reading()
        self._websocket.begin()
        self._websocket.receive(bytes(self._parser.trailing_data[0]))

    def _next(self) -> None:
        """Begins with what came ahead, but for empty lines: some clients end a body by one."""
        ahead = bytes(self._parser.trailing_data[0]).lstrip(b"\r\n")
        self._parser = _parser()
        self._raw.cut(0)
        if ahead:
            self._raw.add(ahead)
            self._parser.receive_data(ahead)

    def _send(self, event: h11.Event) -> None:
        data = self._parser.send(event)
        if data:
            self._transport.write(data)

    def _send_part(self, body: bytes) -> None:
        """Sends a part of what was announced, then ends the connection as a line does that is cut."""
        self._send(h11.Data(data=body))
        self.cut()

    def cut(self) -> None:
        """Ends the connection as a line does that is cut."""
        if isinstance(self._transport, CoveredTransport):
            self._transport.cut()
        else:
            self._transport.close()

    async def _send_pieces(self, pieces: AsyncIterator[bytes], *, whole: bool) -> None:
        """Sends what comes, when it comes; whoever leaves before its end ends it. What is not `whole` has no end."""
        async for piece in pieces:
            if self._transport.get_write_buffer_size() > MAX_AHEAD:
                self.drop()  # nobody reads it
                return
            self._send(h11.Data(data=piece))
        if not whole:
            self.cut()
            return
        self._send(h11.EndOfMessage())
        self._transport.close()

    def reset(self) -> None:
        """Ends the connection by an RST: closing with a linger time of 0 discards and resets (socket(7))."""
        connection = self._transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def _parser() -> h11.Connection:
    return h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)


def _text(value: bytes) -> str:
    """Header bytes as text; Latin-1 keeps every byte (RFC 9110, section 5.5)."""
    return value.decode("latin-1")


def _request_line(raw: bytes) -> tuple[str, str]:
    parts = _text(raw.split(b"\n", 1)[0]).split()
    return (parts[0] if parts else "", parts[1] if len(parts) > 1 else "")
