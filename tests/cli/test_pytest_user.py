"""`pytest examples/` by itself: the cases are items as any others."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.command import BALANCE, Program, Tree, call, make_tree

WRONG = Program("curl", "list_engines", (("v1/engines/list", "v1/engines/lost"),))


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return make_tree(tmp_path / "tree", BALANCE, Program("go", "get_balance"), WRONG)


def run(tree: Tree, *arguments: str, status: int) -> str:
    done = call([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "examples/", *arguments], tree.root)
    assert status == done.returncode, done.stdout + done.stderr
    return done.stdout


def test_a_case_is_an_item_and_junit_has_one_testcase_for_each(tree: Tree) -> None:
    run(tree, "-k", "curl and (success-closed or missing-key)", "--junitxml=junit.xml", status=1)
    cases = list(ElementTree.parse(tree.root / "junit.xml").getroot().iter("testcase"))  # noqa: S314 - our own file
    expected = {
        f"v1/{name}/curl/{s}" for name in ("get_balance", "list_engines") for s in ("success-closed", "missing-key")
    }
    assert expected == {case.get("name") for case in cases}
    assert len(expected) == len(cases)
    failed = [case.get("name") for case in cases if case.find("failure") is not None]
    assert ["v1/list_engines/curl/success-closed"] == failed


def test_a_failure_shows_the_finding_and_no_stack_trace(tree: Tree) -> None:
    shown = run(tree, "-k", "list_engines and success-closed", status=1)
    assert "unknown-operation" in shown
    assert "repeat: harness run v1/list_engines/curl/success-closed" in shown
    assert "Traceback" not in shown
    assert "pytest_plugin.py" not in shown


def test_marks_choose_language_and_scenario(tree: Tree) -> None:
    assert "1 passed" in run(tree, "-m", "go and unauthorized", status=0)


def test_the_first_failure_ends_a_run_with_x(tree: Tree) -> None:
    shown = run(tree, "-x", "-k", "list_engines", status=1)
    assert "1 failed" in shown
    assert "stopping after 1 failures" in shown


def test_workers_share_the_cases_by_group(tree: Tree) -> None:
    chosen = ("-k", "unauthorized or empty-key or success-closed")
    shown = run(tree, "-v", "-n", "2", "--dist", "loadgroup", *chosen, status=1)
    assert "2 failed, 7 passed" in shown
    ran = re.findall(r"^\[(gw\d)\] .*@(.+?)\s*$", shown, re.MULTILINE)
    assert 9 == len(ran)
    assert len({group for _, group in ran}) == len(set(ran)), "a group is one worker's"


@pytest.mark.parametrize("option", ["--strict-markers", "-Werror"])
def test_the_marks_are_known_to_a_project_that_is_strict_about_them(tree: Tree, option: str) -> None:
    run(tree, option, "-k", "get_balance and curl and missing-key", status=0)


def test_a_settings_file_that_is_named_and_wrong_is_a_usage_error(tree: Tree) -> None:
    done = call([sys.executable, "-m", "pytest", "examples/", "--harness-config", "no.toml"], tree.root)
    assert 4 == done.returncode
    assert "no.toml: expected a settings file" in done.stderr


def test_two_marks_of_pytest_and_collecting_alone_run_nothing(tree: Tree) -> None:
    shown = run(tree, "--collect-only", "-q", "-k", "success-closed", status=0)
    assert "v1/get_balance/go/success-closed" in shown
    assert not (tree.root / ".harness").exists()
