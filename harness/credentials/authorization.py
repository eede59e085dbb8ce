"""The authorization server of a case: which requests are for it, and which are left for the API."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from harness.common.elsewhere import with_the_api
from harness.common.hosts import host_of
from harness.credentials import tokens
from harness.credentials.credential import Keyring
from harness.credentials.token_request import TokenRequest
from harness.model import Exchange, Operation, Reply, Request
from harness.openapi import Api
from harness.openapi.request.oauth import OPEN_ID, WELL_KNOWN, Endpoint

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
DISCOVERY = re.compile(rf"{WELL_KNOWN}(?:openid-configuration|oauth-authorization-server)(?=/|$)")
_BY_NAME = {"device": re.compile(r"(?i)device"), "revoke": re.compile(r"(?i)/revo(?:ke|cation)")}
"""What the paths of endpoints hold that no OpenAPI document before 3.2 can name."""
USUAL = {"authorize": "/oauth2/authorize", "token": "/oauth2/token", "device": "/oauth2/device"}
"""Where a discovery document has endpoints that the OpenAPI document does not name."""


@dataclass(frozen=True)
class TokenServer:
    """Knows which requests of a case are for its authorization server, and not for the API."""

    api: Api
    keyring: Keyring = field(repr=False)
    own: frozenset[Operation] = frozenset()
    """The operations that the program shows: the document alone judges them, wherever they are."""
    refuses: bool = False
    """True where no token is given."""
    lenient: bool = False
    """True where a token is given whatever is wrong with the request."""

    def role(self, request: Request, earlier: Sequence[Exchange] = ()) -> str:
        """What a request is for: `token`, `authorize`, `device`, `discovery`, `keys`, `revoke` or `redirect`; empty
        for none of these. `earlier` are the exchanges before it.
        """
        if not self.api.flows or request.fault:
            return ""
        path = urlsplit(request.target).path
        route = self.api.route(request.method, request.target)
        if route and (route.operation in self.own or not self.takes_grants(route.operation)):
            return ""
        found = [one for one in self.endpoints if one.is_at(path, self.api.all_bases)]
        if found and (route is None or any(_is_on(one, request) for one in found)):
            return found[0].role
        if DISCOVERY.search(path):
            return "discovery"
        return "" if route else self._by_form(request, path, earlier)

    def is_token_operation(self, operation: Operation) -> bool:
        """True for an operation that is one of the token endpoints."""
        paths = [base + operation.path for base in self.api.bases(operation)] if self.api.flows else []
        given = (one for one in self.endpoints if one.role == "token")
        at = any(one.is_at(path, self.api.all_bases) for one in given for path in paths)
        return at and operation.method == "POST" and self.takes_grants(operation)

    def takes_grants(self, operation: Operation) -> bool:
        """False for an operation whose body has fields, and none for a grant: its own document alone judges it."""
        return operation.method != "POST" or not self.api.lacks_field(operation, "grant_type")

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """All that the document names."""
        return tuple(dict.fromkeys(one for flow in self.api.flows for one in flow.endpoints))

    def _by_form(self, request: Request, path: str, earlier: Sequence[Exchange]) -> str:
        """The role of a request whose URL no document names, by what it says."""
        read = TokenRequest(request)
        if request.method == "POST":
            named = (role for role, pattern in _BY_NAME.items() if pattern.search(path))
            said = "client_id" in read.values or "token" in read.values or read.basic is not None
            if read["grant_type"]:
                return "token" if self._discovers or path == USUAL["token"] else ""
            return next(named, "") if said else ""
        if path.endswith(("/jwks", "/jwks.json")):
            return "keys"
        if read["response_type"] and self._discovers:
            return "authorize"
        return "redirect" if read["code"] and any(_leads_to(one.reply, path) for one in earlier) else ""

    @cached_property
    def _discovers(self) -> bool:
        return any(flow.kind == OPEN_ID for flow in self.api.flows)

    @cached_property
    def scopes(self) -> frozenset[str]:
        """All scopes that the document knows."""
        return frozenset(scope for flow in self.api.flows for scope in flow.scopes)


def codes_of(reply: Reply) -> tuple[str, ...]:
    """The code of a redirect, or of the answer to a device."""
    found = dict(parse_qsl(urlsplit(reply.header("Location") or "").query)).get("code")
    if reply.status == 302 and found:
        return (found,)
    try:
        value = json.loads(reply.body) if reply.body.startswith(b'{"device_code"') else {}
    except ValueError:
        return ()
    return tuple(value.values())[:1]


def is_pending(reply: Reply) -> bool:
    """True for an answer that asks to come again (RFC 8628, section 3.5)."""
    return reply.status == 400 and b'"authorization_pending"' in reply.body


def granted(server: TokenServer, exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """The token requests among some exchanges."""
    return tuple(one for at, one in enumerate(exchanges) if server.role(one.request, exchanges[:at]) == "token")


def settled(server: TokenServer | None, exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """The exchanges with the API: without those with the authorization server, and without each refused request that
    the program then sent again with other credentials. A redirected request has the answer to which that led.
    """
    asked = [one for at, one in enumerate(exchanges) if server is None or not server.role(one.request, exchanges[:at])]
    own = with_the_api(asked)
    return tuple(
        one
        for at, one in enumerate(own)
        if not _is_challenged(one) or not any(_is_renewed(one, then) for then in own[at + 1 :])
    )


def _is_challenged(exchange: Exchange) -> bool:
    return exchange.reply.status == 401 and exchange.reply.header("WWW-Authenticate") is not None


def _is_renewed(refused: Exchange, then: Exchange) -> bool:
    """True for a request that says in another way who it is than one before, which was challenged."""
    one, other = refused.request, then.request
    same = one.method == other.method and one.target == other.target and one.origin == other.origin
    return same and (tokens.is_expired(refused.reply) or one.header("Authorization") != other.header("Authorization"))


def _is_on(endpoint: Endpoint, request: Request) -> bool:
    """False for a request to another host than the endpoint's, as far as both are known."""
    sent, host = host_of(request.origin), endpoint.host
    return sent is None or host is None or host.covers_name(sent.name)


def _leads_to(reply: Reply, path: str) -> bool:
    location = reply.header("Location") if reply.status == 302 else None
    return location is not None and urlsplit(location).path == path
