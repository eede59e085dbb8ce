"""The mutants that bench/mutants.py draws from."""

from __future__ import annotations

import pytest

from bench.mutations import mutants


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b < c", ["a = (b <= c)"]),
        ("a = b and c", ["a = (b or c)", "a = (b)"]),
        ("a = not b", ["a = (b)"]),
        ("a = b if c else d", ["a = (d if c else b)"]),
        ("a = b + c", ["a = (b - c)"]),
        ("a = 1", ["a = (2)"]),
        ("a = True", ["a = (False)"]),
        ('a = "é", b < c', ["a = (''), b < c", 'a = "é", (b <= c)']),
        ("def f() -> int:\n    return a", ["def f() -> int:\n    return None"]),
        ("f(a)", ["pass"]),
        ("a += b", ["pass"]),
        ("for a in b:\n    break", ["for a in b:\n    continue"]),
        ('"""A docstring."""\na: "int"\n__all__ = ["a"]', []),
        ("if TYPE_CHECKING:\n    a = 1", []),
    ],
)
def test_a_mutant_is_one_small_change(text: str, expected: list[str]) -> None:
    assert expected == [mutant.apply(text) for mutant in mutants("a.py", text)]
