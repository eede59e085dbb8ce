"""Which definitions of converted schemas a validator would never come to the end of.

A validator follows every way through `allOf`, `oneOf`, `$ref` and their like, for each value anew. Ten schemas whose
alternatives are each other have millions of ways, and so have twenty that each refer to the next one twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import prod
from typing import Any

MOST_WAYS = 20_000
"""Ways through the schemas of one value beyond which their alternatives are not judged."""

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("if", "then", "else", "not")
IN_PLACE = frozenset((*_LISTS, *_SINGLE, "$ref", "dependentSchemas"))
"""The keywords whose schemas are about the same value."""


def endless(definitions: Mapping[str, Any], ways: dict[str, int]) -> set[str]:
    """The names of those whose ways are more than MOST_WAYS. Looks at each schema once.

    `ways` are those of the definitions that were looked at before, which refer to none of these; these are added.
    """
    own: dict[str, int] = {}
    edges: dict[str, Counter[str]] = {}
    for name, definition in definitions.items():
        own[name], edges[name] = _in_place(definition)
    found: set[str] = set()
    for group in _groups(edges):  # each behind all that it refers to
        inside = [sum(count for one, count in edges[name].items() if one in group) for name in group]
        outside = sum(own[name] for name in group)
        outside += sum(
            ways.get(one, 0) * count for name in group for one, count in edges[name].items() if one not in group
        )
        total = min(MOST_WAYS + 1, outside) * prod(max(1, count) for count in inside)
        if total > MOST_WAYS:
            found |= group
        ways.update(dict.fromkeys(group, 2 if total > MOST_WAYS else total))
    return found


def repeats(definitions: Mapping[str, Any]) -> int:
    """How often, at most, a validator judges one value by the same definition: more than once where it leads to itself.

    What lies in the value is judged as often again, and so on: the work grows with that number to the power of the
    value's depth.
    """
    edges = {name: _in_place(definition)[1] for name, definition in definitions.items()}
    most = 1
    for group in _groups(edges):
        inside = [sum(count for one, count in edges[name].items() if one in group) for name in group]
        if any(inside):
            most = max(most, 1 + prod(max(1, count) for count in inside))
    return most


def _in_place(definition: Any) -> tuple[int, Counter[str]]:
    """How many schemas a definition writes out about its value, and the definitions that it refers to for it."""
    count, names, stack = 0, Counter[str](), [definition]
    while stack:
        part = stack.pop()
        if not isinstance(part, dict):
            continue
        count += 1
        if "$ref" in part:
            names[part["$ref"].removeprefix("#/$defs/")] += 1
        for key in _LISTS:
            stack.extend(part.get(key, ()))
        stack.extend(part[key] for key in _SINGLE if key in part)
        stack.extend(part.get("dependentSchemas", {}).values())
    return count, names


def _groups(edges: Mapping[str, Mapping[str, int]]) -> list[set[str]]:
    """The strongly connected components, each behind those that it leads to (Kosaraju's algorithm)."""
    backwards: dict[str, list[str]] = {name: [] for name in edges}
    for name, below in edges.items():
        for one in below:
            if one in backwards:
                backwards[one].append(name)
    seen: set[str] = set()
    order = [name for start in edges for name in _reached(backwards, start, seen)]
    seen.clear()
    return [group for start in reversed(order) if (group := set(_reached(edges, start, seen)))]


def _reached(edges: Mapping[str, Any], start: str, seen: set[str]) -> list[str]:
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
