"""The nightly workflow of the guide: one issue when something breaks, closed when all is well again."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.command import call
from support.trees import ROOT

from harness.cli.main import _parser
from harness.settings import reader

GUIDE = (ROOT / "docs" / "guides" / "matrix.md").read_text("utf-8")
WORKFLOW: Any = yaml.safe_load(re.findall(r"(?ms)^```yaml\n(.*?)^```", GUIDE)[0])
SCRIPT = WORKFLOW["jobs"]["matrix"]["steps"][-1]["run"]
TOOLS = {
    "gh": '#!/bin/sh\necho "$1 $2" >>calls\n[ "$2" != list ] || printf "%s" "$OPEN"\n',
    "harness": '#!/bin/sh\necho "worse: since acme 1.1 -> 2.0"\nexit 1\n',
}


@pytest.mark.parametrize(
    ("outcome", "number", "calls"),
    [
        ("success", "", ["issue list"]),
        ("success", "7", ["issue list", "issue close"]),
        ("failure", "", ["issue list", "issue create"]),
        ("failure", "7", ["issue list"]),
    ],
)
def test_one_issue_is_opened_and_closed(outcome: str, number: str, calls: list[str], tmp_path: Path) -> None:
    for name, text in TOOLS.items():
        (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = call(["bash", "-e", "-c", SCRIPT], tmp_path, PATH=path, OUTCOME=outcome, OPEN=number)
    assert (0, calls) == (done.returncode, (tmp_path / "calls").read_text("utf-8").splitlines()), done.stderr


def test_the_settings_of_the_guide_are_taken(tmp_path: Path) -> None:
    (text,) = (block for block in re.findall(r"(?ms)^```toml\n(.*?)^```", GUIDE))
    (tmp_path / "examples").mkdir()
    (tmp_path / "harness.toml").write_text(text, "utf-8")
    assert set(tomllib.loads(text)["matrix"]) == set(reader.load(tmp_path, None, None).matrix)


@pytest.mark.parametrize("line", re.findall(r"(?m)^ *(?:- run: |run: )?(harness .*?)(?: >.*)?$", GUIDE))
def test_every_command_of_the_guide_is_one_that_the_parser_takes(line: str) -> None:
    arguments = line.split()[1:]
    assert callable(_parser(arguments).parse_args(arguments).call)
