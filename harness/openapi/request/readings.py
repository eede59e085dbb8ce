"""Texts -> the values that a schema takes. A text that may be read in several ways is tried in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.openapi.schema.fault import Fault, Path
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.typed import typed
from harness.openapi.schema.validator import Validator

_MOST_TEXTS = 100
"""Texts of one value that are tried one by one."""
_ANYTHING = tuple(
    Shape.of({"type": name}) for name in (["integer", "number"], "boolean", "null", ["object"], ["array"])
)
_SPOKEN = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}
"""How clients write booleans in forms: Python's `True`, PHP's `1`, a browser's `on`."""


@dataclass(frozen=True)
class Text:
    """A text that is still to be read, and what the schema says of its value."""

    text: str
    shape: Shape | None = None

    @property
    def first(self) -> Any:
        """The reading that the types of the schema suggest; text where text is allowed."""
        return typed(self.shape, self.text)

    def others(self) -> list[Any]:
        """The other readings: a number, a boolean, null, JSON, the text itself."""
        found = [self.first]
        for value in (*(typed(shape, self.text) for shape in _ANYTHING), self.text):
            if not any(type(value) is type(one) and value == one for one in found):
                found.append(value)
        return found[1:]

    def other(self) -> Any:
        """The first of the other readings, if there is one."""
        return next(iter(self.others()), self.first)


@dataclass(frozen=True)
class Settled:
    """A value, and what is wrong with it."""

    value: Any
    faults: list[Fault]
    spoken: Mapping[Path, str] = field(default_factory=dict)
    """The texts that were taken for a boolean though they are neither `true` nor `false`."""


def settle(trees: Sequence[Any], validator: Validator, *, spoken: bool = False) -> Settled:
    """The first reading that the validator takes, else the one with the fewest faults.

    `trees` are values whose texts are `Text`, the likeliest first. `spoken` reads booleans as clients write them.
    """
    for tree in trees:
        for read in (lambda text: text.first, Text.other):
            value = filled(tree, read)
            if validator.accepts(value):
                return Settled(value, [])
    return _refined(trees[0], validator, spoken=spoken)


def filled(tree: Any, read: Callable[[Text], Any] = lambda text: text.first) -> Any:
    """A tree with each text read."""
    if isinstance(tree, Text):
        return read(tree)
    if type(tree) is dict:
        return {key: filled(item, read) for key, item in tree.items()}
    return [filled(item, read) for item in tree] if type(tree) is list else tree


def _refined(tree: Any, validator: Validator, *, spoken: bool) -> Settled:
    """Reads each text that is at fault in another way, and keeps what leaves fewer faults."""
    value = filled(tree)
    faults = validator.faults(value)
    said: dict[Path, str] = {}
    for path, text in list(_texts(tree, ()))[:_MOST_TEXTS]:
        if not any(path[: len(fault.path)] == fault.path for fault in faults):
            continue
        as_boolean = [_SPOKEN[text.text.lower()]] if spoken and text.text.lower() in _SPOKEN else []
        for index, reading in enumerate([*(others := text.others()), *as_boolean]):
            tried = _replaced(value, path, reading)
            fewer = validator.faults(tried)
            if len(fewer) < len(faults):
                value, faults = tried, fewer
                said |= {path: text.text} if index >= len(others) else {}
                break
    return Settled(value, faults, said)


def _texts(tree: Any, path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(tree, Text):
        yield path, tree
    elif type(tree) in (dict, list):
        for key, item in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _texts(item, (*path, key))


def _replaced(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy
