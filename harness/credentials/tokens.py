"""The access tokens of a case: which were issued, with which scopes, and which of them have expired."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.common.replies import json_body
from harness.model import Exchange, Reply, Request

LARGEST = 1024 * 1024
"""Bytes of an answer above which it is not looked through for a token."""
EXPIRED = 'Bearer realm="harness", error="invalid_token", error_description="The access token expired"'
"""The challenge of RFC 6750, section 3.1."""
_NUMBER = re.compile(r"\bat-([0-9a-f]{40})-\d+")


@dataclass(frozen=True)
class Token:
    """An access token that the case was given."""

    value: str
    scopes: frozenset[str] | None = None
    """None where the answer did not say."""


def bearer(request: Request) -> str:
    """What `Authorization` holds after its scheme; empty where it holds nothing."""
    return (request.header("Authorization") or "").strip().partition(" ")[2].strip()


def issued(exchanges: Iterable[Exchange], stem: str) -> Iterator[Token]:
    """The access tokens of some answers. All tokens of a case have its `stem` in them."""
    for exchange in exchanges:
        value = json_body(exchange.reply) if len(exchange.reply.body) <= LARGEST else None
        if not isinstance(value, dict):
            continue
        token, scope = value.get("access_token"), value.get("scope")
        if isinstance(token, str) and stem in token:
            yield Token(token, frozenset(scope.split()) if isinstance(scope, str) else None)


def is_expired(reply: Reply) -> bool:
    """True for an answer that says that the access token has expired."""
    return reply.status == 401 and 'error="invalid_token"' in (reply.header("WWW-Authenticate") or "")


def expired(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """The access tokens of which an answer has said that they expired."""
    return (bearer(one.request) for one in exchanges if is_expired(one.reply))


def without_number(text: str) -> str:
    """A text in which all access tokens of a case are the same."""
    return _NUMBER.sub(r"\1", text)
