"""The parts of a multipart body, for reading: texts as they are, files by size and digest."""

from __future__ import annotations

import hashlib
from typing import Any

from multipart import parse_options_header

from harness.common.multipart_parts import Part, split

TEXT_SHOWN = 4 * 1024
"""Bytes of a text part that are kept."""


def parts(body: bytes, content_type: str) -> list[dict[str, Any]]:
    """One entry a part; as many as can be read of a body that is broken."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    return [_part(part) for part in split(body, boundary)[0]]


def _part(part: Part) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": part.name,
        "filename": part.filename,
        "content_type": part.content_type,
        "bytes": len(part.content),
    }
    if part.filename is None and len(part.content) <= TEXT_SHOWN:
        return entry | {"text": part.content.decode("utf-8", "replace")}
    return entry | {"sha256": hashlib.sha256(part.content).hexdigest()}
