"""The reference under docs/ is the code's own, and whole; the site builds."""

from __future__ import annotations

import argparse
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.trees import ROOT

from harness import codes, scenarios
from harness.cli.main import COMMANDS, _parser

GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    """A page of the reference."""
    return (REFERENCE / name).read_text("utf-8")


@pytest.mark.parametrize("path", GENERATE["pages"]().keys(), ids=lambda path: path.name)
def test_the_page_is_what_the_code_says(path: Path) -> None:
    assert GENERATE["pages"]()[path] == path.read_text("utf-8"), "python docs/generate.py writes it anew"


def test_every_key_that_the_settings_take_is_there_and_described() -> None:
    text = page("settings.md")
    sections = dict(re.findall(r"(?ms)^## `?\[*([\w.]+|Topmost keys)\]*`?\n(.*?)(?=^## |\Z)", text))
    lacking = []
    for key in GENERATE["keys_read"]():
        table, _, name = key.rpartition(".")
        row = re.search(rf"(?m)^\| `{name}` \|.*\| (.*) \|$", sections.get(table or "Topmost keys", ""))
        if not row or not row[1].strip():
            lacking.append(key)
    assert [] == lacking


def test_every_scenario_is_there() -> None:
    assert [] == [one.name for one in scenarios.BUNDLED if f"| `{one.name}` |" not in page("scenarios.md")]


def test_every_code_is_there() -> None:
    assert [] == [name for name in codes.all_codes() if f"### `{name}`\n" not in page("codes.md")]


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


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(tmp_path / "trees")]
    done = subprocess.run(
        [*argv, str(ROOT / "docs"), str(tmp_path / "site")], capture_output=True, text=True, check=False, timeout=300
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert (tmp_path / "site" / "reference" / "codes.html").is_file()
