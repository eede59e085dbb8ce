"""A method and a target -> the operation that they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from urllib.parse import unquote, unquote_plus, urlsplit

from harness.model import Operation

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Route:
    """Where a request leads."""

    operation: Operation
    path_values: Mapping[str, str]
    """The values of the path's variables, percent-decoded; bytes that are no UTF-8 become U+FFFD."""
    path: str
    """The path of the target, as sent."""


@dataclass(frozen=True)
class _Template:
    operation: Operation
    full: str
    fixed: tuple[tuple[str, str], ...] = ()
    """The query that belongs to the path, as in `/a?x=y`; a value that is a variable may be any."""

    @cached_property
    def pieces(self) -> list[str]:
        """Literal texts and names of variables, in turn."""
        return _VARIABLE.split(self.full)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the paths look like. Compiled on first use: there may be many hundreds."""
        parts = (_quoted(piece) if index % 2 == 0 else "([^/]*)" for index, piece in enumerate(self.pieces))
        return re.compile("".join(parts))

    @property
    def order(self) -> tuple[int, ...]:
        """A sort key: segments without variables come before those with."""
        segments = self.full.split("/")
        return tuple(2 if _VARIABLE.fullmatch(one) else 1 if "{" in one else 0 for one in segments)

    def holds(self, query: Sequence[tuple[str, str]]) -> bool:
        """True if a query has all that belongs to the path."""
        return all(_has(query, name, value) for name, value in self.fixed)

    def match(self, path: str) -> re.Match[str] | None:
        """The values of the variables, if the path is one of these."""
        if "%" not in path and not path.startswith(self.pieces[0]):
            return None
        return self.pattern.fullmatch(path)


class Router:
    """Finds operations by method and path; a literal segment wins over a variable one."""

    def __init__(self, operations: Sequence[tuple[Operation, str]]) -> None:
        """`operations` with the base path of each."""
        templates = [
            _Template(operation, base + bare_path(operation.path), fixed_query(operation.path))
            for operation, base in operations
        ]
        templates.sort(key=lambda template: template.order)
        self._by_length: dict[int, list[_Template]] = {}
        self._by_operation: dict[Operation, _Template] = {}
        self._alike: dict[tuple[str, str], list[_Template]] = {}
        """The templates that only their queries tell apart, by method and path."""
        for template in templates:
            self._by_length.setdefault(template.full.count("/"), []).append(template)
            self._by_operation[template.operation] = template
            self._alike.setdefault((template.operation.method, template.full), []).append(template)

    def route(self, method: str, target: str) -> Route | None:
        """The operation of a request; None if there is none."""
        path = path_of(target)
        first: _Template | None = None
        for template in self._by_length.get(path.count("/"), ()):
            if template.operation.method == method and template.match(path):
                first = template
                break
        if first is None:
            return None
        alike = self._alike[method, first.full]
        query = _pairs(query_of(target)) if len(alike) > 1 else ()
        holding = [template for template in alike if template.holds(query)]
        chosen = max(holding, key=lambda template: len(template.fixed)) if holding and len(alike) > 1 else alike[0]
        found = chosen.match(path)
        return _route(chosen, found, path) if found else None

    def is_at(self, operation: Operation, target: str) -> bool:
        """True if the target's path is one of the operation's and no other's, whatever the method."""
        path = path_of(target)
        for template in self._by_length.get(path.count("/"), ()):
            if template.match(path):
                return template.full == self._by_operation[operation].full
        return False

    def is_same(self, one: Operation, other: Operation) -> bool:
        """True for two operations that nothing but their query tells apart: some documents have `/a?b=true`."""
        return one is other or (one.method == other.method and self.full_path(one) == self.full_path(other))

    def full_path(self, operation: Operation) -> str:
        """The path template of an operation with its base path."""
        return self._by_operation[operation].full

    def near_misses(self, method: str, target: str, most: int) -> tuple[str, ...]:
        """The most similar operations, nearest first, e.g. `POST /v1/generation/{engine_id}/text-to-image`."""
        path = path_of(target)
        scored = [
            (_likeness(template.full, path) + 0.05 * (template.operation.method == method), index, template)
            for index, template in enumerate(self._by_operation.values())
        ]
        scored.sort(key=lambda item: (-item[0], item[1]))
        return tuple(f"{template.operation.method} {template.full}" for _, _, template in scored[:most])


def path_of(target: str) -> str:
    """The path of a request target, also of an absolute one (`http://host/path?query`)."""
    if not target.startswith("/") and "://" in target:
        try:
            target = urlsplit(target)._replace(scheme="", netloc="").geturl() or "/"
        except ValueError:
            return target
    return target.partition("?")[0]


def query_of(target: str) -> str:
    """The query of a request target, without its question mark."""
    return target.partition("?")[2].partition("#")[0]


def bare_path(path: str) -> str:
    """A path template without the query and the fragment that some documents write behind it."""
    return path.partition("#")[0].partition("?")[0]


def fixed_query(path: str) -> tuple[tuple[str, str], ...]:
    """The names and values of the query that a path template holds."""
    return tuple(_pairs(query_of(path)))


def missing_from(fixed: Sequence[tuple[str, str]], target: str) -> list[tuple[str, str]]:
    """What of a path's own query a request target lacks."""
    query = _pairs(query_of(target)) if fixed else ()
    return [(name, value) for name, value in fixed if not _has(query, name, value)]


def _pairs(query: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in parts]


def _has(query: Sequence[tuple[str, str]], name: str, value: str) -> bool:
    is_free = _VARIABLE.fullmatch(value) is not None
    return any(sent == name and (is_free or own == value) for sent, own in query)


def _quoted(literal: str) -> str:
    """A literal part of a path; a client may percent-encode any of its characters, though few do."""
    return "".join(
        re.escape(char) if char.isalnum() or char == "/" else f"(?:{re.escape(char)}|%{ord(char):02x}|%{ord(char):02X})"
        for char in literal
    )


def _route(template: _Template, found: re.Match[str], path: str) -> Route:
    values = {name: unquote(value) for name, value in zip(template.pieces[1::2], found.groups(), strict=True)}
    return Route(template.operation, values, path)


def _likeness(template: str, path: str) -> float:
    """How like a path is to a template, 0 to 1; a variable stands for what the path has in its place."""
    segments, sent = template.split("/"), path.split("/")
    if len(segments) == len(sent):
        segments = [own if "{" in segment else segment for segment, own in zip(segments, sent, strict=True)]
    return SequenceMatcher(None, "/".join(segments), path, autojunk=False).ratio()
