"""Access tokens for who tries a program by hand: any client is known, and what is wrong with its request is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.checks.request import of_tokens
from harness.codes import hinted
from harness.commands.serving.lookup import Found
from harness.credentials import Credential, Keyring, TokenServer
from harness.credentials.issuing import answer
from harness.credentials.token_request import TokenRequest
from harness.model import Exchange, Finding, Operation, Reply, Request
from harness.openapi import Api
from harness.scenarios import Scenario

MOST_REMEMBERED = 100
"""Token requests that are remembered: a code or a device is asked about a few requests later."""
SECRET = ("client_secret", "password", "refresh_token", "code", "device_code", "code_verifier", "assertion", "token")
"""Parameters whose values no page shows."""
GIVEN = ("refresh_token", "code", "device_code")
"""Those that a person may have from elsewhere."""


@dataclass(frozen=True)
class HandTokens:
    """The authorization servers of all APIs, for requests that come one by one."""

    apis: Mapping[str, Api]
    _earlier: list[Exchange] = field(default_factory=list)

    def server(self, request: Request) -> TokenServer | None:
        """The one that a request is for; None for a request to an API."""
        own = TokenRequest(request)
        given = (Credential("", own[name], secret=False) for name in GIVEN if own[name])
        keyring = Keyring((Credential("", "by hand", secret=False), *given))
        servers = (TokenServer(api, keyring) for api in self.apis.values() if api.flows)
        return next((one for one in servers if one.role(request, self._earlier)), None)

    def answered(self, server: TokenServer, request: Request, scenario: Scenario) -> tuple[Reply, list[Finding]]:
        """The reply, and what is wrong with the request."""
        refusing = TokenServer(server.api, server.keyring, refuses=scenario.tokens == "refuse")
        reply = answer(refusing, request, self._earlier)
        findings = [hinted(one) for one in of_tokens(server, request, self._earlier)]
        self._earlier.append(Exchange(request, reply))
        del self._earlier[:-MOST_REMEMBERED]
        return reply, findings

    def found(self, server: TokenServer) -> Found:
        """What is on the page for it: none of the API's operations."""
        operation = next(iter(server.api.operations), Operation(server.api.name, "", "", ""))
        return Found(server.api, operation, "", exact=False)


def secrets_of(server: TokenServer, request: Request) -> tuple[str, ...]:
    """What a token request, or its answer, holds that no page shows."""
    read = TokenRequest(request)
    sent = [read.client_secret, *(read[name] for name in SECRET), server.keyring.stem]
    return tuple(dict.fromkeys(filter(None, sent)))
