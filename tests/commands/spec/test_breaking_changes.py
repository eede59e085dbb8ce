"""What oasdiff says of two documents -> changes that break a caller."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.commands.spec import breaking_changes
from harness.commands.spec.breaking_changes import BreakingChange
from harness.errors import UserError
from harness.settings import ApiSettings

REMOVED = {"id": "api-removed", "text": "it is gone", "level": 3, "operation": "GET", "path": "/a"}


def compared(stdout: str = "", stderr: str = "", status: int = 0) -> list[BreakingChange]:
    """What is made of an end of oasdiff."""

    def oasdiff(*words: str) -> SimpleNamespace:
        assert ("breaking", "--flatten-allof", "--format=json", "--err-ignore", "x") == words[:-2]
        assert ["old", "new"] == [Path(word).name for word in words[-2:]]
        return SimpleNamespace(returncode=status, stdout=stdout, stderr=stderr)

    toolbox = cast("Any", SimpleNamespace(oasdiff=oasdiff))
    with TemporaryDirectory() as folder:
        pair = [Path(folder, name) for name in ("old", "new")]
        for document in pair:
            document.write_text("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n", "utf-8")
        return breaking_changes._compared(toolbox, "v1", pair, {}, ["--err-ignore", "x"])


def test_a_change_is_told_with_its_operation() -> None:
    assert [
        BreakingChange("v1", "api-removed", "GET /a", "it is gone", True, ()),
        BreakingChange("v1", "api-maybe", "the document", "it may", False, ()),
    ] == compared(json.dumps([REMOVED, {"id": "api-maybe", "text": "it may", "level": 2}]))


def test_nothing_said_is_no_change() -> None:
    assert [] == compared("")
    assert [] == compared("[]")


@pytest.mark.parametrize(
    ("stdout", "stderr", "status", "words"),
    [
        ("[]", "first\nlast\n", 1, "last"),
        ("one\ntwo", "", 1, "two"),
        ("", "", 1, "it said nothing"),
        ("{", "", 0, "{"),
    ],
)
def test_an_end_that_is_no_answer_is_quoted(stdout: str, stderr: str, status: int, words: str) -> None:
    with pytest.raises(UserError) as raised:
        compared(stdout, stderr, status)
    assert f"v1: expected documents that can be compared, oasdiff said: {words}" == str(raised.value)


@pytest.mark.parametrize(("breaks", "word"), [(True, "breaking"), (False, "may break")])
def test_a_change_in_one_line(breaks: bool, word: str) -> None:
    assert f"v1: {word}: api-removed: GET /a: gone" == str(
        BreakingChange("v1", "api-removed", "GET /a", "gone", breaks, ())
    )


def test_a_document_outside_of_the_project_has_no_revision(tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        breaking_changes._moved(ApiSettings(Path("/elsewhere/a.yaml")), tmp_path, tmp_path / "before")
    assert f"/elsewhere/a.yaml: expected a document below {tmp_path}, whose revisions are compared" == str(raised.value)


def test_overlays_that_the_revision_lacks_are_left_out(tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    (before / "there.yaml").touch()
    api = ApiSettings(tmp_path / "a.yaml", (tmp_path / "there.yaml", tmp_path / "later.yaml"))
    moved = breaking_changes._moved(api, tmp_path, before)
    assert (before / "a.yaml", (before / "there.yaml",)) == (moved.spec, moved.overlays)
