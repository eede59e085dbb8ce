"""Values of one answer that a later request carries: made the case's own, so that no program can know them before."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from harness.common.replies import json_body
from harness.model import Reply, Request

MORE = ("has_more", "hasMore", "has_next", "has_next_page", "hasNextPage", "more")
"""Fields by which a list says that more of it follows."""
BEYOND = 2**53 + 1
"""The least whole number that a double can't hold; nor can it hold any odd one beyond."""


def with_own_values(body: bytes, names: tuple[str, ...], unique: str, wide: frozenset[str] = frozenset()) -> bytes:
    """A JSON body whose fields of these dotted names hold values that no other case has; any other as it is.

    Those of `wide` hold integers of 64 bits: theirs are beyond what JavaScript's numbers can tell apart.
    """
    try:
        value = json.loads(body)
    except ValueError:
        return body
    for name in names:
        *above, last = name.split(".")
        for holder in _reached(value, above):
            if isinstance(holder, dict) and last in holder:
                holder[last] = own_value(holder[last], f"{unique}#{name}", BEYOND if name in wide else 1_000)
    return json.dumps(value, ensure_ascii=False).encode()


def without_more(body: bytes) -> bytes:
    """A JSON body that says, as far as it says anything of it, that no further page follows; any other as it is."""
    try:
        value = json.loads(body)
    except ValueError:
        return body
    known = [name for name in MORE if isinstance(value, dict) and value.get(name) is True]
    return json.dumps(value | dict.fromkeys(known, False), ensure_ascii=False).encode() if known else body


def with_token(body: bytes, token: str) -> bytes:
    """A JSON body whose access token, if it has one, is the case's own; any other as it is."""
    if b'"access_token"' not in body:
        return body
    try:
        value = json.loads(body)
    except ValueError:
        return body
    if not isinstance(value, dict) or not isinstance(value.get("access_token"), str):
        return body
    return json.dumps(value | {"access_token": token}, ensure_ascii=False).encode()


def values_of(reply: Reply, name: str) -> list[str]:
    """The values under a dotted name in an answer, as text."""
    return [str(value) for value in _reached(json_body(reply), name.split(".")) if isinstance(value, str | int)]


def carries(request: Request, value: str) -> bool:
    """True if a value appears in the address, a header or the body of a request."""
    text = value.encode()
    return (
        value in unquote(request.target)
        or text in request.body
        or any(value in header for _, header in request.headers)
    )


def _reached(value: Any, names: list[str]) -> Iterator[Any]:
    """What a dotted name leads to, through lists."""
    if isinstance(value, list):
        for item in value:
            yield from _reached(item, names)
    elif not names:
        yield value
    elif isinstance(value, dict) and names[0] in value:
        yield from _reached(value[names[0]], names[1:])


def own_value(value: Any, unique: str, least: int = 1_000) -> Any:
    """Another value of the same form: a number, a UUID, a text of the same length and beginning."""
    digest = hashlib.sha256(unique.encode()).hexdigest()
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    if isinstance(value, int):
        number = int(digest[:6], 16)
        return least + 2 * number if least == BEYOND else least + number
    try:
        uuid.UUID(value)
    except ValueError:
        kept = len(value) - min(len(value), 8)
        return value[:kept] + digest[: max(8, len(value) - kept)]
    return str(uuid.UUID(digest[:32]))
