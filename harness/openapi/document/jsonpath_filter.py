"""Filters of JSONPath: `@.name == 'filter' && !@.deprecated`."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from typing import Any, NoReturn


class PathError(ValueError):
    """Text that is no JSONPath, or uses a part of it that is not supported."""

    def __init__(self, text: str, position: int) -> None:
        super().__init__(f'expected a JSONPath, got "{text}", not understood from character {position + 1} on')


Test = Callable[[Any, Any], bool]
"""A child and the document's root -> whether the child is chosen."""
Values = Callable[[Any, Any], list[Any]]
"""A child and the document's root -> the values that a query chooses."""
ReadQuery = Callable[[str, int], tuple[Values, int]]
"""A text and the position of its `@` or `$` -> the query, and where it ends."""

_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_COMPARISON = re.compile(r"\s*(==|!=|<=|>=|<|>)\s*")
_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class FilterParser:
    """Reads one filter out of a path."""

    def __init__(self, text: str, position: int, read_query: ReadQuery) -> None:
        self.text = text
        self.position = position
        self._read_query = read_query

    def expression(self) -> Test:
        """Alternatives, joined by `||`."""
        tests = [self._conjunction()]
        while self._take("||"):
            tests.append(self._conjunction())
        return tests[0] if len(tests) == 1 else lambda value, root: any(test(value, root) for test in tests)

    def _conjunction(self) -> Test:
        tests = [self._single()]
        while self._take("&&"):
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda value, root: all(test(value, root) for test in tests)

    def _single(self) -> Test:
        if self._take("!"):
            inner = self._single()
            return lambda value, root: not inner(value, root)
        if self._take("("):
            test = self.expression()
            if not self._take(")"):
                self._fail()
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        left = self._operand()
        found = _COMPARISON.match(self.text, self.position)
        if not found:
            return lambda value, root: bool(left(value, root))
        self.position = found.end()
        right, sign = self._operand(), found[1]
        return lambda value, root: _compare(left(value, root), sign, right(value, root))

    def _operand(self) -> Values:
        self._space()
        if self.text[self.position : self.position + 1] in ("@", "$"):
            values, self.position = self._read_query(self.text, self.position)
            return values
        found = _LITERAL.match(self.text, self.position)
        if not found:
            self._fail()
        self.position = found.end()
        literal = [_literal(found[0])]
        return lambda _, __: literal

    def _take(self, literal: str) -> bool:
        self._space()
        found = self.text.startswith(literal, self.position) and not (
            literal == "!" and self.text.startswith("!=", self.position)
        )
        self.position += len(literal) * found
        return found

    def _space(self) -> None:
        while self.text[self.position : self.position + 1].isspace():
            self.position += 1

    def _fail(self) -> NoReturn:
        raise PathError(self.text, self.position)


def _literal(text: str) -> Any:
    if text[0] in "'\"":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return json.loads(text)


def _compare(left: list[Any], sign: str, right: list[Any]) -> bool:
    """RFC 9535, 2.3.5.2.2: a query that chooses nothing equals only another such."""
    if sign in ("==", "!="):
        same = (not left and not right) or bool(left and right and _equal(left[0], right[0]))
        return same == (sign == "==")
    if not left or not right or not _comparable(left[0], right[0]):
        return False
    return bool(_ORDERS[sign](left[0], right[0]))


def _equal(left: Any, right: Any) -> bool:
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _comparable(left: Any, right: Any) -> bool:
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (left, right))
    return numbers or (isinstance(left, str) and isinstance(right, str))
