"""The credentials that a request carries: what no page, no line of a terminal and no record may show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from harness.common.redaction import REDACTED, redact
from harness.common.spellings import SHORTEST
from harness.model import Operation, Request
from harness.openapi import Api

TELLING = re.compile(r"(?i)authorization|cookie|api-?_?key|token|secret|password")
"""Names of headers and of query parameters that carry a credential, whether the document knows of them or not."""


def credentials(api: Api, operation: Operation, request: Request) -> tuple[str, ...]:
    """The credentials of a request, those that the document asks for first; a scheme's name is none of them."""
    declared, others = [], []
    for place, name, value in _values(request):
        if api.carries_key(operation, place, name):
            declared.append(_bare(value))
        elif TELLING.search(name):
            others.append(_bare(value))
    return tuple(dict.fromkeys(filter(None, (*declared, *others))))


def without(request: Request, hidden: Iterable[str]) -> Request:
    """The request as it may be shown. However short a credential is, in its own place it is hidden."""
    keys = tuple(hidden)
    headers = tuple((name, _masked(value, keys) if TELLING.search(name) else value) for name, value in request.headers)
    return replace(
        Request(request.method, request.target, headers, request.body, request.raw, request.fault),
        target=_masked_query(request.target, keys),
    )


def hide(value: Any, keys: Iterable[str]) -> Any:
    """The same JSON value, in which no text holds one of the keys; a short one counts where it is by itself."""
    for key in keys:
        value = redact(value, key) if len(key) >= SHORTEST else _without_word(value, key)
    return value


def _without_word(value: Any, word: str) -> Any:
    if isinstance(value, str):
        return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", REDACTED, value)
    if isinstance(value, dict):
        return {name: _without_word(item, word) for name, item in value.items()}
    return [_without_word(item, word) for item in value] if isinstance(value, list) else value


def _values(request: Request) -> Iterator[tuple[str, str, str]]:
    yield from (("header", name, value) for name, value in request.headers)
    query = request.target.partition("?")[2]
    yield from (("query", name, value) for name, value in parse_qsl(query, keep_blank_values=True))
    pairs = (pair.strip().partition("=") for pair in (request.header("Cookie") or "").split(";"))
    yield from (("cookie", name, value) for name, _, value in pairs)


def _bare(value: str) -> str:
    """`Bearer abc` -> `abc`."""
    return value.strip().rpartition(" ")[2]


def _masked(value: str, keys: Iterable[str]) -> str:
    for key in keys:
        value = value.replace(key, REDACTED)
    return value


def _masked_query(target: str, keys: tuple[str, ...]) -> str:
    path, mark, query = target.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&")) if mark else ()
    shown = (n + e + (REDACTED if TELLING.search(n) and v else v) for n, e, v in pairs)
    return path + mark + "&".join(shown) if mark and keys else target
