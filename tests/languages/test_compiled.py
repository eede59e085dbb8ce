"""What compiled languages share, by literals."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages.compiled import build_error, build_name
from harness.languages.registry import BUNDLED
from harness.model import Example

GO = next(one.dialect for one in BUNDLED if one.name == "go")


@pytest.fixture
def example(tmp_path: Path) -> Example:
    file = tmp_path / "note.go"
    file.write_text("package main\n")
    return Example("go", "v1", "note", "getNote", file, "go/note.go", tmp_path, dialect=GO)


def test_a_build_has_another_name_for_another_compiler_and_other_files(example: Example, tmp_path: Path) -> None:
    other = tmp_path / "other.go"
    other.write_text("package main\n")
    name = build_name(example, "1.24", [example.file, other])
    assert name.startswith("v1-note-go-")
    assert name == build_name(example, "1.24", [other, example.file])
    names = {name, build_name(example, "1.26", [example.file, other]), build_name(example, "1.24", [example.file])}
    other.write_text("package other\n")
    assert 4 == len(names | {build_name(example, "1.24", [example.file, other])})


def test_what_a_compiler_says_is_a_finding_at_its_line(example: Example) -> None:
    trouble = build_error(example, "go", "it is wrong", 3, "fix it", ("more",))
    (finding,) = trouble.findings
    assert "go: it is wrong" == trouble.reason == finding.message
    assert ("build-error", "go/note.go", 3, "fix it") == (finding.code, finding.file, finding.line, finding.hint)
    assert ("it is wrong\nmore", "example") == (finding.actual, finding.blame)
