"""The parts of a multipart body, for reading: texts as they are, files by size and digest."""

from __future__ import annotations

import hashlib
from typing import Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

TEXT_SHOWN = 4 * 1024
"""Bytes of a text part that are kept."""


def parts(body: bytes, content_type: str) -> list[dict[str, Any]]:
    """One entry a part; as many as can be read of a body that is broken."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    found: list[tuple[MultipartSegment, bytearray]] = []
    try:
        parser = PushMultipartParser(boundary, max_segment_size=len(body) + 1)
        with parser:
            for event in (*parser.parse(body), *parser.parse(b"")):
                if isinstance(event, MultipartSegment):
                    found.append((event, bytearray()))
                elif event:
                    found[-1][1].extend(event)
    except (MultipartError, ValueError):
        pass
    return [_part(segment, bytes(content)) for segment, content in found]


def _part(segment: MultipartSegment, content: bytes) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": segment.name,
        "filename": segment.filename,
        "content_type": segment.header("Content-Type"),
        "bytes": len(content),
    }
    if segment.filename is None and len(content) <= TEXT_SHOWN:
        return entry | {"text": content.decode("utf-8", "replace")}
    return entry | {"sha256": hashlib.sha256(content).hexdigest()}
