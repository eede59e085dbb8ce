"""A language as the settings change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.languages.registry import BUNDLED, _changed, _requirements
from harness.languages.toolchain import Requirement
from harness.settings import LanguageSettings

BASE = replace(
    next(language for language in BUNDLED if language.name == "python"), requirements=(Requirement("old", advice="x"),)
)
BARE = replace(BASE, requirements=())


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ({}, []),
        ({"command": ("tool", "{file}")}, ["tool"]),
        ({"command": ("{file}",)}, []),
        ({"command": ("{tool}", "{file}")}, ["tool"]),
        ({"command": ("tool", "{other}", "{name}")}, ["tool", "other"]),
        ({"version": ("tool", "-v")}, ["tool"]),
        ({"version": ("tool", "-v"), "command": ("another", "{file}")}, ["tool"]),
    ],
)
def test_a_language_of_the_settings_needs_the_tools_that_its_commands_name(
    table: dict[str, Any], names: list[str]
) -> None:
    assert names == [need.name for need in _requirements(BARE, LanguageSettings(**table))]


def test_the_tool_of_a_known_language_is_asked_for_its_version_as_the_settings_say() -> None:
    (need,) = _requirements(BASE, LanguageSettings(version=("new", "-v"), minimum="3.2"))
    assert ("new", ("-v",), (3, 2)) == (need.name, need.version_argv, need.minimum)
    assert "install new 3.2 or newer" == need.advice


def test_a_tool_stays_as_it_was_where_the_settings_say_nothing() -> None:
    assert BASE.requirements == _requirements(BASE, LanguageSettings())


@pytest.mark.parametrize(
    ("name", "value"),
    [("extensions", (".a",)), ("time_limit", 3.0), ("image", "img"), ("workdir", "w")],
)
def test_what_the_settings_say_of_a_language_counts_and_else_its_own(name: str, value: object) -> None:
    base = replace(BASE, image="own", time_limit=7.0)
    table = LanguageSettings(**{name: value})
    assert value == getattr(_changed(base, table), name)
    assert getattr(base, name) == getattr(_changed(base, LanguageSettings()), name)


@pytest.mark.parametrize("name", ["words", "variables", "files", "calls"])
def test_what_the_settings_say_of_its_texts_counts_and_else_its_own(name: str) -> None:
    table = LanguageSettings(**{name: ("own",)})  # type: ignore[arg-type]
    assert ("own",) == getattr(_changed(BASE, table).dialect, name)
    assert getattr(BASE.dialect, name) == getattr(_changed(BASE, LanguageSettings()).dialect, name)


def test_variables_of_the_settings_come_to_those_of_the_language() -> None:
    assert {**BASE.env, "A": "b"} == _changed(BASE, LanguageSettings(env={"A": "b"})).env


def test_a_comment_and_an_error_of_a_missing_library_are_taken_from_the_settings() -> None:
    changed = _changed(BASE, LanguageSettings(comment="--", missing_library="gone (.*)")).dialect
    assert (("--",), "gone (.*)") == (changed.comments, changed.missing_library)
    own = _changed(BASE, LanguageSettings()).dialect
    assert (BASE.dialect.comments, BASE.dialect.missing_library) == (own.comments, own.missing_library)
