"""A multipart body (RFC 7578) -> its parts."""

from __future__ import annotations

from dataclasses import dataclass

from multipart import MultipartSegment, PushMultipartParser

from harness.model import Headers

_LARGEST_HEADER = 16 * 1024


@dataclass(frozen=True)
class Part:
    """One part as it came."""

    name: str
    """Empty if it has none."""
    filename: str | None
    content_type: str | None
    """As sent, with its parameters."""
    content: bytes
    charset: str | None = None
    headers: Headers = ()


def split(body: bytes, boundary: str) -> tuple[list[Part], str]:
    """The parts, and what is wrong with the body: empty for a whole form. The last part of a broken one is cut off."""
    read: list[tuple[MultipartSegment, list[bytes]]] = []
    trouble = ""
    try:
        with PushMultipartParser(boundary, max_header_size=_LARGEST_HEADER, max_header_count=32) as parser:
            for event in parser.parse(body) if body else ():
                if isinstance(event, MultipartSegment):
                    read.append((event, []))
                elif event:
                    read[-1][1].append(bytes(event))
    except (ValueError, LookupError) as error:  # MultipartError and UnicodeError are ValueErrors
        trouble = str(error) or type(error).__name__
    return [_part(segment, chunks) for segment, chunks in read], trouble


def _part(segment: MultipartSegment, chunks: list[bytes]) -> Part:
    content = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    headers = tuple(segment.headerlist)
    return Part(segment.name, segment.filename, segment.header("Content-Type"), content, segment.charset, headers)
