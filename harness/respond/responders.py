"""What answers one start of a program: by the one operation that it shows, in order, or as its requests name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from harness import openapi
from harness.common.attempts import may_pass
from harness.model import Operation, Reply, Request
from harness.respond.respond import Answerer
from harness.respond.turns import Turns


@dataclass
class Alone:
    """Answers a program that sends one request, and may send it again."""

    answerer: Answerer
    _turns: Turns = field(default_factory=Turns)

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        return self._turns.reply(self.answerer, request)


@dataclass
class InOrder:
    """Answers a program that sends several requests: each by the operation it is for, else by the one that is due.

    One that may be sent again is due until it is answered. A list that comes in pages goes on whatever is due.
    """

    api: openapi.Api
    answerers: Sequence[Answerer]
    _waiting: list[Answerer] = field(default_factory=list)
    _lists: list[Answerer] = field(default_factory=list)
    """Those that answered a part of a list."""
    _turns: Turns = field(default_factory=Turns)

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        self._waiting = self._waiting or list(self.answerers)
        route = self.api.route(request.method, request.target, self._waiting[0].operation)
        named = (one for one in (*self._waiting, *self._lists) if route and one.operation == route.operation)
        chosen = next(named, self._waiting[0])
        reply = self._turns.reply(chosen, request)
        if chosen in self._waiting and not (reply.status == 401 or may_pass(reply)):  # else it may be sent again
            self._waiting.remove(chosen)
            self._lists += [chosen] if reply.page else []
        return reply


@dataclass
class AsNamed:
    """Answers each request by the operation that it names, and by the expected one where it names none.

    The second answer of an operation is the last page of a list.
    """

    api: openapi.Api
    answerer: Answerer
    _asked: set[Operation] = field(default_factory=set)
    _turns: Turns = field(default_factory=Turns)

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        route = self.api.route(request.method, request.target, self.answerer.operation)
        operation = route.operation if route else self.answerer.operation
        if operation.is_open:
            operation = like(request, self.api)
        answerer = replace(self.answerer, operation=operation, last_page=operation in self._asked)
        reply = self._turns.reply(answerer, request)
        if not (reply.status == 401 or may_pass(reply)):
            self._asked.add(operation)
        return reply


def like(request: Request, api: openapi.Api) -> Operation:
    """The operation whose method and path are most like those of a request that names none."""
    nearest = next(iter(api.near_misses(request.method, request.target, 1)), "")
    return next((one for one in api.operations if f"{one.method} {api.full_path(one)}" == nearest), api.operations[0])
