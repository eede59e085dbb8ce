"""The lines of files that reports show."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.report import sources
from harness.report.sources import Sources


@pytest.mark.parametrize(("limit", "lines"), [(4, ["a", "b"]), (3, [])])
def test_a_file_is_read_up_to_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, lines: list[str]
) -> None:
    monkeypatch.setattr(sources, "LIMIT", limit)
    (tmp_path / "a.py").write_text("a\nb\n")
    assert lines == Sources(tmp_path).lines("a.py")


@pytest.mark.parametrize("file", ["gone.py", "../beside.py", "folder", "bytes.py", "a\0b", None])
def test_what_is_no_text_of_the_project_has_no_lines(tmp_path: Path, file: str | None) -> None:
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (tmp_path / "beside.py").write_text("a\n")
    (root / "bytes.py").write_bytes(b"\xff\n")
    assert [] == Sources(root).lines(file)
    assert [] == Sources(None).lines("bytes.py")
