"""Where the toolchain of a variant comes from."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.commands.matrix import toolchains
from harness.languages import Language
from harness.languages.toolchain import Requirement, Tool

NEED = Requirement("thing", package="thing_wheel", path_in_package="bin/thing", distributions=("thing-bin",))


def language(*needs: Requirement) -> Language:
    return cast("Language", SimpleNamespace(requirements=needs))


def variant(version: str) -> Any:
    return SimpleNamespace(version=version)


@pytest.fixture(autouse=True)
def nothing_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolchains.shutil, "which", lambda _: None)
    monkeypatch.setattr(toolchains, "find", lambda need: Tool(need.at, "1.2.3") if need.at else None)


def test_a_language_that_needs_no_tool_has_none(tmp_path: Path) -> None:
    assert ("", "") == toolchains.of(language(), variant("1.2"), tmp_path)


def test_a_tool_that_no_package_holds_must_be_on_path(tmp_path: Path) -> None:
    with pytest.raises(toolchains.MatrixTrouble, match=r"expected thing 1\.2 on PATH, found none"):
        toolchains.of(language(Requirement("thing")), variant("1.2"), tmp_path)


def test_a_tool_that_a_package_holds_is_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[Path] = []

    def install(_need: Requirement, _version: str, target: Path) -> None:
        installed.append(target)
        (target / "thing_wheel" / "bin").mkdir(parents=True)
        (target / "thing_wheel" / "bin" / "thing").touch()

    monkeypatch.setattr(toolchains, "_install", install)
    target = tmp_path / "thing-1.2"
    for _ in range(2):
        path, version = toolchains.of(language(NEED), variant("1.2"), tmp_path)
        assert (str(target / "thing_wheel" / "bin" / "thing"), "1.2.3") == (path, version)
    assert [target] == installed
