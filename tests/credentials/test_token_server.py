"""Which requests are for the authorization server, what is wrong with them, and what it answers."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from harness.credentials import Credential, Keyring, TokenServer, grants, id_token, settled
from harness.credentials.issuing import answer
from harness.model import Exchange, Reply, Request
from harness.openapi import Api, load

SPEC = """\
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.acme.test/v1"}]
security: [{oauth: [read]}]
paths:
  /things: {get: {operationId: things, responses: {"200": {description: ok}}}}
  /login:
    post:
      operationId: login
      requestBody: {content: {application/json: {schema: {type: object, properties: {api_key: {type: string}}}}}}
      responses: {"200": {description: ok}}
  /tenant/token:
    post:
      operationId: tenantToken
      requestBody: {content: {application/json: {schema: {type: object, properties: {grant_type: {type: string}}}}}}
      responses: {"200": {description: ok}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: "https://auth.acme.test/oauth/token", scopes: {read: Read, write: Write}}
        authorizationCode:
          authorizationUrl: "https://auth.acme.test/oauth/authorize"
          tokenUrl: "https://{tenant}.acme.test/{tenant}/oauth/token"
          scopes: {read: Read}
        password: {tokenUrl: /login, scopes: {}}
        implicit: {tokenUrl: tenant/token, authorizationUrl: /x, scopes: {}}
    open: {type: openIdConnect, openIdConnectUrl: "https://id.acme.test/a/.well-known/openid-configuration"}
"""
SECRET = "s3cret-of-the-case"
FORM = (("Content-Type", "application/x-www-form-urlencoded"), ("Host", "localhost:1"))
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ASKED = {"response_type": "code", "client_id": "app", "redirect_uri": "http://localhost:1/back", "scope": "read"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The document of the tests."""
    file = tmp_path_factory.mktemp("oauth") / "api.yaml"
    file.write_text(SPEC, "utf-8")
    return Api("v1", load(Path(file), "api.yaml"))


@pytest.fixture(scope="module")
def server(api: Api) -> TokenServer:
    """Its authorization server, for a case whose key is the client's secret."""
    return TokenServer(api, Keyring((Credential("KEY", SECRET),)))


def get(target: str, origin: str = "") -> Request:
    return Request("GET", target, (("Host", "localhost:1"),), b"", origin=origin)


def post(target: str, origin: str = "", **form: str) -> Request:
    return Request("POST", target, FORM, urlencode(form).encode(), origin=origin)


def client(**more: str) -> Request:
    """A token request by client credentials."""
    fields = {"grant_type": "client_credentials", "client_id": "app", "client_secret": SECRET, **more}
    return post("/oauth/token", **{name: value for name, value in fields.items() if value})


def codes(server: TokenServer, request: Request, *earlier: Exchange) -> list[str]:
    return [one.violation.code for one in grants.faults(server, request, earlier)]


@pytest.mark.parametrize(
    ("request_", "role"),
    [
        (client(), "token"),
        (post("/oauth/token/", "https://auth.acme.test"), "token"),
        (post("/acme/oauth/token", "https://acme.acme.test", grant_type="x"), "token"),
        (post("/v1/tenant/token", grant_type="x"), "token"),
        (get("/oauth/authorize?response_type=code"), "authorize"),
        (get("/a/.well-known/openid-configuration", "https://id.acme.test"), "discovery"),
        (get("/.well-known/oauth-authorization-server/tenant"), "discovery"),
        (get("/oauth2/jwks"), "keys"),
        (post("/oauth/device/code", client_id="app"), "device"),
        (post("/oauth/revoke", **{"token": "at-1"}), "revoke"),
        (post("/oauth2/token", grant_type="x"), "token"),
        (get("/v1/things"), ""),
        (post("/v1/login", api_key="1"), ""),
        (post("/v1/devices", name="x"), ""),
        (get("/v1/other?code=1"), ""),
    ],
)
def test_a_request_has_a_role_by_its_url_or_by_what_it_says(server: TokenServer, request_: Request, role: str) -> None:
    assert role == server.role(request_)


def test_an_operation_that_the_program_shows_is_left_to_the_document(api: Api, server: TokenServer) -> None:
    own = next(one for one in api.operations if one.id == "tenantToken")
    request = post("/v1/tenant/token", grant_type="x")
    assert "token" == server.role(request)
    assert "" == TokenServer(api, server.keyring, frozenset([own])).role(request)


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (client(), []),
        (client(scope="read write"), []),
        (client(client_secret="", client_assertion="a.b.c"), []),
        (post("/oauth/token", grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer", assertion="a.b.c"), []),
        (Request("POST", "/v1/tenant/token", (("Content-Type", "application/json"),), client().body), ["oauth-grant"]),
        (Request("POST", "/oauth/token", (("Content-Type", "application/json"),), b"{}"), ["content-type"]),
        (Request("POST", "/oauth/token", FORM, client().body + b"&client_id=x"), ["repeated-field"]),
        (get("/oauth/token?grant_type=client_credentials"), ["method"]),
        (client(grant_type=""), ["oauth-grant"]),
        (client(grant_type="device"), ["oauth-grant"]),
        (client(client_secret=""), ["oauth-client"]),
        (client(client_id=""), ["oauth-client"]),
        (client(**{"client_secret": "another"}), ["oauth-client"]),
        (client(scope="read,write"), ["oauth-scope"]),
        (post("/oauth/token", "http://auth.acme.test", grant_type=""), ["plain-http", "oauth-grant"]),
        (post("/oauth/token", "https://api.acme.test", grant_type=""), ["wrong-server", "oauth-grant"]),
        (get(f"/oauth/authorize?{urlencode(ASKED)}"), []),
        (get("/oauth/authorize?response_type=token&client_id=a&redirect_uri=b"), ["oauth-grant"]),
        (get("/oauth/authorize?response_type=code"), ["oauth-grant", "oauth-grant"]),
    ],
)
def test_what_is_wrong_with_a_request_is_said(server: TokenServer, request_: Request, found: list[str]) -> None:
    assert found == codes(server, request_)


def asked_for_code(server: TokenServer, **more: str) -> tuple[Exchange, str]:
    """The exchange that gives a code, and the code."""
    request = get(f"/oauth/authorize?{urlencode({**ASKED, **more})}")
    reply = answer(server, request, ())
    assert 302 == reply.status
    return Exchange(request, reply), (reply.header("Location") or "").partition("code=")[2].partition("&")[0]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"code_verifier": "w" * 43}, ["oauth-grant"]),
        ({"code_verifier": ""}, ["oauth-grant", "oauth-client"]),
        ({"redirect_uri": "http://localhost:2/back"}, ["oauth-grant"]),
        ({"code": "ac-1"}, ["oauth-grant"]),
    ],
)
def test_a_code_is_good_with_its_verifier_and_redirect_uri(
    server: TokenServer, more: dict[str, str], found: list[str]
) -> None:
    exchange, code = asked_for_code(server, code_challenge=CHALLENGE, code_challenge_method="S256")
    fields = {"grant_type": "authorization_code", "code": code, "client_id": "app", "code_verifier": VERIFIER}
    fields |= {"redirect_uri": ASKED["redirect_uri"], **more}
    request = post("/oauth/token", **{name: value for name, value in fields.items() if value})
    assert found == codes(server, request, exchange)


def test_a_code_is_good_once(server: TokenServer) -> None:
    exchange, code = asked_for_code(server)
    fields = {"grant_type": "authorization_code", "code": code, "client_id": "app", "client_secret": SECRET}
    request = post("/oauth/token", redirect_uri=ASKED["redirect_uri"], **fields)
    used = Exchange(request, answer(server, request, [exchange]))
    assert 200 == used.reply.status
    assert ["oauth-grant"] == codes(server, request, exchange, used)


def test_each_token_is_another_and_holds_what_the_case_watches(server: TokenServer) -> None:
    first = Exchange(client(), answer(server, client(), ()))
    second = answer(server, client(), [first])
    tokens = [json.loads(reply.body)["access_token"] for reply in (first.reply, second)]
    assert 2 == len(set(tokens))
    assert all(server.keyring.stem in token for token in tokens)


