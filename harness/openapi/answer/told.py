"""The body of a refusal that says what is wrong, as far as the document has a place for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

TELLING = (
    *("message", "detail", "error_message", "errorMessage", "error_description", "reason", "msg", "description"),
    *("errors", "details", "error", "title"),
)
"""Fields in which APIs say what is wrong, most telling first."""
DEEPEST = 4
"""Objects in one another that are looked into."""
Place = tuple[str | int, ...]


def with_message(value: Any, message: str, accepts: Callable[[Any], bool]) -> Any:
    """The value with a message in the first place that can hold it; the same value if there is none."""
    for place in sorted(_places(value, ()), key=len):
        told = _put(value, place, message)
        if accepts(told):
            return told
    return value


def _places(value: Any, path: Place) -> Iterator[Place]:
    """Where texts of an error are that its readers look at."""
    if len(path) > DEEPEST or not isinstance(value, dict):
        return
    for name in (name for name in TELLING if name in value):
        found = value[name]
        if isinstance(found, str):
            yield (*path, name)
        elif isinstance(found, list) and found and isinstance(found[0], str):
            yield (*path, name, 0)
        elif isinstance(found, list) and found:
            yield from _places(found[0], (*path, name, 0))
        else:
            yield from _places(found, (*path, name))


def _put(value: Any, place: Place, text: str) -> Any:
    """A copy of a value with a text at a place."""
    if not place:
        return text
    copy = value.copy()
    copy[place[0]] = _put(value[place[0]], place[1:], text)
    return copy
