"""What programs see beside the system: the project, and what their languages name."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness.languages import Language, load
from harness.run.visible import visible
from harness.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Those of a project that is a part of a checkout, beside a home and other folders."""
    for name in ("home/bin", "checkout/.git", "checkout/docs/examples/python", "other"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"/usr/bin:{tmp_path}/home/bin:{tmp_path}/home:relative")
    root = tmp_path / "checkout" / "docs"
    return Settings(root, examples=root / "examples")


@pytest.fixture
def python(settings: Settings) -> dict[str, Language]:
    return {"python": load(settings)["python"]}


def make_python(prefix: Path) -> Path:
    """What looks like a Python that is installed in a folder."""
    (prefix / "lib" / "python3.12").mkdir(parents=True)
    (prefix / "bin").mkdir()
    (prefix / "bin" / "python3").write_text("")
    return prefix / "bin" / "python3"


def test_the_checkout_is_shown_without_its_hidden_entries_and_with_what_was_built(
    settings: Settings, tmp_path: Path
) -> None:
    for name in (".env", ".venv", ".nvmrc"):
        (settings.root / name).touch()
    seen = visible(settings, {})
    assert {str(tmp_path / "checkout"), str(settings.root / ".harness" / "build")} <= set(seen.shown)
    hidden = (tmp_path / "checkout/.git", settings.root / ".env", settings.root / ".harness")
    assert sorted(map(str, hidden)) == list(seen.hidden)


def test_the_folder_that_a_checkout_lies_in_is_not_shown_where_that_is_the_home(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "checkout"))
    assert str(tmp_path / "checkout") not in visible(settings, {}).shown


def test_folders_of_path_are_shown_but_for_the_home(settings: Settings, tmp_path: Path) -> None:
    shown = visible(settings, {}).shown
    assert (True, False, False) == tuple(
        path in shown for path in (f"{tmp_path}/home/bin", f"{tmp_path}/home", "relative")
    )


def test_each_hop_of_the_links_to_an_interpreter_is_shown(
    settings: Settings, python: dict[str, Language], tmp_path: Path
) -> None:
    real, link = make_python(tmp_path / "home" / "pythons" / "3.12.8"), tmp_path / "home" / "pythons" / "3.12"
    link.symlink_to(real.parent.parent)
    own = settings.examples / "python" / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.symlink_to(link / "bin" / "python3")
    assert str(link) in visible(settings, python).shown
    assert str(Path(sys.prefix).parent) not in visible(settings, python).shown


def test_a_link_to_what_is_no_interpreter_opens_nothing(
    settings: Settings, python: dict[str, Language], tmp_path: Path
) -> None:
    (tmp_path / "other" / "deep").mkdir()
    (tmp_path / "other" / "deep" / "secret").touch()
    own = settings.examples / "python" / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.symlink_to(tmp_path / "other" / "deep" / "secret")
    assert [] == [path for path in visible(settings, python).shown if path.startswith(f"{tmp_path}/other")]


def test_the_interpreters_of_a_matrix_are_shown(
    settings: Settings, python: dict[str, Language], tmp_path: Path
) -> None:
    tool = make_python(tmp_path / "home" / "pythons" / "3.9")
    own = settings.own.matrix / "key" / "variants" / "python3.9" / "tree" / "python" / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.symlink_to(tool)
    assert str(tool.parent.parent) in visible(settings, python).shown


def test_paths_in_the_variables_of_programs_are_shown(settings: Settings, tmp_path: Path) -> None:
    named = replace(settings, env={"NODE_PATH": f"relative:{tmp_path}/other:{tmp_path}/home", "KEY": "{key}"})
    added = set(visible(named, {}).shown) - set(visible(settings, {}).shown)
    assert {str(tmp_path / "other")} == added
