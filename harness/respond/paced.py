"""A stream as servers send it: in pieces that tear characters, with pauses and comments."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

EVENTS = "text/event-stream"
PAUSE = 0.05
"""Seconds between two pieces: enough for a client to read the first one alone."""
OPENING = ": the stream begins\n\n"
RETRY = "retry: 1000\n"
"""What the first event begins with, where events have more lines than those of data: a client of an API that sends
data alone need not know of others."""
COMMENT = ": still here\n\n"
"""What keeps a connection open, and is no event (HTML standard, 9.2.6)."""
TEXTS = frozenset(("text", "content", "delta", "token", "completion", "response", "answer", "message", "thinking"))
"""Fields whose text is for people, whatever it is."""
MARK = " \u20ac"
"""A character of three bytes, and behind it the number of the event."""


def marked(body: bytes, media: str) -> bytes:
    """A stream whose texts have numbers. Events have comments between them."""
    text = body.decode("utf-8", "replace")
    if not media.startswith(EVENTS):
        lines = text.removesuffix("\n").split("\n")  # a text may have other characters that end lines elsewhere
        return "".join(f"{_numbered(line, at)}\n" for at, line in enumerate(lines, 1)).encode()
    blocks = [block for block in text.split("\n\n") if block.strip()]
    events = ["\n".join(_data(line, at) for line in block.split("\n")) + "\n\n" for at, block in enumerate(blocks, 1)]
    has_fields = any(not line.startswith("data:") for block in blocks for line in block.split("\n"))
    return (OPENING + (RETRY if has_fields else "") + COMMENT.join(events)).encode()


def cuts(body: bytes) -> tuple[int, ...]:
    """Where a stream is cut into pieces: within the first character that has several bytes, and the last one.

    If there is none, the pieces end within a line.
    """
    wide = [at for at, byte in enumerate(body) if byte & 0xC0 == 0x80]
    ends = [at for at, byte in enumerate(body) if byte == 0x0A]
    places = (wide[0], wide[-1]) if wide else (ends[0] // 2, (ends[-1] + 1) // 2) if ends else ()
    return tuple(dict.fromkeys(at for at in places if 0 < at < len(body)))


def _texts_of(value: Any, found: Callable[[str], str]) -> Any:
    """A value in which each text that is for people is replaced by what `found` gives for it."""
    if isinstance(value, list):
        return [_texts_of(item, found) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: found(item) if isinstance(item, str) and name in TEXTS else _texts_of(item, found)
        for name, item in value.items()
    }


def _data(line: str, number: int) -> str:
    field, colon, value = line.partition(":")
    return f"data: {_numbered(value.strip(), number)}" if colon and field == "data" else line


def _numbered(text: str, number: int) -> str:
    """A line of JSON whose texts end with a mark; any other line as it is. A sequence's lines begin with a mark of
    their own (RFC 7464)."""
    start = "\x1e" if text.startswith("\x1e") else ""
    try:
        value = json.loads(text.removeprefix(start))
    except ValueError:
        return text
    return start + json.dumps(_texts_of(value, lambda one: f"{one}{MARK}{number}"), ensure_ascii=False)
