"""What the authorization server of a case answers, by what was asked of it before. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from harness.common import clock
from harness.common.replies import json_body
from harness.credentials import grants, id_token
from harness.credentials.authorization import DEVICE, DISCOVERY, USUAL, TokenServer, codes_of
from harness.credentials.token_request import TokenRequest
from harness.model import Exchange, Headers, Reply, Request
from harness.openapi.request.oauth import Endpoint

LIFETIME = 3600
"""Seconds for which a token is said to be good."""
_JSON: Headers = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))


def answer(server: TokenServer, request: Request, earlier: Sequence[Exchange]) -> Reply:
    """The reply to a request that has a role."""
    role, read = server.role(request, earlier), TokenRequest(request)
    if role == "discovery":
        return Reply(200, _JSON, json.dumps(_metadata(server, read)).encode())
    if role == "keys":
        return Reply(200, _JSON, json.dumps(id_token.keys()).encode())
    if role == "redirect":
        return Reply(200, (("Content-Type", "text/plain"),), b"Signed in. You may close this window.\n")
    wrong = None if server.lenient else next(grants.faults(server, request, earlier), None)
    if wrong:
        return replace(_error(wrong.error, wrong.violation.message, basic=read.basic is not None), refused=True)
    if role == "authorize":
        return _redirect(server, read, earlier)
    if role == "device":
        return Reply(200, _JSON, json.dumps(_device(server, read, earlier)).encode())
    return _token(server, read, earlier) if role == "token" else Reply(200, _JSON, b"{}")


def _token(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> Reply:
    if server.refuses:
        if read["grant_type"] == "client_credentials":
            return _error("invalid_client", "This client is not known here", basic=False)
        return _error("invalid_grant", "This grant is invalid, has expired or was revoked", basic=False)
    code = read["device_code"]
    polled = [one for one in earlier if code and TokenRequest(one.request)["device_code"] == code]
    if read["grant_type"] == DEVICE and not polled:
        return _error("authorization_pending", "The user has not yet allowed it", basic=False)
    keyring = server.keyring.after(earlier)
    answer: dict[str, Any] = {
        "access_token": keyring.next_token,
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "scope": " ".join(read.scopes or _scopes_before(server, read, earlier) or sorted(server.scopes)),
    }
    if read["grant_type"] != "client_credentials":
        answer["refresh_token"] = keyring.next_refresh_token
        if "openid" in answer["scope"].split():
            answer["id_token"] = id_token.signed(_claims(server, read, earlier))
    return Reply(200, _JSON, json.dumps(_promised(server, read.request) | answer).encode())


def _claims(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> dict[str, Any]:
    """Who the user is (OpenID Connect Core 1.0, section 2), for the client that asked."""
    asked = (TokenRequest(one.request) for one in earlier if read["code"] and read["code"] in codes_of(one.reply))
    nonce = next((one["nonce"] for one in asked), "")
    looked_up = (json_body(one.reply) for one in earlier if b'"issuer"' in one.reply.body)
    issuer = next((found["issuer"] for found in looked_up if isinstance(found, dict) and "issuer" in found), "")
    now = int(clock.now())
    claims = {
        "iss": issuer or _issuer(server, read.request),
        "sub": "user",
        "aud": read.client_id,
        "iat": now,
        "exp": now + LIFETIME,
    }
    return claims | ({"nonce": nonce} if nonce else {})


def _issuer(server: TokenServer, request: Request) -> str:
    """By the document, for a program that did not look it up."""
    known = next((one for one in server.endpoints if one.role == "discovery" and "{" not in one.url), None)
    if known is None:
        return _origin(request)
    return DISCOVERY.sub("", known.url if request.origin and known.host else _origin(request) + known.path)


def _promised(server: TokenServer, request: Request) -> dict[str, Any]:
    """What the document promises of an answer, where the token endpoint is one of its operations."""
    route = server.api.route(request.method, request.target)
    if route is None:
        return {}
    made = server.api.answer(route.operation, server.api.success_status(route.operation), "application/json")
    try:
        value = json.loads(made.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _scopes_before(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> tuple[str, ...]:
    """The scopes that the user allowed: those of the code, or of the token that is renewed."""
    code = read["code"] or read["device_code"]
    if code:
        asked = (one for one in earlier if code in codes_of(one.reply))
        return next((TokenRequest(one.request).scopes for one in asked), ())
    last = server.keyring.after(earlier).issued[-1:]
    return tuple(sorted(last[0].scopes or ())) if read["refresh_token"] and last else ()


def _redirect(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> Reply:
    """To the client's own address, with a code (RFC 6749, section 4.1.2)."""
    given = {"code": _code(server, "ac", earlier)} | ({"state": read["state"]} if read["state"] else {})
    address = read["redirect_uri"]
    return Reply(302, (("Location", f"{address}{'&' if '?' in address else '?'}{urlencode(given)}"),))


def _device(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> dict[str, Any]:
    """RFC 8628, section 3.2."""
    code, page = _code(server, "dc", earlier), f"{_origin(read.request)}/device"
    user_code = f"{code[3:7]}-{code[7:11]}".upper()
    return {
        "device_code": code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={user_code}",
        "expires_in": LIFETIME,
        "interval": 1,
    }


def _code(server: TokenServer, kind: str, earlier: Sequence[Exchange]) -> str:
    return f"{kind}-" + hashlib.sha256(f"{kind} {len(earlier)} {server.keyring.stem}".encode()).hexdigest()[:40]


def _metadata(server: TokenServer, read: TokenRequest) -> dict[str, Any]:
    """RFC 8414, section 2, and OpenID Connect Discovery 1.0, section 3."""
    origin = _origin(read.request)
    return {
        "issuer": origin + DISCOVERY.sub("", read.path),
        "authorization_endpoint": _url(server, "authorize", read.request),
        "token_endpoint": _url(server, "token", read.request),
        "device_authorization_endpoint": _url(server, "device", read.request),
        "revocation_endpoint": f"{origin}/oauth2/revoke",
        "jwks_uri": f"{origin}/oauth2/jwks",
        "scopes_supported": sorted(server.scopes),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials", "password", "refresh_token", DEVICE],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def _url(server: TokenServer, role: str, request: Request) -> str:
    """An endpoint's URL: for a program that was given its host, below that."""
    declared = next((one for one in _of_scheme(server, request) if one.role == role and "{" not in one.url), None)
    if declared is None:
        return _origin(request) + USUAL[role]
    return declared.url if request.origin and declared.host else _origin(request) + declared.path


def _of_scheme(server: TokenServer, request: Request) -> Iterator[Endpoint]:
    """The endpoints of the scheme whose discovery document is asked for; of all where none has it."""
    path, bases = TokenRequest(request).path, server.api.all_bases
    own = {flow.scheme for flow in server.api.flows for one in flow.endpoints if one.is_at(path, bases)}
    return (one for flow in server.api.flows if not own or flow.scheme in own for one in flow.endpoints)


def _origin(request: Request) -> str:
    return request.origin or f"http://{request.header('Host') or 'localhost'}"


def _error(error: str, description: str, *, basic: bool) -> Reply:
    """RFC 6749, section 5.2: a client that used `Authorization` is challenged."""
    body = json.dumps({"error": error, "error_description": description}).encode()
    if error == "invalid_client" and basic:
        return Reply(401, (*_JSON, ("WWW-Authenticate", 'Basic realm="harness"')), body)
    return Reply(400, _JSON, body)
