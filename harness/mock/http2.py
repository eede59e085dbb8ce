"""One connection that speaks HTTP/2 (RFC 9113): its streams are requests, answered as those of HTTP/1.1 are.

A frame has no text of its own. `Request.raw` therefore holds the header list and the body as HTTP/1.1 would write them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Protocol

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from harness.mock.pieces import in_pieces
from harness.mock.spool import Spool, made_request
from harness.mock.timers import Timer, Timers
from harness.model import Headers, Reply, Request

_OF_HTTP_1 = frozenset(("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"))
"""Headers that HTTP/2 forbids (RFC 9113, 8.2.2)."""


class Line(Protocol):
    """What carries the frames: the connection of which HTTP/2 is spoken."""

    @property
    def timers(self) -> Timers:
        """What puts answers off."""

    def write(self, data: bytes, /) -> None:
        """Sends bytes."""

    def end(self) -> None:
        """Sends no more, and reads until the client leaves: closing would discard its frames, and reset."""

    def reset(self) -> None:
        """Ends the connection by an RST."""

    def answer(self, request: Request, /) -> Reply | asyncio.Task[Reply]:
        """The reply to a request."""

    def origin(self, host: str, /) -> str:
        """The origin of a request for a host."""


@dataclass
class _Stream:
    """One request, as far as it has come, and what is still to be sent of its answer."""

    headers: Headers
    body: Spool = field(default_factory=Spool)
    ended: bool = False
    """True once the request is whole."""
    rest: memoryview | None = None
    """What is left of the answer's body; None before the answer begins."""
    last: Callable[[], None] = lambda: None
    """What is done once all is sent."""
    sending: asyncio.Task[None] | None = None
    timer: Timer | None = None


