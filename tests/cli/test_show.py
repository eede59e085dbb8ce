"""`harness show CASE`: the last run's record of a case, for a person and as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.command import BALANCE, ENGINES, ON_PATH, Program, Tree, harness, make_tree

from harness.common.own_folder import OwnFolder
from harness.errors import UserError
from harness.report.read import read
from harness.report.show import ending, table, text

UPSCALE = Program("curl", "upscale_image")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A tree in which two programs passed and one failed."""
    wrong = Program("curl", "list_engines", (("v1/engines/list", "v1/engines/lits"),))
    tree = make_tree(tmp_path_factory.mktemp("show") / "tree", BALANCE, UPSCALE, wrong)
    assert 1 == harness(tree.root, "run", "--scenario", "success").returncode
    return tree


@pytest.fixture
def last_run(ran: Tree, tmp_path: Path) -> Path:
    """A copy of the tree's last run, which the test may damage."""
    root = tmp_path / "copy"
    shutil.copytree(ran.root, root)
    return OwnFolder(root).last_run


def test_a_case_is_shown_with_request_response_files_and_the_command(ran: Tree) -> None:
    done = harness(ran.root, "show", "v1/upscale_image/curl/success", **ON_PATH)
    assert (0, "") == (done.returncode, done.stderr)
    shown = done.stdout
    assert shown.startswith("v1/upscale_image/curl/success: passed\n")
    assert "ended:   exit status 0" in shown
    assert "    Authorization: Bearer [key]\n" in shown
    assert "    curl/out/v1_upscaled_image.png" in shown
    assert "    $ROOT/examples/curl/code/v1/upscale_image.sh" in shown.replace("/bin/sh ", "")
    assert shown.endswith("repeat:  harness run v1/upscale_image/curl/success\n")


def test_a_multipart_body_is_a_table_of_its_parts(ran: Tree) -> None:
    shown = harness(ran.root, "show", "v1/upscale_image/curl/success").stdout
    rows = [line.split() for line in shown.splitlines() if "image/png" in line and "init_image.png" in line]
    assert [["image", "image/png", "init_image.png"]] == [[row[0], row[2], row[3]] for row in rows]


def test_a_failed_case_is_shown_with_expected_actual_and_hint(ran: Tree) -> None:
    shown = harness(ran.root, "show", "v1/list_engines/curl/success").stdout
    assert "error: unknown-operation: " in shown
    for label in ("at:       examples/curl/code/v1/list_engines.sh:", "expected: ", "actual:   ", "hint:     "):
        assert f"    {label}" in shown


def test_a_pattern_that_takes_several_lists_them_with_their_verdicts(ran: Tree) -> None:
    done = harness(ran.root, "show", "v1/*/curl")
    assert 0 == done.returncode
    lines = {tuple(line.split())[:2] for line in done.stdout.splitlines()[1:]}
    assert ("v1/list_engines/curl/success", "failed") in lines
    assert ("v1/get_balance/curl/success", "passed") in lines


def test_a_case_that_the_last_run_did_not_have_is_shown_as_it_was_with_the_time_of_its_run(last_run: Path) -> None:
    root = last_run.parents[1]
    first = json.loads(last_run.read_text())["started"]
    assert 0 == harness(root, "run", "v1/get_balance/curl/success", TZ="UTC").returncode
    shown = harness(root, "show", "v1/upscale_image/curl/success", TZ="UTC").stdout
    assert f"\nrun of:  {first[:19].replace('T', ' ')}\n" in shown
    table_of_all = harness(root, "show", "v1/*/curl", TZ="UTC").stdout.splitlines()
    times = {row[0]: row[2:] for row in (line.split() for line in table_of_all[1:])}
    assert first[:19].split("T") == times["v1/list_engines/curl/success"]
    assert json.loads(last_run.read_text())["started"][:19].split("T") == times["v1/get_balance/curl/success"]


def test_a_case_from_the_cache_says_so(last_run: Path) -> None:
    root = last_run.parents[1]
    for _ in range(2):
        harness(root, "run", "v1/get_balance/curl/success")
    assert " (served from the cache)\n" in harness(root, "show", "v1/get_balance/curl/success").stdout


def test_an_example_s_file_names_its_cases(ran: Tree) -> None:
    shown = harness(ran.root, "show", "./examples/curl/code/v1/get_balance.sh").stdout
    assert shown.startswith("v1/get_balance/curl/success: passed\n")


