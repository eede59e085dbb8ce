"""The reports of earlier runs: which are kept, and which record of a case is the last."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harness.common import atomic
from harness.model import Verdict
from harness.report import document
from harness.report.earlier import MOST, put_aside, runs, take_in

AN_END = "it was left out"


@pytest.fixture
def last_run(tmp_path: Path) -> Path:
    return tmp_path / "last-run.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "earlier"


def write(last_run: Path, folder: Path, day: int, *names: str, reason: str = AN_END, superseded: bool = False) -> None:
    """Writes a run's report, as `harness run` does."""
    put_aside(last_run, folder, superseded=superseded)
    cases = [document.unfinished(f"v1/{name}/go/success", Verdict.SKIPPED, reason) for name in names]
    planned = [case["name"] for case in cases]
    nothing = {"operations": {}, "fields": {}, "scenarios": {}}
    report = document.build(datetime(2026, 11, day, tzinfo=UTC), 1, planned, cases, [], nothing)
    document.write(report, last_run)
    os.utime(last_run, (day, day))


def days(last_run: Path, folder: Path) -> list[dict[str, int]]:
    """The cases of each run with the day of it, as `runs` gives them."""
    found = runs(last_run, folder, "last-run.json")
    return [{name.split("/")[1]: int(started[8:10]) for name, (started, _) in cases.items()} for cases in found]


def test_the_runs_before_the_last_one_are_there_the_newest_first(last_run: Path, folder: Path) -> None:
    write(last_run, folder, 1, "a", "b")
    write(last_run, folder, 2, "a")
    write(last_run, folder, 3, "b")
    assert [{"b": 3}, {"a": 2}, {"a": 1, "b": 1}] == days(last_run, folder)


def test_a_round_of_the_watch_is_the_last_run_of_its_cases_alone(last_run: Path, folder: Path) -> None:
    write(last_run, folder, 1, "a", "b")
    again = document.unfinished("v1/b/go/success", Verdict.SKIPPED, AN_END)
    compared = document.unfinished("v1/a/go/success", Verdict.SKIPPED, AN_END)
    take_in(last_run, [again, {**compared, "cached": True}], datetime(2026, 11, 2, tzinfo=UTC), atomic.write)
    assert [{"a": 1, "b": 2}] == days(last_run, folder)
    write(last_run, folder, 3, "a")
    assert [{"a": 3}, {"a": 1, "b": 2}] == days(last_run, folder)


def test_a_round_of_the_watch_needs_no_run_before_it(last_run: Path, folder: Path) -> None:
    records = [document.unfinished("v1/b/go/success", Verdict.SKIPPED, AN_END)]
    take_in(last_run, records, datetime(2026, 11, 2, tzinfo=UTC), atomic.write)
    assert [{"b": 2}] == days(last_run, folder)


def test_a_run_that_has_every_case_takes_the_earlier_ones_away(last_run: Path, folder: Path) -> None:
    write(last_run, folder, 1, "a", "b")
    write(last_run, folder, 2, "a")
    write(last_run, folder, 3, "a", "b", superseded=True)
    assert [{"a": 3, "b": 3}] == days(last_run, folder)


def test_a_case_that_an_interrupted_run_did_not_reach_is_none_of_it(last_run: Path, folder: Path) -> None:
    write(last_run, folder, 1, "a")
    write(last_run, folder, 2, "a", reason=document.BROKE_OFF)
    assert [{}, {"a": 1}] == days(last_run, folder)


def test_of_many_runs_the_first_and_the_newest_are_kept(last_run: Path, folder: Path) -> None:
    for day in range(1, 29):
        write(last_run, folder, day, "a")
    for second in range(MOST):
        os.utime(last_run, (100 + second, 100 + second))
        put_aside(last_run, folder, superseded=False)
        last_run.write_bytes(next(folder.iterdir()).read_bytes())
    names = sorted(int(path.stem) for path in folder.iterdir())
    assert MOST == len(names)
    assert (1_000_000_000, (100 + MOST - 1) * 1_000_000_000) == (names[0], names[-1])


def test_a_folder_that_came_as_a_link_is_left_alone(last_run: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for number in range(MOST + 5):
        (other / f"{number}.json").write_text("{}")
    folder.symlink_to(other)
    write(last_run, folder, 1, "a")
    write(last_run, folder, 2, "a")
    assert MOST + 5 == len(list(other.iterdir()))


def test_what_is_no_report_of_ours_is_neither_read_nor_removed(last_run: Path, folder: Path) -> None:
    write(last_run, folder, 1, "a")
    write(last_run, folder, 2, "b")
    os.mkfifo(folder / "7.json")
    assert [{"b": 2}, {"a": 1}] == days(last_run, folder)


def test_an_earlier_report_that_is_damaged_is_passed_over(last_run: Path, folder: Path) -> None:
    write(last_run, folder, 1, "a")
    write(last_run, folder, 2, "b")
    (folder / "5.json").write_text("{")
    assert [{"b": 2}, {"a": 1}] == days(last_run, folder)
