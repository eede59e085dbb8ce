"""The credentials of a case, where they may be in a request, and digests: by literals."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from harness.credentials import digest
from harness.credentials.credential import Credential, Keyring, made, of_key, stem
from harness.credentials.places import exchanged, places, texts
from harness.credentials.token_request import TokenRequest
from harness.credentials.tokens import Token
from harness.model import Exchange, Headers, Reply, Request

PAIR = base64.b64encode(b"me:secret").decode()
USER, PASSWORD = (
    Credential("USER", "me", "basic", "username", secret=False),
    Credential("PASS", "secret", "basic", "password"),
)


@pytest.mark.parametrize(
    ("secret", "state", "value"),
    [
        (True, "set", "v"),
        (True, "empty", ""),
        (True, "missing", None),
        (False, "set", "v"),
        (False, "empty", "v"),
        (False, "missing", "v"),
    ],
)
def test_only_a_secret_is_taken_away(secret: bool, state: str, value: str | None) -> None:
    assert value == Credential("A", "v", secret=secret).under(state)


def test_a_keyring_tells_secrets_from_what_is_none() -> None:
    ring = Keyring((PASSWORD, USER, Credential("KEY", "k")))
    assert ("secret", "k") == ring.secrets
    assert ("PASS", (PASSWORD, USER), (Credential("KEY", "k"),)) == (ring.key.env, ring.of("basic"), ring.loose)


def test_tokens_are_numbered_and_known_by_their_value() -> None:
    ring = Keyring(of_key("KEY", "k"))
    assert f"at-{stem('k')}-1" == ring.next_token
    assert f"rt-{stem('k')}-1" == ring.next_refresh_token
    token = Token(ring.next_token, frozenset())
    later = Keyring(ring.credentials, issued=(token,))
    assert f"at-{stem('k')}-2" == later.next_token
    assert later.token(token.value) is token
    assert later.token("other") is None


def test_a_value_is_a_case_s_own_and_looks_like_what_it_is() -> None:
    assert made("a", "KEY", secret=True) == made("a", "KEY", secret=True)
    assert 4 == len({made(case, env, secret=True) for case in "ab" for env in ("KEY", "OTHER")})
    assert re.fullmatch(r"id[0-9a-f]{20}", made("a", "KEY", secret=False))
    assert made("a", "KEY", secret=True).startswith("sk-")


HEADERS: Headers = (("Authorization", f"Basic {PAIR}"), ("Cookie", "sid=1; lang=en"), ("X-Key", "a%20b"))


def test_all_places_of_a_request_but_its_body_are_known() -> None:
    assert [
        ("path", "", "/a/b"),
        ("query", "k", "v w"),
        ("query", "e", ""),
        ("header", "Authorization", f"Basic {PAIR}"),
        ("cookie", "sid", "1"),
        ("cookie", "lang", "en"),
        ("header", "X-Key", "a%20b"),
    ] == list(places(Request("GET", "/a/b?k=v%20w&e=", HEADERS, b"body")))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("plain", ["plain"]),
        ("a%20b", ["a%20b", "a b"]),
        (f"Basic {PAIR}", [f"Basic {PAIR}", "me", "secret"]),
        (f" basic  {PAIR} ", [f" basic  {PAIR} ", "me", "secret"]),
        ("Basic !", ["Basic !"]),
        (f"Bearer {PAIR}", [f"Bearer {PAIR}"]),
    ],
)
def test_a_value_says_itself_and_what_it_encodes(value: str, said: list[str]) -> None:
    assert said == list(texts(value))


def test_a_secret_is_exchanged_within_basic_too() -> None:
    other = base64.b64encode(b"me:other").decode()
    assert f"Basic {other}" == exchanged(f"Basic {PAIR}", "secret", "other")
    assert "Bearer other" == exchanged("Bearer secret", "secret", "other")


CHALLENGE = digest.challenge("k")
DIGESTED = Request("GET", "/a?b=1", (), b"")
OWN = (Credential("USER", "me", "d", "username", secret=False), Credential("PASS", "secret", "d", "password"))


def test_an_answer_to_a_challenge_is_right() -> None:
    value = digest.answer(CHALLENGE, DIGESTED, "me", "secret")
    assert "" == digest.fault(value, DIGESTED, OWN, "k")
    assert "me" == digest.username_of(Request("GET", "/", (("Authorization", value),), b""))


@pytest.mark.parametrize(
    ("user", "password", "target", "key", "fault"),
    [
        ("me", "secret", "/a?b=1", "other", "its nonce is not that of the challenge"),
        ("me", "secret", "/other", "k", "its uri is not /other"),
        ("you", "secret", "/a?b=1", "k", "it is for another user name"),
        ("me", "wrong", "/a?b=1", "k", "its response was not made with the password"),
    ],
)
def test_what_is_wrong_with_a_digest_is_said(user: str, password: str, target: str, key: str, fault: str) -> None:
    value = digest.answer(CHALLENGE, DIGESTED, user, password)
    assert fault == digest.fault(value, Request("GET", target, (), b""), OWN, key)


def test_a_key_alone_may_be_user_name_or_password() -> None:
    (key,) = of_key("KEY", "k1")
    for user, password in (("k1", ""), ("any", "k1")):
        assert "" == digest.fault(digest.answer(CHALLENGE, DIGESTED, user, password), DIGESTED, (key,), "k")
    value = digest.answer(CHALLENGE, DIGESTED, "any", "")
    assert "its response was not made with the password" == digest.fault(value, DIGESTED, (key,), "k")


def md5(text: str) -> str:
    """RFC 2617's hash."""
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - what the protocol asks for