def test_json_is_the_record_itself_with_the_time_of_its_run(ran: Tree) -> None:
    found = json.loads(harness(ran.root, "show", "v1/get_balance", "--json").stdout)
    last = json.loads(OwnFolder(ran.root).last_run.read_text())
    own = next(case for case in last["cases"] if case["name"] == "v1/get_balance/curl/success")
    assert own | {"started": last["started"]} == found


def test_a_name_of_nothing_suggests_the_nearest(ran: Tree) -> None:
    done = harness(ran.root, "show", "v1/get_balence/curl/success")
    assert (2, 1) == (done.returncode, done.stderr.count("\n"))
    assert 'did you mean "v1/get_balance/curl/success"?' in done.stderr


def test_without_a_last_run_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", ENGINES)
    done = harness(tree.root, "show", "v1")
    assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout)
    assert "run `harness run` first" in done.stderr


def _newer(found: dict[str, Any]) -> None:
    found["schema_version"] = 2


def _without_cases(found: dict[str, Any]) -> None:
    del found["cases"]


def _of_another_verdict(found: dict[str, Any]) -> None:
    found["cases"][0]["verdict"] = "fine"


def _all_passed(found: dict[str, Any]) -> None:
    for case in found["cases"]:
        case["verdict"] = "passed"


@pytest.mark.parametrize("damage", [_newer, _without_cases, _of_another_verdict, _all_passed])
def test_a_last_run_that_was_edited_or_is_of_another_version_is_one_line(last_run: Path, damage: Any) -> None:
    found = json.loads(last_run.read_text())
    damage(found)
    last_run.write_text(json.dumps(found))
    _is_one_line(last_run)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_a_last_run_that_is_no_report_is_one_line(last_run: Path, content: bytes) -> None:
    last_run.write_bytes(content)
    _is_one_line(last_run)


def test_a_last_run_that_was_cut_off_ends_the_command_with_one_line(last_run: Path) -> None:
    whole = last_run.read_bytes()
    last_run.write_bytes(whole[: len(whole) // 2])
    done = harness(last_run.parents[1], "show", "v1/get_balance/curl/success")
    assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout), done.stderr
    assert done.stderr.startswith("harness: .harness/last-run.json: expected ")


def _is_one_line(last_run: Path) -> None:
    """As the command says it, behind its name."""
    with pytest.raises(UserError) as caught:
        read(last_run, ".harness/last-run.json")
    assert str(caught.value).startswith(".harness/last-run.json: expected ")
    assert "\n" not in str(caught.value)


def _record(**changed: Any) -> dict[str, Any]:
    record = {
        "name": "v1/a/go/reset",
        "file": None,
        "verdict": "failed",
        "reason": "",
        "duration_ms": 1,
        "outcome": {"kind": "finished", "exit_status": 1, "stdout": "", "stderr": "", "outputs": []},
        "exchanges": [],
        "findings": [],
    }
    return record | changed


def test_what_would_steer_a_terminal_is_shown_and_not_obeyed() -> None:
    outcome = {"kind": "finished", "exit_status": 1, "stdout": "\x1b[2Jgone\r\a", "stderr": "", "outputs": []}
    assert "    \\x1b[2Jgone" in text(_record(outcome=outcome))


def test_a_line_that_nobody_reads_is_cut() -> None:
    outcome = {"kind": "finished", "exit_status": 1, "stdout": "a" * 5000, "stderr": "", "outputs": []}
    assert "[... 4600 characters more: see --json]" in text(_record(outcome=outcome))


def test_a_case_that_sent_nothing_says_so() -> None:
    assert "request: none came" in text(_record())


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ({"kind": "finished", "exit_status": 0}, "exit status 0"),
        ({"kind": "finished", "exit_status": -11}, "signal 11"),
        ({"kind": "timed-out", "limit_s": 30.0}, "it was ended at its time limit of 30 s"),
        ({"kind": "could-not-start", "reason": "no go"}, "it could not be started: no go"),
    ],
)
def test_an_ending_is_told_in_words(outcome: dict[str, Any], expected: str) -> None:
    assert expected == ending(outcome)


def test_the_columns_of_a_table_stand_below_each_other() -> None:
    assert ["a    b", "xyz  1"] == list(table(("a", "b"), [("xyz", "1")]))
