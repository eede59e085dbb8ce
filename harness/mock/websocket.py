"""A WebSocket (RFC 6455) after its handshake: frames in, messages out, as a talk decides, and what was said."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Protocol

from wsproto.connection import Connection as Frames
from wsproto.connection import ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.utilities import generate_accept_token

from harness.mock.timers import Timer, Timers
from harness.model import Headers, Message, Reply, Request, Talk

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of all messages of one WebSocket that are taken."""
PATIENCE = 2.0
"""Seconds for which a close waits to be answered before the connection ends, as servers have it."""
TOO_BIG = 1009


class Carrier(Protocol):
    """The connection that frames go over."""

    @property
    def timers(self) -> Timers:
        """What puts messages off."""

    def write(self, data: bytes, /) -> None:
        """Sends bytes."""

    def leave(self) -> None:
        """Ends the connection once all is sent."""

    def cut(self) -> None:
        """Ends the connection as a line does that is cut."""

    def failed(self, error: Exception, /) -> None:
        """Ends the connection, for which no program is to blame."""


def accepted(request: Request, reply: Reply) -> Headers:
    """The headers that accept a handshake, with those of the reply."""
    token = generate_accept_token((request.header("Sec-WebSocket-Key") or "").encode("latin-1")).decode()
    own = (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", token))
    return (*own, *reply.headers)


class WebSocket:
    """One WebSocket, from its handshake to its close."""

    def __init__(self, line: Carrier, talk: Talk) -> None:
        self.talk = talk
        self._line = line
        self._frames = Frames(ConnectionType.SERVER)
        self._said: list[Message] = []
        self._part = bytearray()
        """The frames so far of a message that comes in several."""
        self._size = 0
        self._over = False
        self._timer: Timer | None = None
        """What comes next though the program says nothing."""

    def begin(self) -> None:
        """Sends what comes before any message of the program."""
        self._hear(None)

    def receive(self, data: bytes) -> None:
        """Bytes came."""
        if self._over:
            return
        self._frames.receive_data(data)
        for event in self._frames.events():
            self._take(event)
            if self._over:
                return

    def finished(self) -> tuple[Message, ...]:
        """What was said; nothing more is."""
        self._over = True
        self._stop_waiting()
        return tuple(self._said)

    def _take(self, event: Event) -> None:
        if isinstance(event, CloseConnection):
            self._closed(event)
        elif isinstance(event, Ping) and self._is_open:
            self._send(event.response())
        elif isinstance(event, TextMessage | BytesMessage):
            self._take_part(event)

    @property
    def _is_open(self) -> bool:
        return self._frames.state is ConnectionState.OPEN

    def _take_part(self, event: TextMessage | BytesMessage) -> None:
        data = event.data.encode() if isinstance(event, TextMessage) else bytes(event.data)
        self._part += data
        self._size += len(data)
        if self._size > MOST_BYTES:
            self._refuse(TOO_BIG, f"more than {MOST_BYTES // 2**20} MB of messages")
            return
        if not event.message_finished:
            return
        message = Message("program", "text" if isinstance(event, TextMessage) else "binary", bytes(self._part))
        self._part.clear()
        self._said.append(message)
        if self._is_open:
            self._hear(message)

    def _hear(self, message: Message | None) -> None:
        try:
            said = self.talk(message)
        except Exception as error:  # trouble of our own: the program must still get an end
            self._over = True
            self._line.failed(error)
        else:
            self._say(said)

    def _closed(self, event: CloseConnection) -> None:
        """The program closes, or answers a close; or, where the state stays as it is, its frames make no sense."""
        if self._frames.state in (ConnectionState.OPEN, ConnectionState.LOCAL_CLOSING):
            self._refuse(int(event.code), event.reason or "")
            return
        self._said.append(Message("program", "close", (event.reason or "").encode(), int(event.code)))
        if self._frames.state is ConnectionState.REMOTE_CLOSING:
            self._send(event.response())
        self._end()

    def _refuse(self, code: int, reason: str) -> None:
        """Frames that no server takes end the connection."""
        self._said.append(Message("program", "fault", reason.encode(), code))
        if self._is_open:
            self._say((Message("mock", "close", reason.encode(), code),))
        self._end()

    def _say(self, messages: tuple[Message, ...]) -> None:
        for at, message in enumerate(messages):
            if message.pause:
                rest = (replace(message, pause=0.0), *messages[at + 1 :])
                self._timer = self._line.timers.later(message.pause, partial(self._say, rest))
                return
            self._said.append(message)
            self._utter(message)

    def _utter(self, message: Message) -> None:
        if message.kind == "cut":
            self._over = True
            self._line.cut()
        elif message.kind == "close":
            self._send(CloseConnection(message.code, message.data.decode()))
            self._timer = self._line.timers.later(PATIENCE, self._line.leave)
        else:
            self._send(TextMessage(message.data.decode()))

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _send(self, event: Event) -> None:
        self._line.write(bytes(self._frames.send(event)))

    def _end(self) -> None:
        self._over = True
        self._stop_waiting()
        self._line.leave()
