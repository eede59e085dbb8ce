"""The places of a request in which a credential can be, and what they hold."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from harness.model import Request
from harness.openapi.request.security import basic_pair

Place = tuple[str, str, str]
"""Where (`path`, `query`, `header` or `cookie`), under which name, and the text."""


def places(request: Request) -> Iterator[Place]:
    """All places but the body."""
    parts = urlsplit(request.target)
    yield "path", "", parts.path
    yield from (("query", name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True))
    for name, value in request.headers:
        if name.lower() != "cookie":
            yield "header", name, value
            continue
        pairs = (pair.strip().partition("=") for pair in value.split(";"))
        yield from (("cookie", key, text) for key, _, text in pairs)


def texts(value: str) -> Iterator[str]:
    """What a value says: itself, decoded, and the user name and the password of HTTP Basic."""
    yield value
    if "%" in value:
        yield unquote(value)
    word, _, token = value.strip().partition(" ")
    if word.lower() == "basic":
        yield from basic_pair(token.strip()) or ()


def exchanged(value: str, old: str, new: str) -> str:
    """A value with another secret in the place of one, within HTTP Basic too."""
    word, _, token = value.strip().partition(" ")
    pair = basic_pair(token.strip()) if word.lower() == "basic" else None
    if pair is None:
        return value.replace(old, new)
    return f"{word} " + base64.b64encode(":".join(pair).replace(old, new).encode()).decode()
