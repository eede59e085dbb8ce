"""An exchange without the key: the only form in which one is written to a file, printed or put on a page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from harness.common.redaction import find, redact
from harness.common.replies import plain_body, uncoded
from harness.common.spellings import Secrets
from harness.model import Exchange, Headers, Message, Reply, Request


@dataclass(frozen=True)
class ShownExchange:
    """What may be shown of an exchange. Only `shown` makes one, so that whoever takes one need not know the key."""

    request: Request
    reply: Reply
    started: float
    seconds: float
    raw_bytes: int
    """The size of the request as it was sent, and so below: redaction changes the length of a text."""
    head_bytes: int | None
    """Of the request's head with the empty line after it; None where it has no such line."""
    request_bytes: int
    reply_bytes: int
    messages: tuple[Message, ...] = ()
    """What was said on a WebSocket."""


def shown(exchange: Exchange, key: Secrets) -> ShownExchange:
    """The exchange with the key redacted in every part of it."""
    request, reply = exchange.request, exchange.reply
    body, raw = request.body, request.raw  # a large one is read from its file each time that it is asked for
    head = raw.find(b"\r\n\r\n")
    sizes = (len(raw), head + 4 if head >= 0 else None, len(body), len(reply.body))
    headers, plain = _uncoded(request, body, key)
    in_chunks = plain is body and not (len(raw) == head + 4 + len(body) and raw.endswith(body))
    rest = redact(raw, key) if in_chunks else b""
    begin = redact(raw[: head + 4], key)
    del raw  # what follows would hold a large request four times
    body = redact(plain, key)
    clean = Request(
        redact(request.method, key),
        redact(request.target, key),
        _headers(headers, key),
        body,
        rest if in_chunks else begin + body,
        redact(request.fault, key),
        redact(request.origin, key),
    )
    said = tuple(replace(one, data=redact(one.data, key)) for one in exchange.messages)
    return ShownExchange(clean, shown_reply(reply, key), exchange.started, exchange.seconds, *sizes, said)


def _uncoded(request: Request, body: bytes, key: Secrets) -> tuple[Headers, bytes]:
    """Headers and body without compression, if the key is in the body; else as they came."""
    try:
        plain = uncoded(body, request.header("Content-Encoding"))
    except ValueError:
        return request.headers, body
    if plain is body or not find(plain, key):
        return request.headers, body
    return tuple(header for header in request.headers if header[0].lower() != "content-encoding"), plain


def shown_reply(reply: Reply, key: Secrets) -> Reply:
    """The reply with the key redacted. A compressed body that holds the key is given without its compression."""
    headers, plain = _headers(reply.headers, key), plain_body(reply)
    clean: bytes = redact(plain, key)
    if clean == plain:
        return replace(reply, headers=headers)
    return replace(reply, headers=tuple(h for h in headers if h[0].lower() != "content-encoding"), body=clean)


def _headers(headers: Headers, key: Secrets) -> Headers:
    return tuple((redact(name, key), redact(value, key)) for name, value in headers)
