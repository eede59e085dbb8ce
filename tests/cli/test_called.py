"""The line that runs a case again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pytest

from harness.cli.called import again, anywhere

NONE = argparse.Namespace(config=None, root=None, launcher="local")
LINE = "harness run v1/a/go/success"


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the command in `bin`, called by its path."""
    command = tmp_path / "bin" / "harness"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "argv", [str(command)])
    return command


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, LINE),
        ({"launcher": "docker"}, f"{LINE} --launcher docker"),
        ({"launcher": None}, LINE),
        ({"root": Path("a b"), "config": Path("c.toml")}, f"{LINE} --config c.toml --root 'a b'"),
    ],
)
def test_the_options_without_which_a_case_is_another_are_kept(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, object], line: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["harness"])
    assert line == again(argparse.Namespace(**(vars(NONE) | options)))(LINE)


def test_a_command_that_takes_fewer_options_is_repeated_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["harness"])
    assert LINE == again(argparse.Namespace())(LINE)


def test_a_variants_case_needs_the_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["harness"])
    assert "harness run v1/a/go@1/success --matrix" == again(NONE)("harness run v1/a/go@1/success")


def test_another_command_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["harness"])
    assert "other line" == again(argparse.Namespace(root="x"))("other line")


def test_a_command_that_no_shell_finds_is_named_by_its_path(called: Path) -> None:
    assert "bin/harness run x" == again(NONE)("harness run x")
    assert called.is_file()


def test_a_command_that_lies_elsewhere_has_its_whole_path(called: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (called.parent.parent / "work").mkdir()
    monkeypatch.chdir(called.parent.parent / "work")
    assert f"{called} run x" == again(NONE)("harness run x")


def test_the_command_that_a_shell_finds_is_named_plainly(called: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(called.parent))
    assert "harness run x" == again(NONE)("harness run x")


def test_a_test_runner_is_no_command(called: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(called.with_name("pytest"))])
    assert "harness run x" == again(NONE)("harness run x")


def test_a_module_is_called_as_one(called: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(called.parent / "__main__.py")])
    assert f"{sys.executable} -m harness run x" == again(NONE)("harness run x")
    assert f"cd {Path.cwd()} && {sys.executable} -m harness run x" == anywhere(NONE, "x")


def test_from_anywhere_it_is_the_whole_path_and_the_folder(called: Path) -> None:
    assert f"cd {Path.cwd()} && {called} run x --root y" == anywhere(argparse.Namespace(root="y"), "x")
