"""The file, the line and the hint of a finding: those of the document for a sample, its own for any other program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.assess import complete
from harness.codes import all_codes
from harness.model import Example, Finding

SOURCE = "import a\n# requests.get\nrequests.get(HOST)\nprint(1)\n"


def example(root: Path, lines: tuple[int, ...] = ()) -> Example:
    """A program of four lines."""
    file = root / "a.py"
    file.write_text(SOURCE)
    return Example("python", "v1", "a", "a", file, "docs/a.py", root, lines=lines)


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (Finding("timeout", "m", at=2), 2),
        (Finding("timeout", "m", at=4, words=("requests",)), 4),
        (Finding("timeout", "m", at=5, words=("requests",)), 3),
        (Finding("timeout", "m", words=("requests",)), 3),
        (Finding("timeout", "m", words=("none",)), None),
    ],
)
def test_a_finding_is_at_its_line_or_at_that_of_its_words(tmp_path: Path, finding: Finding, line: int | None) -> None:
    found = complete(finding, example(tmp_path))
    assert ("docs/a.py", line, all_codes()["timeout"].hint) == (found.file, found.line, found.hint)


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (Finding("timeout", "m", at=1), 10),
        (Finding("timeout", "m", at=3), 22),
        (Finding("timeout", "m", at=4), 23),
        (Finding("timeout", "m"), 10),
    ],
)
def test_a_sample_s_finding_is_at_the_line_of_its_document(tmp_path: Path, finding: Finding, line: int) -> None:
    assert line == complete(finding, example(tmp_path, (10, 21, 22, 23))).line


def test_a_line_beyond_the_sample_is_its_last_one(tmp_path: Path) -> None:
    assert 11 == complete(Finding("timeout", "m", at=4), example(tmp_path, (10, 11))).line


def test_a_finding_that_has_its_file_is_left_where_it_is(tmp_path: Path) -> None:
    found = complete(Finding("timeout", "m", file="other", line=7, hint="own"), example(tmp_path, (10,)))
    assert ("other", 7, "own") == (found.file, found.line, found.hint)


def test_a_program_that_is_gone_has_no_line(tmp_path: Path) -> None:
    gone = replace(example(tmp_path), file=tmp_path / "none.py")
    assert complete(Finding("timeout", "m", at=1, words=("a",)), gone).line is None
