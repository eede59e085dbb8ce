"""What a live run changes in a request on its way to the real host, and in the answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.commands.live.forward import Forwarder, HostTrouble
from harness.commands.live.wire import HostAnswer
from harness.model import Operation, Request
from harness.openapi.request.security import Scheme

OWN, REAL = "own-key-0001", "real-key-0002"
APIKEY, BASIC = (
    Scheme("key", "header", "X-Key", None),
    Scheme("basic", "header", "Authorization", "basic", kind="http"),
)
OPERATION = cast("Operation", SimpleNamespace(id="getNote"))


def forwarder(*places: tuple[str, str], route: Operation | None = OPERATION) -> Forwarder:
    """One for an API whose key belongs in these places."""
    api = SimpleNamespace(
        carries_key=lambda _, place, name: (place, name) in places,
        route=lambda *_: SimpleNamespace(operation=route) if route else None,
    )
    return Forwarder(cast("Any", api), OPERATION, "https://api.example", {OWN: REAL})


def request(target: str = "/notes", *headers: tuple[str, str], **more: Any) -> Request:
    return Request("GET", target, headers, b"", **more)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        (("query", "key"), f"/notes?a=1&key={OWN}", f"/notes?a=1&key={REAL}"),
        (("query", "key"), f"/notes?key={OWN}&b", f"/notes?key={REAL}&b"),
        (("query", "key"), f"/notes?other={OWN}", f"/notes?other={OWN}"),
        (("header", "key"), f"/notes/{OWN}", f"/notes/{OWN}"),
    ],
)
def test_the_real_key_is_put_into_the_query_only_where_it_belongs(
    place: tuple[str, str], before: str, after: str
) -> None:
    assert after == forwarder(place)._outgoing(request(before))[0]


@pytest.mark.parametrize(
    ("place", "header", "expected"),
    [
        (("header", "X-Key"), ("X-Key", OWN), ("X-Key", REAL)),
        (("header", "X-Key"), ("X-Other", OWN), ("X-Other", OWN)),
        (("cookie", "sid"), ("Cookie", f"a=1; sid={OWN}; b"), ("Cookie", f"a=1; sid={REAL}; b")),
        (("cookie", "sid"), ("cookie", f"a={OWN}"), ("cookie", f"a={OWN}")),
    ],
)
def test_the_real_key_is_put_into_headers_and_cookies_only_where_it_belongs(
    place: tuple[str, str], header: tuple[str, str], expected: tuple[str, str]
) -> None:
    headers = forwarder(place)._outgoing(request("/notes", header))[1]
    assert (expected, ("Accept-Encoding", "identity")) == headers


def test_headers_of_one_connection_stay_behind_and_those_that_are_made_anew() -> None:
    gone = (("Connection", "close, X-Hop"), ("x-hop", "1"), ("Host", "a"), ("Content-Length", "0"), ("TE", "trailers"))
    headers = forwarder()._outgoing(request("/notes", *gone, ("Accept-Encoding", "br, gzip"), ("X-Kept", "1")))[1]
    assert (("X-Kept", "1"), ("Accept-Encoding", "gzip")) == headers


def test_the_real_key_does_not_come_back_in_an_answer() -> None:
    headers = (("Content-Length", "9"), ("Transfer-Encoding", "chunked"), ("X-Said", REAL))
    answer = cast("HostAnswer", SimpleNamespace(status=200, headers=headers, body=REAL.encode()))
    reply = forwarder()._incoming(answer)
    assert (200, (("X-Said", "[key]"),), b"[key]", True) == (reply.status, reply.headers, reply.body, reply.by_host)


@pytest.mark.parametrize(
    ("asked", "route", "sent", "words"),
    [
        (request(), OPERATION, None, ""),
        (request(), OPERATION, request(), "each program may make one"),
        (request(), None, None, "it is not for getNote"),
        (request(), cast("Operation", SimpleNamespace(id="addNote")), None, "it is not for getNote"),
        (request("notes"), OPERATION, None, "it is not for getNote"),
        (request(fault="too long"), OPERATION, None, "it could not be read, too long"),
    ],
)
def test_only_one_request_for_the_operation_reaches_the_host(
    asked: Request, route: Operation | None, sent: Request | None, words: str
) -> None:
    one = forwarder(route=route)
    one.sent = sent
    assert words == one._refusal(asked)


@pytest.mark.parametrize(
    ("role", "signature", "alternatives", "words"),
    [
        (None, None, (), ""),
        ("token", None, (), "a live run gets no access token"),
        (None, "hmac", (), "can't sign a request again"),
        (None, "hmac", ((APIKEY,),), "can't sign a request again"),
        (None, "hmac", ((BASIC,),), ""),
        (None, None, ((APIKEY,),), ""),
    ],
)
def test_what_can_not_be_made_again_with_the_real_secret_ends_the_run(
    role: str | None, signature: str | None, alternatives: Any, words: str
) -> None:
    one = forwarder()
    cast("Any", one.api).security = lambda _: SimpleNamespace(alternatives=alternatives)
    one.server = cast("Any", SimpleNamespace(role=lambda _: role))
    one.keyring = cast("Any", SimpleNamespace(signature=signature))
    if words:
        with pytest.raises(HostTrouble, match=words):
            one._stop_at(request())
    else:
        one._stop_at(request())


def test_without_a_token_server_and_secrets_every_request_may_go_on() -> None:
    one = forwarder()
    cast("Any", one.api).security = lambda _: SimpleNamespace(alternatives=())
    one._stop_at(request())
