"""A regular expression -> a short text that it matches.

Walks the tree that Python's own parser makes of the expression; JSON Schema asks for ECMA 262, of which the part that
schemas use is the same but for the names of groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

_PARSER: Any = import_module("re._parser")  # not public, and the same in all versions that are supported
_NAMED = re.compile(r"\(\?<([A-Za-z_]\w*)>")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~ !#$%&'*+/=?^`{|}@,;:()[]<>\"\\"
_LONGEST = 4096
"""Characters beyond which no text is made: an expression may ask for billions."""


@lru_cache(maxsize=1024)
def text_for(pattern: str, least: int = 0, most: int | None = None) -> str | None:
    """A text of `least` to `most` characters that the pattern matches; None where none was found."""
    try:
        python = _NAMED.sub(r"(?P<\1>", pattern)
        compiled, tree = re.compile(python), _PARSER.parse(python)
    except (re.error, RecursionError, OverflowError):
        return None
    for more in (0, 1, 2, 4, 8, 16, 32, least):
        try:
            text = _TextWriter(more).write(tree)
        except (_Impossible, RecursionError):
            return None
        padded = (
            text,
            *(text.ljust(least, char) for char in dict.fromkeys((text[-1:] or "a", "a"))),
            text.rjust(least, "a"),
            text[:most],
        )
        for candidate in padded:
            if least <= len(candidate) <= (_LONGEST if most is None else most) and compiled.search(candidate):
                return candidate
    return None


class _Impossible(Exception):
    """An expression that no short text matches."""


class _TextWriter:
    """Writes one text; where a thing may come often it comes `more` times oftener than it must."""

    def __init__(self, more: int) -> None:
        self.more = more
        self.groups: dict[int, str] = {}
        self.length = 0

    def write(self, tree: Iterable[tuple[Any, Any]]) -> str:
        """The text of a sequence."""
        return "".join(self._part(str(operator), argument) for operator, argument in tree)

    def _part(self, operator: str, argument: Any) -> str:
        writers: dict[str, Callable[[Any], str]] = {
            "LITERAL": chr,
            "NOT_LITERAL": lambda code: _one(lambda char: ord(char) != code),
            "ANY": lambda _: "a",
            "IN": lambda items: _one(lambda char: _is_in(char, items)),
            "BRANCH": lambda branches: self.write(branches[1][0]),
            "SUBPATTERN": self._group,
            "ATOMIC_GROUP": self.write,
            "GROUPREF": lambda number: self.groups.get(number, ""),
            "GROUPREF_EXISTS": lambda _: "",
        }
        if operator in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._repeated(*argument)
        return writers[operator](argument) if operator in writers else ""  # what is left takes no room

    def _group(self, argument: Any) -> str:
        number, _, _, inner = argument
        text = self.write(inner)
        if number is not None:
            self.groups[number] = text
        return text

    def _repeated(self, low: int, high: Any, inner: Any) -> str:
        times = min(int(low) + self.more, int(high))
        self.length += times
        if self.length > _LONGEST:
            raise _Impossible
        return "".join(self.write(inner) for _ in range(times))


def _one(fits: Callable[[str], bool]) -> str:
    for char in _LETTERS:
        if fits(char):
            return char
    found = next((chr(code) for code in range(0xA1, 0x3000) if fits(chr(code))), None)
    if found is None:
        raise _Impossible
    return found


def _is_in(char: str, items: list[tuple[Any, Any]]) -> bool:
    negated = str(items[0][0]) == "NEGATE"
    return negated != any(_is_of(char, str(operator), argument) for operator, argument in items[negated:])


def _is_of(char: str, operator: str, argument: Any) -> bool:
    if operator == "LITERAL":
        return bool(ord(char) == argument)
    if operator == "RANGE":
        return bool(argument[0] <= ord(char) <= argument[1])
    name = str(argument).removeprefix("CATEGORY_").lower()
    kinds = {"digit": char.isdigit(), "space": char.isspace(), "word": char.isalnum() or char == "_"}
    return kinds.get(name.removeprefix("not_"), False) != name.startswith("not_")
