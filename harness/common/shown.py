"""An exchange without the key: the only form in which one is written to a file, printed or put on a page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from harness.common.redaction import Secrets, redact
from harness.common.replies import plain_body
from harness.model import Exchange, Headers, Reply, Request


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


def shown(exchange: Exchange, key: Secrets) -> ShownExchange:
    """The exchange with the key redacted in every part of it."""
    request, reply = exchange.request, exchange.reply
    body, raw = request.body, request.raw
    head = raw.find(b"\r\n\r\n")
    clean = Request(
        redact(request.method, key),
        redact(request.target, key),
        _headers(request.headers, key),
        redact(body, key),
        redact(raw, key),
        redact(request.fault, key),
        redact(request.origin, key),
    )
    sizes = (len(raw), head + 4 if head >= 0 else None, len(body), len(reply.body))
    return ShownExchange(clean, shown_reply(reply, key), exchange.started, exchange.seconds, *sizes)


def shown_reply(reply: Reply, key: Secrets) -> Reply:
    """The reply with the key redacted. A compressed body that holds the key is given without its compression."""
    headers, plain = _headers(reply.headers, key), plain_body(reply)
    clean: bytes = redact(plain, key)
    if clean == plain:
        return replace(reply, headers=headers)
    return replace(reply, headers=tuple(h for h in headers if h[0].lower() != "content-encoding"), body=clean)


def _headers(headers: Headers, key: Secrets) -> Headers:
    return tuple((redact(name, key), redact(value, key)) for name, value in headers)
