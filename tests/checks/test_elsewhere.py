"""How a program follows an answer to another address, by literal exchanges."""

from __future__ import annotations

import pytest
from assess.evidence import Situation

from harness.checks import elsewhere
from harness.model import Exchange, Reply, Request

HOST = ("Host", "127.0.0.1:1")


def sent(method: str, target: str, status: int = 200, to: str = "", body: bytes = b"") -> Exchange:
    headers = (("Location", to),) if to else ()
    return Exchange(Request(method, target, (HOST,), body), Reply(status, headers, b""))


def told(*exchanges: Exchange) -> list[tuple[str, str, str]]:
    one = Situation("it", (), "import requests\n", exchanges)
    return [(finding.code, finding.expected, finding.actual) for finding in elsewhere.check(one.evidence)]


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_request_is_followed_by_the_same_one(status: int) -> None:
    first = sent("POST", "/a", status, "/b", b"12")
    assert [] == told(first, sent("POST", "/b", body=b"12"))
    assert [("redirect-changed", "method: POST", "method: GET")] == told(first, sent("GET", "/b"))
    assert [("redirect-changed", "body: 2 bytes", "body: none")] == told(first, sent("POST", "/b"))
    assert [("redirect-changed", "body: 2 bytes", "body: 3 bytes")] == told(first, sent("POST", "/b", body=b"123"))


@pytest.mark.parametrize("status", [301, 302, 303])
def test_after_other_redirects_clients_make_a_get(status: int) -> None:
    assert [] == told(sent("POST", "/a", status, "/b", b"12"), sent("GET", "/b"))


@pytest.mark.parametrize(
    "well", [(sent("POST", "/a", 302, "/b"), sent("GET", "/b")), (sent("GET", "/a", 307, "/b"), sent("GET", "/b"))]
)
def test_a_redirect_that_is_followed_well_does_not_hide_the_next(well: tuple[Exchange, ...]) -> None:
    changed = sent("PUT", "/c", 308, "/d"), sent("GET", "/d")
    assert [("redirect-changed", "method: PUT", "method: GET")] == told(*well, *changed)
