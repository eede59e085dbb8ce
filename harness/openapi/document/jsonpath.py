"""JSONPath (RFC 9535) as overlays use it: names, indexes, slices, wildcards, descendants and filters.

Function extensions (`length()`, `match()`) are not supported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

from harness.openapi.document.jsonpath_filter import FilterParser, PathError

Selector = Callable[[Any, Any], Iterator[str | int]]
"""A value and the document's root -> the keys or indexes of its children that are chosen."""

_NAME = re.compile(r"[A-Za-z_\u0080-\U0010FFFF][\w\u0080-\U0010FFFF$-]*")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_SLICE = re.compile(r"(-?\d+)?\s*:\s*(-?\d+)?(?:\s*:\s*(-?\d+)?)?")
_INDEX = re.compile(r"-?\d+")


class Node(NamedTuple):
    """A place in a document that a path chose; the root has no holder."""

    holder: Any
    key: str | int | None
    value: Any


@dataclass(frozen=True)
class Segment:
    """One step of a path."""

    selectors: tuple[Selector, ...]
    descendant: bool


def find(text: str, root: Any) -> list[Node]:
    """The nodes that a path chooses, in order. Raises `PathError`."""
    return select(Parser(text).path(), root, root)


def select(segments: list[Segment], start: Any, root: Any) -> list[Node]:
    """The nodes that some segments choose from `start`."""
    nodes = [Node(None, None, start)]
    for segment in segments:
        starts = [inner for node in nodes for inner in _descendants(node)] if segment.descendant else nodes
        nodes = [
            Node(node.value, key, node.value[key])
            for node in starts
            for selector in segment.selectors
            for key in selector(node.value, root)
        ]
    return nodes


def _descendants(node: Node) -> Iterator[Node]:
    yield node
    for key in _children(node.value):
        yield from _descendants(Node(node.value, key, node.value[key]))


def _children(value: Any) -> Iterator[str | int]:
    yield from value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()


class Parser:
    """Reads the text of a path."""

    def __init__(self, text: str, position: int = 0) -> None:
        self.text = text
        self.position = position

    def path(self) -> list[Segment]:
        """A whole path, from `$` to the end of the text."""
        if not self.text.startswith("$"):
            self.fail()
        self.position = 1
        segments = self.segments()
        if self.position != len(self.text):
            self.fail()
        return segments

    def segments(self) -> list[Segment]:
        """Steps, as far as the text goes on with them."""
        found = []
        while self.position < len(self.text) and self.text[self.position] in ".[":
            descendant = self._take("..")
            if not descendant:
                self._take(".")
            selectors = self._bracketed() if self._take("[") else (self._dotted(),)
            found.append(Segment(selectors, descendant))
        return found

    def fail(self) -> NoReturn:
        """Raises `PathError` for what stands at the position."""
        raise PathError(self.text, self.position)

    def _take(self, literal: str) -> bool:
        found = self.text.startswith(literal, self.position)
        self.position += len(literal) * found
        return found

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.position)
        self.position = found.end() if found else self.position
        return found

    def _space(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in " \t\r\n":
            self.position += 1

    def _dotted(self) -> Selector:
        if self._take("*"):
            return lambda value, _: _children(value)
        found = self._match(_NAME)
        return _by_name(found[0]) if found else self.fail()

    def _bracketed(self) -> tuple[Selector, ...]:
        selectors = []
        while True:
            self._space()
            selectors.append(self._selector())
            self._space()
            if self._take("]"):
                return tuple(selectors)
            if not self._take(","):
                self.fail()

    def _selector(self) -> Selector:
        if self._take("*"):
            return lambda value, _: _children(value)
        if self._take("?"):
            parser = FilterParser(self.text, self.position, _relative)
            keep = parser.expression()
            self.position = parser.position
            return lambda value, root: (key for key in _children(value) if keep(value[key], root))
        if found := self._match(_QUOTED):
            return _by_name(re.sub(r"\\(.)", r"\1", found[1] if found[1] is not None else found[2]))
        if found := self._match(_SLICE):
            first, last, step = (int(group) if group else None for group in found.groups())
            return _by_slice(slice(first, last, step))
        found = self._match(_INDEX)
        return _by_index(int(found[0])) if found else self.fail()


def _relative(text: str, position: int) -> tuple[Callable[[Any, Any], list[Any]], int]:
    """A query within a filter, and where it ends: a value and the root -> the values that it chooses."""
    parser = Parser(text, position + 1)
    segments = parser.segments()
    from_root = text[position] == "$"

    def values(value: Any, root: Any) -> list[Any]:
        return [node.value for node in select(segments, root if from_root else value, root)]

    return values, parser.position


def _by_name(name: str) -> Selector:
    return lambda value, _: iter([name] if isinstance(value, dict) and name in value else [])


def _by_index(index: int) -> Selector:
    def chosen(value: Any, _: Any) -> Iterator[str | int]:
        if isinstance(value, list) and -len(value) <= index < len(value):
            yield index % len(value)

    return chosen


def _by_slice(part: slice) -> Selector:
    def chosen(value: Any, _: Any) -> Iterator[str | int]:
        if isinstance(value, list) and part.step != 0:
            yield from range(*part.indices(len(value)))

    return chosen
