"""Bodies that are a sequence of values: server-sent events and lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.openapi.document.document import Document
from harness.openapi.schema.inplace import in_place

EVENTS = "text/event-stream"
LINES = (
    "application/jsonl",
    "application/x-ndjson",
    "application/ndjson",
    "application/x-jsonlines",
    "application/jsonlines",
)
_SEQUENCE = "application/json-seq"
_EVENT_FIELDS = frozenset(("event", "data", "id", "retry"))
"""The fields of an event (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream)."""
MOST_EVENTS = 64
DONE = "[DONE]"


def is_stream(name: str) -> bool:
    """True for a media type whose bodies are a sequence of values."""
    return name in (EVENTS, _SEQUENCE, *LINES)


def alternatives(document: Document, schema: Any) -> list[Any]:
    """The schemas of the values that a stream holds: each alternative of a union, the items of a list."""
    found: list[Any] = []
    waiting, seen = [schema], set[int]()
    while waiting and len(found) < MOST_EVENTS:
        one = waiting.pop()
        target = document.follow(one)
        if not isinstance(target, dict) or id(target) in seen:
            continue
        seen.add(id(target))
        listed = next((target[key] for key in ("oneOf", "anyOf") if isinstance(target.get(key), list)), None)
        if target.get("type") == "array" and "items" in target:
            waiting.append(target["items"])
        elif listed and not any("properties" in part for part in in_place(document, target, only_all=True)):
            waiting.extend(reversed(listed))
        else:
            found.append(one)
    return found or [schema]


def says_done(holders: Sequence[Any]) -> bool:
    """True if an example within some objects shows the end of its stream as `[DONE]`."""
    return any(DONE in text for holder in holders for text in _example_texts(holder))


def encode(name: str, values: Sequence[Any], *, done: bool = False) -> bytes:
    """The values as a body of a media type; `done` ends a stream of events as some APIs do."""
    if name == EVENTS:
        events = [_event(value) for value in values]
        if done and not any(event.rstrip().endswith(f"data: {DONE}") for event in events):
            events.append(f"data: {DONE}\n\n")
        return "".join(events).encode()
    mark = "\x1e" if name == _SEQUENCE else ""  # RFC 7464
    return "".join(f"{mark}{json.dumps(value, ensure_ascii=False)}\n" for value in values).encode()


def written(text: str) -> bytes | None:
    """A stream of events as an example writes it out, its last event ended; None for other text."""
    lines = text.replace("\r\n", "\n").strip("\n")
    if not lines.startswith(tuple(f"{name}:" for name in _EVENT_FIELDS)):
        return None
    return f"{lines}\n\n".encode()


def _event(value: Any) -> str:
    fields = value if isinstance(value, dict) and "data" in value and set(value) <= _EVENT_FIELDS else {"data": value}
    lines = [f"{name}: {_line(fields[name])}" for name in ("id", "event", "retry") if fields.get(name) is not None]
    data = fields["data"]
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    lines += [f"data: {line}" for line in text.splitlines() or [""]]
    return "\n".join(lines) + "\n\n"


def _line(value: Any) -> str:
    return " ".join(value.splitlines()) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _example_texts(holder: Any) -> Iterator[str]:
    """All text in the examples of an object."""
    waiting = [
        holder[key] for key in ("example", "examples", "x-oaiMeta") if isinstance(holder, Mapping) and key in holder
    ]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)
