"""`harness run --shard` and `harness merge`: a run in parts, and one report out of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cli.commands import BALANCE, ENGINES, Program, Tree, harness, make_tree, report

from commands.trees import without_coverage
from harness.report import document
from harness.report.merge import Unmergeable, merge
from harness.session import open_session
from harness.shards import Shard, parse, part

ACCOUNT = Program("curl", "get_account")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return without_coverage(make_tree(tmp_path / "tree", BALANCE, ENGINES, ACCOUNT))


def _shard(index: int, total: int, name: str, **changed: Any) -> dict[str, Any]:
    case = {"name": f"v1/{name}/go/success", "verdict": "passed"}
    found = {
        "schema_version": 1,
        "tool": {"name": "harness", "version": "0"},
        "started": f"2026-01-0{index}T00:00:00Z",
        "duration_ms": index,
        "planned": 1,
        "summary": {},
        "cases": [case],
        "findings": [{"code": "spec-invalid", "message": "the same in every shard"}],
        "coverage": {"operations": {}, "fields": {}, "scenarios": {}},
        "shard": {"index": index, "total": total},
    }
    return found | changed


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/", "a/b", "1/2/3", "-1/2", "", "1/0", " 1/2"])
def test_a_shard_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1/3"):
        parse(text)


def test_shards_take_every_case_once_and_leave_no_group_in_two(tree: Tree) -> None:
    plan = open_session(tree.root).plan
    parts = [part(plan, Shard(index, 2)).cases for index in (1, 2)]
    names = [planned.case.name for cases in parts for planned in cases]
    assert sorted(planned.case.name for planned in plan.cases) == sorted(names)
    assert set() == {p.case.group for p in parts[0]} & {p.case.group for p in parts[1]}


def test_groups_are_dealt_out_in_turn(tree: Tree) -> None:
    plan = open_session(tree.root).plan
    groups = list(dict.fromkeys(planned.case.group for planned in plan.cases))
    first = dict.fromkeys(planned.case.group for planned in part(plan, Shard(1, 2)).cases)
    assert groups[::2] == list(first)


def test_a_shard_with_nothing_in_it_is_one_line_that_names_the_most(tree: Tree) -> None:
    done = harness(tree.root, "run", "--shard", "4/4")
    assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout)
    assert "--shard 4/4: expected at most 3 shards" in done.stderr


def test_the_shards_reports_make_the_report_of_the_whole_run(tree: Tree) -> None:
    for index in (1, 2):
        shard = ("--shard", f"{index}/2", "--json", f"{index}.json")
        assert 0 == harness(tree.root, "run", "--scenario", "success", *shard).returncode
        jsonschema.validate(report(tree.root / f"{index}.json"), document.schema())
    done = harness(tree.root, "merge", "2.json", "1.json", "--json", "merged.json")
    assert 0 == done.returncode, done.stdout + done.stderr
    assert 0 == harness(tree.root, "run", "--scenario", "success", "--json", "whole.json").returncode
    merged, whole = report(tree.root / "merged.json"), report(tree.root / "whole.json")
    jsonschema.validate(merged, document.schema())
    for key in ("planned", "summary", "findings", "coverage"):
        assert whole[key] == merged[key]
    assert {case["name"] for case in whole["cases"]} == {case["name"] for case in merged["cases"]}
    assert "3 passed" in done.stdout


def test_without_a_file_the_report_goes_to_stdout(tree: Tree) -> None:
    harness(tree.root, "run", "--scenario", "success", "--json", "one.json")
    done = harness(tree.root, "merge", "one.json")
    assert 3 == json.loads(done.stdout)["summary"]["passed"]


def test_what_only_all_shards_together_leave_uncovered_is_told_by_the_merge(tree: Tree) -> None:
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write('\n[tool.harness.coverage]\nscenarios = ["unauthorized"]\n')
    for index in (1, 2):
        shard = ("--shard", f"{index}/2", "--json", f"{index}.json")
        assert 0 == harness(tree.root, "run", "--scenario", "success", *shard).returncode
    done = harness(tree.root, "merge", "1.json", "2.json", "--json", "merged.json")
    assert 1 == done.returncode
    assert ["coverage-gap"] == [finding["code"] for finding in report(tree.root / "merged.json")["findings"]]


def test_a_failed_case_of_a_shard_fails_the_merge(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance", (("v1/user/balance", "v1/user/balanse"),)))
    assert 1 == harness(tree.root, "run", "--scenario", "success", "--json", "one.json").returncode
    assert 1 == harness(tree.root, "merge", "one.json", "--json", "merged.json").returncode


def test_cases_stand_in_the_order_of_the_shards_and_findings_once() -> None:
    merged = merge({"b": _shard(2, 2, "b"), "a": _shard(1, 2, "a")})
    assert ["v1/a/go/success", "v1/b/go/success"] == [case["name"] for case in merged["cases"]]
    assert 1 == len(merged["findings"])
    assert (2, 2) == (merged["planned"], merged["summary"]["passed"])
    assert "shard" not in merged


def test_the_reports_are_left_as_they_were() -> None:
    reports = {"a": _shard(1, 2, "a"), "b": _shard(2, 2, "b")}
    before = copy.deepcopy(reports)
    merge(reports)
    assert before == reports


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ({"a": _shard(1, 2, "a"), "b": _shard(1, 2, "b")}, "b: expected each shard once, got 1/2 again, after a"),
        ({"a": _shard(1, 3, "a"), "b": _shard(3, 3, "b")}, "expected the reports of all 3 shards, found none of 2/3"),
        ({"a": _shard(1, 2, "a"), "b": _shard(2, 3, "b")}, "expected shards of one run, got shards of 2 and of 3"),
        ({"a": _shard(1, 2, "a"), "b": _shard(2, 2, "a")}, "b: expected each case once, got v1/a/go/success again"),
        ({"a": _shard(1, 1, "a"), "b": {k: v for k, v in _shard(1, 1, "b").items() if k != "shard"}}, "of no shard"),
    ],
)
def test_reports_that_do_not_make_one_are_told_apart(reports: dict[str, Any], expected: str) -> None:
    with pytest.raises(Unmergeable) as raised:
        merge(reports)
    assert expected in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_no_report_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"schema_version": 1}')
    for name in ("a.json", "b.json"):
        done = harness(tmp_path, "merge", name)
        assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout)
        assert done.stderr.startswith(f"harness: {name}: expected ")


def test_a_report_named_twice_is_one_line(tree: Tree) -> None:
    harness(tree.root, "run", "--scenario", "success", "--json", "one.json")
    done = harness(tree.root, "merge", "one.json", "one.json")
    assert (2, "harness: one.json: expected each report once, got it again\n") == (done.returncode, done.stderr)
