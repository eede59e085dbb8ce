"""`harness list` and `harness explain`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.command import BALANCE, Program, Tree, harness, make_tree

from harness.cli.main import main
from harness.codes import all_codes


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return make_tree(tmp_path / "tree", BALANCE, Program("curl", "upscale_image"))


def test_list_names_one_case_a_line(tree: Tree) -> None:
    done = harness(tree.root, "list", "--scenario", "success")
    assert (0, "") == (done.returncode, done.stderr)
    assert "v1/get_balance/curl/success\nv1/upscale_image/curl/success\n" == done.stdout


def test_list_in_json_has_the_same_cases_with_their_files(tree: Tree) -> None:
    lines = harness(tree.root, "list").stdout.splitlines()
    found = json.loads(harness(tree.root, "list", "--json").stdout)
    assert lines == [entry["name"] for entry in found]
    assert {True} == {entry["planned"] for entry in found}
    assert "examples/curl/code/v1/get_balance.sh" == found[0]["file"]


def test_list_tells_why_a_scenario_does_not_apply(tree: Tree) -> None:
    reason = "it asks for image/png, which holds no list of artifacts"
    done = harness(tree.root, "list", "--why")
    assert f"not planned: v1/upscale_image/curl/many-artifacts: {reason}\n" in done.stdout
    found = json.loads(harness(tree.root, "list", "--why", "--json").stdout)
    assert [reason] == [e["reason"] for e in found if e["name"] == "v1/upscale_image/curl/many-artifacts"]


def test_list_takes_a_file_and_a_folder_as_well_as_a_name(tree: Tree) -> None:
    by_file = harness(tree.root, "list", "./examples/curl/code/v1/get_balance.sh").stdout
    assert by_file == harness(tree.root, "list", "v1/get_balance").stdout
    assert harness(tree.root, "list").stdout == harness(tree.root, "list", "examples/curl/").stdout


def test_list_works_from_a_folder_below_the_settings(tree: Tree) -> None:
    assert harness(tree.root, "list").stdout == harness(tree.examples / "curl", "list").stdout


@pytest.mark.parametrize("code", all_codes())
def test_explain_tells_meaning_wrong_right_and_remedy(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", code])
    shown = capsys.readouterr().out
    assert shown.startswith(f"{code} (")
    for word in ("Wrong (", "Right:", "To fix it: "):
        assert word in shown


def test_explain_without_a_code_lists_them_all(tmp_path: Path) -> None:
    done = harness(tmp_path, "explain")
    assert list(all_codes()) == [line.split()[0] for line in done.stdout.splitlines()]


def test_explain_suggests_the_nearest_code(tmp_path: Path) -> None:
    done = harness(tmp_path, "explain", "error-swalowed")
    assert 2 == done.returncode
    assert 'did you mean "error-swallowed"?' in done.stderr
    assert 1 == done.stderr.count("\n")


@pytest.mark.parametrize("words", [("explain", "error-swallowed"), ("explain",), ("list",)])
def test_a_reader_that_leaves_ends_a_command_quietly(tree: Tree, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "harness", *words], stdout=writing, stderr=subprocess.PIPE, text=True, cwd=tree.root
    )
    os.close(writing)
    assert (141, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize(("words", "same"), [(["help"], ["--help"]), (["help", "run"], ["run", "--help"])])
def test_help_is_a_command_too(words: list[str], same: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for argv in (words, same):
        with pytest.raises(SystemExit) as ended:
            main(argv)
        shown.append((ended.value.code, capsys.readouterr().out))
    assert shown[0] == shown[1]
    assert 0 == shown[0][0]
