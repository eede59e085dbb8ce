"""The cases that failed in the last run, and the part of a plan that was asked for."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.cli.arguments import _failed, _relative, part_of
from harness.errors import UserError
from harness.report import read
from harness.settings import reader


@pytest.fixture
def last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The report of the last run, once it is there; its text says how each case ended."""
    file = tmp_path / "last.json"
    settings = SimpleNamespace(own=SimpleNamespace(last_run=file), show=str)
    monkeypatch.setattr(reader, "load", lambda *_: settings)
    monkeypatch.setattr(
        read,
        "read",
        lambda path, _: {"cases": [{"name": one, "verdict": one} for one in path.read_text("utf-8").split()]},
    )
    return file


ASKED = Namespace(config=None, root=None)


def test_what_failed_last_is_what_did_not_end_as_expected(last: Path) -> None:
    last.write_text("passed failed known-failure flaky could-not-run unexpected-pass skipped", "utf-8")
    assert {"failed", "flaky", "could-not-run", "unexpected-pass"} <= _failed(ASKED)
    assert not {"passed", "known-failure"} & _failed(ASKED)


@pytest.mark.parametrize(
    ("text", "words"), [(None, "--lf: expected an earlier run, found none"), ("passed", "--lf: nothing failed")]
)
def test_without_a_run_or_a_failure_there_is_nothing_to_run_again(last: Path, text: str | None, words: str) -> None:
    if text:
        last.write_text(text, "utf-8")
    with pytest.raises(UserError, match=words):
        _failed(ASKED)


def test_without_an_option_the_whole_plan_is_taken() -> None:
    session = cast("Any", SimpleNamespace(plan="all"))
    assert session is part_of(Namespace(changed_since=None, shard=None), session)


@pytest.mark.parametrize(("pattern", "expected"), [("./a", "a"), ("a", "a"), (".a", ".a"), ("a./b", "a./b")])
def test_a_path_is_taken_without_its_leading_dot(pattern: str, expected: str) -> None:
    assert expected == _relative(pattern)
