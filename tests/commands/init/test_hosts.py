"""The servers for variables that only some programs read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from harness.commands.init.descriptions import Description
from harness.commands.init.hosts import _second_hosts
from harness.commands.init.repository import Program
from harness.commands.init.variables import Variable

FIRST, SECOND = (
    cast("Description", SimpleNamespace(hosts=frozenset((f"https://{name}.example",)), base_path="", operations=()))
    for name in "ab"
)
SHOWN = {"one": FIRST, "two": SECOND}
PROGRAMS = [Program("a.py", "python", "A_HOST"), Program("b.py", "python", "B_HOST")]
APIS = {"a.py": "one", "b.py": "two"}


def added(*others: Variable) -> tuple[list[tuple[Any, ...]], bool]:
    found: list[tuple[Any, ...]] = []
    told = _second_hosts(lambda *words: found.append(words[1:3]), others, PROGRAMS, SHOWN, APIS)
    return found, told


def test_each_variable_has_the_server_of_the_document_that_its_programs_are_of() -> None:
    one, two = Variable("A_HOST", 1, "a.py:1"), Variable("B_HOST", 1, "b.py:1")
    assert ([("A_HOST", "https://a.example"), ("B_HOST", "https://b.example")], True) == added(one, two)


def test_a_variable_that_needs_no_value_does_not_hide_the_next() -> None:
    two = Variable("B_HOST", 1, "b.py:1")
    for one in (
        Variable("A_HOST", 1, "a.py:1", default="https://own.example"),
        Variable("A_HOST", 2, "a.py:1"),
        Variable("C_HOST", 1, "c.py:1"),
    ):
        assert ([("B_HOST", "https://b.example")], True) == added(one, two)
        assert ([], False) == added(one)
