"""The body of an answer without its compression, and the images in it: one, or JSON that holds some as base64."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from typing import Any

from harness.common import json_values
from harness.model import Reply

SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
MOST_PLAIN = 80 * 1024 * 1024
"""Bytes of a body without its codings: what is shorter on the wire may be a thousand times as long."""
MOST_MEMBERS = 100
"""Members of a gzip stream that are read; no client sends more than one."""
_ZLIB, _GZIP = zlib.MAX_WBITS, 16 + zlib.MAX_WBITS
LONGEST_HEAD = 4096
"""Bytes of the line before a chunk of aws-chunked."""
SHORTEST = 40
"""Characters below which a text is no image in base64."""


def plain_body(reply: Reply) -> bytes:
    """The body of a reply without its content coding; as it came where that can't be undone."""
    codings = ", ".join(value for name, value in reply.headers if name.lower() == "content-encoding")
    try:
        return uncoded(reply.body, codings)
    except ValueError:
        return reply.body


def uncoded(body: bytes, content_encoding: str | None) -> bytes:
    """A body without its content codings. Raises `ValueError` for broken data or an unknown coding."""
    codings = [coding.strip().lower() for coding in (content_encoding or "").split(",")]
    for coding in reversed([coding for coding in codings if coding and coding != "identity"]):
        try:
            if coding in ("gzip", "x-gzip"):
                body = _inflated(body, _GZIP)
            elif coding == "deflate":
                body = _inflated(body, _ZLIB)
            elif coding == "aws-chunked":
                body = b"".join(_aws_chunks(body))
            else:
                raise ValueError(f'the content coding "{coding}" is not known')
        except (EOFError, zlib.error) as error:
            raise ValueError(f"the body is not {coding} data: {error}") from None
    return body


def _inflated(body: bytes, kind: int) -> bytes:
    """Raises EOFError or zlib.error for what is no such data, and ValueError where it holds too much."""
    plain = bytearray()
    for _ in range(MOST_MEMBERS if body or kind == _ZLIB else 0):
        inflating = zlib.decompressobj(kind)
        plain += inflating.decompress(body, MOST_PLAIN + 1 - len(plain))
        if len(plain) > MOST_PLAIN:
            raise ValueError(f"the body holds more than {MOST_PLAIN // 2**20} MB without its content coding")
        if not inflating.eof:
            raise EOFError("it ends before its end")
        body = inflating.unused_data.lstrip(b"\0")
        if kind == _ZLIB or not body:
            break
    return bytes(plain)


def _aws_chunks(body: bytes) -> Iterator[bytes]:
    """The data of the chunks that S3's clients send, each behind its size and its signature (AWS: `sigv4-streaming`).

    Raises `ValueError` for chunks that are cut off.
    """
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + LONGEST_HEAD)
        head, at = body[at : max(at, end)], end + 2
        try:
            size = int(head.partition(b";")[0], 16)
        except ValueError:
            raise ValueError("the size of a chunk of aws-chunked can't be read") from None
        if size == 0:
            return
        if size < 0 or body[at + size : at + size + 2] != b"\r\n":
            raise ValueError("a chunk of aws-chunked is cut off")
        yield body[at : at + size]
        at += size + 2


def json_body(reply: Reply) -> Any:
    """The JSON value of a reply; None where it holds none."""
    if "json" not in (reply.header("Content-Type") or ""):
        return None
    try:
        return json_values.loads(plain_body(reply))
    except ValueError:
        return None


def images(reply: Reply) -> tuple[bytes, ...]:
    """The images of a reply, in the order in which they stand in it."""
    if (reply.header("Content-Type") or "").startswith("image/"):
        return (plain_body(reply),)
    return tuple(
        image for text in texts(json_body(reply)) if len(text) >= SHORTEST and (image := _image(text)) is not None
    )


def texts(value: Any) -> Iterator[str]:
    """All strings in a JSON value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def scalars(value: Any) -> Iterator[str | int | float]:
    """All strings and numbers in a JSON value, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from scalars(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value


def is_image(content: bytes) -> bool:
    """True if the bytes begin as an image file does."""
    return content.startswith(SIGNATURES)


def _image(text: str) -> bytes | None:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if is_image(content) else None
