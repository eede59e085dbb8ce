"""PNG images whose size is asked for and whose content is the asker's alone."""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import lru_cache

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def draw(width: int, height: int, unique: str) -> bytes:
    """A PNG of `width` x `height` pixels, its 16 colours drawn from `unique`: no two texts give the same image.

    The pixels are indexes into a palette (https://www.w3.org/TR/png-3/#11PLTE), so that one compressed pattern
    serves all images of a size and a new image costs microseconds.
    """
    digest = hashlib.shake_256(unique.encode()).digest(48)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
            _chunk(b"PLTE", digest),
            _pixels(width, height),
            _chunk(b"IEND", b""),
        )
    )


@lru_cache(maxsize=64)
def _pixels(width: int, height: int) -> bytes:
    bytes_a_row = (width + 1) // 2
    stripes = bytes((x * 16 // bytes_a_row % 16) * 0x11 for x in range(bytes_a_row))
    rows = (b"\x00" + stripes[y // 32 % bytes_a_row :] + stripes[: y // 32 % bytes_a_row] for y in range(height))
    return _chunk(b"IDAT", zlib.compress(b"".join(rows), 6))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
