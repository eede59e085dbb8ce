"""One case's requests -> the real host, with the real key, and what it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException

from harness.commands.live.wire import Exchanger, HostAnswer
from harness.common.redaction import redact
from harness.common.shown import shown_reply
from harness.credentials.places import exchanged
from harness.errors import EnvironmentTrouble
from harness.model import Headers, Operation, Reply, Request
from harness.openapi import Api

HOP_BY_HOP = frozenset(
    (
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    )
)
"""Headers that are about one connection, not about the message (RFC 9110, 7.6.1)."""
MADE_ANEW = frozenset(("host", "content-length", "expect", "accept-encoding"))
"""Headers of a request that the forwarder states itself."""


class HostTrouble(EnvironmentTrouble):
    """The real host could not be reached: that says nothing about a program."""


@dataclass
class Forwarder:
    """Sends the one request that a case is to make on to the real host. Whatever else comes is answered here.

    What a run costs is told before it starts, so nothing but that one request may reach the host: a second one, or
    one for another operation, is refused with a message that says so.
    """

    api: Api
    operation: Operation
    host: str
    keys: Mapping[str, str] = field(repr=False)
    """The case's values -> the real ones."""
    patience: float = 30.0
    """Seconds that the host may stay silent."""
    sent: Request | None = None
    """The request that was sent on, once there is one."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no answer may repeat."""
        return tuple(self.keys.values())

    def __call__(self, request: Request) -> Reply | Awaitable[Reply]:
        """The real host's reply, or at once a refusal of our own."""
        refusal = self._refusal(request)
        if refusal:
            body = json.dumps({"message": f"This live run did not send the request on: {refusal}."})
            return Reply(421, (("Content-Type", "application/json"),), body.encode())
        self.sent = request
        return self._forward(request)

    def _refusal(self, request: Request) -> str:
        if request.fault:
            return f"it could not be read, {request.fault}"
        if self.sent:
            return "each program may make one"
        route = (
            self.api.route(request.method, request.target, self.operation) if request.target.startswith("/") else None
        )
        return "" if route and route.operation == self.operation else f"it is not for {self.operation.id}"

    async def _forward(self, request: Request) -> Reply:
        target, headers = self._outgoing(request)
        exchanger = Exchanger(self.host, self.patience)
        try:
            answer = await asyncio.to_thread(exchanger.exchange, request.method, target, headers, request.body)
        except asyncio.CancelledError:
            exchanger.abort()
            raise
        except (OSError, HTTPException, ValueError) as error:
            told = redact(str(error) or type(error).__name__, self.secrets)
            raise HostTrouble(f"no answer from {self.host}: {told}") from None
        return self._incoming(answer)

    def _outgoing(self, request: Request) -> tuple[str, Headers]:
        """The target and the headers as they go to the host: the case's key gives way to the real one."""
        path, mark, query = request.target.partition("?")
        pairs = (pair.partition("=") for pair in query.split("&"))
        target = path + mark + "&".join(name + sign + self._real("query", name, value) for name, sign, value in pairs)
        dropped = HOP_BY_HOP | MADE_ANEW | _named_by_connection(request.headers)
        kept = [(name, value) for name, value in request.headers if name.lower() not in dropped]
        coding = "gzip" if "gzip" in (request.header("Accept-Encoding") or "") else "identity"
        headers = [(name, self._real_header(name, value)) for name, value in kept]
        return target, (*headers, ("Accept-Encoding", coding))

    def _real_header(self, name: str, value: str) -> str:
        if name.lower() != "cookie":
            return self._real("header", name, value)
        pairs = (pair.strip().partition("=") for pair in value.split(";"))
        return "; ".join(key + sign + self._real("cookie", key, text) for key, sign, text in pairs)

    def _real(self, place: str, name: str, value: str) -> str:
        """A value with the real keys in it, where a key belongs."""
        if self.api.carries_key(self.operation, place, name):
            for own, real in self.keys.items():
                value = exchanged(value, own, real)
        return value

    def _incoming(self, answer: HostAnswer) -> Reply:
        """The answer as the program gets it. Where the host repeats the real key, `[key]` stands in its place."""
        dropped = HOP_BY_HOP | {"content-length"} | _named_by_connection(answer.headers)
        headers = tuple(header for header in answer.headers if header[0].lower() not in dropped)
        return shown_reply(Reply(answer.status, headers, answer.body, by_host=True), self.secrets)


def _named_by_connection(headers: Headers) -> set[str]:
    """The headers that a `Connection` header makes hop-by-hop."""
    values = [value for name, value in headers if name.lower() == "connection"]
    return {word.strip().lower() for value in values for word in value.split(",")}
