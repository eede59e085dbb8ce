"""Where reports are written, and what is said where they can't be."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from harness.cli import reports
from harness.cli.reports import Unwritten, check_writable, tell_where
from harness.errors import EnvironmentTrouble, UserError


def test_reports_that_can_be_written_are_no_matter(tmp_path: Path) -> None:
    check_writable(None, tmp_path / "a.json", tmp_path / "new" / "b.json", folders=(None, tmp_path, tmp_path / "c"))


@pytest.mark.parametrize("below", ["", "new/deep"])
def test_a_file_cannot_be_a_folder_or_lie_below_a_file(tmp_path: Path, below: str) -> None:
    file = tmp_path / "file"
    file.touch()
    path = tmp_path if not below else file / below
    with pytest.raises(UserError) as raised:
        check_writable(path)
    got = "a folder" if not below else "no right to"
    assert f"{path}: expected a file that can be written, got {got}" == str(raised.value)


def test_a_folder_of_reports_cannot_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UserError) as raised:
        check_writable(folders=(file,))
    assert f"{file}: expected a folder that can be written, got none" == str(raised.value)


def test_what_nobody_may_write_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UserError, match=r"expected a folder that can be written, got no right to$"):
        check_writable(folders=(tmp_path,))
    with pytest.raises(UserError, match=r"a.json: expected a file that can be written, got no right to$"):
        check_writable(tmp_path / "a.json")


def test_reports_that_failed_are_named_once_the_others_are_written() -> None:
    done: list[str] = []
    unwritten = Unwritten()

    def fail(error: Exception) -> None:
        raise error

    unwritten.attempt(lambda: fail(OSError(28, "No space left on device", "a.html")))
    unwritten.attempt(lambda: done.append("b"))
    unwritten.attempt(lambda: fail(OSError(28, "No space left on device")))
    unwritten.attempt(lambda: fail(UserError("c.sarif: no")))
    unwritten.attempt(lambda: fail(UserError("c.sarif: no")))
    with pytest.raises(EnvironmentTrouble) as raised:
        unwritten.settle()
    said = "a.html: No space left on device; a report: No space left on device; c.sarif: no"
    assert (["b"], said) == (done, str(raised.value))


def test_where_all_were_written_nothing_is_said() -> None:
    unwritten = Unwritten()
    unwritten.attempt(lambda: None)
    unwritten.settle()
    assert [] == unwritten.told


@pytest.mark.parametrize(
    ("quiet", "names", "said"),
    [
        (False, ("b.json", "a.html"), "reports: a.html, b.json\n"),
        (True, ("b.json", "a.html"), ""),
        (False, (), ""),
    ],
)
def test_the_last_line_names_what_is_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    quiet: bool,
    names: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in names:
        Path(name).touch()
    told = {"json": Path("b.json"), "html": Path("a.html"), "junit": Path("c.xml"), "sarif": None}
    tell_where(argparse.Namespace(quiet=quiet, **told))
    assert said == capsys.readouterr().out


@pytest.mark.parametrize(
    ("repository", "workspace", "project", "prefix"),
    [
        (".", None, ".", ""),
        (".", None, "docs/api", "docs/api/"),
        ("docs", None, "docs/api", "api/"),
        ("docs", ".", "docs/api", "docs/api/"),
        ("docs", "elsewhere", "docs/api", "api/"),
        (None, None, "docs", ""),
    ],
)
def test_paths_lead_from_the_repositorys_root(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    repository: str | None,
    workspace: str | None,
    project: str,
    prefix: str,
) -> None:
    (tmp_path / project).mkdir(parents=True, exist_ok=True)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    if repository:
        (tmp_path / repository / ".git").mkdir(parents=True)
    if workspace:
        monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / workspace))
    assert prefix == reports._prefix(tmp_path / project)
