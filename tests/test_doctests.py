"""What docstrings show is true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHOWING = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "harness").rglob("*.py")
    if "\n    >>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", SHOWING)
def test_the_examples_of_a_module_print_what_they_say(name: str) -> None:
    results = doctest.testmod(import_module(name))
    assert 0 < results.attempted
    assert 0 == results.failed
