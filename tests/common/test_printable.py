"""Text that a terminal shows and never obeys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import harness
from harness.common.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, café", "plain, café"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\u202eabc", "\\u202eabc"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, shown: str) -> None:
    assert shown == printable(text)


def test_the_characters_to_keep_stay_as_they_are() -> None:
    assert "a\tb\\n" == printable("a\tb\n", keep="\t")


def test_no_other_module_escapes_characters_for_a_terminal() -> None:
    escapes = re.compile(r"ascii\(char\)\[1:-1\] for char")
    root = Path(harness.__file__).parent
    found = [path.relative_to(root).as_posix() for path in root.rglob("*.py") if escapes.search(path.read_text())]
    assert ["common/printable.py"] == found
