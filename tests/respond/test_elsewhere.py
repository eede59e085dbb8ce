"""What the second host of a case answers, and the redirects that lead there."""

from __future__ import annotations

import hashlib
import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.model import Reply, Request, Visit
from harness.respond.elsewhere import WithElsewhere
from harness.respond.leads import Redirected

OWN, OTHER = "http://127.0.0.1:1", "http://localhost:1"
HEADERS = (("Host", "127.0.0.1:1"), ("Authorization", "Bearer k"))
OPERATION = SimpleNamespace(id="getNote")


class Leads:
    """What is known of one start: the redirect that came before, or the visit that an answer led to."""

    def __init__(self, first: Redirected | None = None, visit: Visit | None = None) -> None:
        self.first, self.visit = (lambda _: first), (lambda _: visit)
        self.redirected: dict[str, Redirected] = {}
        self.other_host = lambda _: OTHER


def answered(
    request: Request,
    *,
    redirect: str = "none",
    uploads: str = "taken",
    statuses: tuple[int, ...] = (302, 307),
    route: Any = OPERATION,
    **known: Any,
) -> tuple[Reply, list[Request], Leads]:
    """The reply, what the API was asked, and what is known afterwards."""
    asked: list[Request] = []

    def inner(request: Request) -> Reply:
        asked.append(request)
        return Reply(200, body=b"inner")

    api = SimpleNamespace(
        route=lambda *_: SimpleNamespace(operation=route) if route else None,
        redirects=lambda _: statuses,
        answer=lambda *_: SimpleNamespace(headers=(("location", "/x"), ("X-A", "1")), body=b"moved"),
    )
    leads = Leads(**known)
    scenario = SimpleNamespace(redirect=redirect, uploads=uploads)
    one = WithElsewhere(cast("Any", api), cast("Any", OPERATION), cast("Any", scenario), inner, cast("Any", leads))
    return cast("Reply", one(request)), asked, leads


def asked(method: str = "GET", target: str = "/v1/notes", body: bytes = b"", **more: Any) -> Request:
    return Request(method, target, HEADERS, body, **more)


@pytest.mark.parametrize(
    ("redirect", "location", "away"),
    [("same-host", f"{OWN}/_moved/v1/notes", False), ("other-host", f"{OTHER}/v1/notes", True)],
)
def test_a_redirect_that_the_document_declares_is_played_first(redirect: str, location: str, away: bool) -> None:
    reply, inner, leads = answered(asked(), redirect=redirect)
    assert (302, (("X-A", "1"), ("Location", location)), b"moved", True) == (
        reply.status,
        reply.headers,
        reply.body,
        reply.moved,
    )
    assert [] == inner
    assert {location: Redirected(asked(), 302, away)} == leads.redirected


@pytest.mark.parametrize(
    "more",
    [{}, {"redirect": "same-host", "statuses": ()}, {"redirect": "same-host", "route": None}],
    ids=["none is played", "none is declared", "no operation"],
)
def test_else_the_api_answers(more: dict[str, Any]) -> None:
    reply, inner, _ = answered(asked(), **more)
    assert (b"inner", [asked()]) == (reply.body, inner)


def test_a_request_at_fault_is_not_redirected() -> None:
    assert b"inner" == answered(asked(fault="x"), redirect="same-host")[0].body


@pytest.mark.parametrize("away", [False, True])
def test_what_follows_a_redirect_is_answered_as_the_first_request_was_to_be(away: bool) -> None:
    first = asked("POST", "/v1/notes", b"12")
    then = Request("POST", "/_moved/v1/notes", (("Host", "localhost:1"),), b"12")
    reply, (inner,), _ = answered(then, first=Redirected(first, 307, away))
    assert ("/v1/notes", HEADERS if away else then.headers) == (inner.target, inner.headers)
    assert (Visit("http://localhost:1", "Location") if away else None) == reply.visit


def test_after_303_the_first_request_is_answered_whatever_follows() -> None:
    first = asked("POST", "/v1/notes", b"12")
    assert [first] == answered(asked("GET", "/_moved/v1/notes"), first=Redirected(first, 303, False))[1]


@pytest.mark.parametrize(("method", "status"), [("GET", 405), ("HEAD", 405), ("PUT", 200), ("POST", 200)])
@pytest.mark.parametrize("away", [False, True])
def test_a_get_is_not_allowed_where_another_method_was_to_come_again(method: str, status: int, away: bool) -> None:
    reply, inner, _ = answered(asked(method), first=Redirected(asked("POST"), 307, away))
    assert (status, status == 200) == (reply.status, bool(inner))
    assert away == (reply.visit is not None)


@pytest.mark.parametrize(
    ("method", "methods", "field", "uploads", "status", "words"),
    [
        ("PUT", ("PUT",), "", "taken", 403, b"SignatureDoesNotMatch"),
        ("GET", ("PUT",), "url", "taken", 405, b"GET is not allowed"),
        ("PUT", ("PUT",), "url", "refused", 403, b"Request has expired"),
        ("GET", ("GET",), "url", "refused", 200, b"The file /a.\n"),
    ],
)
def test_a_store_of_files_allows_what_the_address_does(
    method: str, methods: tuple[str, ...], field: str, uploads: str, status: int, words: bytes
) -> None:
    visit = Visit(OTHER, field, methods)
    reply, inner, _ = answered(asked(method, "/a"), visit=visit, uploads=uploads)
    assert (status, [], visit) == (reply.status, inner, reply.visit)
    assert words in reply.body
    assert (b"<Error><Code>" in reply.body) == (status != 200)


def test_an_upload_is_answered_with_the_digest_of_its_body() -> None:
    reply, _, _ = answered(asked("PUT", "/a", b"12"), visit=Visit(OTHER, "url", ("PUT",)))
    digest = hashlib.md5(b"12", usedforsecurity=False).hexdigest()
    assert (200, (("ETag", f'"{digest}"'),), b"") == (reply.status, reply.headers, reply.body)


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/a.PNG", "image/png"),
        ("/a.gif", "image/png"),
        ("/a.json", "application/json"),
        ("/a.txt", "application/octet-stream"),
    ],
)
def test_a_file_has_the_form_that_its_name_says(path: str, media: str) -> None:
    reply, _, _ = answered(asked("GET", f"{path}?signature=1"), visit=Visit(OTHER, "url", ("GET",)))
    assert media == reply.header("Content-Type")
    if media == "application/json":
        assert {"path": path} == json.loads(reply.body)
