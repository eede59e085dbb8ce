"""The file of rules that an API's owner writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.catalogue.rules import NoRules, load
from harness.errors import UserError


def test_without_a_file_there_are_no_rules() -> None:
    assert isinstance(load(None), NoRules)


@pytest.mark.parametrize("name", ["gone.py", "folder.py", "rules.txt"])
def test_what_is_no_python_file_is_told_by_its_shown_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "rules.txt").touch()
    with pytest.raises(UserError, match=r"^own: expected a Python file with the API's rules, found none"):
        load(tmp_path / name, "own")


@pytest.mark.parametrize(
    ("text", "words"),
    [("1 / 0\n", "got ZeroDivisionError: "), ("import nothing_of_that_name\n", "got ModuleNotFoundError: ")],
)
def test_a_file_that_does_not_load_is_told_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "rules.py").write_text(text)
    with pytest.raises(UserError, match=f"expected rules that load, {words}") as told:
        load(tmp_path / "rules.py")
    assert "\n" not in str(told.value)
    assert not (tmp_path / "__pycache__").exists()
