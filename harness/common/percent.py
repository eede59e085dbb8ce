"""Percent-decoding of long texts, piece by piece: all at once it takes fifty times their size."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

PIECE = 1 << 16
"""Bytes that are decoded at a time."""


def decoded(text: bytes) -> bytes:
    """A text without percent-encoding (RFC 3986, section 2.1); what is no such encoding stays."""
    if len(text) <= PIECE:
        return unquote_to_bytes(text)
    found, at = bytearray(), 0
    while at < len(text):
        end = at + PIECE
        cut = text.rfind(b"%", end - 2, end)  # an encoding is not parted
        end = cut if cut > at else end
        found += unquote_to_bytes(text[at:end])
        at = end
    return bytes(found)
