"""The body of a good answer as a scenario bends it: cut within its JSON, or without its fields."""

from __future__ import annotations

from typing import Any

from harness.common.json_values import is_json
from harness.openapi import essence, is_stream
from harness.respond.paced import EVENTS

DATA = "data:"


def broken(body: bytes, media: str) -> bytes:
    """The first half of a body; of a stream, the first half of each JSON text in it, and all the rest.

    Half a stream could be a whole number of its events, and half a plain text is a text: that stays as it is.
    """
    media = essence(media)
    if media.startswith("text/") and media not in (EVENTS, "text/xml"):
        return body
    return _torn(body, media) if is_stream(media) else _half(body)


def shapeless(body: bytes, media: str) -> bytes:
    """JSON of the same kind without a field. Readers of streams pass over what they do not know: a stream stays."""
    if is_stream(media) or body.strip() == b"[]":  # an empty page has no item that could lack its fields
        return body
    return b"[{}]" if body.lstrip().startswith(b"[") else b"{}"


def _half(text: Any) -> Any:
    return text[: max(1, len(text) // 2)]


def _torn(body: bytes, media: str) -> bytes:
    marks = (f"{DATA} ", DATA) if media == EVENTS else ("\x1e", "")
    lines = []
    for line in body.decode("utf-8", "replace").removesuffix("\n").split("\n"):
        mark = next((one for one in marks if line.startswith(one)), "")
        text = line.removeprefix(mark)
        lines.append(mark + _half(text) if text.startswith(("{", "[")) and is_json(text) else line)
    return "".join(f"{line}\n" for line in lines).encode()
