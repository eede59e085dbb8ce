"""The head of an answer in HTTP/1.1."""

from __future__ import annotations

from dataclasses import replace
from email.utils import formatdate

from harness.common.statuses import phrase
from harness.model import Headers, Reply, Request


def answer_to(request: Request, reply: Reply) -> Reply:
    """The reply as it is sent: that to HEAD has the length of the body that it leaves out (RFC 9110, 9.3.2)."""
    if request.method != "HEAD" or not reply.body:
        return reply
    sized = reply.framing == "sized" and not reply.header("Content-Length")
    length = (("Content-Length", str(len(reply.body))),) if sized else ()
    return replace(reply, headers=(*reply.headers, *length), body=b"", cuts=())


def headers(reply: Reply) -> Headers:
    """An answer that never has a body has no length either (RFC 9110, 8.6)."""
    framing = (
        ("Transfer-Encoding", "chunked")
        if reply.framing == "chunked" or reply.stream is not None
        else ("Content-Length", str(len(reply.body)))
    )
    closing = (("Connection", "close"),) if reply.close else ()
    date = () if reply.header("Date") else (("Date", formatdate(usegmt=True)),)
    framed = reply.status in (204, 304) or reply.header("Content-Length")
    return (*reply.headers, *date, *(() if framed else (framing,)), *closing)


def plain(reply: Reply) -> bytes:
    """An answer to what is no HTTP/1.1: the parser has given up on the connection, so that it is written out here."""
    named = [*reply.headers, ("Content-Length", str(len(reply.body))), ("Connection", "close")]
    lines = [
        f"HTTP/1.1 {reply.status} {phrase(reply.status)}",
        *(f"{name}: {value}" for name, value in named),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + reply.body
