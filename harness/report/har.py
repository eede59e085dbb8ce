"""A case's exchanges as an HTTP Archive (HAR 1.2). Fields of our own begin with `_`, as it asks."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from harness import __version__
from harness.common import atomic
from harness.common.printable import json_text
from harness.common.replies import plain_body
from harness.common.shown import ShownExchange
from harness.common.statuses import phrase
from harness.model import Headers, Reply, Request

COOKIE = "[cookie]"
"""What is in the place of a cookie's value: a session is as good as a key."""
UNKNOWN = -1
"""A size that is not known, as HAR writes it."""


def document(name: str, exchanges: Iterable[ShownExchange]) -> dict[str, Any]:
    """The archive of one case as a JSON value; `name` is the case's."""
    log = {
        "version": "1.2",
        "creator": {"name": "harness", "version": __version__},
        "entries": [_entry(exchange) for exchange in exchanges],
        "comment": name,
    }
    return {"log": log}


def write(folder: Path, name: str, exchanges: Iterable[ShownExchange]) -> Path:
    """Writes a case's archive to `FOLDER/v1/masking/go/success.har`, in one step, and gives back where it lies."""
    path = folder / f"{name}.har"
    atomic.write_below(folder, path, json_text(document(name, exchanges), indent=1) + "\n")
    return path


def _entry(exchange: ShownExchange) -> dict[str, Any]:
    started = datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="milliseconds")
    milliseconds = round(exchange.seconds * 1000, 3)
    return {
        "startedDateTime": started.replace("+00:00", "Z"),
        "time": milliseconds,
        "request": _request(exchange),
        "response": _response(exchange.reply, exchange.reply_bytes),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        **_socket(exchange),
    }


def _socket(exchange: ShownExchange) -> dict[str, Any]:
    """The messages of a WebSocket, in the form in which browsers export them; its end is `_close`."""
    if not exchange.messages:
        return {}
    said = [one for one in exchange.messages if one.kind in ("text", "binary")]
    ends = [one for one in exchange.messages if one.kind not in ("text", "binary")]
    return {
        "_resourceType": "websocket",
        "_webSocketMessages": [
            {
                "type": "send" if one.by == "program" else "receive",
                "time": exchange.started,
                "opcode": 1 if one.kind == "text" else 2,
                "data": _text(one.data)[0] if one.kind == "text" else base64.b64encode(one.data).decode("ascii"),
            }
            for one in said
        ],
        "_close": [
            {"by": one.by, "kind": one.kind, "code": one.code, "reason": one.data.decode("utf-8", "replace")}
            for one in ends
        ],
    }


def _request(exchange: ShownExchange) -> dict[str, Any]:
    request = exchange.request
    line = request.raw.split(b"\r\n", 1)[0]
    found: dict[str, Any] = {
        "method": request.method,
        "url": f"{request.origin or _called(request)}{request.target}",
        "httpVersion": next((name for name in ("HTTP/1.0", "HTTP/2") if line.endswith(name.encode())), "HTTP/1.1"),
        "cookies": _cookies(request.headers, "cookie"),
        "headers": _headers(request.headers),
        "queryString": _query(request.target),
        "headersSize": UNKNOWN if exchange.head_bytes is None else exchange.head_bytes,
        "bodySize": exchange.request_bytes,
    }
    if request.body:
        text, encoding = _text(request.body)
        found["postData"] = {"mimeType": request.header("Content-Type") or "", "params": [], "text": text}
        if encoding:  # HAR knows an encoding for answers alone, and images are sent too
            found["postData"]["_encoding"] = encoding
    return found | ({"_fault": request.fault} if request.fault else {})


def _called(request: Request) -> str:
    return f"http://{request.header('Host') or 'unknown.invalid'}"


def _response(reply: Reply, size: int) -> dict[str, Any]:
    """The answer. One that never came has the status 0, as browsers write it."""
    if reply.fault in ("reset", "hang"):
        reply = Reply(0, fault=reply.fault)
    body = _body(reply)
    text, encoding = _text(body)
    content: dict[str, Any] = {"size": len(body), "mimeType": reply.header("Content-Type") or "", "text": text}
    found: dict[str, Any] = {
        "status": reply.status,
        "statusText": phrase(reply.status),
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(reply.headers, "set-cookie"),
        "headers": _headers(reply.headers),
        "content": content | ({"encoding": encoding} if encoding else {}),
        "redirectURL": reply.header("Location") or "",
        "headersSize": UNKNOWN,
        "bodySize": size if reply.fault is None else UNKNOWN,
    }
    return found | ({"_fault": reply.fault} if reply.fault else {})


def _body(reply: Reply) -> bytes:
    """What came of the body, without its content coding where that can be taken off."""
    if reply.fault == "truncate":
        return reply.sent
    return plain_body(reply)


def _text(body: bytes) -> tuple[str, str]:
    """A body as text, and the encoding that made it text: none, or base64."""
    try:
        return body.decode("utf-8"), ""
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), "base64"


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": _without_cookies(name, value)} for name, value in headers]


def _without_cookies(name: str, value: str) -> str:
    """A header's value, in which the values of cookies are replaced by a word that says so."""
    if name.lower() == "cookie":
        return "; ".join(f"{pair.partition('=')[0].strip()}={COOKIE}" for pair in value.split(";"))
    if name.lower() == "set-cookie":
        pair, semicolon, attributes = value.partition(";")
        return f"{pair.partition('=')[0]}={COOKIE}{semicolon}{attributes}"
    return value


def _cookies(headers: Headers, header: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, value in headers:
        if name.lower() == header:
            try:
                found += [{"name": cookie, "value": COOKIE} for cookie in SimpleCookie(value)]
            except CookieError:
                continue
    return found


def _query(target: str) -> list[dict[str, str]]:
    query = target.partition("?")[2].partition("#")[0]
    return [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)]
