"""What of a request is shown on the mock's page."""

from __future__ import annotations

import pytest
from assess.evidence import api

from harness.commands.serving.hiding import credentials, hide, without
from harness.model import Headers, Request

LIST = next(one for one in api().operations if one.id == "getNote")


def asked(target: str = "/v1/notes/n1", headers: Headers = ()) -> Request:
    return Request("GET", target, headers, b"body")


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (asked(headers=(("Authorization", "Bearer abcdef"),)), ("abcdef",)),
        (asked(headers=(("Authorization", "abcdef"),)), ("abcdef",)),
        (asked(headers=(("Authorization", "Bearer "),)), ("Bearer",)),
        (asked(headers=(("X-Api-Key", "abc"),)), ("abc",)),
        (asked(headers=(("X-ApiKey", "abc"),)), ("abc",)),
        (asked(headers=(("X-Api_Key", "abc"),)), ("abc",)),
        (asked(headers=(("X-Secret", "abc"), ("X-PASSWORD", "def"))), ("abc", "def")),
        (asked(headers=(("X-Trace", "abc"), ("Accept", "*/*"))), ()),
        (asked("/v1/notes/n1?access_token=abc&page=2"), ("abc",)),
        (asked("/v1/notes/n1?access_token="), ()),
        (asked(headers=(("Cookie", "theme=dark; auth_token=abc"),)), ("auth_token=abc", "abc")),
        (asked(headers=(("X-Token", "abc"), ("Authorization", "Bearer def"))), ("def", "abc")),
        (asked(headers=(("X-Token", "abc"), ("Authorization", "Bearer abc"))), ("abc",)),
    ],
)
def test_credentials_are_found_by_the_document_and_by_their_names(request_: Request, found: tuple[str, ...]) -> None:
    assert found == credentials(api(), LIST, request_)


def test_a_request_is_shown_without_its_credentials() -> None:
    shown = without(
        asked("/v1/notes?page=2&token=ab&secret=", (("Authorization", "Bearer ab"), ("X-Lab", "ab"))), ["ab"]
    )
    assert "/v1/notes?page=2&token=[key]&secret=" == shown.target
    assert (("Authorization", "Bearer [key]"), ("X-Lab", "ab")) == shown.headers
    assert ("GET", b"body") == (shown.method, shown.body)


def test_a_request_without_credentials_is_shown_as_it_is() -> None:
    assert "/v1/notes?token=ab" == without(asked("/v1/notes?token=ab"), []).target
    assert "/v1/notes" == without(asked("/v1/notes"), ["ab"]).target


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("abc", "abc abcd -abc-", "[key] abcd -[key]-"),
        ("abc", {"a": ["abc", 1, None]}, {"a": ["[key]", 1, None]}),
        ("a.c", "abc a.c", "abc [key]"),
        ("abcdef", "xabcdefx", "x[key]x"),
        ("abcdef", {"a": ["xabcdefx", True]}, {"a": ["x[key]x", True]}),
        ("abcde", "xabcdex", "xabcdex"),
    ],
)
def test_a_short_credential_is_hidden_where_it_is_by_itself(key: str, value: object, shown: object) -> None:
    assert shown == hide(value, [key])
