"""The list of accepted failures: what it excuses, what it never does, and when a line of it is itself at fault."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from support.command import BALANCE, Program, harness, make_tree, report

LISTED = "known-failures.toml"
FAULTY = Program("curl", "get_balance", (("set -eu", 'set -eu\necho "$STABILITY_API_KEY"'),))
"""It gives its key away wherever it has one."""
CASE = "v1/get_balance/curl/success"
ENTRY = '[[failure]]\ncases = ["{}"]\ncodes = ["{}"]\nreason = "The vendor mends it."\n'


def run(root: Path, program: Program, listed: str, *options: str) -> tuple[CompletedProcess[str], dict[str, Any]]:
    """A run of one program under `success` with a list of known failures, and its report."""
    tree = make_tree(root, program)
    (tree.root / LISTED).write_text(listed, "utf-8")
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json", *options)
    return done, report(tree.root / "report.json")


def in_days(days: int) -> str:
    """A date as an entry states its end."""
    return f"expires = {datetime.now(UTC).date() + timedelta(days)}\n"


def test_a_listed_failure_is_told_as_known_with_its_reason_and_the_run_ends_with_0(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", FAULTY, ENTRY.format("v1/*/curl", "key-leaked"))
    assert 0 == done.returncode, done.stdout + done.stderr
    (case,) = found["cases"]
    assert ("known-failure", "The vendor mends it.") == (case["verdict"], case["reason"])
    assert ["key-leaked"] == [finding["code"] for finding in case["findings"]]
    assert [] == found["findings"]


def test_a_failure_with_another_code_than_the_listed_one_fails(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", FAULTY, ENTRY.format(CASE, "error-swallowed"))
    assert (1, "failed") == (done.returncode, found["cases"][0]["verdict"])


def test_a_listed_case_that_passes_is_an_unexpected_pass_and_fails_the_run(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", BALANCE, ENTRY.format(CASE, "key-leaked"))
    (case,) = found["cases"]
    assert (1, "unexpected-pass") == (done.returncode, case["verdict"])
    assert case["reason"].startswith(f"{LISTED}:1 ")


def test_an_entry_that_has_expired_fails_the_run_and_names_its_owner(tmp_path: Path) -> None:
    entry = ENTRY.format(CASE, "key-leaked") + in_days(-1) + 'owner = "ada"\n'
    done, found = run(tmp_path / "tree", FAULTY, f"# A comment.\n\n{entry}")
    (finding,) = found["findings"]
    assert (1, "stale-known-failure", "error") == (done.returncode, finding["code"], finding["severity"])
    assert (LISTED, 3) == (finding["file"], finding["line"])
    assert "expired" in finding["message"]
    assert "ada" in finding["message"]


@pytest.mark.parametrize(("days", "severities"), [(13, ["warning"]), (20, [])])
def test_an_entry_that_expires_within_14_days_is_warned_about(days: int, severities: list[str], tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", FAULTY, ENTRY.format(CASE, "key-leaked") + in_days(days))
    assert 0 == done.returncode, done.stdout + done.stderr
    assert severities == [finding["severity"] for finding in found["findings"]]
    assert bool(severities) == ("expires on" in done.stdout)


def test_a_pattern_that_matches_no_case_fails_the_run_and_the_nearest_case_is_named(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", BALANCE, ENTRY.format("v1/get_balanse/curl/success", "key-leaked"))
    (finding,) = found["findings"]
    assert (1, "stale-known-failure", 1) == (done.returncode, finding["code"], finding["line"])
    assert '"v1/get_balanse/curl/success" matches no case' in finding["message"]
    assert CASE in finding["message"]


def test_a_pattern_of_cases_that_a_filter_leaves_out_is_not_stale(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", BALANCE, ENTRY.format("v1/get_balance/curl/hang", "error-swallowed"))
    assert (0, []) == (done.returncode, found["findings"])


def test_an_unknown_code_is_refused_before_anything_runs_and_the_nearest_one_is_named(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    (tree.root / LISTED).write_text(ENTRY.format(CASE, "key-leak"))
    done = harness(tree.root, "run", "--scenario", "success")
    assert (2, "") == (done.returncode, done.stdout)
    (line,) = done.stderr.splitlines()
    assert f'{LISTED}:1: "codes": unknown code "key-leak"' in line
    assert '"key-leaked"' in line


UNBUILT = Program("go", "get_balance", (("log.SetFlags(0)", "log.SetFlags(zero)"),))


def test_an_error_of_the_compiler_may_be_a_known_failure(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", UNBUILT, ENTRY.format("v1/get_balance/go/success", "build-error"))
    assert (0, "known-failure") == (done.returncode, found["cases"][0]["verdict"])


def test_another_error_of_the_compiler_than_the_listed_one_is_new(tmp_path: Path) -> None:
    listed = ENTRY.format("v1/get_balance/go/success", "build-error") + '\ncauses = ["undefined: one"]\n'
    done, found = run(tmp_path / "tree", UNBUILT, listed)
    assert (3, "could-not-run") == (done.returncode, found["cases"][0]["verdict"])


def test_a_program_that_builds_again_shows_its_entry_as_out_of_date(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", BALANCE, ENTRY.format(CASE, "build-error"))
    assert (1, "unexpected-pass") == (done.returncode, found["cases"][0]["verdict"])


def test_a_case_that_lacks_a_library_is_never_excused(tmp_path: Path) -> None:
    lacking = Program("python", "get_balance", (("import requests", "import requests, no_such_library"),))
    done, found = run(tmp_path / "tree", lacking, ENTRY.format("v1/get_balance/python/success", "build-error"))
    assert (3, "could-not-run") == (done.returncode, found["cases"][0]["verdict"])


def test_a_missing_toolchain_is_never_excused(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    (tree.root / LISTED).write_text(ENTRY.format("**", "key-leaked"))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert 3 == harness(tree.root, "run", "--scenario", "success", "--strict", PATH=str(empty)).returncode


def test_the_suggested_list_makes_the_next_run_green(tmp_path: Path) -> None:
    wrong = Program("curl", "list_engines", (("v1/engines", "v2/engines"), ("exit 1\n}\n\nif", "exit 0\n}\n\nif")))
    tree = make_tree(tmp_path / "tree", FAULTY, wrong, Program("curl", "get_account"))
    scenarios = [word for name in ("success", "reset", "missing-key") for word in ("--scenario", name)]
    done = harness(tree.root, "run", *scenarios, "--suggest-known-failures")
    assert 1 == done.returncode
    listed = done.stdout
    assert "failed cases of" in done.stderr
    (tree.root / LISTED).write_text(listed, "utf-8")
    again = harness(tree.root, "run", *scenarios, "--json", "report.json")
    assert 0 == again.returncode, listed + again.stdout
    summary = report(tree.root / "report.json")["summary"]
    assert (0, 0) == (summary["failed"], summary["unexpected-pass"])
    assert summary["known-failure"]
    assert summary["passed"]


def test_the_suggested_list_covers_what_does_not_build(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", UNBUILT)
    done = harness(tree.root, "run", "--scenario", "success", "--scenario", "reset", "--suggest-known-failures")
    assert (3, False) == (done.returncode, "no list covers" in done.stdout)
    (tree.root / LISTED).write_text(done.stdout, "utf-8")
    again = harness(tree.root, "run", "--scenario", "success", "--scenario", "reset", "--json", "report.json")
    assert (0, 2) == (again.returncode, report(tree.root / "report.json")["summary"]["known-failure"])


TWICE = Program(
    "python",
    "masking",
    (('"steps": 30,', '"steps": 3000,'), ("out/v1_img2img_masking_{index}.png", "out/masked_{index}.png")),
)


def test_an_entry_hides_its_own_findings_alone_and_a_new_one_comes_first(tmp_path: Path) -> None:
    done, found = run(tmp_path / "tree", TWICE, ENTRY.format("v1/masking/python", "body-schema"))
    assert (1, "failed") == (done.returncode, found["cases"][0]["verdict"])
    findings = [(finding["code"], finding.get("accepted")) for finding in found["cases"][0]["findings"]]
    assert [("output-missing", None), ("body-schema", "The vendor mends it.")] == findings
    assert "body-schema" not in done.stdout


def test_an_entry_with_causes_covers_no_other_cause_of_the_same_code(tmp_path: Path) -> None:
    causes = 'causes = ["it wrote another file"]\n'
    done, _ = run(tmp_path / "other", FAULTY, ENTRY.format(CASE, "key-leaked") + causes)
    assert 1 == done.returncode


def accepted_words(words: str) -> Program:
    """A program that says this, and not what the server said, when a call fails."""
    return Program("python", "get_balance", (("HTTP {response.status_code}: {response.text}", words),))


def test_other_words_in_place_of_the_servers_are_a_new_failure(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", accepted_words("the request failed"))
    some = [word for name in ("success", "unauthorized", "server-error") for word in ("--scenario", name)]
    listed = harness(tree.root, "run", *some, "--suggest-known-failures").stdout
    (tree.root / LISTED).write_text(listed, "utf-8")
    assert 0 == harness(tree.root, "run", *some).returncode, listed
    file = tree.root / "examples" / accepted_words("").path
    file.write_text(file.read_text("utf-8").replace("the request failed", "oops"), "utf-8")
    assert 1 == harness(tree.root, "run", *some).returncode


def test_the_list_is_made_from_the_last_report_while_nothing_has_changed(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", TWICE)
    ran = harness(tree.root, "run", "--scenario", "success")
    again = harness(tree.root, "run", "--scenario", "success", "--suggest-known-failures")
    assert (1, 1) == (ran.returncode, again.returncode)
    assert "nothing has changed since the last run" in again.stderr
    assert "body-schema" in again.stdout
    other = harness(tree.root, "run", "--scenario", "success-closed", "--suggest-known-failures")
    assert "nothing has changed" not in other.stderr
    assert "a part of the plan" in other.stdout


def test_a_documents_findings_are_accepted_and_an_entry_that_meets_none_is_out_of_date(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    harness(tree.root, "run", "--json", "report.json")
    before = report(tree.root / "report.json")
    errors = {finding["code"] for finding in before["findings"] if finding["severity"] == "error"}
    assert errors, "a tree of one program lacks examples and coverage"
    listed = harness(tree.root, "run", "--suggest-known-failures").stdout
    (tree.root / LISTED).write_text(listed, "utf-8")
    done = harness(tree.root, "run", "--json", "report.json")
    assert 0 == done.returncode, listed + done.stdout
    after = report(tree.root / "report.json")
    assert all(finding.get("accepted") for finding in after["findings"] if finding["severity"] == "error")
    gone = '[[failure]]\nfiles = ["pyproject.toml"]\ncodes = ["stale-difference"]\nreason = "gone"\n'
    (tree.root / LISTED).write_text(f"{listed}\n{gone}", "utf-8")
    stale = harness(tree.root, "run", "--json", "report.json")
    assert 1 == stale.returncode
    assert "nothing of it shows in pyproject.toml any more" in stale.stdout


def test_an_entry_without_cases_and_files_is_refused(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    (tree.root / LISTED).write_text('[[failure]]\ncodes = ["key-leaked"]\nreason = "x"\n')
    done = harness(tree.root, "run", "--scenario", "success")
    assert (2, f'harness: {LISTED}:1: expected "cases" or "files", got neither\n') == (done.returncode, done.stderr)
