"""Where requests went: the second host of a case, and the requests to which redirects led."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urljoin

from harness.model import Exchange, Request

REDIRECTS = (301, 302, 303, 307, 308)
KEEPING = (307, 308)
"""The redirects after which a client sends the same method and body (RFC 9110, 15.4.8 and 15.4.9)."""
SECOND = "elsewhere.invalid"
"""The name of a second host (RFC 2606): of programs that name their hosts themselves, and of those in containers."""
NAMED = f"https://{SECOND}"
"""The second host of programs that name their hosts themselves."""
_NAMES = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}
"""Each name of the mock's own listener -> the other one: for a client they are two hosts."""


def origin_of(request: Request) -> str:
    """The origin that a request was sent to, e.g. `http://127.0.0.1:1234`."""
    return request.origin or f"http://{request.header('Host') or ''}"


def address_of(request: Request) -> str:
    """The whole address that a request was sent to."""
    return origin_of(request) + request.target


def other_host(request: Request, beside: str = "") -> str:
    """The origin of the second host, for the answer to a request; empty where the mock has no other name.

    `beside` is its name where the request was sent to an address that is not the machine's own.
    """
    if request.origin:
        return NAMED
    name, _, port = (request.header("Host") or "").rpartition(":")
    other = _NAMES.get(name, beside)
    return f"http://{other}:{port}" if other else ""


def leads_to(exchange: Exchange) -> str:
    """The address to which an answer redirects; empty for any other."""
    location = exchange.reply.header("Location") if exchange.reply.status in REDIRECTS else None
    return urldefrag(urljoin(address_of(exchange.request), location)).url if location else ""


def followed(exchanges: Sequence[Exchange]) -> Iterator[tuple[int, int]]:
    """The places of each redirect and of the request that followed it."""
    taken: set[int] = set()
    for at, one in enumerate(exchanges):
        address = leads_to(one)
        later = range(at + 1, len(exchanges)) if address else ()
        then = next((n for n in later if n not in taken and address_of(exchanges[n].request) == address), None)
        if then is not None:
            taken.add(then)
            yield at, then


def with_the_api(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """The exchanges with the API: a request that was redirected has the answer to which that led.

    What was sent to the second host because an answer gave its address is left out.
    """
    onward = dict(followed(exchanges))
    return tuple(
        _answered(exchanges, at, onward)
        for at, one in enumerate(exchanges)
        if at not in onward.values() and one.reply.visit is None
    )


def _answered(exchanges: Sequence[Exchange], at: int, onward: dict[int, int]) -> Exchange:
    first = last = exchanges[at]
    while at in onward:
        at = onward[at]
        last = exchanges[at]
    if last is first:
        return first
    return replace(first, reply=last.reply, seconds=last.started + last.seconds - first.started)
