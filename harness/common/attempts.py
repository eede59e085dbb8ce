"""Requests with their repetitions: which of a program's requests are the same one, sent again after a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from harness.common import handshake
from harness.model import Exchange, Reply, Request

PASSING = frozenset((408, 409, 425, 429))
"""Statuses below 500 that a server may answer otherwise a moment later: the SDKs of large vendors repeat after each."""
REFUSED_KEY = (401, 403)
"""Statuses that only another credential changes."""
_BOUNDARY = re.compile(r"boundary=\"?([^\";]+)")


@dataclass(frozen=True)
class Attempts:
    """One request as often as it was sent, in order; of a list, all requests for its pages."""

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
        """Each attempt with the one that repeated it; the next page of a list repeats nothing."""
        pairs = pairwise(self.exchanges)
        return ((one, then) for one, then in pairs if may_pass(one.reply) and not leads_on(one.reply, then.reply))

    @property
    def failed(self) -> bool:
        """True where the last attempt failed."""
        return self.last.reply.fault is not None or self.last.reply.status >= 400


def attempts(exchanges: Sequence[Exchange], *, several: bool = False) -> tuple[Attempts, ...]:
    """The requests of a program, each with its repetitions, in the order of the first attempts.

    `several` is True for a program that may well send several requests of one method and path: then what is repeated
    has the same query and body, too.
    """
    groups: list[list[Exchange]] = []
    for exchange in exchanges:
        own = exchange.request
        firsts = ((one, one[0].request) for one in reversed(groups))
        alike = (
            one
            for one, first in firsts
            if place(first) == place(own)
            and (leads_on(one[-1].reply, exchange.reply) or not (several and _differ(first, own)))
        )
        group = next(alike, None)
        again = group and (may_pass(group[-1].reply) or leads_on(group[-1].reply, exchange.reply))
        if group and (again or _is_told_twice(group[-1], exchange)):
            group.append(exchange)
        else:
            groups.append([exchange])
    return tuple(Attempts(tuple(group)) for group in groups)


def _is_told_twice(one: Exchange, then: Exchange) -> bool:
    """True for the handshake of a WebSocket that the client of Node.js sends once more, by itself, after a 401."""
    return one.reply.status == 401 and handshake.asks(one.request) and handshake.asks(then.request)


def place(request: Request) -> tuple[str, str]:
    """What is the same in a request that is sent again: its method and its path."""
    return request.method, request.target.partition("?")[0]


def without_boundary(request: Request) -> bytes:
    """The body; that of a form of several parts without its boundary, which is another every time."""
    boundary = _BOUNDARY.search(request.header("Content-Type") or "")
    return request.body.replace(boundary[1].encode(), b"") if boundary else request.body


def _differ(one: Request, other: Request) -> bool:
    return one.target != other.target or without_boundary(one) != without_boundary(other)


def leads_on(one: Reply, then: Reply) -> bool:
    """True for two parts of a list that comes in pages: a program may go from the one to the other.

    An answer that was cut off may have named the next page in its headers.
    """
    if one.page is None or then.page is None or one.status >= 400:
        return False
    return one.fault is None or then.page.asked == one.page.more != ""


def may_pass(reply: Reply) -> bool:
    """True for an answer after which the same request may be answered otherwise."""
    if reply.fault or reply.status in PASSING or reply.status >= 500:
        return True
    return reply.unfinished and reply.status not in REFUSED_KEY
