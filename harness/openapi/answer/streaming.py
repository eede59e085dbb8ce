"""How vendors' documents say that an operation streams its answer, where they have no media type for it.

`x-fern-streaming` (Fern: `true`, or `{format, stream-condition, response, response-stream}`),
`x-speakeasy-stream-request-field` and `x-speakeasy-sse-sentinel` (Speakeasy).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.openapi.document.document import Document
from harness.openapi.request.streams import DONE, EVENTS

USUAL = "stream"
"""The field by which most clients ask for a stream."""
LINES = "application/x-ndjson"


@dataclass(frozen=True)
class Streaming:
    """What the extensions of an operation say."""

    field: str = USUAL
    """The field of the request whose true value asks for a stream."""
    always: bool = False
    """True where there is no such field: every answer is a stream."""
    media: str = ""
    """The media type of a stream that no response names; empty if there is none."""
    schema: Any = None
    """The schema of its values; None for that of the usual answer."""
    ends_with_done: bool = False


def streaming(document: Document, operation: Mapping[str, Any]) -> Streaming:
    """Reads an operation's extensions. What has another shape is passed over."""
    said = operation.get("x-fern-streaming")
    told = said if isinstance(said, dict) else {}
    condition = re.fullmatch(r"\$request\.(?:body\.)?([\w-]+)", str(told.get("stream-condition", "")))
    fields = [one["x-speakeasy-stream-request-field"] for one in _holders(document, operation) if _FIELD in one]
    named = condition[1] if condition else next((name for name in fields if isinstance(name, str)), USUAL)
    streams = said is True or "format" in told or "response-stream" in told
    response = told.get("response-stream")
    return Streaming(
        named,
        streams and "stream-condition" not in told,
        (LINES if told.get("format") == "json" else EVENTS) if streams else "",
        response if isinstance(response, dict) else None,
        any(one.get("x-speakeasy-sse-sentinel") == DONE for one in _holders(document, operation)),
    )


_FIELD = "x-speakeasy-stream-request-field"


def _holders(document: Document, operation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The operation, its request body and the media types of its answers: where the extensions stand."""
    yield operation
    body = document.follow(operation.get("requestBody"))
    if isinstance(body, dict):
        yield body
        yield from _media_types(document, body)
    responses = operation.get("responses")
    for one in responses.values() if isinstance(responses, dict) else ():
        response = document.follow(one)
        if isinstance(response, dict):
            yield from _media_types(document, response)


def _media_types(document: Document, holder: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    content = holder.get("content")
    for one in content.values() if isinstance(content, dict) else ():
        media = document.follow(one)
        if isinstance(media, dict):
            yield media
