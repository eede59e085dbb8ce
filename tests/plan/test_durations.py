"""How long cases took, remembered from run to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.samples import case

from harness.errors import UserError
from harness.plan import durations


def record(name: str, milliseconds: int, **more: Any) -> dict[str, Any]:
    """A case of Go's."""
    return case(f"v1/{name}/go/success", duration_ms=milliseconds, **more)


def test_half_of_what_is_remembered_is_the_last_run_s(tmp_path: Path) -> None:
    path = tmp_path / "durations.json"
    durations.remember(path, [record("a", 1000)])
    assert {"v1/a/go/success": 1.0} == durations.read(path)
    durations.remember(path, [record("a", 3000), record("b", 500)])
    assert {"v1/a/go/success": 2.0, "v1/b/go/success": 0.5} == durations.read(path)


def test_waits_that_a_case_was_spared_are_no_part_of_what_it_took(tmp_path: Path) -> None:
    path = tmp_path / "durations.json"
    durations.remember(path, [record("a", 3000, spared_ms=2500)])
    assert {"v1/a/go/success": 0.5} == durations.read(path)


def test_what_did_not_run_now_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "durations.json"
    durations.remember(path, [record("a", 1000)])
    lost = {"kind": "could-not-start", "reason": "no Go"}
    durations.remember(path, [record("a", 9000, cached=True), record("b", 0, outcome=lost)])
    assert {"v1/a/go/success": 1.0} == durations.read(path)


def test_those_that_ran_longest_ago_are_forgotten_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durations, "MOST", 2)
    path = tmp_path / "durations.json"
    durations.remember(path, [record("a", 1), record("b", 1)])
    durations.remember(path, [record("a", 1), record("c", 1)])
    assert ["v1/a/go/success", "v1/c/go/success"] == list(durations.read(path))


def test_a_folder_that_can_not_be_written_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    durations.remember(tmp_path / "file" / "durations.json", [record("a", 1)])


@pytest.mark.parametrize("text", ["", "[]", '{"a": "x"}', '{"a": null}', "{"])
def test_a_broken_memory_is_none_unless_it_is_needed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "durations.json"
    path.write_text(text)
    assert {} == durations.read(path)
    with pytest.raises(UserError, match=r"durations\.json: expected the durations of an earlier run, got: something"):
        durations.read(path, needed=True)


def test_a_memory_that_is_not_there_is_named_where_it_is_needed(tmp_path: Path) -> None:
    assert {} == durations.read(tmp_path / "none")
    with pytest.raises(UserError, match="none: expected the durations of an earlier run, got: No such file"):
        durations.read(tmp_path / "none", needed=True)


def test_no_case_takes_less_than_no_time(tmp_path: Path) -> None:
    (tmp_path / "d").write_text(json.dumps({"a": -1, "b": 2}))
    assert {"a": 0.0, "b": 2.0} == durations.read(tmp_path / "d")
