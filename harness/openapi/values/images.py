"""Images as base64 text within JSON answers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from harness.openapi.schema.shape import Shape

ImageMaker = Callable[[int], bytes]
"""The number of an image, from 0 -> its bytes."""

SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_PREFIX = 16
"""Characters of base64 text that hold a whole signature; a multiple of four."""

TINY_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
"""One grey pixel, for answers that ask for an image of no particular content."""
TINY_TEXT = base64.b64encode(TINY_PNG).decode()
_BASE64 = re.compile(r"(?i)\bbase[-_ ]?64\b")
_IMAGE = re.compile(r"(?i)\b(?:image|picture|photo|thumbnail|png|jpe?g)s?\b")


def is_image_text(text: Any) -> bool:
    """True for base64 text that begins as an image file does."""
    if not isinstance(text, str) or len(text) < _PREFIX:
        return False
    try:
        return base64.b64decode(text[:_PREFIX], validate=True).startswith(SIGNATURES)
    except (binascii.Error, ValueError):
        return False


def is_described(parts: Sequence[Mapping[str, Any]]) -> bool:
    """True for a text that holds an image in Base64, as its keywords say or its description
    (JSON Schema, "A Vocabulary for the Contents of String-Encoded Data")."""
    if any(part.get("format", "byte") != "byte" for part in parts):
        return False
    told = " ".join(str(part.get(key, "")) for part in parts for key in ("description", "title"))
    packed = any(part.get("format") == "byte" or "contentEncoding" in part for part in parts)
    media = any(str(part.get("contentMediaType", "")).startswith("image/") for part in parts)
    return (packed or _BASE64.search(told) is not None) and (media or _IMAGE.search(told) is not None)


def paths(value: Any, shape: Shape | None, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where images stand as base64 text: the schema says so, and the worked example is an image."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from paths(item, shape.field(name) if shape else None, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, shape.items if shape else None, (*path, index))
    elif shape is not None and (shape.is_base64 or is_described(shape.parts)) and is_image_text(value):
        yield path


def list_of_images(found: list[tuple[str | int, ...]]) -> tuple[str | int, ...] | None:
    """The path of the first list whose items hold images; None if there is none."""
    for path in found:
        depth = next((index for index, step in enumerate(path) if isinstance(step, int)), None)
        if depth is not None:
            return path[:depth]
    return None


def fill(value: Any, shape: Shape, images: ImageMaker, count: int) -> Any:
    """A copy of `value` with its images replaced, and `count` items in the list that holds them."""
    found = list(paths(value, shape))
    if not found:
        return value
    value = deepcopy(value)
    place = list_of_images(found)
    if place is not None:
        _resize(_at(value, place), count)
        found = list(paths(value, shape))
    for index, path in enumerate(found):
        holder = _at(value, path[:-1])
        holder[path[-1]] = base64.b64encode(images(index)).decode()
    return value


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _resize(items: list[Any], count: int) -> None:
    items[:] = [deepcopy(items[0]) for _ in range(count)]