def test_a_client_without_qop_answers_as_rfc_2617_has_it() -> None:
    asked = 'Digest realm="r", nonce="n", opaque="o"'
    value = digest.answer(asked, DIGESTED, "me", "secret")
    response = md5(f"{md5('me:r:secret')}:n:{md5('GET:/a?b=1')}")
    assert f'Digest username="me", uri="/a?b=1", realm="r", nonce="n", opaque="o", response="{response}"' == value


@pytest.mark.parametrize(
    ("status", "header", "sent", "challenged"),
    [
        (401, CHALLENGE, None, True),
        (401, " digest a=1", None, True),
        (401, "Basic realm=a", None, False),
        (401, None, None, False),
        (403, CHALLENGE, None, False),
        (401, CHALLENGE, "Digest a=1", False),
        (401, CHALLENGE, "Basic x", True),
    ],
)
def test_a_request_without_a_digest_is_challenged_by_a_401(
    status: int, header: str | None, sent: str | None, challenged: bool
) -> None:
    reply = Reply(status, (("WWW-Authenticate", header),) if header else ())
    request = Request("GET", "/", (("Authorization", sent),) if sent else (), b"")
    assert challenged is digest.is_challenged(Exchange(request, reply))


FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
JSON = (("Content-Type", "application/json"),)


def token(body: str, headers: Headers = FORM, target: str = "/token") -> TokenRequest:
    """A request for a token."""
    return TokenRequest(Request("POST", target, headers, body.encode()))


@pytest.mark.parametrize(
    ("body", "headers", "scopes"),
    [
        ("scope=read+write&grant_type=a", FORM, ("read", "write")),
        ('{"scope": "read"}', JSON, ("read",)),
        ('{"scope": ["read"]}', JSON, ('["read"]',)),
        ("scope=read", JSON, ()),
        ("scope=read", (), ("read",)),
        ("{", JSON, ()),
        ("scope=", FORM, ()),
    ],
)
def test_the_parameters_of_a_token_request_are_a_form_s_or_json_s(
    body: str, headers: Headers, scopes: tuple[str, ...]
) -> None:
    assert scopes == token(body, headers).scopes


def test_who_the_client_is_stands_in_basic_before_the_body() -> None:
    basic = (*FORM, ("Authorization", "Basic " + base64.b64encode(b"i%20d:s%2Bt").decode()))
    assert ("i d", "s+t") == (token("client_id=x", basic).client_id, token("client_secret=x", basic).client_secret)
    assert ("x", "y") == (token("client_id=x").client_id, token("client_secret=y").client_secret)
    assert ("", "") == (token("").client_id, token("").client_secret)


def test_the_body_s_parameters_go_before_those_of_the_url() -> None:
    found = token("a=1", target="/token?a=2&b=3")
    assert ("1", "3", "") == (found["a"], found["b"], found["c"])


def test_an_answer_without_a_token_does_not_end_the_look_at_the_rest() -> None:
    bodies = (b"[1]", b'{"access_token": "other"}', b'{"access_token": "at-STEM-1", "scope": "a b"}')
    replies = [Reply(200, JSON, body.replace(b"STEM", stem("k").encode())) for body in bodies]
    exchanges = [Exchange(Request("GET", "/", (), b""), reply) for reply in replies]
    ring = Keyring(of_key("KEY", "k")).after(exchanges)
    assert [Token(f"at-{stem('k')}-1", frozenset({"a", "b"}))] == list(ring.issued)


def test_a_token_that_an_answer_says_has_expired_is_no_longer_good() -> None:
    asked = Request("GET", "/", (("Authorization", "Bearer at-1"),), b"")
    refused = Reply(401, (("WWW-Authenticate", 'Bearer error="invalid_token"'),))
    assert frozenset({"at-1"}) == Keyring(of_key("KEY", "k")).after([Exchange(asked, refused)]).expired
    for other in (Reply(403, refused.headers), Reply(401, (("WWW-Authenticate", "Bearer"),)), Reply(401)):
        assert frozenset() == Keyring(of_key("KEY", "k")).after([Exchange(asked, other)]).expired