class Http2:
    """Reads the frames of one connection, and answers each of its streams."""

    def __init__(self, line: Line, most: int) -> None:
        """`most` is how many bytes of a body are taken."""
        self._line, self._most = line, most
        # servers pass over blanks around a value, as of a token that is empty: what came is judged like any request
        config = h2.config.H2Configuration(client_side=False, header_encoding="latin-1", validate_inbound_headers=False)
        self._frames = h2.connection.H2Connection(config)
        self._frames.initiate_connection()
        self._streams: dict[int, _Stream] = {}
        self._over = False
        """True once the mock sends no more: what a client then still says is no fault."""
        self._flush()

    @property
    def busy(self) -> bool:
        """True while an answer is due, or on its way."""
        return any(stream.ended for stream in self._streams.values())

    @property
    def sends(self) -> bool:
        """True while an answer is sent whose pieces come one after another."""
        return any(stream.sending and not stream.sending.done() for stream in self._streams.values())

    def receive(self, data: bytes) -> None:
        """Bytes came."""
        if self._over:
            return
        try:
            events = self._frames.receive_data(data)
        except h2.exceptions.ProtocolError as error:
            self._flush()
            self._line.answer(self._made(_Stream(()), f"no HTTP/2: {error or type(error).__name__}"))
            self._leave()
            return
        for event in events:
            self._take(event)
        self._flush()

    def lost(self) -> None:
        """The connection has ended."""
        for number in tuple(self._streams):
            self._drop(number)

    def record_leftover(self) -> None:
        """Records the requests that broke off before their end."""
        for number, stream in tuple(self._streams.items()):
            if not stream.ended:
                self._break_off(number, "the request broke off before its end")

    # ------------------------------------------------------------------ reading

    def _take(self, event: h2.events.Event) -> None:
        match event:
            case h2.events.RequestReceived():
                self._streams[event.stream_id] = _Stream(
                    tuple((str(name), str(value)) for name, value in event.headers)
                )
            case h2.events.DataReceived() if stream := self._streams.get(event.stream_id):
                self._frames.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                stream.body.add(event.data)
                if stream.body.size > self._most:
                    self._frames.reset_stream(event.stream_id)
                    self._break_off(event.stream_id, f"a body of more than {self._most // 2**20} MB")
            case h2.events.StreamEnded() if event.stream_id in self._streams:
                self._decide(event.stream_id)
            case h2.events.StreamReset() if stream := self._streams.get(event.stream_id):
                if not stream.ended:
                    self._break_off(event.stream_id, "the request broke off before its end")
                self._drop(event.stream_id)
            case h2.events.WindowUpdated() | h2.events.RemoteSettingsChanged():
                self._pump()

    def _break_off(self, number: int, fault: str) -> None:
        stream = self._streams[number]
        self._drop(number)
        self._line.answer(self._made(stream, fault))

    def _drop(self, number: int) -> None:
        stream = self._streams.pop(number, None)
        if stream and stream.timer:
            stream.timer.cancel()
        if stream and stream.sending:
            stream.sending.cancel()

    def _made(self, stream: _Stream, fault: str | None = None) -> Request:
        fields = dict(stream.headers)
        method, target, host = (fields.get(name, "") for name in (":method", ":path", ":authority"))
        headers = tuple((name, value) for name, value in stream.headers if not name.startswith(":"))
        if host and "host" not in fields:
            headers = (("host", host), *headers)
        if not fault and not (method and target and all(name == name.lower() for name, _ in headers)):
            fault = "no HTTP/2: a request needs :method and :path, and names in lower case (RFC 9113, 8.2 and 8.3)"
        lines = [f"{method} {target} HTTP/2", *(f"{name}: {value}" for name, value in headers), "", ""]
        raw = Spool()
        raw.add("\r\n".join(lines).encode("latin-1"))
        raw.add(stream.body.reader()())
        return made_request(
            method, target, headers, stream.body, raw, fault, self._line.origin(fields.get("host", host))
        )

    # ------------------------------------------------------------------ answering

    def _decide(self, number: int) -> None:
        stream = self._streams[number]
        stream.ended = True
        request = self._made(stream)
        stream.body = Spool()
        reply = self._line.answer(request)
        if isinstance(reply, asyncio.Task):
            reply.add_done_callback(lambda task: self._arrived(number, task))
        else:
            self._reply(number, reply)

    def _reply(self, number: int, reply: Reply) -> None:
        """Sends a reply when it is due."""
        stream = self._streams.get(number)
        if stream and reply.delay and reply.fault != "hang":
            stream.timer = self._line.timers.later(reply.delay, lambda: self._carry_out(number, reply))
        else:
            self._carry_out(number, reply)

    def _arrived(self, number: int, task: asyncio.Task[Reply]) -> None:
        """The reply that the responder took its time for is there."""
        if task.cancelled():
            self._line.reset()
        else:
            self._reply(number, task.result())

    def _carry_out(self, number: int, reply: Reply) -> None:
        stream = self._streams.get(number)
        if stream is None:
            return
        if reply.fault == "hang":
            self._drop(number)
            return
        if reply.fault == "reset":
            self._line.reset()
            return
        body = b"" if reply.status in (204, 304) else reply.sent
        self._frames.send_headers(number, [(":status", str(reply.status)), *_headers(reply)])
        if reply.stream is not None or (reply.cuts and body):
            pieces = in_pieces(reply) if reply.stream is None else reply.stream
            stream.sending = asyncio.ensure_future(self._send_pieces(number, pieces, whole=reply.fault != "truncate"))
        else:
            cut = reply.fault == "truncate"
            stream.rest = memoryview(body)
            stream.last = self._leave if cut else lambda: self._end(number, close=reply.close)
        self._pump()
        self._flush()

    def _pump(self) -> None:
        """Sends of the answers what the client has room for."""
        for number, stream in tuple(self._streams.items()):
            while stream.rest:
                room = min(self._frames.local_flow_control_window(number), self._frames.max_outbound_frame_size)
                if room <= 0:
                    break
                self._frames.send_data(number, stream.rest[:room].tobytes())
                stream.rest = stream.rest[room:]
            if stream.rest is not None and not stream.rest:
                self._flush()
                stream.rest = None
                stream.last()

    def _end(self, number: int, *, close: bool) -> None:
        self._frames.end_stream(number)
        self._drop(number)
        if close:
            self._frames.close_connection()
            self._flush()
            self._leave()

    def _leave(self) -> None:
        self._over = True
        self._line.end()

    async def _send_pieces(self, number: int, pieces: AsyncIterator[bytes], *, whole: bool) -> None:
        """Sends what comes, when it comes; the client's window bounds what waits to be read."""
        async for piece in pieces:
            if number not in self._streams or self._frames.local_flow_control_window(number) < len(piece):
                self._line.reset()  # nobody reads it
                return
            self._frames.send_data(number, piece)
            self._flush()
        self._streams[number].sending = None
        if not whole:
            self._leave()
            return
        self._end(number, close=False)
        self._flush()

    def _flush(self) -> None:
        if data := self._frames.data_to_send():
            self._line.write(data)


def _headers(reply: Reply) -> Headers:
    """The headers of an answer; its length is named unless it comes in pieces."""
    named = tuple((name.lower(), value) for name, value in reply.headers if name.lower() not in _OF_HTTP_1)
    date = () if reply.header("Date") else (("date", formatdate(usegmt=True)),)
    sized = reply.framing == "sized" and reply.stream is None and reply.status not in (204, 304)
    return (*named, *date, *((("content-length", str(reply.length)),) if sized else ()))
