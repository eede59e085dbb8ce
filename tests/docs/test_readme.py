"""The README shows what is true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.trees import ROOT

from docs.failing_run import PICTURE, picture, shown
from harness.cli.main import _parser
from harness.languages.registry import BUNDLED as LANGUAGES
from harness.scenarios import BUNDLED

INDEX = (ROOT / "docs" / "index.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_the_failing_run_of_the_readme_is_a_real_one(tmp_path: Path) -> None:
    block = re.search(r"<!-- failing run.*?```console\n\$ [^\n]*\n(.*?)\n```", README, re.DOTALL)
    assert block
    assert shown(tmp_path / "tree") == block[1]


def test_the_picture_of_the_first_page_is_of_the_same_run(tmp_path: Path) -> None:
    assert picture(tmp_path / "tree") == PICTURE.read_text("utf-8"), (
        "PYTHONPATH=tests python -m docs.failing_run draws it anew"
    )


@pytest.mark.parametrize("line", sorted(set(re.findall(r"(?m)^(?:\.venv/bin/)?harness .*$", README + INDEX))))
def test_every_command_of_the_first_pages_is_one_that_the_parser_takes(line: str) -> None:
    arguments = shlex.split(line, comments=True)[1:]
    assert callable(_parser(arguments).parse_args(arguments).call)


def test_every_file_that_the_readme_links_to_is_there() -> None:
    missing = [target for target in re.findall(r"\]\(([^)#:]+)\)", README) if not (ROOT / target).exists()]
    assert [] == missing


def test_the_readme_counts_the_scenarios() -> None:
    assert f"runs under {len(BUNDLED)} [scenarios]" in README
    assert 6 == sum(one.name.startswith(("success", "many")) for one in BUNDLED)
    assert "the API succeeds, in six ways" in README


def test_the_first_page_counts_scenarios_and_languages() -> None:
    assert f"[{len(BUNDLED)} scenarios]" in INDEX
    named = re.search(r"Nine\s+languages are bundled: (.*?)\.", INDEX, re.DOTALL)
    assert named
    assert {one.title for one in LANGUAGES} == set(re.split(r",\s+|\s+and\s+", named[1]))
