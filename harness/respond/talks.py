"""What the mock says on a WebSocket, as its script and the scenario have it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from harness.common import handshake
from harness.model import Message, Reply, Request
from harness.openapi import Socket

MOST_OF_A_REASON = 123
"""Bytes of a close's reason (RFC 6455, section 5.5)."""
BREAKS = {
    "refused": Message("mock", "close", b"This key may not do that.", 1008),
    "failed": Message("mock", "close", b"The server failed.", 1011),
    "cut": Message("mock", "cut"),
}
"""How a WebSocket ends in the scenarios in which it does not end well."""
PAUSE = 1.0
"""Seconds before that, where something was said: a program that had all it wanted closes by itself in that time."""


@dataclass
class Conversation:
    """One WebSocket, from its begin on."""

    socket: Socket
    ending: Literal["whole", "refused", "failed", "cut"] = "whole"
    tolerant: bool = False
    """True where fields that the document does not name are passed over, unless it forbids them."""
    _at: int = 0
    """The line that is due."""
    _spoke: bool = False
    """True once the mock has said something."""

    def __call__(self, message: Message | None) -> tuple[Message, ...]:
        """What the mock says after a message of the program, or, after None, before any."""
        if message is not None:
            faults = self.socket.faults(message.data) if message.kind == "text" else ()
            if wrong := next((one for one in faults if not (self.tolerant and one.undeclared)), None):
                self._at = len(self.socket.lines)
                return (closed(1008, wrong.message),)
            if not self._is_due(message):
                return ()
            self._at += 1
        return self._up_to_program()

    def _is_due(self, message: Message) -> bool:
        lines = self.socket.lines[self._at :]
        return bool(lines) and lines[0].by == "program" and lines[0].takes(message.data)

    def _up_to_program(self) -> tuple[Message, ...]:
        """The lines up to the next one that the program is to say."""
        said: list[Message] = []
        lines = self.socket.lines
        while self._at < len(lines) and lines[self._at].by != "program":
            if self._at == self._break:
                break
            said.append(_message(self.socket, self._at))
            self._at += 1
        if self._at == self._break:
            self._at = len(lines) + 1
            said.append(replace(BREAKS[self.ending], pause=PAUSE if self._spoke or said else 0.0))
        self._spoke = self._spoke or bool(said)
        return tuple(said)

    @property
    def _break(self) -> int | None:
        """The line in whose place the WebSocket breaks off: a message, or else the close, or the end of the script."""
        if self.ending == "whole":
            return None
        lines = self.socket.lines
        own = [at for by in ("mock", "close") for at, line in enumerate(lines) if line.by == by]
        own = [at for at in own if lines[at].by == lines[own[0]].by] or [len(lines)]
        return own[0] if self.ending == "refused" else own[-1]


def refusal(request: Request) -> Reply | None:
    """The reply to a request that is no handshake, with what it needs (RFC 9110, section 15.5.22); None for others."""
    lack = next(handshake.lacks(request), None)
    headers = (("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Content-Type", "text/plain"))
    return Reply(426, headers, f"A WebSocket needs {lack.expected}.\n".encode()) if lack else None


def opened(request: Request, conversation: Conversation) -> Reply:
    """The reply to a handshake."""
    chosen = handshake.protocol(request)
    return Reply(101, (("Sec-WebSocket-Protocol", chosen),) if chosen else (), talk=conversation)


def closed(code: int, reason: str) -> Message:
    """A close of the mock, its reason no longer than a frame has room for."""
    data = reason.encode()[:MOST_OF_A_REASON].decode("utf-8", "ignore").encode()
    return Message("mock", "close", data, code)


def _message(socket: Socket, at: int) -> Message:
    line = socket.lines[at]
    return closed(line.code, "") if line.by == "close" else Message("mock", "text", line.data)
