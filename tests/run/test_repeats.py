"""Cases that run several times: what passes and fails is flaky, with both ends in every report."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from report.samples import case, finding
from support.command import BALANCE, harness, report
from support.trees import Program, make_tree

from harness.judge.repeats import together

NAME = "v1/a/go/success"
PASSED, FAILED = case(NAME, duration_ms=10), case(NAME, finding(), duration_ms=30)
KNOWN = case(NAME, finding(accepted="The vendor fixes it."), verdict="known-failure", reason="The vendor fixes it.")
UNEXPECTED = case(NAME, verdict="unexpected-pass", reason="known-failures.toml:1 lists it")
BROKEN = case(NAME, verdict="could-not-run", reason="no Go")


def combined(*records: dict[str, Any]) -> dict[str, Any]:
    return dict(together(records))  # type: ignore[arg-type]  # small ones, made by hand


@pytest.mark.parametrize(
    ("records", "verdict", "side_by_side"),
    [
        ((PASSED, PASSED), "passed", False),
        ((FAILED, FAILED), "failed", False),
        ((PASSED, FAILED, PASSED), "flaky", True),
        ((KNOWN, FAILED), "failed", False),
        ((KNOWN, UNEXPECTED), "flaky", True),
        ((KNOWN, PASSED), "known-failure", True),
        ((KNOWN, FAILED, PASSED), "flaky", True),
        ((PASSED, BROKEN), "could-not-run", False),
        ((FAILED, PASSED, BROKEN), "could-not-run", False),
    ],
)
def test_runs_together_have_one_verdict(records: tuple[dict[str, Any], ...], verdict: str, side_by_side: bool) -> None:
    found = combined(*records)
    assert (verdict, len(records), side_by_side) == (found["verdict"], found["runs"], "repeats" in found)


def test_a_flaky_case_shows_both_ends_with_their_counts() -> None:
    found = combined(PASSED, FAILED, PASSED)
    assert [("failed", 1), ("passed", 2)] == [(one["verdict"], one["count"]) for one in found["repeats"]]
    first, own = found["findings"]
    assert ("flaky", "error-swallowed") == (first["code"], own["code"])
    assert first["expected"].startswith("passed: exit status 0, after 10 ms")
    assert first["actual"].startswith("failed: exit status 0, after 30 ms")
    assert own["message"] in first["actual"]
    assert first["reproduce"] == f"harness run {NAME} --repeat 3"
    assert "failed 1, passed 2 of 3 runs" in first["message"]


def test_a_case_that_is_listed_as_flaky_keeps_the_reason_of_its_entry() -> None:
    found = combined(PASSED, KNOWN)
    assert ("The vendor fixes it.", "The vendor fixes it.") == (found["reason"], found["findings"][0]["accepted"])


# --------------------------------------------------------------------------- the command

RUNS = "24"
"""So many that a coin does not show one side alone: 1 in 10 million."""
COIN = Program(
    "curl", "get_balance", (("set -eu", "set -eu\n[ $(($(od -An -N1 -tu1 /dev/urandom) % 2)) = 0 ] || exit 7"),)
)
CASE = "v1/get_balance/curl/success"


def entry(days: int = 30, **more: str) -> str:
    lines = {"cases": f'["{CASE}"]', "codes": '["exit-status", "no-request"]', "reason": '"It throws a coin."'}
    lines |= {"flaky": "true", "expires": str(datetime.now(UTC).date() + timedelta(days))} | more
    return "[[failure]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items() if value)


@pytest.fixture(scope="module")
def flaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_tree(tmp_path_factory.mktemp("flaky") / "tree", COIN).root
    formats = ("--json", "out.json", "--html", "out.html", "--junit", "out.xml", "--sarif", "out.sarif", "--github")
    done = harness(root, "run", CASE, "--repeat", RUNS, *formats)
    assert 1 == done.returncode, done.stderr
    (root / "stdout").write_text(done.stdout, "utf-8")
    return root


def test_a_program_that_throws_a_coin_is_flaky(flaky: Path) -> None:
    found = report(flaky / "out.json")
    (one,) = found["cases"]
    assert ("flaky", 1, int(RUNS)) == (one["verdict"], found["summary"]["flaky"], one["runs"])
    statuses = {run["verdict"]: run["outcome"]["exit_status"] for run in one["repeats"]}
    assert {"failed": 7, "passed": 0} == statuses


@pytest.mark.parametrize("name", ["stdout", "out.html", "out.xml", "out.sarif"])
def test_both_ends_are_in_every_report(flaky: Path, name: str) -> None:
    text = (flaky / name).read_text("utf-8")
    assert re.search(r"passed: exit status 0", text)
    assert re.search(r"failed: exit status 7", text)


def test_show_tells_both_runs(flaky: Path) -> None:
    text = harness(flaky, "show", CASE).stdout
    assert "ended:   exit status 7" in text
    assert re.search(r"the first of \d+ runs that passed:\n +ended: +exit status 0", text)


def test_a_case_that_is_listed_as_flaky_fails_nothing(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", COIN).root
    (root / "known-failures.toml").write_text(entry(), "utf-8")
    done = harness(root, "run", CASE, "--repeat", RUNS, "--json", "out.json")
    (one,) = report(root / "out.json")["cases"]
    assert (0, "known-failure", "It throws a coin.") == (done.returncode, one["verdict"], one["reason"])


def test_a_case_that_is_listed_as_flaky_may_pass(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / "known-failures.toml").write_text(entry(), "utf-8")
    assert 0 == harness(root, "run", CASE).returncode


def test_an_entry_of_a_flaky_case_that_has_expired_fails_the_run(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / "known-failures.toml").write_text(entry(-1), "utf-8")
    done = harness(root, "run", CASE)
    assert (1, True) == (done.returncode, "it expired on" in done.stdout)


@pytest.mark.parametrize(
    ("more", "said"),
    [({"expires": ""}, "it is accepted for a time only"), ({"flaky": '"yes"'}, "expected true or false")],
)
def test_an_entry_of_a_flaky_case_without_an_end_is_one_line(tmp_path: Path, more: dict[str, str], said: str) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / "known-failures.toml").write_text(entry(**more), "utf-8")
    done = harness(root, "run", CASE)
    assert (2, 1, True) == (done.returncode, len(done.stderr.splitlines()), said in done.stderr)


@pytest.mark.parametrize("option", [("--keep",), ("--serve",), ("--repeat", "0")])
def test_what_can_not_be_repeated_is_refused(tmp_path: Path, option: tuple[str, ...]) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    done = harness(root, "run", CASE, "--repeat", "2", *option)
    assert (2, True) == (done.returncode, "--repeat" in done.stderr)


def test_every_run_is_a_run_of_its_own(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    assert 0 == harness(root, "run", CASE, "--repeat", "3", "--record", "har", "--json", "out.json").returncode
    (one,) = report(root / "out.json")["cases"]
    assert (3, False) == (one["runs"], one["cached"])
    assert 3 == len(list((root / "har").rglob("*.har")))
