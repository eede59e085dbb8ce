"""Files that are there whole or not at all."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from harness.common import atomic

SIZE = 200_000
TIMES = 50


def _write(path: Path, letter: str) -> None:
    for _ in range(TIMES):
        atomic.write(path, letter * SIZE)


def test_of_two_runs_that_write_one_file_each_leaves_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    writers = [multiprocessing.get_context("spawn").Process(target=_write, args=(path, letter)) for letter in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [0, 0] == [writer.exitcode for writer in writers]
    assert path.read_text() in ("a" * SIZE, "b" * SIZE)
    assert [path] == list(tmp_path.iterdir())


def test_what_can_not_be_written_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.mkdir()
    with pytest.raises(OSError, match="report"):
        atomic.write(path, b"new")
    assert [path] == list(tmp_path.iterdir())
