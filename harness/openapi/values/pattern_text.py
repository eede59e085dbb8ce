"""A regular expression -> a short text that it matches.

Walks the tree that Python's own parser makes of the expression; JSON Schema asks for ECMA 262, of which the part that
schemas use is the same but for the names of groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import Any

_PARSER: Any = import_module("re._parser")  # not public, and the same in all versions that are supported
_NAMED = re.compile(r"\(\?<([A-Za-z_]\w*)>")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~ !#$%&'*+/=?^`{|}@,;:()[]<>\"\\"
_PROPERTY = re.compile(r"\\([pP])\{([^{}]*)\}")
_CHARACTERS = (
    (("Lu", "Uppercase_Letter", "Uppercase"), "A-Z"),
    (("Ll", "Lowercase_Letter", "Lowercase"), "a-z"),
    (("N", "Nd", "Number", "Decimal_Number"), "0-9"),
    (("P", "Po", "Punctuation"), "!,.:;?"),
    (("S", "Sc", "Symbol", "Currency_Symbol"), "$"),
    (("Sm", "Math_Symbol"), "+<=>"),
    (("Z", "Zs", "Separator", "Space_Separator", "White_Space"), " "),
    (("Greek", "Grek"), "\u03b1-\u03c9"),
    (("Cyrillic", "Cyrl"), "\u0430-\u044f"),
    (("Han", "Hani"), "\u4e00-\u9fa5"),
    (("Hiragana", "Hira"), "\u3042-\u3093"),
    (("Katakana", "Kana"), "\u30a2-\u30f3"),
    (("Hebrew", "Hebr"), "\u05d0-\u05ea"),
    (("Arabic", "Arab"), "\u0627-\u064a"),
    (("L", "Letter", "Alphabetic", "Latin", "Latn", "L&"), "A-Za-z"),
)
_STRIDES = (0, 1, 7, 11)
"""Steps from one character of a class to the next: a look-ahead may ask for one of each kind."""
_LONGEST = 4096
"""Characters beyond which no text is made: an expression may ask for billions."""


@lru_cache(maxsize=1024)
def text_for(pattern: str, least: int = 0, most: int | None = None) -> str | None:
    """A text of `least` to `most` characters that the pattern matches; None where none was found."""
    try:
        python = _classes(_NAMED.sub(r"(?P<\1>", pattern))
        compiled, tree = re.compile(python), _PARSER.parse(python)
    except (re.error, RecursionError, OverflowError):
        return None
    for more, stride in product((0, 1, 2, 4, 8, 16, 32, least), _STRIDES):
        try:
            text = _TextWriter(more, stride).write(tree)
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


def _classes(pattern: str) -> str:
    """ECMA 262's classes of Unicode characters as Python knows them: the common ones of each."""
    text, inside, at = "", False, 0
    while at < len(pattern):
        found = _PROPERTY.match(pattern, at)
        if found:
            kind = found[2].rpartition("=")[2]
            chars = next((chars for names, chars in _CHARACTERS if kind in names), "a-z")
            if found[1] == "P":
                chars = "0-9" if chars.startswith(("A", "a")) else "a-z"
            text += chars if inside else f"[{chars}]"
            at = found.end()
            continue
        step = 2 if pattern[at] == "\\" else 1
        inside = (inside or pattern[at] == "[") and pattern[at] != "]"
        text += pattern[at : at + step]
        at += step
    return text


class _Impossible(Exception):
    """An expression that no short text matches."""


class _TextWriter:
    """Writes one text; where a thing may come often it comes `more` times oftener than it must."""

    def __init__(self, more: int, stride: int = 0) -> None:
        self.more = more
        self.stride = stride
        self.turn = 0
        self.groups: dict[int, str] = {}
        self.length = 0

    def write(self, tree: Iterable[tuple[Any, Any]]) -> str:
        """The text of a sequence."""
        return "".join(self._part(str(operator), argument) for operator, argument in tree)

    def _part(self, operator: str, argument: Any) -> str:
        writers: dict[str, Callable[[Any], str]] = {
            "LITERAL": chr,
            "NOT_LITERAL": lambda code: self._one(lambda char: ord(char) != code),
            "ANY": lambda _: self._one(lambda _: True),
            "IN": lambda items: self._one(lambda char: _is_in(char, items)),
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

    def _one(self, fits: Callable[[str], bool]) -> str:
        """A character of a class, another one each time where the stride says so."""
        fitting = [char for char in _LETTERS if fits(char)]
        if fitting:
            self.turn += self.stride
            return fitting[self.turn % len(fitting)]
        found = next((chr(code) for code in range(0xA1, 0xA000) if fits(chr(code))), None)
        if found is None:
            raise _Impossible
        return found

    def _repeated(self, low: int, high: Any, inner: Any) -> str:
        times = min(int(low) + self.more, int(high))
        self.length += times
        if self.length > _LONGEST:
            raise _Impossible
        return "".join(self.write(inner) for _ in range(times))


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
