"""The handshake of a WebSocket, header by header."""

from __future__ import annotations

import pytest

from harness.common.handshake import Lack, asks, lacks, protocol
from harness.model import Headers, Request

GOOD = {
    "Upgrade": "WebSocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def request(changed: dict[str, str] | None = None, method: str = "GET", left_out: str = "") -> Request:
    headers: Headers = tuple((name, one) for name, one in {**GOOD, **(changed or {})}.items() if name != left_out)
    return Request(method, "/", headers, b"")


def test_a_good_handshake_lacks_nothing() -> None:
    assert [] == list(lacks(request()))
    assert asks(request())


@pytest.mark.parametrize(
    ("sent", "lack"),
    [
        (request(method="POST"), Lack("the method GET", "POST")),
        (request(left_out="Upgrade"), Lack("Upgrade: websocket", "no Upgrade")),
        (request({"Upgrade": "h2c"}), Lack("Upgrade: websocket", "Upgrade: h2c")),
        (request({"Connection": "close"}), Lack("Connection: upgrade", "Connection: close")),
        (request({"Sec-WebSocket-Version": "8"}), Lack("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8")),
        (
            request({"Sec-WebSocket-Key": "YQ=="}),
            Lack("Sec-WebSocket-Key: 16 bytes in base64", "Sec-WebSocket-Key: YQ=="),
        ),
        (
            request({"Sec-WebSocket-Key": "no base64!"}),
            Lack("Sec-WebSocket-Key: 16 bytes in base64", "Sec-WebSocket-Key: no base64!"),
        ),
        (
            request(left_out="Sec-WebSocket-Key"),
            Lack("Sec-WebSocket-Key: 16 bytes in base64", "no Sec-WebSocket-Key"),
        ),
    ],
)
def test_what_is_missing_is_said_with_what_was_sent(sent: Request, lack: Lack) -> None:
    assert [lack] == list(lacks(sent))


def test_a_plain_request_asks_for_no_websocket() -> None:
    assert not asks(request(left_out="Upgrade"))


def test_the_first_subprotocol_that_is_offered_is_chosen() -> None:
    assert "chat" == protocol(request({"Sec-WebSocket-Protocol": "chat, key.sk-1"}))
    assert "" == protocol(request())