def test_an_id_token_names_its_issuer_its_client_and_the_nonce(server: TokenServer) -> None:
    exchange, code = asked_for_code(server, scope="openid read", nonce="n-1")
    fields = {"grant_type": "authorization_code", "code": code, "client_id": "app", "client_secret": SECRET}
    request = post("/oauth2/token", "https://id.acme.test", redirect_uri=ASKED["redirect_uri"], **fields)
    token = json.loads(answer(server, request, [exchange]).body)["id_token"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert ("https://id.acme.test/a", "app", "n-1") == (claims["iss"], claims["aud"], claims["nonce"])
    assert ["harness"] == [key["kid"] for key in id_token.keys()["keys"]]


def test_a_refused_request_that_was_sent_again_with_other_credentials_is_settled(server: TokenServer) -> None:
    challenged = Reply(401, (("WWW-Authenticate", "Bearer"),))
    refused = Exchange(get("/v1/things"), challenged)
    token = Exchange(client(), answer(server, client(), ()))
    bearer = Request("GET", "/v1/things", (("Authorization", "Bearer at-1"),), b"")
    served = Exchange(bearer, Reply(200))
    assert (served,) == settled(server, [refused, token, served])
    assert (refused, refused) == settled(server, [refused, token, refused])


def body_of(server: TokenServer, request: Request, *earlier: Exchange) -> Any:
    """The JSON that a request is answered with."""
    return json.loads(answer(server, request, earlier).body)


def test_a_discovery_document_names_every_endpoint_below_its_host(server: TokenServer) -> None:
    found = body_of(server, get("/a/.well-known/openid-configuration"))
    assert {
        "issuer": "http://localhost:1/a",
        "authorization_endpoint": "http://localhost:1/oauth2/authorize",
        "token_endpoint": "http://localhost:1/oauth2/token",
        "device_authorization_endpoint": "http://localhost:1/oauth2/device",
        "revocation_endpoint": "http://localhost:1/oauth2/revoke",
        "jwks_uri": "http://localhost:1/oauth2/jwks",
        "scopes_supported": ["read", "write"],
        "response_types_supported": ["code"],
        "grant_types_supported": [
            "authorization_code",
            "client_credentials",
            "password",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    } == found


def test_a_discovery_document_that_no_scheme_has_names_the_declared_endpoints(server: TokenServer) -> None:
    path = "/.well-known/oauth-authorization-server/tenant"
    assert "http://localhost:1/oauth/token" == body_of(server, get(path))["token_endpoint"]
    named = body_of(server, get(path, "https://auth.acme.test"))
    assert "https://auth.acme.test/oauth/token" == named["token_endpoint"]
    assert "https://auth.acme.test/tenant" == named["issuer"]


def test_keys_and_the_page_of_a_redirect_are_given(server: TokenServer) -> None:
    assert id_token.keys() == body_of(server, get("/oauth2/jwks"))
    exchange, code = asked_for_code(server)
    page = answer(server, get(f"/back?code={code}"), [exchange])
    assert (200, b"Signed in. You may close this window.\n") == (page.status, page.body)


def test_a_state_comes_back_with_the_code(server: TokenServer) -> None:
    request = get(
        f"/oauth/authorize?{urlencode({**ASKED, 'state': 's 1', 'redirect_uri': 'http://localhost:1/b?x=1'})}"
    )
    location = answer(server, request, ()).header("Location") or ""
    assert location.startswith("http://localhost:1/b?x=1&code=ac-")
    assert location.endswith("&state=s+1")


def test_a_device_is_asked_to_come_again_once(server: TokenServer) -> None:
    asked = post("/oauth/device/code", client_id="app", scope="read")
    device = Exchange(asked, answer(server, asked, ()))
    found = json.loads(device.reply.body)
    code = found["device_code"]
    assert (f"{code[3:7]}-{code[7:11]}".upper(), 3600, 1) == (
        found["user_code"],
        found["expires_in"],
        found["interval"],
    )
    assert "http://localhost:1/device" == found["verification_uri"]
    assert f"http://localhost:1/device?user_code={found['user_code']}" == found["verification_uri_complete"]
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    poll = post("/oauth/token", grant_type=grant, device_code=code, client_id="app")
    first = Exchange(poll, answer(server, poll, [device]))
    assert (400, "authorization_pending") == (first.reply.status, json.loads(first.reply.body)["error"])
    second = answer(server, poll, [device, first])
    assert (200, "read") == (second.status, json.loads(second.body)["scope"])


@pytest.mark.parametrize(("scope", "given"), [("read", "read"), ("", "read write"), ("write read", "write read")])
def test_a_token_has_the_scopes_that_were_asked_for_or_all(server: TokenServer, scope: str, given: str) -> None:
    found = body_of(server, client(**({"scope": scope} if scope else {})))
    assert ("Bearer", 3600, given) == (found["token_type"], found["expires_in"], found["scope"])
    assert not {"refresh_token", "id_token"} & found.keys()


def test_a_renewed_token_has_the_scopes_of_the_one_before(server: TokenServer) -> None:
    exchange, code = asked_for_code(server)
    fields = {"grant_type": "authorization_code", "code": code, "client_id": "app", "client_secret": SECRET}
    request = post("/oauth/token", redirect_uri=ASKED["redirect_uri"], **fields)
    given = Exchange(request, answer(server, request, [exchange]))
    token = json.loads(given.reply.body)["refresh_token"]
    renew = post("/oauth/token", grant_type="refresh_token", refresh_token=token, client_id="app", client_secret=SECRET)
    found = body_of(server, renew, exchange, given)
    assert "read" == found["scope"]
    assert token != found["refresh_token"]


@pytest.mark.parametrize(("grant", "error"), [("client_credentials", "invalid_client"), ("password", "invalid_grant")])
def test_a_server_that_refuses_gives_no_token(api: Api, grant: str, error: str) -> None:
    refusing = TokenServer(api, Keyring((Credential("KEY", SECRET),)), refuses=True, lenient=True)
    reply = answer(refusing, client(grant_type=grant), ())
    assert (400, error) == (reply.status, json.loads(reply.body)["error"])


def test_a_client_that_used_basic_is_challenged(server: TokenServer) -> None:
    wrong = base64.b64encode(b"app:wrong").decode()
    request = post("/oauth/token", grant_type="client_credentials")
    with_basic = Request("POST", request.target, (*request.headers, ("Authorization", f"Basic {wrong}")), request.body)
    reply = answer(server, with_basic, ())
    assert (401, 'Basic realm="harness"', True) == (reply.status, reply.header("WWW-Authenticate"), reply.refused)
    without = answer(server, client(**{"client_secret": "wrong"}), ())
    assert (400, None) == (without.status, without.header("WWW-Authenticate"))
