"""A method and a target -> the operation that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from string import ascii_letters, digits
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from harness.model import Operation
from harness.openapi.request.sent import Sent

LONGEST_COMPARED = 500
"""Characters of a path that is compared with those of the document."""
_UNRESERVED = frozenset(ascii_letters + digits + "-._~")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Route:
    """Where a request leads."""

    operation: Operation
    path_values: Mapping[str, Sent]
    """The values of the path's variables; decoded, bytes that are no UTF-8 become U+FFFD."""
    path: str
    """The path of the target, as sent."""


@dataclass(frozen=True)
class _Template:
    operation: Operation
    full: str
    variables: int
    """How many variables the operation's own path has; the others are its server's."""
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

    def is_nearer(self, other: _Template) -> bool:
        """True if no segment is more of a variable than the other's, and one is less."""
        pairs = list(zip(self.order, other.order, strict=True))
        return all(own <= its for own, its in pairs) and self.order != other.order

    @cached_property
    def order(self) -> tuple[int, ...]:
        """A sort key: segments without variables come before those with."""
        segments = self.full.split("/")
        return tuple(2 if _VARIABLE.fullmatch(one) else 1 if "{" in one else 0 for one in segments)

    def holds(self, query: Sequence[tuple[str, str]]) -> bool:
        """True if a query has all that belongs to the path."""
        return all(_has(query, name, value) for name, value in self.fixed)

    def match(self, path: str) -> re.Match[str] | None:
        """The values of the variables, if the path, as `normal_path` gives it, is one of these."""
        if "%" not in path and not path.startswith(self.pieces[0].partition("%")[0]):
            return None
        return self.pattern.fullmatch(path)


class Router:
    """Finds operations by method and path; a literal segment wins over a variable one."""

    def __init__(self, operations: Iterable[tuple[Operation, str]]) -> None:
        """`operations` with the base path of each; one of several servers has several, the first before the others."""
        templates = [_template(operation, base) for operation, base in operations]
        shown = {template.operation: template for template in reversed(templates)}
        templates.sort(key=lambda template: template.order)
        self._by_operation = {template.operation: shown[template.operation] for template in templates}
        self._by_length: dict[int, list[_Template]] = {}
        self._alike: dict[tuple[str, str], list[_Template]] = {}
        """The templates that only their queries tell apart, by method and path."""
        for template in templates:
            self._by_length.setdefault(template.full.count("/"), []).append(template)
            self._alike.setdefault((template.operation.method, template.full), []).append(template)

    def route(self, method: str, target: str, own: Operation | None = None) -> Route | None:
        """The operation of a request; None if there is none.

        Of paths that nothing but the names of their variables tells apart it is `own`, if that has one of them.
        """
        path = normal_path(target)
        first: _Template | None = None
        for template in self._by_length.get(path.count("/"), ()):
            if template.operation.method != method or not template.match(path):
                continue
            if first is None or (template.operation == own and not first.is_nearer(template)):
                first = template
            if own is None:
                break
        if first is None:
            return None
        alike = self._alike[method, first.full]
        query = _pairs(query_of(target)) if len(alike) > 1 else ()
        holding = [template for template in alike if template.holds(query)]
        chosen = max(holding, key=lambda template: len(template.fixed)) if holding and len(alike) > 1 else alike[0]
        found = chosen.match(path)
        return _route(chosen, found, path_of(target)) if found else None

    def is_at(self, operation: Operation, target: str) -> bool:
        """True if the target's path is one of the operation's and no other's, whatever the method."""
        path = normal_path(target)
        for template in self._by_length.get(path.count("/"), ()):
            if template.match(path):
                return bare_path(template.operation.path) == bare_path(operation.path)
        return False

    def is_same(self, one: Operation, other: Operation) -> bool:
        """True for two operations that nothing but their query tells apart: some documents have `/a?b=true`."""
        return one is other or (one.method == other.method and self.full_path(one) == self.full_path(other))

    def full_path(self, operation: Operation) -> str:
        """The path template of an operation with its base path."""
        return self._by_operation[operation].full

    def near_misses(self, method: str, target: str, most: int) -> tuple[str, ...]:
        """The most similar operations, nearest first, e.g. `POST /v1/generation/{engine_id}/text-to-image`."""
        path = unquote(path_of(target)[:LONGEST_COMPARED])
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


def slashed(target: str) -> str:
    """A request target with a slash at the end of its path, or without it if it has one."""
    path = path_of(target)
    other = path[:-1] if path.endswith("/") else f"{path}/"
    return f"{other}?{query_of(target)}" if query_of(target) else other


def normal_path(target: str) -> str:
    """The path of a request target without needless percent-encoding (RFC 3986, 6.2.2): `/p%69ng` is `/ping`."""
    path = path_of(target)
    return _ENCODED.sub(_normal, path) if "%" in path else path


def _normal(encoded: re.Match[str]) -> str:
    char = unquote(encoded[0])
    return char if char in _UNRESERVED else encoded[0].upper()


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


def _template(operation: Operation, base: str) -> _Template:
    path = bare_path(operation.path)
    return _Template(operation, base + path, len(_VARIABLE.findall(path)), fixed_query(operation.path))


def _quoted(literal: str) -> str:
    """A literal part of a path; a client may percent-encode any of its characters, and a document may too."""
    return "".join(map(_either, literal if "%2F" in literal.upper() else unquote(literal)))


def _either(char: str) -> str:
    if char in _UNRESERVED or char == "/":
        return re.escape(char)
    return f"(?:{re.escape(char)}|{re.escape(quote(char, safe=''))})"


def _route(template: _Template, found: re.Match[str], path: str) -> Route:
    values = list(zip(template.pieces[1::2], found.groups(), strict=True))[-template.variables or len(found.groups()) :]
    return Route(template.operation, {name: Sent(name, value, unquote) for name, value in values}, path)


def _likeness(template: str, path: str) -> float:
    """How like a path is to a template, 0 to 1; a variable represents what the path has in its place."""
    segments, sent = template.split("/"), path.split("/")
    if len(segments) == len(sent):
        segments = [own if "{" in segment else segment for segment, own in zip(segments, sent, strict=True)]
    return SequenceMatcher(None, "/".join(segments), path, autojunk=False).ratio()
