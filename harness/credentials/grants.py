"""What is wrong with a request to the authorization server, by the RFCs that describe its grant."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.common.hosts import host_of
from harness.credentials.authorization import DEVICE, TokenServer, codes_of
from harness.credentials.credential import Credential
from harness.credentials.token_request import FORM, TokenRequest
from harness.model import Exchange, Request
from harness.openapi import Violation
from harness.openapi.request.oauth import OPEN_ID

KINDS = {
    "client_credentials": ("clientCredentials", "RFC 6749, section 4.4.2"),
    "password": ("password", "RFC 6749, section 4.3.2"),
    "authorization_code": ("authorizationCode", "RFC 6749, section 4.1.3"),
    "refresh_token": ("", "RFC 6749, section 6"),
    DEVICE: ("", "RFC 8628, section 3.4"),
}
"""Grant -> the flow of a document that allows it, empty where any does; and where it is described."""
NEEDS = {
    "password": ("username", "password"),
    "authorization_code": ("code",),
    "refresh_token": ("refresh_token",),
    DEVICE: ("device_code",),
    "urn:ietf:params:oauth:grant-type:jwt-bearer": ("assertion",),
}
"""Grant -> the parameters that it can't do without."""
STANDARD_SCOPES = frozenset(("openid", "profile", "email", "address", "phone", "offline_access"))
"""Scopes of OpenID Connect, which documents seldom list."""
PARTS = {"client_id": "client_id", "client_secret": "client_secret", "username": "username", "password": "password"}
"""Parameter -> the part of a credential that it holds."""


@dataclass(frozen=True)
class Refusal:
    """What is wrong, and the error by which the server says so (RFC 6749, section 5.2)."""

    violation: Violation
    error: str = "invalid_request"


def faults(server: TokenServer, request: Request, earlier: Sequence[Exchange]) -> Iterator[Refusal]:
    """What is wrong with a request that has a role, the gravest first."""
    role, read = server.role(request, earlier), TokenRequest(request)
    if role in ("", "discovery", "keys", "redirect"):
        return
    yield from _place(server, read, role)
    if role == "authorize":
        yield from _authorize(server, read)
        return
    form = [*_form(server, read)]
    yield from form
    if form:
        return
    if role == "token":
        yield from _grant(server, read, earlier)
    if role in ("token", "device"):
        yield from _client(server, read, role)
        yield from _scopes(server, read)


def _place(server: TokenServer, read: TokenRequest, role: str) -> Iterator[Refusal]:
    """Another host than that of the endpoint, or its host in the clear."""
    sent = host_of(read.request.origin)
    hosts = [one.host for one in server.endpoints if one.role == role and one.is_at(read.path, server.api.all_bases)]
    known = [host for host in hosts if host]
    named = [one.host for one in server.endpoints if one.role == "discovery" and one.host]
    if sent is None or not known or len(known) != len(hosts) or any(one.covers(sent) for one in (*named, *known)):
        return
    in_clear = any(host.covers_name(sent.name) and (host.scheme, sent.scheme) == ("https", "http") for host in known)
    yield Refusal(
        Violation(
            "plain-http" if in_clear else "wrong-server",
            f"the {role} endpoint is {'reached by TLS (RFC 6749, section 1.6)' if in_clear else 'on another host'}",
            expected=f"a request to {' or '.join(map(str, known))}",
            actual=f"{read.request.method} {read.request.origin}{read.path}",
            words=(read.request.origin, sent.name),
        )
    )


def _form(server: TokenServer, read: TokenRequest) -> Iterator[Refusal]:
    """RFC 6749, section 3.2: a POST, whose parameters are a form in its body."""
    if read.request.method != "POST":
        yield _fault(
            "method", "the token endpoint takes POST alone", "3.2", "POST", read.request.method, "GET", ".get("
        )
    elif read.media_type != FORM and not _takes(server, read):
        yield _fault(
            "content-type",
            "the parameters of a token request are a form",
            "4",
            f"Content-Type: {FORM}",
            f"Content-Type: {read.media_type or 'none'}",
            "Content-Type",
            "json=",
            "JSON.stringify",
            "grant_type",
        )
    twice = [name for name, count in Counter(name for name, _ in read.pairs).items() if count > 1]
    if twice and not set(twice) <= {"resource", "audience"}:
        yield _fault(
            "repeated-field", f"{twice[0]} is sent more than once", "3.2", "it once", "more than one", twice[0]
        )


