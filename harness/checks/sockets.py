"""WebSockets: how the program opened them, what it sent on them, and what it made of their end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from harness.checks import violations
from harness.checks.evidence import Evidence
from harness.common import handshake
from harness.model import Exchange, Finding, Finished, Message, Request
from harness.openapi import Socket

OPENS = (
    "WebSocket(",
    "connect(",
    "create_connection(",
    "websocket.Dial",
    "Upgrade",
    "Sec-WebSocket",
    "ws://",
    "wss://",
)
"""What a line holds that opens a WebSocket."""
SENDS = (".send(", ".send_json(", "WriteMessage(", "WriteJSON(", "Send(", "Write(", "send")
"""What a line holds that sends a message."""
HEARS = (
    *("onclose", "on_close", '"close"', "'close'", "ConnectionClosed", "== CLOSE", "OpClose", "CloseError", "CLOSE"),
    *("recv(", "close", "except", "case"),
)
"""What a line holds that hears of a close."""
READS = (".receive", "Receive(", "ReadMessage(", "async for", "onmessage", "on_message", "for await")
"""What a line holds that reads messages."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with WebSockets; each fault once."""
    if evidence.due == "no-request":
        return
    yield from said(evidence)
    for exchange in evidence.exchanges:
        if socket := _socket(evidence, exchange.request):
            yield from _lacking(evidence, exchange, socket)
    if evidence.broken_socket:
        yield from _passed_over(evidence, evidence.broken_socket)


def said(evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with the handshakes and the messages that came; each fault once."""
    found: dict[str, Finding] = {}
    for exchange in evidence.exchanges:
        if socket := _socket(evidence, exchange.request):
            own = (_handshake(exchange.request), _frames(exchange), _messages(evidence, exchange, socket))
            for finding in chain(*own):
                found.setdefault(finding.message, finding)
    yield from found.values()


def _socket(evidence: Evidence, request: Request) -> Socket | None:
    """The WebSocket of the operation that a request is for."""
    route = None if request.fault else evidence.api.route(request.method, request.target, evidence.operation)
    if request.fault or (route is None and evidence.api.documented):
        return None
    return evidence.api.socket(route.operation if route else evidence.operation)


def _handshake(request: Request) -> Iterator[Finding]:
    for lack in handshake.lacks(request):
        yield Finding(
            "socket-handshake",
            f"the request opens no WebSocket: it lacks {lack.expected}",
            expected=lack.expected,
            actual=lack.actual,
            words=(*OPENS, request.target),
            names=(lack.expected.partition(":")[0],),
            values=(request.target,),
        )
        return  # a request that is no handshake lacks all of it


def _frames(exchange: Exchange) -> Iterator[Finding]:
    for message in exchange.messages:
        if message.kind == "fault":
            yield Finding(
                "socket-message",
                f"its frames can't be read: {message.data.decode()}",
                expected="frames as RFC 6455 has them: masked, whole, and text in UTF-8",
                actual=f"a fault for which servers close with {message.code}",
                words=SENDS,
            )


def _messages(evidence: Evidence, exchange: Exchange, socket: Socket) -> Iterator[Finding]:
    for message in _sent(exchange):
        for fault in socket.faults(message.data) if message.kind == "text" else ():
            found = Finding(
                "socket-message",
                f"a message breaks the document: {fault.message}",
                expected=fault.expected,
                actual=evidence.shown(fault.actual),
                hint=fault.hint,
                words=(*fault.words, *SENDS),
                names=(fault.name,) if fault.name else (),
            )
            yield violations.of_library(evidence, found, fault, exchange.request)


def _lacking(evidence: Evidence, exchange: Exchange, socket: Socket) -> Iterator[Finding]:
    """What a program never sent though it was waited for. One that failed before any message is reported by its end."""
    sent = [message.data for message in _sent(exchange)]
    awaited = socket.awaited(sent)
    failed = isinstance(evidence.outcome, Finished) and evidence.outcome.exit_status != 0
    if exchange.reply.status != 101 or exchange.reply.fault or awaited is None or (failed and not sent):
        return
    what = "any message" if awaited.value is None else f"a message with {awaited.data.decode()}"
    yield Finding(
        "socket-message",
        f"it never sent {what}, which the script waits for",
        expected=what,
        actual=evidence.shown("; ".join(one.decode("utf-8", "replace") for one in sent))[:200] or "no message",
        words=SENDS,
    )


def _passed_over(evidence: Evidence, exchange: Exchange) -> Iterator[Finding]:
    """A program that ends as if all were well."""
    if not isinstance(evidence.outcome, Finished) or evidence.outcome.exit_status != 0:
        return
    broken = next(message for message in exchange.messages if message.breaks_off)
    what = "broke off without a close" if broken.kind == "cut" else f"was closed with code {broken.code}"
    yield Finding(
        "close-ignored",
        f"it ended with status 0 though the WebSocket {what}",
        expected="a message on stderr and an exit status that is not 0",
        actual=f"exit status 0; stderr: {evidence.shown(evidence.traces.stderr)[-200:]!r}",
        words=(*HEARS, *READS, *OPENS),
        root="it ended with status 0 though the WebSocket ended with an error",
    )


def _sent(exchange: Exchange) -> Iterator[Message]:
    return (one for one in exchange.messages if one.by == "program" and one.kind in ("text", "binary"))
