"""`harness run --shard` and `harness merge`: a run in parts, and one report out of them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from support.command import BALANCE, ENGINES, Program, Tree, harness, make_tree, report
from support.trees import ROOT
from support.uncovered import without_coverage

from harness.plan.durations import work
from harness.plan.session import open_session
from harness.plan.shards import Shard, part
from harness.report import document

ACCOUNT = Program("curl", "get_account")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return without_coverage(make_tree(tmp_path / "tree", BALANCE, ENGINES, ACCOUNT))


def test_shards_take_every_case_once_and_leave_in_one_what_is_compared(tree: Tree) -> None:
    plan = open_session(tree.root).plan
    parts = [part(plan, Shard(index, 2)).cases for index in (1, 2)]
    names = [planned.case.name for cases in parts for planned in cases]
    assert sorted(planned.case.name for planned in plan.cases) == sorted(names)
    compared = [{(planned.case.group, planned.case.scenario) for planned in cases} for cases in parts]
    assert set() == compared[0] & compared[1]


def test_shards_of_the_bundled_plan_are_equally_long() -> None:
    """By what the cases took before, or by what is usual where they never ran; those that wait are dealt out evenly."""
    plan = open_session(ROOT).plan
    took = {planned.case.name: 0.01 + len(planned.case.name) % 7 / 10 for planned in plan.cases}
    for known in ({}, took):
        parts = [part(plan, Shard(index, 8), known).cases for index in range(1, 9)]
        seconds = [sum(work(planned, known) for planned in cases) for cases in parts]
        assert max(seconds) / min(seconds) < 1.15
        waiting = [len({p.case.group for p in cases if p.case.scenario == "hang"}) for cases in parts]
        assert max(waiting) - min(waiting) <= 1


def test_durations_that_are_named_and_are_none_are_told(tree: Tree) -> None:
    (tree.root / "broken.json").write_text("[1", "utf-8")
    for name in ("missing.json", "broken.json"):
        done = harness(tree.root, "list", "--shard", "1/2", "--durations", name)
        assert (2, 1) == (done.returncode, done.stderr.count("\n"))
        assert f"{name}: expected the durations of an earlier run, got: " in done.stderr


def test_a_run_remembers_what_its_cases_took_and_survives_a_broken_memory(tree: Tree) -> None:
    path = tree.root / ".harness" / "durations.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("no JSON", "utf-8")
    assert 0 == harness(tree.root, "run", "--scenario", "success", "--no-cache").returncode
    names = harness(tree.root, "list", "--scenario", "success").stdout.split()
    assert sorted(names) == sorted(json.loads(path.read_text("utf-8")))


def test_list_shows_the_cases_of_a_shard(tree: Tree) -> None:
    whole = harness(tree.root, "list").stdout.split()
    parts = [harness(tree.root, "list", "--shard", f"{index}/2").stdout.split() for index in (1, 2)]
    assert sorted(whole) == sorted(parts[0] + parts[1])


def test_a_shard_with_nothing_in_it_is_one_line_that_names_the_most(tree: Tree) -> None:
    done = harness(tree.root, "run", "--scenario", "success", "--shard", "4/4")
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
