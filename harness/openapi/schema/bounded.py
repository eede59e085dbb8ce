"""Which definitions of converted schemas a validator would never finish.

A validator follows every way through `allOf`, `oneOf`, `$ref` and their like, for each value anew. Ten schemas whose
alternatives are each other have millions of ways, and so have twenty that each refer to the next one twice. A way of
thousands of schemas ends the process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from math import prod
from typing import Any, NamedTuple, TypeVar

Node = TypeVar("Node", bound=Hashable)

MOST_WAYS = 20_000
"""Ways through the schemas of one value beyond which their alternatives are not judged."""
LONGEST_WAY = 400
"""Schemas in a row beyond which they are not judged: compiling a thousand uses up the stack, and ends the process."""

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("if", "then", "else", "not")
IN_PLACE = frozenset((*_LISTS, *_SINGLE, "$ref", "dependentSchemas"))
"""The keywords whose schemas are about the same value."""


class Ways(NamedTuple):
    """What a validator follows for one value, from one definition on."""

    schemas: int
    deepest: int
    """How many of them lie in one another, or refer to the next one, on the longest way."""


def endless(definitions: Mapping[str, Any], ways: dict[str, Ways]) -> set[str]:
    """The names of those whose ways are more than MOST_WAYS, or longer than LONGEST_WAY. Looks at each schema once.

    `ways` are those of the definitions that were looked at before, which refer to none of these; these are added.
    """
    own: dict[str, Ways] = {}
    edges: dict[str, Counter[str]] = {}
    for name, definition in definitions.items():
        own[name], edges[name] = _in_place(definition)
    found: set[str] = set()
    for group in groups(edges):  # each behind all that it refers to
        inside = [sum(count for one, count in edges[name].items() if one in group) for name in group]
        outside = [
            (ways.get(one, NO_WAYS), count) for name in group for one, count in edges[name].items() if one not in group
        ]
        total = sum(own[name].schemas for name in group) + sum(one.schemas * count for one, count in outside)
        total = min(MOST_WAYS + 1, total) * prod(max(1, count) for count in inside)
        deepest = sum(own[name].deepest for name in group) + max((one.deepest for one, _ in outside), default=0)
        if total > MOST_WAYS or deepest > LONGEST_WAY:
            found |= group
            total, deepest = 2, 2
        ways.update(dict.fromkeys(group, Ways(total, deepest)))
    return found


NO_WAYS = Ways(0, 0)


def repeats(definitions: Mapping[str, Any]) -> int:
    """How often, at most, a validator judges one value by the same definition: more than once where it leads to itself.

    What lies in the value is judged as often again, and so on: the work grows with that number to the power of the
    value's depth.
    """
    edges = {name: _in_place(definition)[1] for name, definition in definitions.items()}
    most = 1
    for group in groups(edges):
        inside = [sum(count for one, count in edges[name].items() if one in group) for name in group]
        if any(inside):
            most = max(most, 1 + prod(max(1, count) for count in inside))
    return most


def _in_place(definition: Any) -> tuple[Ways, Counter[str]]:
    """The schemas that a definition writes out about its value, and the definitions that it refers to for it."""
    count, deepest, names, stack = 0, 0, Counter[str](), [(definition, 1)]
    while stack:
        part, depth = stack.pop()
        if not isinstance(part, dict):
            continue
        count += 1
        deepest = max(deepest, depth)
        if "$ref" in part:
            names[part["$ref"].removeprefix("#/$defs/")] += 1
        inner = [one for key in _LISTS for one in part.get(key, ())]
        inner += [part[key] for key in _SINGLE if key in part]
        stack.extend((one, depth + 1) for one in (*inner, *part.get("dependentSchemas", {}).values()))
    return Ways(count, deepest), names


def groups(edges: Mapping[Node, Iterable[Node]]) -> list[set[Node]]:
    """The strongly connected components, each behind those that it leads to (Kosaraju's algorithm)."""
    backwards: dict[Node, list[Node]] = {name: [] for name in edges}
    for name, below in edges.items():
        for one in below:
            if one in backwards:
                backwards[one].append(name)
    seen: set[Node] = set()
    order = [name for start in edges for name in _reached(backwards, start, seen)]
    seen.clear()
    return [group for start in reversed(order) if (group := set(_reached(edges, start, seen)))]


def _reached(edges: Mapping[Node, Iterable[Node]], start: Node, seen: set[Node]) -> list[Node]:
    """What can be reached from a place and was not seen before, each behind what it leads to."""
    if start in seen:
        return []
    seen.add(start)
    found, stack = [], [(start, iter(edges[start]))]
    while stack:
        name, below = stack[-1]
        following = next((one for one in below if one in edges and one not in seen), None)
        if following is None:
            found.append(name)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(edges[following])))
    return found
