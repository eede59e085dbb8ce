"""One connection from a program: bytes in, requests out, and the reply or the fault that was decided."""

from __future__ import annotations

import asyncio
import socket
import struct
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

import h11

from harness.model import Headers, Reply, Request

if TYPE_CHECKING:
    from harness.mock.station import Station

MAX_HEAD = 4 * 1024 * 1024
"""Bytes of request line and headers that are read before a request counts as unreadable."""
CHUNK = 16 * 1024
"""Bytes in a chunk of a chunked answer: small enough for every image to come in several."""


class Connection(asyncio.Protocol):
    """Reads requests one after another, with keep-alive, and answers each as the station decides."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self._raw = bytearray()
        self._head: h11.Request | None = None
        self._body: list[bytes] = []
        self._waiting: asyncio.TimerHandle | None = None
        self._coming = False
        """True while the responder takes its time."""
        self._transport: asyncio.Transport

    # ------------------------------------------------------------------ called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A program connected."""
        self._transport = cast(asyncio.Transport, transport)
        self._station.opened(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._raw += data
        self._parser.receive_data(data)
        self._read()

    def eof_received(self) -> bool:
        """The program will send no more; what was decided is still sent."""
        if self._waiting or self._coming:
            return True
        self.record_leftover()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The connection has ended, however that came."""
        if self._waiting:
            self._waiting.cancel()
        self.record_leftover()
        self._station.closed(self)

    # ------------------------------------------------------------------ called by the station

    def drop(self) -> None:
        """Ends the connection at once."""
        self._transport.abort()

    def record_leftover(self) -> None:
        """Records a request that broke off before its end."""
        if self._raw and self._parser.their_state in (h11.IDLE, h11.SEND_BODY):
            self._unreadable("the request broke off before its end", answer=False)

    # ------------------------------------------------------------------ reading

    def _read(self) -> None:
        try:
            while self._take(self._parser.next_event()):
                pass
        except h11.RemoteProtocolError as error:
            self._unreadable(str(error), answer=True)

    def _take(self, event: h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]) -> bool:
        """Handles one event; False where nothing more can be read for now."""
        if isinstance(event, h11.Request):
            self._head = event
            if self._parser.they_are_waiting_for_100_continue:
                self._send(h11.InformationalResponse(status_code=100, headers=[]))
            return True
        if isinstance(event, h11.Data):
            self._body.append(bytes(event.data))
            return True
        if isinstance(event, h11.EndOfMessage):
            return self._decide()
        return False

    def _request(self, raw: bytes, fault: str | None = None) -> Request:
        if self._head is None:
            method, target = _request_line(raw)
            return Request(method, target, (), b"", raw, fault)
        headers = tuple((_text(name), _text(value)) for name, value in self._head.headers.raw_items())
        return Request(_text(self._head.method), _text(self._head.target), headers, b"".join(self._body), raw, fault)

    def _unreadable(self, fault: str, *, answer: bool) -> None:
        reply = self._station.answer(self._request(bytes(self._raw), fault))
        self._raw.clear()
        self._head, self._body = None, []
        if answer and isinstance(reply, Reply) and not self._transport.is_closing():
            self._transport.write(_plain(reply))
            self._transport.close()

    # ------------------------------------------------------------------ answering

    def _decide(self) -> bool:
        """Answers the request that has come in; True where the next one can be read."""
        trailing = self._parser.trailing_data[0]
        raw = bytes(self._raw[: len(self._raw) - len(trailing)])
        request = self._request(raw)
        self._raw = bytearray(trailing)
        self._head, self._body = None, []
        reply = self._station.answer(request)
        if isinstance(reply, asyncio.Task):
            self._coming = True
            reply.add_done_callback(lambda task: self._arrived(request, task))
            return False
        if reply.fault == "hang":
            return False
        if reply.delay:
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_later(reply.delay, self._resume, request, reply)
            return False
        return self._carry_out(request, reply)

    def _resume(self, request: Request, reply: Reply) -> None:
        self._waiting = None
        if self._carry_out(request, reply):
            self._read()

    def _arrived(self, request: Request, task: asyncio.Task[Reply]) -> None:
        """The reply that the responder took its time for is there."""
        self._coming = False
        if self._transport.is_closing():
            return
        if task.cancelled():
            self._transport.abort()
        else:
            self._resume(request, task.result())

    def _carry_out(self, request: Request, reply: Reply) -> bool:
        """Sends a reply; True where the connection can take another request."""
        if reply.fault == "reset":
            self._reset()
            return False
        self._send(h11.Response(status_code=reply.status, reason=_reason(reply.status), headers=list(_headers(reply))))
        body = b"" if request.method == "HEAD" else reply.body
        if reply.fault == "truncate":
            self._send_part(body)
            return False
        for start in range(0, len(body), CHUNK if reply.framing == "chunked" else max(1, len(body))):
            self._send(h11.Data(data=body[start : start + CHUNK] if reply.framing == "chunked" else body))
        self._send(h11.EndOfMessage())
        if self._parser.our_state is h11.DONE and self._parser.their_state is h11.DONE and not reply.close:
            self._parser.start_next_cycle()
            return True
        self._transport.close()
        return False

    def _send(self, event: h11.Event) -> None:
        data = self._parser.send(event)
        if data:
            self._transport.write(data)

    def _send_part(self, body: bytes) -> None:
        """Sends the first half of what was announced, then ends the connection in an orderly way."""
        self._send(h11.Data(data=body[: len(body) // 2]))
        self._transport.close()

    def _reset(self) -> None:
        """Ends the connection by an RST: closing with a linger time of 0 discards and resets (socket(7))."""
        connection = self._transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def _headers(reply: Reply) -> Headers:
    framing = (
        ("Transfer-Encoding", "chunked") if reply.framing == "chunked" else ("Content-Length", str(len(reply.body)))
    )
    closing = (("Connection", "close"),) if reply.close else ()
    date = () if reply.header("Date") else (("Date", formatdate(usegmt=True)),)
    return (*reply.headers, *date, framing, *closing)


def _plain(reply: Reply) -> bytes:
    """An answer to what is no HTTP/1.1: the parser has given up on the connection, so that it is written out here."""
    headers = [*reply.headers, ("Content-Length", str(len(reply.body))), ("Connection", "close")]
    lines = [
        f"HTTP/1.1 {reply.status} {_reason(reply.status)}",
        *(f"{name}: {value}" for name, value in headers),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + reply.body


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""


def _text(value: bytes) -> str:
    """Header bytes as text; Latin-1 keeps every byte (RFC 9110, section 5.5)."""
    return value.decode("latin-1")


def _request_line(raw: bytes) -> tuple[str, str]:
    parts = _text(raw.split(b"\n", 1)[0]).split()
    return (parts[0] if parts else "", parts[1] if len(parts) > 1 else "")
