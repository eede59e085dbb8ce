"""The mutants that bench/mutants.py draws from, and the tests that it tries on them."""

from __future__ import annotations

import json
import os

import pytest

from bench.forked import End, _followed
from bench.mutations import Mutant, mutants
from bench.reach import quick, whole


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


@pytest.mark.parametrize(
    ("told", "end"),
    [
        ([["begin", "a"], ["begin", "b"], ["end", 0]], End(ran=2)),
        ([["begin", "a"], ["failed", "a"], ["end", 1]], End("a", ran=1)),
        ([["begin", "a"], ["failed", "a"]], End("a", ran=1)),
        ([["begin", "a"], ["begin", "b"]], End("b", ran=2)),
        ([["end", 4]], End("first", ran=0)),
        ([], End("first", ran=0)),
    ],
    ids=["passed", "failed", "ended by the failure", "ended by a test", "nothing collected", "no pytest"],
)
def test_what_breaks_pytest_is_laid_to_the_test_that_ran(told: list[list[object]], end: End) -> None:
    reading, writing = os.pipe()
    os.write(writing, "".join(json.dumps(line) + "\n" for line in told).encode())
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        assert end == _followed(pipe, ["first", "a", "b"], 10, 10)


@pytest.mark.parametrize(("seconds", "end"), [(0.01, End(late=True, ran=1)), (10, End("a", ran=1))])
def test_a_test_that_never_ends_fails_and_a_list_that_takes_too_long_is_late(seconds: float, end: End) -> None:
    reading, writing = os.pipe()
    os.write(writing, b'["begin", "a"]\n')
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        assert end == _followed(pipe, ["a"], seconds, 0.02)
    os.close(writing)


def test_the_tests_of_a_module_come_first_and_then_those_of_its_room() -> None:
    mutant = Mutant("harness/report/sarif.py", 1, 1, "", 0, "", "")
    first, others, far = quick(mutant)
    assert "tests/report/test_sarif.py" == first[0]
    assert all(file.startswith("tests/report/") for file in first + others)
    assert not any(file.startswith("tests/report/") for file in far)
    assert whole(mutant)[0].startswith("tests/report/")


def test_a_room_without_tests_has_those_of_the_room_around_it() -> None:
    first, _, _ = quick(Mutant("harness/launch/clock/tracer.py", 1, 1, "", 0, "", ""))
    assert "tests/launch/test_tracer.py" == first[0]


@pytest.mark.parametrize(
    ("file", "first"), [("harness/codes.py", "tests/test_codes.py"), ("harness/model.py", "tests/test_model.py")]
)
def test_a_module_in_no_room_has_the_tests_in_no_room(file: str, first: str) -> None:
    near, others, far = quick(Mutant(file, 1, 1, "", 0, "", ""))
    assert first == near[0]
    assert all(name.count("/") == 1 for name in near + others)
    assert all(name.count("/") > 1 for name in far)
