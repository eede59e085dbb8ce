"""`harness run` and the cache: where it is said, and how it is turned off."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import jsonschema
import pytest
from support.command import BALANCE, Tree, call, harness, make_tree, report

from harness.report import document

RUN = ("run", "--scenario", "success", "--json", "report.json")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A tree whose one case has run; what a test runs again leaves it so."""
    found = make_tree(tmp_path_factory.mktemp("cached") / "tree", BALANCE)
    done = harness(found.root, *RUN)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "cached" not in done.stdout
    return found


def _cached(tree: Tree, *arguments: str, **env: str) -> tuple[bool, str]:
    """Whether the one case was answered from the cache, and what the command printed."""
    done = harness(tree.root, *RUN, *arguments, **env)
    assert 0 == done.returncode, done.stdout + done.stderr
    found = report(tree.root / "report.json")
    jsonschema.validate(found, document.schema())
    (case,) = found["cases"]
    return case["cached"], done.stdout


def test_the_summary_and_the_report_say_what_was_cached(tree: Tree) -> None:
    answered, printed = _cached(tree)
    assert answered
    assert "(1 cached: --no-cache runs them again)" in printed
    assert "namespaces" == report(tree.root / "report.json")["guard"]


def test_the_junit_report_names_a_cached_case_and_says_so(tree: Tree) -> None:
    _cached(tree, "--junit", "junit.xml")
    (case,) = ElementTree.parse(tree.root / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own file
    assert "v1/get_balance/curl/success" == case.get("name")
    assert "true" == {p.get("name"): p.get("value") for p in case.iter("property")}["cached"]


@pytest.mark.parametrize(
    ("arguments", "env", "due"),
    [
        (["--no-cache"], {}, False),
        (["--trust-programs"], {"CI": "true"}, False),
        (["--cache", "--trust-programs"], {"CI": "true"}, True),
        (["--cache", "--no-cache"], {}, False),
        (["--record", "har"], {}, False),
    ],
)
def test_the_cache_is_off_where_it_was_not_wanted(
    tree: Tree, arguments: list[str], env: dict[str, str], due: bool
) -> None:
    assert due == _cached(tree, *arguments, **env)[0]


def test_pytest_uses_the_cache_only_where_it_is_told_to(tree: Tree) -> None:
    argv = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "examples", "-k", "success and not success-"]
    for arguments, due in (([], 0), (["--harness-cache"], 1)):
        done = call([*argv, *arguments, "--junitxml=junit.xml"], tree.root)
        assert 0 == done.returncode, done.stdout + done.stderr
        found = ElementTree.parse(tree.root / "junit.xml").getroot()  # noqa: S314 - our own file
        assert due == sum(p.get("name") == "cached" for p in found.iter("property"))
