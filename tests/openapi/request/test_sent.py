"""Texts as a request sends them, and the endpoints that it is for."""

from __future__ import annotations

import pytest

from harness.openapi.request.oauth import Endpoint
from harness.openapi.request.sent import BadText, Sent, decoded, grouped, query_pairs


@pytest.mark.parametrize(
    ("text", "plus", "found"), [("a+b", True, "a b"), ("a+b", False, "a+b"), ("%C3%A4", True, "ä"), ("%2B", True, "+")]
)
def test_a_text_is_decoded(text: str, plus: bool, found: str) -> None:
    assert found == decoded(text, plus=plus)


@pytest.mark.parametrize(
    ("text", "said"), [("%", '"%" without two'), ("%g0", '"%" without two'), ("%ff", "no UTF-8 in")]
)
def test_a_text_that_can_not_be_decoded_says_why(text: str, said: str) -> None:
    with pytest.raises(BadText, match=said):
        query_pairs(f"a={text}")


def test_what_is_percent_encoded_is_no_separator_unless_all_are() -> None:
    assert ["a,b", "c"] == Sent("n", "a%2Cb,c", decoded).split(",")
    assert ["a", "b"] == Sent("n", "a%2Cb", decoded).split(",")
    assert [("a", ""), ("b", "1=2")] == query_pairs("a&&b=1=2")
    assert {"a": ["1", "2"], "b": ["3"]} == grouped([("a", "1"), ("b", "3"), ("a", "2")])


@pytest.mark.parametrize(
    ("url", "path", "bases", "there"),
    [
        ("https://a.example/token", "/token", (), True),
        ("https://a.example/token/", "/token/", (), True),
        ("https://a.example/token?x=1", "/token", (), True),
        ("https://a.example/token", "/v1/token", ("/v1",), False),
        ("/token", "/v1/token", ("/v1",), True),
        ("/token", "/token", ("/v1",), True),
        ("https://a.example/{tenant}/token", "/acme/token", (), True),
        ("https://a.example/{tenant}/token", "/acme/x/token", (), False),
        ("https://a.example", "/", (), True),
    ],
)
def test_an_endpoint_is_known_by_its_path(url: str, path: str, bases: tuple[str, ...], there: bool) -> None:
    assert there is Endpoint("token", url).is_at(path, bases)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/token", "https://a.example"),
        ("https://{tenant}.a.example/token", "https://*.a.example"),
        ("/token", "None"),
    ],
)
def test_an_endpoint_has_the_host_of_its_url(url: str, host: str) -> None:
    assert host == str(Endpoint("token", url).host)
