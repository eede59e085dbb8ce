"""The head of an answer in HTTP/1.1."""

from __future__ import annotations

from email.utils import formatdate

from harness.common.statuses import phrase
from harness.model import Headers, Reply


def headers(reply: Reply) -> Headers:
    """An answer that never has a body has no length either (RFC 9110, 8.6)."""
    framing = (
        ("Transfer-Encoding", "chunked")
        if reply.framing == "chunked" or reply.stream is not None
        else ("Content-Length", str(reply.length))
    )
    closing = (("Connection", "close"),) if reply.close else ()
    date = () if reply.header("Date") else (("Date", formatdate(usegmt=True)),)
    return (*reply.headers, *date, *(() if reply.status in (204, 304) else (framing,)), *closing)


def plain(reply: Reply) -> bytes:
    """An answer to what is no HTTP/1.1: the parser has given up on the connection, so that it is written out here."""
    named = [*reply.headers, ("Content-Length", str(reply.length)), ("Connection", "close")]
    lines = [
        f"HTTP/1.1 {reply.status} {phrase(reply.status)}",
        *(f"{name}: {value}" for name, value in named),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + reply.body
