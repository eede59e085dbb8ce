"""Whatever a command is called with, on whatever tree: a status of the promise, and no stack trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.command import harness, write_own

from harness.cli.main import main

DOCUMENT = """\
openapi: 3.1.0
info: {title: t, version: "1"}
servers: [{url: https://api.notes.invalid/v1}]
paths:
  /notes:
    get:
      operationId: listNotes
      x-codeSamples:
        - {lang: Shell, source: "curl https://api.notes.invalid/v1/notes"}
        - {lang: Cobol, source: "DISPLAY 'x'"}
      responses: {"200": {description: d, content: {application/json: {schema: {type: array}}}}}
    post:
      operationId: createNote
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {"201": {description: d}}
"""
PROGRAM = 'curl --fail "$API_HOST/v1/notes"\n'
PATTERN = 'pattern = "{language}/{api}/{operation}.{ext}"\nexamples = "samples"\nminimum_examples = 0\n'

TREES: dict[str, Callable[[Path], None]] = {
    "nothing": lambda root: root.mkdir(),
    "documented": lambda root: _tree(root, '[apis.v1]\nspec = "api.yaml"\n'),
    "undocumented": lambda root: _tree(root, "[apis.v1]\nspec = false\n"),
    "by request": lambda root: _tree(root, 'operations_by_request = true\n[apis.v1]\nspec = "api.yaml"\n', "odd"),
    "hard-coded": lambda root: _tree(root, 'host_env = ""\n[apis.v1]\nspec = "api.yaml"\n'),
    "two versions of one document": lambda root: _tree(
        root, '[apis.v1]\nspec = "api.yaml"\n[apis.v2]\nspec = "api.yaml"\n'
    ),
    "samples only": lambda root: _samples(root),
    "settings that are no TOML": lambda root: _tree(root, "[apis\n"),
    "settings of a wrong type": lambda root: _tree(root, "[apis.v1]\nspec = 3\n"),
    "no document": lambda root: _tree(root, '[apis.v1]\nspec = "gone.yaml"\n'),
    "a document that is none": lambda root: _tree(root, '[apis.v1]\nspec = "samples/curl/v1/list_notes.sh"\n'),
    "a document that is a folder": lambda root: _tree(root, '[apis.v1]\nspec = "samples"\n'),
    "a program that is no text": lambda root: _tree(
        root, '[apis.v1]\nspec = "api.yaml"\n', text=bytes(range(256)).decode("latin-1")
    ),
    "an empty program": lambda root: _tree(root, '[apis.v1]\nspec = "api.yaml"\n', text=""),
}

CALLS: dict[str, tuple[str, ...]] = {
    "list": ("list",),
    "list as JSON": ("list", "--json"),
    "list with reasons": ("list", "--why"),
    "list nothing": ("list", "nowhere/at/all"),
    "list a language": ("list", "--language", "cobol"),
    "list a shard of none": ("list", "--shard", "9/3"),
    "list by durations that are none": ("list", "--durations", "garbage.json"),
    "list by settings that are none": ("list", "--config", "garbage.json"),
    "list another root": ("list", "--root", "nowhere"),
    "show before a run": ("show", "v1/list_notes/curl/success"),
    "show nothing": ("show", "["),
    "diff with nothing": ("diff", "gone.json", "gone.json"),
    "diff garbage": ("diff", "garbage.json", "list.json"),
    "diff a folder": ("diff", ".", "."),
    "merge nothing": ("merge", "gone.json"),
    "merge garbage": ("merge", "garbage.json", "list.json"),
    "merge a report of another kind": ("merge", "list.json"),
    "impact before a run": ("impact", "--spec", "api.yaml"),
    "impact of nothing": ("impact", "--spec", "gone.yaml"),
    "impact of a folder": ("impact", "--spec", "samples"),
    "impact on no version": ("impact", "--spec", "v9=api.yaml"),
    "impact of garbage": ("impact", "--spec", "v1=garbage.json"),
    "new of nothing": ("new", "frobnicate", "--api", "v1"),
    "new of no version": ("new", "createNote", "--api", "v9"),
    "new of no language": ("new", "createNote", "--api", "v1", "--language", "cobol"),
    "new": ("new", "createNote", "--api", "v1", "--dry-run"),
    "serve under no scenario": ("serve", "--scenario", "nowhere"),
    "serve a port of none": ("serve", "--port", "99999"),
    "watch nothing": ("watch", "nowhere/at/all"),
    "watch a language": ("watch", "--language", "cobol"),
    "explain nothing": ("explain", "no-such-code"),
    "spec lint": ("spec", "lint"),
    "spec diff": ("spec", "diff", "--base", "no-such-revision"),
    "run nothing": ("run", "nowhere/at/all"),
    "run a report into a folder": ("run", "--json", "samples"),
    "run a shard of none": ("run", "--shard", "0/0"),
    "run under no scenario": ("run", "--scenario", "nowhere"),
}


AFTER_A_RUN: tuple[tuple[str, ...], ...] = (
    ("show", "**"),
    ("show", "**", "--json"),
    ("diff", "report.json", "report.json"),
    ("diff", "report.json", "garbage.json"),
    ("merge", "report.json"),
    ("merge", "report.json", "report.json"),
    ("impact", "--spec", "api.yaml"),
    ("impact", "--spec", "v1=api.yaml", "--json"),
    ("list", "--durations", "report.json"),
    ("new", "listNotes", "--api", "v1", "--dry-run"),
)


def _tree(root: Path, settings: str, name: str = "list_notes", text: str = PROGRAM) -> None:
    write_own(root, PATTERN + settings, {"api.yaml": DOCUMENT})
    path = root / "samples" / "curl" / "v1" / f"{name}.sh"
    path.parent.mkdir(parents=True)
    path.write_text(text, "latin-1")


def _samples(root: Path) -> None:
    write_own(root, 'host_env = ""\n[apis.v1]\nspec = "api.yaml"\n[samples]\n', {"api.yaml": DOCUMENT})


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("tree", TREES)
def test_a_wrong_call_is_one_clear_message(
    tree: str, call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "tree"
    TREES[tree](root)
    (root / "garbage.json").write_text("{]", "utf-8")
    (root / "list.json").write_text(json.dumps([1, {"cases": 3}]), "utf-8")
    monkeypatch.chdir(root)
    monkeypatch.delenv("CI", raising=False)
    ends_well(CALLS[call], capsys)


@pytest.mark.parametrize("tree", TREES)
def test_a_wrong_call_after_a_run_is_one_clear_message(
    tree: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "tree"
    TREES[tree](root)
    (root / "garbage.json").write_text("{]", "utf-8")
    done = harness(root, "run", "--no-cache", "--json", "report.json", "--scenario", "success")
    assert done.returncode in (0, 1, 2, 3)
    assert "Traceback" not in done.stdout + done.stderr
    monkeypatch.chdir(root)
    for call in AFTER_A_RUN:
        ends_well(call, capsys)


def ends_well(call: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Calls the command in this process; fails where it shows a stack trace, or fails without a word."""
    try:
        status: object = main(call)
    except SystemExit as error:  # argparse's own way out
        status = error.code
    said = capsys.readouterr()
    assert status in (0, 1, 2, 3), call
    assert "Traceback" not in said.out + said.err, call
    assert not (status and not (said.out + said.err).strip()), call
