"""YAML or JSON text -> plain data whose keys are always strings, and the line of everything in it.

Built from the parser's events: PyYAML's own composer recurses in C, and ends the process on deep nesting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from harness.openapi.document import pointers
from harness.openapi.document.json_text import as_yaml
from harness.openapi.document.scalars import plain_value, tagged_value

DEEPEST = 200
"""Levels of nesting beyond which a document is refused: what reads it afterwards recurses."""
MOST_REPEATED = 1_000_000
"""Values that aliases may repeat: more are no document, but an attempt to fill the memory of whoever expands them."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ReadError(Exception):
    """Text that is no YAML; `line` counts from 1."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class Marks:
    """Where things stand in a text: for each mapping and list, the 1-based line of each of its entries."""

    lines: dict[int, dict[str, int] | list[int]] = field(default_factory=dict)
    """By the `id()` of the container, which the document keeps alive."""
    unusable: list[tuple[int | None, str]] = field(default_factory=list)
    """Line and message of each thing that was left out in reading, in order."""

    def line(self, data: Any, pointer: str) -> int:
        """The line of a pointer, or of its nearest ancestor that exists."""
        line = 1
        for token in pointers.tokens_of(pointer):
            marks = self.lines.get(id(data))
            try:
                data = pointers.step(data, token)
                line = line if marks is None else pointers.step(marks, token)
            except LookupError:
                break
        return line


def read(text: str) -> tuple[Any, Marks]:
    """The data of one YAML or JSON document, and its lines. Raises `ReadError`."""
    loader = _LOADER(text)
    try:
        return _Builder(loader).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        found = ReadError(f"not YAML: {problem}", mark.line + 1 if mark else None)
    finally:
        loader.dispose()
    plain = as_yaml(text) if text.lstrip()[:1] in ("{", "[") else text
    if plain == text:
        raise found
    try:
        return read(plain)
    except ReadError:
        raise found from None


@dataclass
class _Open:
    """A container that the reader is inside of."""

    data: Any
    marks: Any
    anchor: str | None
    key: str | None = None
    merged: list[Any] = field(default_factory=list)
    size: int = 1
    """Values in it so far, those that aliases repeat included."""
    height: int = 1
    """Levels of nesting in it so far."""


class _Builder:
    """Turns the events of one document into data, without recursion."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        self.marks = Marks()
        self.anchors: dict[str, Any] = {}
        self.extents: dict[int, tuple[int, int]] = {}
        """Size and height of each container with an anchor, by its `id()`."""
        self.repeated = 0
        self.stack: list[_Open] = []
        self.root: Any = None

    def document(self) -> tuple[Any, Marks]:
        """Reads all events. Raises `ReadError`, `yaml.YAMLError`."""
        take = self.loader.get_event
        documents = 0
        while not isinstance(event := take(), yaml.StreamEndEvent):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close()
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise ReadError("expected one YAML document, got several", event.start_mark.line + 1)
        return self.root, self.marks

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        top = self.stack[-1] if self.stack else None
        if top is not None and top.key is None and type(top.data) is dict:
            self._key(top, event, line)
            return
        value: Any
        if event.tag is not None and event.tag != "!":
            value = tagged_value(event.value, event.tag)
        else:
            value = plain_value(event.value) if event.implicit[0] else event.value
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        self._put(value, line)

    def _key(self, top: _Open, event: Any, line: int) -> None:
        if str(event.value) == "<<" and event.implicit[0]:
            top.key = "<<"
            return
        self._name(top, str(event.value), line)

    def _name(self, top: _Open, key: str, line: int) -> None:
        """Of a key that appears twice the last one counts, as in nearly every reader of JSON."""
        if key in top.marks:
            message = f'expected each key once, got "{key}" on line {top.marks[key]} and line {line}: the last counts'
            self.marks.unusable.append((line, message))
        top.key = key
        top.marks[key] = line

    def _open(self, event: Any, data: Any) -> None:
        line = event.start_mark.line + 1
        if len(self.stack) >= DEEPEST:
            raise ReadError(f"expected at most {DEEPEST} levels of nesting, got more", line)
        if self.stack and self.stack[-1].key is None and type(self.stack[-1].data) is dict:
            raise ReadError("expected a plain key, got a mapping or a list as a key", line)
        marks: Any = {} if type(data) is dict else []
        self.marks.lines[id(data)] = marks
        self._put(data, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = data
        self.stack.append(_Open(data, marks, event.anchor))

    def _close(self) -> None:
        top = self.stack.pop()
        if top.anchor is not None:
            self.extents[id(top.data)] = (top.size, top.height)
        if self.stack:
            below = self.stack[-1]
            below.size += top.size
            below.height = max(below.height, top.height + 1)
        for merged in top.merged:
            for source in merged if isinstance(merged, list) else [merged]:
                if isinstance(source, dict):
                    for key, value in source.items():
                        top.data.setdefault(key, value)

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        top = self.stack[-1] if self.stack else None
        value = self._aliased(event.anchor, line)
        if top is not None and top.key is None and type(top.data) is dict:
            if isinstance(value, dict | list):
                raise ReadError("expected a plain key, got an alias of a mapping or a list as a key", line)
            self._name(top, str(value), line)
            return
        size, height = self.extents.get(id(value), (1, 0))
        self.repeated += size
        if self.repeated > MOST_REPEATED:
            raise ReadError(f"expected aliases of at most {MOST_REPEATED} values altogether, got more", line)
        if len(self.stack) + height > DEEPEST:
            raise ReadError(f"expected at most {DEEPEST} levels of nesting, got more", line)
        if top is not None:
            top.size += size
            top.height = max(top.height, height + 1)
        self._put(value, line)

    def _aliased(self, anchor: str, line: int) -> Any:
        """What an alias represents; null for one that leads nowhere, or into itself."""
        if any(open_.anchor == anchor for open_ in self.stack):
            self.marks.unusable.append((line, f'expected a finite document, got "*{anchor}" inside itself'))
            return None
        if anchor not in self.anchors:
            self.marks.unusable.append((line, f'expected a defined anchor, got "*{anchor}"'))
            return None
        return self.anchors[anchor]

    def _put(self, value: Any, line: int) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if type(top.data) is list:
            top.data.append(value)
            top.marks.append(line)
        elif top.key == "<<" and "<<" not in top.marks:
            top.merged.append(value)
            top.key = None
        else:
            top.data[top.key] = value
            top.key = None
