"""The requests of one operation side by side, as the languages sent them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from harness.report.html.bodies import shortened
from harness.report.shape import BodyRecord, RequestRecord

OWN = {
    "host",
    "user-agent",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "sec-fetch-mode",
    "transfer-encoding",
    "expect",
}
"""Headers that a client library sets by itself: that they differ says nothing about the example."""
MOST_ROWS = 200


@dataclass(frozen=True)
class Row:
    """One value of the request in each language; None where it was not sent."""

    name: str
    values: tuple[str | None, ...]
    own: bool = False

    @property
    def differs(self) -> bool:
        """True if the languages do not agree on what the example decides."""
        return not self.own and len(set(self.values)) > 1

    def odd(self, index: int) -> bool:
        """True for a value that most of the others do not share."""
        if not self.differs:
            return False
        (common, count), *_ = Counter(self.values).most_common(1)
        return self.values[index] != common or count * 2 <= len(self.values)

    def said(self, languages: Sequence[str]) -> str:
        """Who differs, in words; empty where nobody does."""
        odd = [language for index, language in enumerate(languages) if self.odd(index)]
        if not odd:
            return ""
        if len(odd) == 1:
            return f"only {odd[0]} differs"
        if len(odd) < len(languages):
            return f"{', '.join(odd[:-1])} and {odd[-1]} differ"
        return "all differ" if len(set(self.values)) == len(languages) else "no majority"


def compared(requests: Sequence[RequestRecord]) -> list[Row]:
    """A row a value of the requests, one request a language; those that differ first, the client's own last."""
    forms = [dict(_values(request)) for request in requests]
    names = list(dict.fromkeys(name for form in forms for name in form))
    rows = [Row(name, tuple(form.get(name) for form in forms), name.removeprefix("header ") in OWN) for name in names]
    rows.sort(key=lambda row: (row.own, not row.differs))
    return rows[:MOST_ROWS]


def _values(request: RequestRecord) -> Iterator[tuple[str, str]]:
    path, _, query = request["target"].partition("?")
    yield "method", request["method"]
    if request.get("origin"):
        yield "server", request["origin"]
    yield "path", path
    for name, value in parse_qsl(query, keep_blank_values=True):
        yield f"query {name}", value
    for name, value in request["headers"]:
        yield f"header {name.lower()}", value
        if name.lower() == "content-type":
            yield "media type", value.partition(";")[0].strip().lower()
    yield from _body(request["body"])


def _body(body: BodyRecord) -> Iterator[tuple[str, str]]:
    match body["kind"]:
        case "multipart":
            for part in body["parts"]:
                name = re.sub(r"\[([^\]]*)\]", r".\1", part["name"] or "")
                yield f"body {name}", part["text"] if "text" in part else _file(part)
        case "text":
            try:
                yield from _flat(json.loads(body["text"]), "")
            except (ValueError, RecursionError):
                yield "body", shortened(body["text"])
        case "binary":
            yield "body", f"{body['bytes']} bytes, SHA-256 {body['sha256'][:16]}"


def _file(part: dict[str, Any]) -> str:
    named = f"{part['filename']}, " if part["filename"] else ""
    return f"{named}{part['content_type'] or 'no type'}, {part['bytes']} bytes, SHA-256 {part['sha256'][:16]}"


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from _flat(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _flat(item, f"{path}.{index}" if path else str(index))
    else:
        yield f"body {path}".rstrip(), shortened(_told(value))


def _told(value: Any) -> str:
    """A string as it is, but in quotes where it would read as another value of JSON: "7" and 7 differ."""
    if not isinstance(value, str):
        return json.dumps(value)
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return value if value.strip() else json.dumps(value)
    return json.dumps(value, ensure_ascii=False)
