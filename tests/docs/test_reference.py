"""The reference under docs/ is the code's own, and whole."""

from __future__ import annotations

import argparse
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.trees import ROOT

from harness import codes, scenarios
from harness.cli.main import COMMANDS, _parser
from harness.settings.reader import load

GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
MADE: dict[Path, str] = GENERATE["pages"]()
REASONS = GENERATE["code_pages"].ELSEWHERE
PAIRS = [pair for found in GENERATE["code_pages"].pairs().values() for pair in found.values()]
REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    """A page of the reference."""
    return (REFERENCE / name).read_text("utf-8")


@pytest.mark.parametrize("path", MADE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_page_is_what_the_code_says(path: Path) -> None:
    assert MADE[path] == path.read_text("utf-8"), "python docs/generate.py writes it anew"


def test_every_key_that_the_settings_take_is_there_and_described() -> None:
    text = page("settings.md")
    sections = dict(re.findall(r"(?ms)^## `?\[*([\w.]+|Topmost keys)\]*`?\n(.*?)(?=^## |\Z)", text))
    lacking = []
    for key in GENERATE["keys_read"]():
        table, _, name = key.rpartition(".")
        row = re.search(rf"(?m)^\| `{name}` \|(.*)\|$", sections.get(table or "Topmost keys", ""))
        if not row or not all(map(str.strip, re.split(r"(?<!\\)\|", row[1]))):
            lacking.append(key)
    assert [] == lacking


EXAMPLES = dict(re.findall(r"(?ms)^## `?\[*([\w.]+|Topmost keys)\]*`?\n.*?```toml\n(.*?)```", page("settings.md")))
KEYS = [key.rpartition(".")[::2] for key in GENERATE["keys_read"]()]


def given(node: Any, path: list[str]) -> set[str]:
    """The keys that the tables at a path have; `NAME` is any name."""
    if isinstance(node, list):
        return set().union(*(given(one, path) for one in node))
    if not path or not isinstance(node, dict):
        return set(node) if isinstance(node, dict) else set()
    inner = node.values() if path[0] == "NAME" else [node.get(path[0])]
    return set().union(*(given(one, path[1:]) for one in inner))


@pytest.mark.parametrize("heading", EXAMPLES)
def test_the_settings_file_takes_the_example_of_every_heading(heading: str, tmp_path: Path) -> None:
    """The example is a whole settings file, and has every key of its heading but the tables with headings."""
    (tmp_path / "harness.toml").write_text(EXAMPLES[heading], "utf-8")
    load(tmp_path, tree=tmp_path)
    table = "" if heading == "Topmost keys" else heading
    inner = tuple(f"{one}." for one in EXAMPLES)
    due = {
        key for at, key in KEYS if at == table and not any(one.startswith(f"{at}.{key}.".lstrip(".")) for one in inner)
    }
    assert set() == due - given(tomllib.loads(EXAMPLES[heading]), table.split(".") if table else [])


def test_every_heading_of_the_settings_has_an_example() -> None:
    assert [title.strip("[]") or "Topmost keys" for title, _ in GENERATE["tables"]()] == list(EXAMPLES)


def test_every_scenario_is_there() -> None:
    assert [] == [one.name for one in scenarios.BUNDLED if f"| `{one.name}` |" not in page("scenarios.md")]


def test_every_code_is_there_and_has_its_page() -> None:
    assert [] == [name for name in codes.all_codes() if f"| [`{name}`](codes/{name}.md) |" not in page("codes.md")]
    assert set(codes.all_codes()) == {path.stem for path in (REFERENCE / "codes").iterdir()}


@pytest.mark.parametrize("name", codes.all_codes())
def test_a_code_has_a_wrong_and_a_right_program_in_four_languages_or_says_why_not(name: str) -> None:
    text = page(f"codes/{name}.md")
    sections = re.split(r"(?m)^## ", text)[1:]
    assert {"Wrong", "Right"} == set(re.findall(r"(?m)^(Wrong|Right)", text))
    assert len(sections) == len(re.findall("(?m)^Wrong", text)) or (not sections and 1 == text.count("\nWrong"))
    reason = REASONS.get(name)
    assert (reason is None) == (["Python", "TypeScript", "Go", "curl"] == [one.split("\n")[0] for one in sections])
    assert reason is None or f"\n{reason}\n" in text


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{pair.code}-{pair.language}" for pair in PAIRS])
def test_the_excerpts_of_a_wrong_and_a_right_program_differ_and_are_short(pair: Any) -> None:
    wrong, right = pair.excerpts()
    assert wrong != right
    assert {"wrong": True, "right": True} == {"wrong": 1 <= len(wrong.splitlines()) <= 45, "right": len(right) > 0}


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The names of all options of a parser and of the commands inside it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner: dict[str, Any] = dict(action.choices)
            for one in inner.values():
                yield from options(one)
        elif not isinstance(action, argparse._HelpAction):
            yield from action.option_strings


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_the_command_is_there(name: str) -> None:
    text = page("commands.md")
    section = text[text.index(f"## `harness {name}`") :].split("\n## ")[0]
    chosen = next(action for action in _parser([name])._actions if isinstance(action, argparse._SubParsersAction))
    assert [] == [option for option in options(chosen.choices[name]) if f"{option}" not in section]
