"""The handshake of a WebSocket (RFC 6455, section 4.1): what a client must send to open one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import NamedTuple

from harness.model import Request

KEY_BYTES = 16


class Lack(NamedTuple):
    """What a handshake lacks, and what was sent in its place."""

    expected: str
    actual: str


def asks(request: Request) -> bool:
    """True for a request that means to open a WebSocket."""
    return "websocket" in _words(request, "Upgrade")


def lacks(request: Request) -> Iterator[Lack]:
    """What is missing from a request that is to open a WebSocket; nothing for a good one."""
    if request.method != "GET":
        yield Lack("the method GET", request.method)
    for name, word in (("Upgrade", "websocket"), ("Connection", "upgrade")):
        if word not in _words(request, name):
            yield Lack(f"{name}: {word}", _shown(request, name))
    if (request.header("Sec-WebSocket-Version") or "").strip() != "13":
        yield Lack("Sec-WebSocket-Version: 13", _shown(request, "Sec-WebSocket-Version"))
    if not _is_key((request.header("Sec-WebSocket-Key") or "").strip()):
        yield Lack(f"Sec-WebSocket-Key: {KEY_BYTES} bytes in base64", _shown(request, "Sec-WebSocket-Key"))


def protocol(request: Request) -> str:
    """The subprotocol that a server chooses: the first that is offered; empty where none is."""
    offered = request.header("Sec-WebSocket-Protocol") or ""
    return offered.partition(",")[0].strip()


def _words(request: Request, name: str) -> set[str]:
    values = ",".join(value for key, value in request.headers if key.lower() == name.lower())
    return {word.strip().lower() for word in values.split(",")}


def _shown(request: Request, name: str) -> str:
    value = request.header(name)
    return f"no {name}" if value is None else f"{name}: {value}"


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
