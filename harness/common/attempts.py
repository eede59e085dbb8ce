"""Requests with their repetitions: which of a program's requests are the same one, sent again after a failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.common.replies import json_body
from harness.model import Exchange, Reply, Request

PASSING = frozenset((408, 409, 425, 429))
"""Statuses below 500 that a server may answer otherwise a moment later: the SDKs of large vendors repeat after each."""
REFUSED_KEY = (401, 403)
"""Statuses that only another credential changes."""


@dataclass(frozen=True)
class Attempts:
    """One request as often as it was sent, in order."""

    exchanges: tuple[Exchange, ...]

    @property
    def first(self) -> Exchange:
        """The first attempt."""
        return self.exchanges[0]

    @property
    def last(self) -> Exchange:
        """The last attempt, whose answer counts."""
        return self.exchanges[-1]

    @property
    def repeats(self) -> Iterator[tuple[Exchange, Exchange]]:
        """Each attempt with the one that followed it, where the same request was to be sent again."""
        pairs = zip(self.exchanges, self.exchanges[1:], strict=False)
        return ((one, then) for one, then in pairs if may_pass(one.reply))

    @property
    def failed(self) -> bool:
        """True where the last attempt failed."""
        return self.last.reply.fault is not None or self.last.reply.status >= 400


def attempts(exchanges: Sequence[Exchange]) -> tuple[Attempts, ...]:
    """The requests of a program, each with its repetitions, in the order of the first attempts."""
    groups: list[list[int]] = []
    for index, exchange in enumerate(exchanges):
        same = (one for one in reversed(groups) if place(exchanges[one[0]].request) == place(exchange.request))
        group = next(same, None)
        if group and _follows(exchanges[group[-1]], exchange, exchanges[group[-1] + 1 : index]):
            group.append(index)
        else:
            groups.append([index])
    return tuple(Attempts(tuple(exchanges[index] for index in group)) for group in groups)


def place(request: Request) -> tuple[str, str]:
    """What is the same in a request that is sent again: its method and its path."""
    return request.method, request.target.partition("?")[0]


def may_pass(reply: Reply) -> bool:
    """True for an answer after which the same request may be answered otherwise."""
    if reply.fault or reply.status in PASSING or reply.status >= 500:
        return True
    return reply.unfinished and reply.status not in REFUSED_KEY


def renewed(request: Request, between: Sequence[Exchange]) -> bool:
    """True if a request carries an access token that one of the exchanges before it issued."""
    issued = [token for one in between if (token := _token(one.reply))]
    return any(token in value for token in issued for _, value in request.headers)


def _follows(before: Exchange, then: Exchange, between: Sequence[Exchange]) -> bool:
    """True if a request is `before` sent again: after what may pass, or with what came in between.

    A refused key is no end where a new token is got, nor is the request for that token then one too many.
    """
    if may_pass(before.reply):
        return True
    if before.reply.status == 401:
        return renewed(then.request, between)
    return bool(_token(before.reply)) and any(one.reply.status == 401 for one in between)


def _token(reply: Reply) -> str:
    value = json_body(reply)
    token = value.get("access_token") if isinstance(value, dict) else None
    return token if isinstance(token, str) else ""
