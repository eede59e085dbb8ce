"""Odd source files do warm what the interpreter does with them: a part of what bench/cold_warm.py compares."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.cold_warm import compare
from bench.oddities import Odd, all_of_them
from harness.launch.confined import Unavailable

ALL = list(all_of_them())
ALWAYS = ("latin-1 comment, prints", "atexit: leaves", "stream: closed", "stream: detached", "stream: stderr closed")
"""What once differed."""


def chosen() -> list[Odd]:
    """Every twelfth, and what once differed."""
    return list(dict.fromkeys([*ALL[::12], *(odd for odd in ALL if odd.name in ALWAYS)]))


def test_odd_files_do_the_same_warm_and_cold(tmp_path: Path) -> None:
    try:
        found = compare(chosen(), tmp_path)
    except Unavailable as error:
        pytest.skip(str(error))
    assert [] == [one for one in found if one.differs]
    assert {"warm", "cold", "refused"} == {one.kind for one in found}


def test_there_are_some_hundred_of_them_no_two_alike() -> None:
    assert 300 < len(ALL) == len({(odd.extension, odd.content) for odd in ALL})