def _takes(server: TokenServer, read: TokenRequest) -> bool:
    """True where the document's own operation takes a body of this media type."""
    route = server.api.route(read.request.method, read.request.target)
    return route is not None and read.media_type in server.api.request_types(route.operation)


def _grant(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> Iterator[Refusal]:
    grant, kinds = read["grant_type"], {flow.kind for flow in server.api.flows}
    known = sorted(name for name, (kind, _) in KINDS.items() if not kind or kind in kinds)
    if not grant:
        section = next((KINDS[name][1] for name in known if KINDS[name][0]), "RFC 6749, section 4")
        yield Refusal(_violation("the token request has no grant_type", section, "grant_type", "none", "grant_type"))
        return
    kind, section = KINDS.get(grant, ("", "RFC 6749, section 4.5"))
    extension = grant not in KINDS and ":" in grant
    if not extension and (grant not in KINDS or (kind and not kinds & {kind, OPEN_ID})):
        expected = f"one of {', '.join(known)}"
        message = f'the document has no flow for the grant "{grant}"'
        yield Refusal(_violation(message, section, expected, grant, grant, "grant_type"), "unsupported_grant_type")
        return
    for name in NEEDS.get(grant, ()):
        if not read[name]:
            yield Refusal(_violation(f"the token request has no {name}", section, name, "none", "grant_type", name))
            return
    match grant:
        case "authorization_code":
            yield from _code(server, read, earlier)
        case "refresh_token":
            yield from _refresh(server, read, earlier)
        case _ if grant == DEVICE:
            yield from _device(server, read, earlier)


def _code(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> Iterator[Refusal]:
    code = read["code"]
    asked = next((TokenRequest(one.request) for one in earlier if code in codes_of(one.reply)), None)
    if asked is None:
        yield from _unknown(server, read, "code", "RFC 6749, section 4.1.3")
        return
    used = [one for one in earlier if TokenRequest(one.request)["code"] == code and one.reply.status == 200]
    if any(TokenRequest(one.request)["grant_type"] for one in used):
        yield _invalid("the code was used before", "RFC 6749, section 4.1.2", "a code once", "code twice", "code")
    if asked["redirect_uri"] != read["redirect_uri"]:
        message = "redirect_uri is not that of the authorization request"
        sent = read["redirect_uri"] or "none"
        yield _invalid(message, "RFC 6749, section 4.1.3", asked["redirect_uri"], sent, "redirect_uri")
    challenge, verifier = asked["code_challenge"], read["code_verifier"]
    if challenge and not verifier:
        yield _invalid("code_verifier is missing", "RFC 7636, section 4.5", "code_verifier", "none", "code_verifier")
    elif challenge and challenge != _challenge(verifier, asked["code_challenge_method"]):
        message, expected = "code_verifier does not fit the code_challenge", "the verifier of the challenge"
        yield _invalid(message, "RFC 7636, section 4.6", expected, "another", "code_verifier", "code_challenge")


def _challenge(verifier: str, method: str) -> str:
    """RFC 7636, section 4.2."""
    if method != "S256":
        return verifier
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _refresh(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> Iterator[Refusal]:
    if server.keyring.stem not in read["refresh_token"]:
        yield from _unknown(server, read, "refresh_token", "RFC 6749, section 6")
    elif not server.keyring.after(earlier).issued or not read["refresh_token"].startswith("rt-"):
        message = "the refresh token is not one that was issued"
        yield _invalid(message, "RFC 6749, section 6", "the refresh_token of an answer", "another", "refresh_token")


def _device(server: TokenServer, read: TokenRequest, earlier: Sequence[Exchange]) -> Iterator[Refusal]:
    if not any(read["device_code"] in codes_of(one.reply) for one in earlier):
        yield from _unknown(server, read, "device_code", "RFC 8628, section 3.4")


def _unknown(server: TokenServer, read: TokenRequest, name: str, section: str) -> Iterator[Refusal]:
    """A code or token that no answer held; it may have been given to the program by a variable."""
    given = [one for one in server.keyring.credentials if one.part in ("", "token", "key")]
    if all(one.value != read[name] for one in given):
        expected = f"the {name} of an earlier answer"
        yield _invalid(f"{name} is not one that was issued", section, expected, "another", name)


def _client(server: TokenServer, read: TokenRequest, role: str) -> Iterator[Refusal]:
    """Who the client is, and what it proves that with (RFC 6749, section 2.3)."""
    grant, asserted = read["grant_type"], read["client_assertion"] or read["assertion"]
    if read.basic and read["client_secret"]:
        yield _client_fault("the client authenticates in two ways", "2.3", "one of them", "Basic and client_secret")
    in_url = any(secret in value for secret in server.keyring.secrets for value in read.query.values())
    if asserted or in_url:
        return  # an assertion can't be judged; a secret in the URL is a leak, and that is what is said
    if grant == "client_credentials" and not read.client_secret:
        yield _client_fault("the client does not authenticate", "2.3.1", "client id and secret", "no client secret")
    elif not read.client_id and (role == "device" or grant in ("client_credentials", "authorization_code", DEVICE)):
        yield _client_fault("the client does not say who it is", "3.2.1", "client_id", "none")
    elif grant == "authorization_code" and not read.client_secret and not read["code_verifier"]:
        expected = "client_secret, or code_verifier of a public client"
        yield _client_fault("the client proves nothing", "3.2.1", expected, "neither")
    else:
        yield from _values(server, read, grant)


def _values(server: TokenServer, read: TokenRequest, grant: str) -> Iterator[Refusal]:
    """Values of the case's own credentials, each in its own parameter."""
    sent = {
        "client_id": read.client_id,
        "client_secret": read.client_secret,
        "username": read["username"],
        "password": read["password"],
    }
    for name, value in sent.items():
        own = [one for one in _fitting(server) if one.part == PARTS[name]]
        if value and own and all(one.value != value for one in own):
            yield _another(own[0], name)
            return
    loose = [one for one in _fitting(server) if one.secret and one.part in ("", "key")]
    declared = any(one.part in ("client_secret", "password") for one in _fitting(server))
    proves = grant in ("client_credentials", "password") or bool(read.client_secret)
    said = (*read.values.values(), *(read.basic or ()))
    if loose and proves and not declared and not any(one.value in said for one in loose):
        yield _another(loose[0], "client_secret" if read.client_secret else "password")


def _fitting(server: TokenServer) -> list[Credential]:
    names = {flow.scheme for flow in server.api.flows}
    return [one for one in server.keyring.credentials if one.scheme in ("", *names)]


def _another(one: Credential, name: str) -> Refusal:
    return _client_fault(
        f"{name} is another value than the one in {one.env}",
        "2.3.1",
        f"the value of {one.env}",
        "another value",
        one.env,
    )


def _scopes(server: TokenServer, read: TokenRequest) -> Iterator[Refusal]:
    unknown = [
        one for one in read.scopes if one not in server.scopes | STANDARD_SCOPES and not one.endswith("/.default")
    ]
    if server.scopes and unknown:
        violation = Violation(
            "oauth-scope",
            f'the document has no scope "{unknown[0]}" (RFC 6749, section 3.3)',
            expected=f"some of {' '.join(sorted(server.scopes))}",
            actual=" ".join(read.scopes),
            words=("scope", unknown[0]),
        )
        yield Refusal(violation, "invalid_scope")


def _authorize(server: TokenServer, read: TokenRequest) -> Iterator[Refusal]:
    section = "RFC 6749, section 4.1.1"
    if read["response_type"] != "code":
        sent = read["response_type"] or "none"
        yield Refusal(_violation("response_type is not code", section, "response_type=code", sent, "response_type"))
    for name in ("client_id", "redirect_uri"):
        if not read[name]:
            yield Refusal(_violation(f"the authorization request has no {name}", section, name, "none", name))
    own = [one for one in _fitting(server) if one.part == "client_id"]
    if own and read["client_id"] and all(one.value != read["client_id"] for one in own):
        yield _another(own[0], "client_id")
    yield from _scopes(server, read)


def _violation(message: str, section: str, expected: str, actual: str, *words: str) -> Violation:
    return Violation("oauth-grant", f"{message} ({section})", expected=expected, actual=actual, words=words)


def _invalid(message: str, section: str, expected: str, actual: str, *words: str) -> Refusal:
    return Refusal(_violation(message, section, expected, actual, *words), "invalid_grant")


def _client_fault(message: str, section: str, expected: str, actual: str, *words: str) -> Refusal:
    violation = Violation(
        "oauth-client",
        f"{message} (RFC 6749, section {section})",
        expected=expected,
        actual=actual,
        words=(*words, "client_secret", "grant_type"),
    )
    return Refusal(violation, "invalid_client")


def _fault(code: str, message: str, section: str, expected: str, actual: str, *words: str) -> Refusal:
    return Refusal(Violation(code, f"{message} (RFC 6749, section {section})", expected, actual, words=words))
