"""What is wrong with the credentials of a request, where their form is right: by literals."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openapi.helpers import api, operation, request

from harness.credentials import Credential, Keyring, carries, fault
from harness.credentials.challenges import challenges
from harness.credentials.tokens import Token
from harness.model import Headers, Request
from harness.openapi import Api, Violation

SPEC = """
paths:
  /key: {get: {operationId: key, security: [{key: []}]}}
  /basic: {get: {operationId: basic, security: [{basic: []}]}}
  /token: {get: {operationId: token, security: [{oauth: [read, write]}]}}
  /free: {get: {operationId: free, security: [{key: []}, {}]}}
  /none: {get: {operationId: none}}
  /either: {get: {operationId: either, security: [{key: []}, {basic: []}]}}
  /mutual: {get: {operationId: mutual, security: [{mutual: []}]}}
  /custom: {get: {operationId: custom, security: [{custom: []}]}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: basic}
    mutual: {type: mutualTLS}
    custom: {type: http, scheme: acme}
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: /oauth, scopes: {read: r, write: w}}}
"""
USER = Credential("USER", "me", "basic", "username", secret=False)
PASSWORD = Credential("PASSWORD", "s3cret", "basic", "password")
KEY = Credential("KEY", "key-value")
RING = Keyring((KEY,))
BOTH = frozenset({"read", "write"})


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The document of the tests."""
    return api(tmp_path_factory.mktemp("carried"), SPEC, "3.1.0")


def wrong(shop: Api, name: str, ring: Keyring, *headers: tuple[str, str]) -> Violation | None:
    """What is wrong with a request for an operation."""
    return fault(shop, operation(shop, name), request("GET", f"/v1/{name}", headers), ring)


def said(shop: Api, name: str, ring: Keyring, *headers: tuple[str, str]) -> tuple[str, str] | None:
    """Its code and message."""
    found = wrong(shop, name, ring, *headers)
    return (found.code, found.message) if found else None


def pair(user: str, password: str) -> tuple[str, str]:
    """A header of HTTP Basic."""
    return "Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def bearer(value: str) -> tuple[str, str]:
    """A header with a token."""
    return "Authorization", f"Bearer {value}"


ANOTHER_KEY = ("auth-missing", "the request carries another key than the one in KEY")


def test_the_key_of_the_case_is_right_and_another_is_not(shop: Api) -> None:
    assert said(shop, "key", RING, ("X-Key", "key-value")) is None
    assert ANOTHER_KEY == said(shop, "key", RING, ("X-Key", "other"))


def test_an_operation_that_asks_for_nothing_has_nothing_wrong(shop: Api) -> None:
    assert said(shop, "none", RING, ("X-Key", "other")) is None


def test_where_a_key_is_optional_a_wrong_one_is_still_wrong(shop: Api) -> None:
    assert said(shop, "free", RING) is None
    assert ANOTHER_KEY == said(shop, "free", RING, ("X-Key", "other"))


@pytest.mark.parametrize(
    ("user", "password", "message"),
    [
        ("me", "s3cret", None),
        ("you", "s3cret", "the request carries another username than the one in USER"),
        ("me", "other", "the request carries another password than the one in PASSWORD"),
        ("s3cret", "me", "the request carries another username than the one in USER"),
    ],
)
def test_each_part_of_basic_is_judged_by_its_own_variable(
    shop: Api, user: str, password: str, message: str | None
) -> None:
    found = wrong(shop, "basic", Keyring((USER, PASSWORD)), pair(user, password))
    assert message == (found and found.message)


def test_a_key_may_be_either_part_of_basic(shop: Api) -> None:
    assert said(shop, "basic", RING, pair("key-value", "")) is None
    assert said(shop, "basic", RING, pair("any", "key-value")) is None
    found = said(shop, "basic", RING, pair("any", "other"))
    assert ANOTHER_KEY == found


def test_one_way_of_several_is_enough(shop: Api) -> None:
    assert said(shop, "either", RING, ("X-Key", "other"), pair("key-value", "")) is None
    assert ANOTHER_KEY == said(shop, "either", RING, ("X-Key", "other"))


@pytest.mark.parametrize(("sent", "right"), [("one", True), ("two", True), ("three", False)])
def test_of_several_keys_for_one_scheme_any_is_right(shop: Api, sent: str, right: bool) -> None:
    ring = Keyring((Credential("A", "one", "key"), Credential("B", "two", "key")))
    found = wrong(shop, "key", ring, ("X-Key", sent))
    assert (None if right else "the request carries another key than the one in A") == (found and found.message)


TOKEN = Token("at-1", BOTH)
ISSUED = replace(RING, issued=(TOKEN,))


