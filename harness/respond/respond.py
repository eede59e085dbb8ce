"""A scenario and an operation -> the callable that decides what a request is answered with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from harness import openapi
from harness.catalogue.rules import Rules
from harness.common.statuses import phrase
from harness.credentials import Keyring, digest, fault
from harness.credentials.challenges import challenges
from harness.model import Call, Exchange, Operation, Reply, Request
from harness.respond import chaining, pictures
from harness.respond.additions import NOTHING_ADDED, Additions
from harness.scenarios import Scenario

DEFAULT_SIZE = (512, 512)
REFUSED = {
    "auth-missing": 401,
    "auth-scheme": 401,
    "unknown-operation": 404,
    "wrong-operation": 404,
    "method": 405,
}
"""What a server answers to a violation; to all others 400, or 422 where the document prefers that."""


@dataclass(frozen=True)
class Answerer:
    """Answers as the API would, to a request for any of its operations, and as the scenario bends it."""

    api: openapi.Api
    operation: Operation
    scenario: Scenario
    rules: Rules
    keyring: Keyring
    """The credentials that the case has for itself."""
    unique: str
    """A text that no other case has: it makes the images and the error ids the case's own."""
    chained: tuple[str, ...] = ()
    """Fields of the answer, as `file.id`, that a later request carries: their values are the case's own."""
    additions: Additions = NOTHING_ADDED
    """What a sample's library adds: a server passes over it."""
    last_page: bool = False
    """True where a list says that no more of it follows: a client that reads all pages would else never end."""

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        reply = self._decide(request)
        if digest.is_challenged(Exchange(request, reply)):
            return reply  # a scenario is about the answer to a request that says who it is
        if reply.body and self.scenario.compress and "gzip" in (request.header("Accept-Encoding") or ""):
            reply = replace(
                reply,
                headers=(*reply.headers, ("Content-Encoding", "gzip")),
                body=gzip.compress(reply.body, compresslevel=1, mtime=0),
            )
        return replace(
            reply,
            headers=(*reply.headers, *self.scenario.headers),
            framing=self.scenario.framing if reply.body else "sized",
            close=self.scenario.close,
            delay=self.scenario.delay,
            fault=self.scenario.fault,
        )

    def _decide(self, request: Request) -> Reply:
        if request.fault:
            return self._error(None, 400, None, f"The request could not be read: {request.fault}.")
        if self.scenario.body == "page":
            return _page(self.scenario.status or 502)
        if self.scenario.status is not None:
            return self._error(None, self.scenario.status, None, None)
        seen = self.api.inspect(request, self.operation)
        for violation in seen.violations:
            if violation.severity == "error" and not self.additions.hold(violation, request):
                status = REFUSED.get(violation.code) or self.api.refusal_status(self.operation)
                return self._error(seen.call, status, None, _sentence(violation.message))
        wrong = fault(self.api, self.operation, request, self.keyring)
        if wrong and wrong.severity == "error":
            return self._error(seen.call, 401, None, None)
        for rule in self.rules.violations(seen.call) if seen.call else ():
            return self._error(seen.call, rule.status, rule.name, rule.message)
        return self._success(request, seen.call)

    def _success(self, request: Request, call: Call | None) -> Reply:
        contents = self.rules.contents(call) if call else {}
        size = contents.get("image_size") or DEFAULT_SIZE
        count = self.scenario.artifacts or contents.get("count", 1)
        answer = self.api.answer(
            self.operation,
            self.api.success_status(self.operation),
            request.header("Accept"),
            lambda index: pictures.draw(*size, f"{self.unique}#{index}"),
            count,
            streamed=_asks_for_stream(call),
        )
        wide = frozenset(name for name in self.chained if self.api.is_wide(self.operation, name))
        body = chaining.with_own_values(answer.body, self.chained, self.unique, wide) if self.chained else answer.body
        body = chaining.without_more(body) if self.last_page else body
        body = chaining.with_token(body, self.keyring.token)
        return Reply(answer.status, answer.headers, self._bent(body))

    def _bent(self, body: bytes) -> bytes:
        """The answer's body as the scenario has it."""
        if self.scenario.body == "broken":
            return body[: max(1, len(body) // 2)]
        if self.scenario.body == "wrong-shape":
            return b"[{}]" if body.lstrip().startswith(b"[") else b"{}"
        return body

    def _error(self, call: Call | None, status: int, name: str | None, message: str | None) -> Reply:
        reply = self._refusal(call, status, name, message)
        if status != 401 or reply.header("WWW-Authenticate"):
            return reply
        asked = challenges(self.api.security(self.operation), self.keyring.key.value)
        return replace(reply, headers=(*reply.headers, *asked))

    def _refusal(self, call: Call | None, status: int, name: str | None, message: str | None) -> Reply:
        body: Mapping[str, object] | None = self.rules.error_body(call, status, name, message, self.unique)
        if body is None:
            answer = self.api.answer(self.operation, status, "application/json")
            if answer.body:
                return Reply(status, answer.headers, answer.body)
            body = {"message": message or phrase(status, f"status {status}")}
        return Reply(status, (("Content-Type", "application/json"),), json.dumps(body).encode())


@dataclass
class InOrder:
    """Answers a program that sends several requests: each by the operation it is for, else by the one that is due."""

    api: openapi.Api
    answerers: Sequence[Answerer]
    _waiting: list[Answerer] = field(default_factory=list)
    _replies: list[Reply] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        self._waiting = self._waiting or list(self.answerers)
        route = self.api.route(request.method, request.target, self._waiting[0].operation)
        named = (one for one in self._waiting if route and one.operation == route.operation)
        chosen = next(named, self._waiting[0])
        reply = replace(chosen, keyring=chosen.keyring.after(self._replies))(request)
        self._replies.append(reply)
        if not digest.is_challenged(Exchange(request, reply)):
            self._waiting.remove(chosen)
        return reply


@dataclass
class AsNamed:
    """Answers each request by the operation that it names, and by the expected one where it names none.

    The second answer of an operation is the last page of a list.
    """

    api: openapi.Api
    answerer: Answerer
    _asked: set[Operation] = field(default_factory=set)

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        route = self.api.route(request.method, request.target, self.answerer.operation)
        operation = route.operation if route else self.answerer.operation
        if operation.is_open:
            operation = like(request, self.api)
        answerer = replace(self.answerer, operation=operation, last_page=operation in self._asked)
        reply = answerer(request)
        if not digest.is_challenged(Exchange(request, reply)):
            self._asked.add(operation)
        return reply


def like(request: Request, api: openapi.Api) -> Operation:
    """The operation whose method and path are most like those of a request that names none."""
    nearest = next(iter(api.near_misses(request.method, request.target, 1)), "")
    return next((one for one in api.operations if f"{one.method} {api.full_path(one)}" == nearest), api.operations[0])


def _asks_for_stream(call: Call | None) -> bool:
    """True where a field `stream` is true: so clients ask for events, whatever their `Accept` says."""
    if call is None:
        return False
    body = call.body if isinstance(call.body, dict) else {}
    return body.get("stream") is True or call.query.get("stream") is True


def _page(status: int) -> Reply:
    title = f"{status} {phrase(status, f'status {status}')}"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body>\r\n</html>\r\n"
    return Reply(status, (("Content-Type", "text/html"),), page.encode())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
