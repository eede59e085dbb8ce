"""What Redocly CLI says of a document -> complaints."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.commands.spec.linted import Complaint, _of_redocly
from harness.settings import ApiSettings, Settings

PROBLEM = {"ruleId": "rule", "message": "it is wrong", "severity": "warn"}


def said(root: Path, stdout: str, stderr: str = "") -> tuple[list[Complaint], list[str]]:
    """The complaints, and the words that Redocly CLI is called with beyond the usual ones."""
    called: list[str] = []

    def redocly(*words: str, folder: Path) -> SimpleNamespace:
        assert root == folder
        assert ("lint", str(root / "docs" / "api.yaml"), "--format=json", "--max-problems=1000") == words[:4]
        called.extend(words[4:])
        return SimpleNamespace(stdout=stdout, stderr=stderr)

    toolbox = cast("Any", SimpleNamespace(redocly=redocly))
    api = cast("ApiSettings", SimpleNamespace(spec=root / "docs" / "api.yaml"))
    return list(_of_redocly(toolbox, Settings(root), api)), called


def problems(*found: dict[str, Any]) -> str:
    return "a line before\n" + json.dumps({"problems": found})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "api.yaml").write_text("openapi: 3.1.0\ninfo:\n  title: a\n")
    return tmp_path


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ({"source": {"ref": "docs/api.yaml"}, "start": {"line": 2}, "pointer": "#/info/title"}, "docs/api.yaml:2"),
        ({"source": {"ref": "docs/api.yaml"}, "pointer": "#/info/title"}, "docs/api.yaml:3"),
        ({"source": {"ref": "docs/gone.yaml"}, "pointer": "#/info/title"}, "docs/gone.yaml"),
        ({"source": {"ref": "docs/api.yaml"}}, "docs/api.yaml"),
    ],
)
def test_a_problem_has_the_line_that_is_given_or_that_of_its_pointer(
    root: Path, location: dict[str, Any], place: str
) -> None:
    (complaint,), _ = said(root, problems(PROBLEM | {"location": [location]}))
    assert f"{place}  warn rule: it is wrong" == str(complaint)


def test_an_ignored_problem_is_none_and_does_not_hide_the_next(root: Path) -> None:
    found, _ = said(root, problems(PROBLEM | {"ignored": True}, PROBLEM))
    assert ["it is wrong"] == [one.message for one in found]
    assert [] == said(root, problems())[0]


@pytest.mark.parametrize(
    ("stdout", "stderr", "words"),
    [
        ("", "", "it said nothing"),
        ("a\nlast\n", "", "last"),
        ("out\n", "err\nworse\n", "worse"),
        ("{broken", "", "{broken"),
        ('{"other": 1}', "", '{"other": 1}'),
    ],
)
def test_an_end_without_a_list_of_problems_is_one_itself(root: Path, stdout: str, stderr: str, words: str) -> None:
    (complaint,), _ = said(root, stdout, stderr)
    assert Complaint("docs/api.yaml", None, "redocly", words, "error") == complaint


def test_its_settings_are_those_beside_the_document_and_else_those_of_the_project(root: Path) -> None:
    assert [] == said(root, problems())[1]
    for folder in (root, root / "docs"):
        (folder / "redocly.yaml").touch()
        assert ["--config", str(folder / "redocly.yaml")] == said(root, problems())[1]
