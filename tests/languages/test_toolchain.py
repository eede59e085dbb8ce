"""Toolchains: PATH first where it is new enough, then the package, else nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.languages import toolchain
from harness.languages.toolchain import Requirement


@pytest.fixture
def look_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A PATH with one empty folder, a folder for packages, and no memory of earlier look-ups."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "packages"), *sys.path])
    toolchain.find.cache_clear()
    return folder


def fake(path: Path, script: str) -> Path:
    """An executable of which a version can be asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def need(package: str | None = None, **rest: object) -> Requirement:
    return Requirement("faketool", minimum=(2, 5), package=package, path_in_package="bin/faketool", **rest)  # type: ignore[arg-type]


def packaged(tmp_path: Path, name: str, version: str) -> Path:
    folder = tmp_path / "packages" / name
    tool = fake(folder / "bin" / "faketool", f"echo faketool {version}")
    (folder / "__init__.py").touch()
    return tool


@pytest.mark.parametrize("version", ["2.5", "2.5.0", "2.10", "3.0", "v2.5.1-rc1", "10.0"])
def test_a_tool_on_path_that_is_new_enough_is_taken(look_up: Path, tmp_path: Path, version: str) -> None:
    packaged(tmp_path, "fake_new_on_path", "9.0")
    expected = fake(look_up / "faketool", f"echo faketool {version}")
    found = toolchain.find(need("fake_new_on_path"))
    assert found
    assert str(expected) == found.path


@pytest.mark.parametrize("script", ["echo 2.5 >&2", "echo faketool; echo version 3.1 >&2"])
def test_a_version_on_stderr_is_read(look_up: Path, script: str) -> None:
    expected = fake(look_up / "faketool", script)
    found = toolchain.find(need())
    assert found
    assert str(expected) == found.path


@pytest.mark.parametrize(
    "script", ["echo 2.4.9", "echo 1.99", "echo none", "exit 1", "echo 9.9; exit 1", "echo 9.9 >&2; exit 1"]
)
def test_a_tool_on_path_that_is_too_old_or_broken_gives_way_to_the_package(
    look_up: Path, tmp_path: Path, script: str
) -> None:
    fake(look_up / "faketool", script)
    expected = packaged(tmp_path, "fake_old_on_path", "2.6.1")
    found = toolchain.find(need("fake_old_on_path"))
    assert found
    assert (str(expected), "2.6.1") == (found.path, found.version)


@pytest.mark.usefixtures("look_up")
def test_a_tool_that_is_nowhere_is_none() -> None:
    assert toolchain.find(need()) is None
    assert toolchain.find(need("no_package_of_that_name")) is None


def test_a_tool_that_is_too_old_everywhere_is_none(look_up: Path, tmp_path: Path) -> None:
    fake(look_up / "faketool", "echo 1.0")
    packaged(tmp_path, "fake_old_everywhere", "2.4")
    assert toolchain.find(need("fake_old_everywhere")) is None


def test_a_tool_of_which_any_version_will_do_need_not_tell_it(look_up: Path) -> None:
    expected = fake(look_up / "faketool", "exit 2")
    assert toolchain.Tool(str(expected), "") == toolchain.find(Requirement("faketool"))
