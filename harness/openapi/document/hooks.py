"""The operations that an API calls, and not its clients: what a document has under `webhooks` and `callbacks`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from harness.openapi.document import pointers

PLACES = ("webhooks", "x-webhooks")
"""Where a document has its webhooks: before 3.1 in an extension that several tools read."""


class Hook(NamedTuple):
    """A path item of a webhook or callback."""

    name: str
    pointer: str
    item: dict[str, Any]
    caller: str = ""
    """Of a callback, the pointer of the operation that it belongs to."""
    expression: str = ""
    """Of a callback, where it goes, as a runtime expression: `{$request.body#/url}`."""


def hooks_of(
    data: Mapping[str, Any], callers: Sequence[tuple[str, Any]], follow: Callable[[Any], Any]
) -> Iterator[Hook]:
    """All of them in document order; `callers` are the pointers and the objects of the operations of its paths.

    What can't be followed is left out: the document's check reports it.
    """
    for place in PLACES:
        for name, raw in _table(data.get(place)):
            yield from _hook(name, pointers.join("", place, name), raw, follow)
    for pointer, body in callers:
        for name, raw in _table(body.get("callbacks")):
            for expression, item in _table(_followed(raw, follow)):
                for hook in _hook(name, pointers.join(pointer, "callbacks", name, expression), item, follow):
                    yield hook._replace(caller=pointer, expression=expression)


def _hook(name: str, pointer: str, raw: Any, follow: Callable[[Any], Any]) -> Iterator[Hook]:
    item = _followed(raw, follow)
    if isinstance(item, dict):
        yield Hook(name, pointer, item)


def _followed(raw: Any, follow: Callable[[Any], Any]) -> Any:
    try:
        return follow(raw)
    except LookupError:
        return None


def _table(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []
