"""Security schemes as the document has them, and the words about what a request lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.model import Headers
from harness.openapi.request.security import Requirements, Scheme, basic_pair, requirements, schemes
from harness.openapi.schema.violation import Violation
from openapi.helpers import document, request

KEY: dict[str, Any] = {"type": "apiKey", "in": "header", "name": "X-Key"}
BEARER: dict[str, Any] = {"type": "http", "scheme": "Bearer"}


def read(folder: Path, **declared: dict[str, Any]) -> tuple[Scheme, ...]:
    text = yaml.dump({"paths": {}, "components": {"securitySchemes": declared}})
    return schemes(document(folder, text))


@pytest.mark.parametrize(
    ("declared", "scheme"),
    [
        (KEY, Scheme("one", "header", "X-Key", None)),
        (KEY | {"in": "query"}, Scheme("one", "query", "X-Key", None)),
        (BEARER, Scheme("one", "header", "Authorization", "bearer", "http")),
        ({"type": "http"}, Scheme("one", "header", "Authorization", "bearer", "http")),
        ({"type": "oauth2"}, Scheme("one", "header", "Authorization", "bearer", "oauth2")),
        ({"type": "openIdConnect"}, Scheme("one", "header", "Authorization", "bearer", "openIdConnect")),
        ({"type": "mutualTLS"}, Scheme("one", "", "", None, "mutualTLS")),
    ],
)
def test_a_scheme_is_read(tmp_path: Path, declared: dict[str, Any], scheme: Scheme) -> None:
    assert (scheme,) == read(tmp_path, one=declared)


def test_a_scheme_of_no_kind_is_none(tmp_path: Path) -> None:
    assert () == read(tmp_path, one={"type": "magic"}, two={})


@pytest.mark.parametrize(
    ("description", "prefix", "free"),
    [
        ("The key.", None, ()),
        ("Write 'Bearer ' and the key.", "bearer", ("bearer",)),
        ('"Bearer", followed by the key', "bearer", ("bearer",)),
        ("Bearer <key>", "bearer", ("bearer",)),
        ("Bearer {key}", "bearer", ("bearer",)),
        ("Bearer YOUR_KEY", "bearer", ("bearer",)),
        ("prefixed with Bearer", "bearer", ("bearer",)),
        ("the prefix. Bearer", None, ("bearer",)),
        ("use the Bearer prefix", "bearer", ("bearer",)),
        ("Authorization: Bearer abc", "bearer", ("bearer",)),
        ("Authorization: Token abc", "token", ()),
        ("'Token ' before the key", "token", ()),
        ("A bearer key.", None, ("bearer",)),
        ("Forbearers of a token.", None, ()),
    ],
)
def test_a_description_says_what_comes_before_the_key(
    tmp_path: Path, description: str, prefix: str | None, free: tuple[str, ...]
) -> None:
    (found,) = read(tmp_path, one=KEY | {"description": description})
    assert (prefix, free) == (found.prefix, found.free)
    (found,) = read(tmp_path, one=KEY | {"description": description, "in": "query"})
    assert found.prefix is None


@pytest.mark.parametrize(
    ("changed", "signs"),
    [
        ({"name": "X-Signature"}, True),
        ({"description": "An HMAC of the body."}, True),
        ({"description": "SigV4"}, True),
        ({"description": "A signed value"}, True),
        ({"description": "Signal"}, False),
        ({"x-amazon-apigateway-authtype": "awsSigv4"}, True),
    ],
)
def test_a_value_may_be_made_with_the_key(tmp_path: Path, changed: dict[str, Any], signs: bool) -> None:
    (found,) = read(tmp_path, one=KEY | changed)
    assert (signs, signs, not signs) == (found.signs, found.made, found.judged)


@pytest.mark.parametrize(
    ("scheme", "shows", "tokens", "made", "judged"),
    [
        (Scheme("a", "header", "A", None), True, False, False, True),
        (Scheme("a", "header", "A", "digest", "http"), True, False, True, True),
        (Scheme("a", "header", "A", "hawk", "http"), True, False, False, False),
        (Scheme("a", "header", "A", "bearer", "oauth2"), True, True, False, True),
        (Scheme("a", "header", "A", "bearer", "openIdConnect"), True, True, False, True),
        (Scheme("a", "", "", None, "mutualTLS"), False, False, False, False),
    ],
)
def test_what_can_be_said_of_a_scheme(scheme: Scheme, shows: bool, tokens: bool, made: bool, judged: bool) -> None:
    assert (shows, tokens, made, judged) == (scheme.shows, scheme.takes_tokens, scheme.made, scheme.judged)


@pytest.mark.parametrize(
    ("flows", "asked", "scopes"),
    [
        (None, ["read"], ("read",)),
        ({"password": {"scopes": {"read": ""}}}, ["read", "write"], ("read",)),
        ({"password": {"scopes": {"read": ""}}, "implicit": {"scopes": {"write": ""}}}, ["write"], ("write",)),
        ({"password": {}}, ["read"], ()),
        (None, None, ()),
    ],
)
def test_the_scopes_are_those_that_a_flow_has(tmp_path: Path, flows: Any, asked: Any, scopes: tuple[str, ...]) -> None:
    declared = {"type": "oauth2"} | ({"flows": flows} if flows else {})
    text = yaml.dump({"paths": {}, "components": {"securitySchemes": {"one": declared}}})
    ((found,),) = requirements(document(tmp_path, text), {"security": [{"one": asked}]}).alternatives
    assert scopes == found.scopes


HEAD = Scheme("key", "header", "X-Key", None)
TOKEN = Scheme("token", "header", "Authorization", "bearer", "http")
BASIC = Scheme("basic", "header", "Authorization", "basic", "http")
QUERY = Scheme("query", "query", "key", None)
COOKIE = Scheme("cookie", "cookie", "sid", "bearer")


def fault(scheme: Scheme, *headers: tuple[str, str], query: dict[str, list[str]] | None = None) -> Violation:
    (found,) = Requirements(((scheme,),)).violations(request("GET", "/", headers), query or {}, {})
    return found


@pytest.mark.parametrize(
    ("scheme", "headers", "query", "message", "expected", "actual"),
    [
        (HEAD, (), None, "the header X-Key (key) is missing", "X-Key: [key]", "no X-Key header"),
        (HEAD, (("X-Key", " "),), None, "the header X-Key (key) is empty", "X-Key: [key]", 'X-Key: ""'),
        (QUERY, (), None, "the query parameter key (query) is missing", "key=[key]", "no key query parameter"),
        (QUERY, (), {"key": [""]}, "the query parameter key (query) is empty", "key=[key]", 'key: ""'),
        (COOKIE, (), None, "the cookie sid (cookie) is missing", "sid=Bearer [key]", "no sid cookie"),
        (
            TOKEN,
            (("Authorization", "Bearer "),),
            None,
            "the header Authorization (token) holds no key",
            "Authorization: Bearer [key]",
            'Authorization: "Bearer"',
        ),
    ],
)
def test_a_credential_that_is_missing_is_said_to_be(
    scheme: Scheme, headers: Headers, query: Any, message: str, expected: str, actual: str
) -> None:
    found = fault(scheme, *headers, query=query)
    assert ("auth-missing", message, expected, actual) == (found.code, found.message, found.expected, found.actual)
    assert (scheme.field, (scheme.field, scheme.name)) == (found.pointer, found.words)


@pytest.mark.parametrize(
    ("scheme", "value", "actual", "hint"),
    [
        (HEAD, "Bearer abc", "X-Key: Bearer [key]", "send the key alone"),
        (HEAD, "token abc", "X-Key: token [key]", "send the key alone"),
        (HEAD, "Basic", "X-Key: [key]", "send the key alone"),
        (TOKEN, "abc", "Authorization: [key]", "write Bearer and a space before the key"),
        (TOKEN, "s3cret-1 abc", "Authorization: [key]", "write Bearer and a space before the key"),
        (TOKEN, "ApiKey: abc", "Authorization: ApiKey: [key]", "write Bearer and a space before the key"),
        (
            TOKEN,
            "Bearer Bearer abc",
            "Authorization: Bearer Bearer [key]",
            "write Bearer once, and after it what RFC 7617 or RFC 6750 asks for",
        ),
        (
            BASIC,
            "Basic abc",
            "Authorization: Basic [key]",
            "write Basic once, and after it what RFC 7617 or RFC 6750 asks for",
        ),
    ],
)
def test_a_credential_in_the_wrong_form_is_shown_without_the_key(
    scheme: Scheme, value: str, actual: str, hint: str
) -> None:
    found = fault(scheme, (scheme.field, value))
    expected = {HEAD: "X-Key: [key]", TOKEN: "Authorization: Bearer [key]", BASIC: "Authorization: Basic [key]"}[scheme]
    message = f"{scheme.field} has the wrong form: expected {expected}, got {actual}"
    assert ("auth-scheme", message, expected, actual) == (found.code, found.message, found.expected, found.actual)
    assert (hint, (scheme.field, "Bearer", "Basic")) == (found.hint, found.words)


@pytest.mark.parametrize("value", ["abc", "Token", "Digest", "abc def"])
def test_a_bare_key_may_be_any_text_that_is_no_scheme(value: str) -> None:
    assert [] == Requirements(((HEAD,),)).violations(request("GET", "/", (("X-Key", value),)), {}, {})


def test_a_word_that_is_free_may_come_before_a_bare_key() -> None:
    free = Scheme("key", "header", "X-Key", None, free=("bearer",))
    assert [] == Requirements(((free,),)).violations(request("GET", "/", (("X-Key", "Bearer a"),)), {}, {})


def test_the_alternative_that_was_tried_is_told() -> None:
    either = Requirements(((HEAD, QUERY), (TOKEN,)))
    found = either.violations(request("GET", "/", (("X-Key", "a"),)), {}, {})
    assert ["the query parameter key (query) is missing"] == [one.message for one in found]
    assert ["the header Authorization (token) is missing"] == [
        one.message for one in either.violations(request("GET", "/"), {}, {})
    ]
    assert ["auth-scheme"] == [
        one.code for one in either.violations(request("GET", "/", (("Authorization", "a"),)), {}, {})
    ]


@pytest.mark.parametrize(
    ("place", "name", "holds"),
    [
        ("header", "x-key", True),
        ("query", "key", True),
        ("query", "KEY", False),
        ("cookie", "key", False),
        ("header", "key", False),
    ],
)
def test_a_place_holds_a_credential(place: str, name: str, holds: bool) -> None:
    both = Requirements(((HEAD, QUERY),))
    assert holds == both.holds(place, name)
    assert frozenset({"x-key"}) == both.header_names()


@pytest.mark.parametrize(
    ("alternatives", "needed"), [((), False), (((),), False), (((HEAD,), ()), False), (((HEAD,),), True)]
)
def test_credentials_are_needed_unless_one_alternative_has_none(alternatives: Any, needed: bool) -> None:
    assert needed == Requirements(alternatives).needed


@pytest.mark.parametrize(
    ("token", "pair"),
    [
        ("YTpi", ("a", "b")),
        ("YTpiOmM=", ("a", "b:c")),
        ("Og==", ("", "")),
        ("YWI=", None),
        ("a b", None),
        ("é", None),
        ("YTp", None),
    ],
)
def test_a_pair_is_read_from_base64(token: str, pair: tuple[str, str] | None) -> None:
    assert pair == basic_pair(token)
