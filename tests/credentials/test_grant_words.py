"""What is said of requests to the authorization server, to the last word."""

from __future__ import annotations

import base64

import pytest

from credentials.test_token_server import FORM, SECRET, api, client, get, post, server
from harness.credentials import TokenServer, grants
from harness.credentials.authorization import DEVICE
from harness.model import Request

__all__ = ["api", "server"]

BASIC = ("Authorization", "Basic " + base64.b64encode(f"app:{SECRET}".encode()).decode())
Said = tuple[str, str, str, str, str, tuple[str, ...]]
"""Error, code, message, expected, actual and words."""


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (
            client(grant_type=""),
            [
                (
                    "invalid_request",
                    "oauth-grant",
                    "the token request has no grant_type (RFC 6749, section 4.1.3)",
                    "grant_type",
                    "none",
                    ("grant_type",),
                ),
            ],
        ),
        (
            client(grant_type="device"),
            [
                (
                    "unsupported_grant_type",
                    "oauth-grant",
                    'the document has no flow for the grant "device" (RFC 6749, section 4.5)',
                    f"one of authorization_code, client_credentials, password, refresh_token, {DEVICE}",
                    "device",
                    ("device", "grant_type"),
                ),
            ],
        ),
        (client(grant_type="urn:x:y", assertion="a"), []),
        (post("/oauth/token", grant_type="password", username="u", password=SECRET, client_id="app"), []),
        (
            post("/oauth/token", grant_type="password", password=SECRET, client_id="app"),
            [
                (
                    "invalid_request",
                    "oauth-grant",
                    "the token request has no username (RFC 6749, section 4.3.2)",
                    "username",
                    "none",
                    ("grant_type", "username"),
                ),
            ],
        ),
        (
            post("/oauth/token", grant_type="refresh_token", client_id="app"),
            [
                (
                    "invalid_request",
                    "oauth-grant",
                    "the token request has no refresh_token (RFC 6749, section 6)",
                    "refresh_token",
                    "none",
                    ("grant_type", "refresh_token"),
                ),
            ],
        ),
        (
            post("/oauth/token", grant_type="refresh_token", client_id="app", **{"refresh_token": "x"}),
            [
                (
                    "invalid_grant",
                    "oauth-grant",
                    "refresh_token is not one that was issued (RFC 6749, section 6)",
                    "the refresh_token of an earlier answer",
                    "another",
                    ("refresh_token",),
                ),
            ],
        ),
        (
            post("/oauth/token", grant_type=DEVICE, client_id="app"),
            [
                (
                    "invalid_request",
                    "oauth-grant",
                    "the token request has no device_code (RFC 8628, section 3.4)",
                    "device_code",
                    "none",
                    ("grant_type", "device_code"),
                ),
            ],
        ),
        (
            post("/oauth/token", grant_type=DEVICE, client_id="app", device_code="x"),
            [
                (
                    "invalid_grant",
                    "oauth-grant",
                    "device_code is not one that was issued (RFC 8628, section 3.4)",
                    "the device_code of an earlier answer",
                    "another",
                    ("device_code",),
                ),
            ],
        ),
        (
            post("/oauth/token", grant_type="authorization_code", code="x", client_id="app", client_secret=SECRET),
            [
                (
                    "invalid_grant",
                    "oauth-grant",
                    "code is not one that was issued (RFC 6749, section 4.1.3)",
                    "the code of an earlier answer",
                    "another",
                    ("code",),
                ),
            ],
        ),
        (
            post("/oauth/token", grant_type="authorization_code", code="x", client_id="app"),
            [
                (
                    "invalid_grant",
                    "oauth-grant",
                    "code is not one that was issued (RFC 6749, section 4.1.3)",
                    "the code of an earlier answer",
                    "another",
                    ("code",),
                ),
                (
                    "invalid_client",
                    "oauth-client",
                    "the client proves nothing (RFC 6749, section 3.2.1)",
                    "client_secret, or code_verifier of a public client",
                    "neither",
                    ("client_secret", "grant_type"),
                ),
            ],
        ),
        (
            client(client_secret=""),
            [
                (
                    "invalid_client",
                    "oauth-client",
                    "the client does not authenticate (RFC 6749, section 2.3.1)",
                    "client id and secret",
                    "no client secret",
                    ("client_secret", "grant_type"),
                ),
            ],
        ),
        (
            client(client_id=""),
            [
                (
                    "invalid_client",
                    "oauth-client",
                    "the client does not say who it is (RFC 6749, section 3.2.1)",
                    "client_id",
                    "none",
                    ("client_secret", "grant_type"),
                ),
            ],
        ),
        (
            client(**{"client_secret": "another"}),
            [
                (
                    "invalid_client",
                    "oauth-client",
                    "client_secret is another value than the one in KEY (RFC 6749, section 2.3.1)",
                    "the value of KEY",
                    "another value",
                    ("KEY", "client_secret", "grant_type"),
                ),
            ],
        ),
        (
            client(scope="read nope"),
            [
                (
                    "invalid_scope",
                    "oauth-scope",
                    'the document has no scope "nope" (RFC 6749, section 3.3)',
                    "some of read write",
                    "read nope",
                    ("scope", "nope"),
                ),
            ],
        ),
        (client(scope="openid x/.default read"), []),
        (
            Request("POST", "/oauth/token", (*FORM, BASIC), client().body),
            [
                (
                    "invalid_client",
                    "oauth-client",
                    "the client authenticates in two ways (RFC 6749, section 2.3)",
                    "one of them",
                    "Basic and client_secret",
                    ("client_secret", "grant_type"),
                ),
            ],
        ),
        (Request("POST", "/oauth/token", (*FORM, BASIC), b"grant_type=client_credentials"), []),
        (
            Request("POST", "/oauth/token", (("Content-Type", "application/json"),), b"{}"),
            [
                (
                    "invalid_request",
                    "content-type",
                    "the parameters of a token request are a form (RFC 6749, section 4)",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Type: application/json",
                    ("Content-Type", "json=", "JSON.stringify", "grant_type"),
                ),
            ],
        ),
        (
            Request("POST", "/oauth/token", (), b"grant_type=x"),
            [
                (
                    "invalid_request",
                    "content-type",
                    "the parameters of a token request are a form (RFC 6749, section 4)",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Type: none",
                    ("Content-Type", "json=", "JSON.stringify", "grant_type"),
                ),
            ],
        ),
        (
            Request("POST", "/oauth/token", FORM, client().body + b"&client_id=x"),
            [
                (
                    "invalid_request",
                    "repeated-field",
                    "client_id is sent more than once (RFC 6749, section 3.2)",
                    "it once",
                    "more than one",
                    ("client_id",),
                ),
            ],
        ),
        (Request("POST", "/oauth/token", FORM, client().body + b"&resource=x&resource=y"), []),
        (
            get("/oauth/token?grant_type=client_credentials"),
            [
                (
                    "invalid_request",
                    "method",
                    "the token endpoint takes POST alone (RFC 6749, section 3.2)",
                    "POST",
                    "GET",
                    ("GET", ".get("),
                ),
            ],
        ),
        (
            post(
                "/oauth/token",
                "http://auth.acme.test",
                grant_type="client_credentials",
                client_id="app",
                client_secret=SECRET,
            ),
            [
                (
                    "invalid_request",
                    "plain-http",
                    "the token endpoint is reached by TLS (RFC 6749, section 1.6)",
                    "a request to https://auth.acme.test",
                    "POST http://auth.acme.test/oauth/token",
                    ("http://auth.acme.test", "auth.acme.test"),
                ),
            ],
        ),
        (
            post(
                "/oauth/token",
                "https://api.acme.test",
                grant_type="client_credentials",
                client_id="app",
                client_secret=SECRET,
            ),
            [
                (
                    "invalid_request",
                    "wrong-server",
                    "the token endpoint is on another host",
                    "a request to https://auth.acme.test",
                    "POST https://api.acme.test/oauth/token",
                    ("https://api.acme.test", "api.acme.test"),
                ),
            ],
        ),
        (
            get("/oauth/authorize?response_type=token&client_id=a&redirect_uri=b"),
            [
                (
                    "invalid_request",
                    "oauth-grant",
                    "response_type is not code (RFC 6749, section 4.1.1)",
                    "response_type=code",
                    "token",
                    ("response_type",),
                ),
            ],
        ),
        (
            get("/oauth/authorize?client_id=a"),
            [
                (
                    "invalid_request",
                    "oauth-grant",
                    "response_type is not code (RFC 6749, section 4.1.1)",
                    "response_type=code",
                    "none",
                    ("response_type",),
                ),
                (
                    "invalid_request",
                    "oauth-grant",
                    "the authorization request has no redirect_uri (RFC 6749, section 4.1.1)",
                    "redirect_uri",
                    "none",
                    ("redirect_uri",),
                ),
            ],
        ),
        (
            get("/oauth/authorize?response_type=code&client_id=a&redirect_uri=b&scope=nope"),
            [
                (
                    "invalid_scope",
                    "oauth-scope",
                    'the document has no scope "nope" (RFC 6749, section 3.3)',
                    "some of read write",
                    "nope",
                    ("scope", "nope"),
                ),
            ],
        ),
        (post("/oauth/device/code", client_id="app", scope="read"), []),
        (post("/oauth/device/code", scope="read"), []),
        (get("/v1/things"), []),
    ],
)
def test_a_refusal_is_told_in_these_words(server: TokenServer, request_: Request, said: list[Said]) -> None:
    found = [(one.error, one.violation) for one in grants.faults(server, request_, ())]
    assert said == [(error, one.code, one.message, one.expected, one.actual, one.words) for error, one in found]