@pytest.mark.parametrize(
    ("ring", "sent", "code"),
    [
        (ISSUED, "at-1", None),
        (ISSUED, "other", "auth-missing"),
        (ISSUED, "key-value", "key-leaked"),
        (RING, "key-value", None),
        (RING, "other", "auth-missing"),
        (replace(ISSUED, expired=frozenset({"at-0"})), "at-0", None),
        (replace(RING, issued=(replace(TOKEN, scopes=frozenset({"read"})),)), "at-1", "oauth-scope"),
        (replace(RING, issued=(replace(TOKEN, scopes=None),)), "at-1", None),
        (Keyring((replace(KEY, scheme="oauth", part="client_secret"),)), "key-value", "key-leaked"),
        (Keyring((replace(KEY, scheme="oauth", part="client_secret"),)), "other", "auth-missing"),
        (Keyring((replace(KEY, scheme="oauth", part="token"),)), "key-value", None),
        (Keyring((replace(KEY, scheme="key"),)), "key-value", "auth-missing"),
    ],
)
def test_an_access_token_is_one_that_was_issued_or_given_ready_made(
    shop: Api, ring: Keyring, sent: str, code: str | None
) -> None:
    found = wrong(shop, "token", ring, bearer(sent))
    assert code == (found and found.code)


def test_what_is_wrong_with_a_token_is_said(shop: Api) -> None:
    lacking = replace(RING, issued=(replace(TOKEN, scopes=frozenset({"read"})),))
    found = wrong(shop, "token", lacking, bearer("at-1"))
    assert found is not None
    assert "the access token lacks a scope that the operation needs: write (RFC 6750, section 3.1)" == found.message
    assert ("a token with the scope read write", "scope read") == (found.expected, found.actual)
    leaked = wrong(shop, "token", ISSUED, bearer("key-value"))
    assert leaked is not None
    assert leaked.message.startswith("the API is sent the value of KEY, and not an access token")
    stale = wrong(shop, "token", ISSUED, bearer("other"))
    assert stale is not None
    assert "the request does not carry the access token that was issued before" == stale.message
    ready = wrong(shop, "token", RING, bearer("other"))
    assert ready is not None
    assert ANOTHER_KEY == (ready.code, ready.message)


def test_what_can_not_be_judged_is_a_note(shop: Api) -> None:
    for name, hint in (("mutual", False), ("custom", True)):
        ring = RING if name == "mutual" else Keyring((replace(KEY, scheme="custom"),))
        found = wrong(shop, name, ring, ("Authorization", "acme x"))
        assert found is not None
        assert ("auth-scheme", "note", hint) == (found.code, found.severity, bool(found.hint))


def signed(outcome: str | None) -> Keyring:
    """A case whose rules check a signature."""
    return Keyring((KEY,), signature=lambda _request, _secret: outcome)


def test_a_signature_is_judged_by_the_rules(shop: Api) -> None:
    assert said(shop, "key", signed(None), ("X-Key", "abc")) is None
    expected = ("auth-missing", "the signature does not fit the request: it is of another body")
    assert expected == said(shop, "key", signed("it is of another body"), ("X-Key", "abc"))
    assert said(shop, "basic", signed("no"), pair("key-value", "")) is None


def test_an_api_that_names_no_scheme_may_be_signed_too(tmp_path: Path) -> None:
    bare = api(tmp_path, "paths: {/a: {get: {operationId: a}}}")
    assert said(bare, "a", RING) is None
    assert said(bare, "a", signed(None)) is None
    assert ("auth-missing", "the signature does not fit the request: no") == said(bare, "a", signed("no"))


@pytest.mark.parametrize(
    ("target", "headers", "body", "there"),
    [
        ("/a", (("X-Any", "key-value"),), b"", True),
        ("/a?k=key-value", (), b"", True),
        ("/key-value/a", (), b"", True),
        ("/a", (pair("me", "key-value"),), b"", True),
        ("/a", (("Cookie", "sid=key-value"),), b"", True),
        ("/a", (), b"..key-value..", True),
        ("/a", (("Authorization", "Bearer other"),), b"", False),
        ("/a", (), b"", False),
    ],
)
def test_a_secret_is_carried_wherever_it_is(target: str, headers: Headers, body: bytes, there: bool) -> None:
    assert there is carries(Request("GET", target, headers, body), RING)


def test_a_request_with_a_good_signature_carries_what_it_was_made_with() -> None:
    bare = Request("GET", "/a", (), b"")
    assert carries(bare, signed(None))
    assert not carries(bare, signed("no"))


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("key", ['ApiKey realm="harness"']),
        ("basic", ['Basic realm="harness", charset="UTF-8"']),
        ("token", ['Bearer realm="harness"']),
        ("custom", ['acme realm="harness"']),
        ("either", ['ApiKey realm="harness"', 'Basic realm="harness", charset="UTF-8"']),
        ("none", []),
        ("mutual", []),
    ],
)
def test_a_refusal_asks_for_each_way_of_the_document(shop: Api, name: str, asked: list[str]) -> None:
    found: Any = challenges(shop.security(operation(shop, name)), "k")
    assert [("WWW-Authenticate", text) for text in asked] == list(found)
