"""Token requests are answered by the authorization server of the case, and all others as the API would."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from dataclasses import dataclass

from harness.credentials import tokens
from harness.credentials.authorization import TokenServer
from harness.credentials.issuing import answer
from harness.model import Exchange, Reply, Request, Responder
from harness.scenarios import Scenario


@dataclass
class WithTokens:
    """Answers one start of a program, and remembers what came."""

    server: TokenServer
    scenario: Scenario
    api: Responder
    earlier: list[Exchange]
    """The exchanges so far that may tell of a token; who answers for the API reads them."""

    def __call__(self, request: Request) -> Reply | Awaitable[Reply]:
        """The reply to one request."""
        if self.server.role(request, self.earlier):
            reply: Reply | Awaitable[Reply] = answer(self.server, request, self.earlier)
        elif self.scenario.tokens == "expire" and self._expires(request):
            reply = expired()
        else:
            reply = self.api(request)
        if isinstance(reply, Reply) and (self.server.api.flows or self._tells_of_a_token(reply)):
            self.earlier.append(Exchange(request, reply))
        return reply

    def _tells_of_a_token(self, reply: Reply) -> bool:
        """Of an API without OAuth no other exchange has to be kept: a program may send a thousand, or large ones."""
        return self.server.keyring.stem.encode() in reply.body or tokens.is_expired(reply)

    def _expires(self, request: Request) -> bool:
        """True for the first token that the API is sent, however often it comes."""
        keyring, sent = self.server.keyring.after(self.earlier), tokens.bearer(request)
        if keyring.expired:
            return sent in keyring.expired
        return keyring.token(sent) is not None or (not keyring.issued and sent in keyring.secrets)


def expired() -> Reply:
    """What the API says to an access token that is no longer good (RFC 6750, section 3.1)."""
    body = json.dumps({"error": "invalid_token", "error_description": "The access token expired"}).encode()
    return Reply(401, (("Content-Type", "application/json"), ("WWW-Authenticate", tokens.EXPIRED)), body)
