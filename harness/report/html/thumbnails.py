"""An image of unknown origin -> a small PNG, or nothing."""

from __future__ import annotations

import io

LONGEST_SIDE = 96
"""Pixels of a thumbnail's longer side."""
MOST_PIXELS = 32_000_000
"""Pixels of an image that is decoded at all: beyond it, a small file can fill the memory."""
MOST_BYTES = 32 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def thumbnail(content: bytes) -> bytes | None:
    """A PNG of at most `LONGEST_SIDE` pixels a side; None where the bytes are no image that can be decoded."""
    from PIL import Image  # here, because it is slow to import and only the HTML report needs it

    if len(content) > MOST_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            small = image.convert("RGBA" if "transparency" in image.info or image.mode in ("LA", "RGBA") else "RGB")
            small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
            few = small.quantize(64)
            out = io.BytesIO()
            few.save(out, "PNG", optimize=True)
            return out.getvalue()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
