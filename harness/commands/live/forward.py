"""One case's requests -> the real host, with the real key, and what it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException

from harness.commands.live.wire import Exchanger, HostAnswer
from harness.common.redaction import redact
from harness.common.shown import shown_reply
from harness.credentials import Keyring, TokenServer, digest
from harness.credentials.carried import may_sign
from harness.credentials.places import exchanged
from harness.errors import EnvironmentTrouble
from harness.model import Headers, Operation, Reply, Request
from harness.openapi import Api, Requirements

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

    What a run costs is said before it starts, so nothing but that one request may reach the host: a second one, or
    one for another operation, is refused with a message that says so.
    """

    api: Api
    operation: Operation
    host: str
    keys: Mapping[str, str] = field(repr=False)
    """The case's values -> the real ones."""
    patience: float = 30.0
    """Seconds that the host may stay silent."""
    keyring: Keyring | None = field(default=None, repr=False)
    """What a digest or a signature of the case is made with."""
    server: TokenServer | None = field(default=None, repr=False)
    """What knows the requests for an access token."""
    sent: Request | None = None
    """The request that was sent on, once there is one."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no answer may repeat."""
        return tuple(self.keys.values())

    def __call__(self, request: Request) -> Reply | Awaitable[Reply]:
        """The real host's reply, or at once a refusal of our own."""
        self._stop_at(request)
        refusal = self._refusal(request)
        if not refusal and self.keyring and self._lacks_digest(request):
            asked = ("WWW-Authenticate", digest.challenge(self.keyring.key.value))
            return Reply(401, (asked,))
        if refusal:
            body = json.dumps({"message": f"This live run did not send the request on: {refusal}."})
            return Reply(421, (("Content-Type", "application/json"),), body.encode())
        self.sent = request
        return self._forward(request)

    def _stop_at(self, request: Request) -> None:
        """Raises HostTrouble for what is made with the case's own secret and can't be made again with the real one."""
        if self.server and self.server.role(request):
            raise HostTrouble(
                "a live run gets no access token: let the program take one from a variable, by a credential with "
                'part = "token"'
            )
        schemes = [one for schemes in self._security.alternatives for one in schemes]
        if self.keyring and self.keyring.signature and (not schemes or any(map(may_sign, schemes))):
            raise HostTrouble("a live run can't sign a request again with the real secret: the mock checks signatures")

    @property
    def _security(self) -> Requirements:
        return self.api.security(self.operation)

    def _lacks_digest(self, request: Request) -> bool:
        """True for a request that is to have a digest and has none, or one that was not made with the case's secret."""
        assert self.keyring is not None  # noqa: S101 - its caller has looked
        if not any(one.prefix == "digest" for schemes in self._security.alternatives for one in schemes):
            return False
        value = request.header("Authorization") or ""
        if digest.username_of(request) is None:
            return not value
        return bool(digest.fault(value, request, self.keyring.credentials, self.keyring.key.value))

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
        username = digest.username_of(request)
        if username is None:
            return self._incoming(await self._exchanged(request, target, headers))
        bare = tuple(header for header in headers if header[0].lower() != "authorization")
        first = await self._exchanged(request, target, bare)
        asked = next((value for name, value in first.headers if name.lower() == "www-authenticate"), "")
        if first.status != 401 or not asked.lower().startswith("digest "):
            return self._incoming(first)
        real = digest.answer(asked, replace(request, target=target), *self._real_pair(username))
        return self._incoming(await self._exchanged(request, target, (*bare, ("Authorization", real))))

    def _real_pair(self, username: str) -> tuple[str, str]:
        """The user name and the password that the real host knows."""
        own = self.keyring.credentials if self.keyring else ()
        password = next((one.value for one in own if one.part in ("password", "") and one.value != username), "")
        return self.keys.get(username, username), self.keys.get(password, "")

    async def _exchanged(self, request: Request, target: str, headers: Headers) -> HostAnswer:
        exchanger = Exchanger(self.host, self.patience)
        try:
            return await asyncio.to_thread(exchanger.exchange, request.method, target, headers, request.body)
        except asyncio.CancelledError:
            exchanger.abort()
            raise
        except (OSError, HTTPException, ValueError) as error:
            told = redact(str(error) or type(error).__name__, self.secrets)
            raise HostTrouble(f"no answer from {self.host}: {told}") from None

    def _outgoing(self, request: Request) -> tuple[str, Headers]:
        """The target and the headers as they go to the host: the case's key is replaced by the real one."""
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
        """The answer as the program gets it. Where the host repeats the real key, `[key]` is in its place."""
        dropped = HOP_BY_HOP | {"content-length"} | _named_by_connection(answer.headers)
        headers = tuple(header for header in answer.headers if header[0].lower() not in dropped)
        return shown_reply(Reply(answer.status, headers, answer.body, by_host=True), self.secrets)


def _named_by_connection(headers: Headers) -> set[str]:
    """The headers that a `Connection` header makes hop-by-hop."""
    values = [value for name, value in headers if name.lower() == "connection"]
    return {word.strip().lower() for value in values for word in value.split(",")}
