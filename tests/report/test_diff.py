"""`harness diff`: what got better, worse and slower between two runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.command import harness

from harness.report.changes import Thresholds, changes, harmless
from harness.report.shape import Report
from report.samples import case, document, finding

NAME = "v1/a/go/success"


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("passed", "failed", "worse"),
        ("passed", "could-not-run", "worse"),
        ("passed", "skipped", "worse"),
        ("passed", "known-failure", "worse"),
        ("skipped", "failed", "worse"),
        ("failed", "could-not-run", "worse"),
        ("passed", "unexpected-pass", "worse"),
        ("failed", "passed", "better"),
        ("skipped", "passed", "better"),
        ("failed", "known-failure", "better"),
        ("known-failure", "passed", "better"),
        ("known-failure", "unexpected-pass", "better"),
        ("passed", "passed", "same"),
        ("skipped", "skipped", "same"),
    ],
)
def test_a_verdict_that_changes_is_better_or_worse(old: str, new: str, direction: str) -> None:
    found = changes(document(case(NAME, verdict=old)), document(case(NAME, verdict=new)))
    assert direction == ("worse" if found.worse else "better" if found.better else "same")
    assert found.is_worse == (direction == "worse")


def test_a_failed_case_with_a_further_code_is_worse_and_with_one_less_better() -> None:
    one = document(case(NAME, finding()))
    two = document(case(NAME, finding(), finding("timeout")))
    assert [("timeout",)] == [change.codes_new for change in changes(one, two).worse]
    assert [("timeout",)] == [change.codes_gone for change in changes(two, one).better]


def test_a_new_case_is_added_and_worse_only_where_it_fails() -> None:
    sound, broken = case("v1/b/go/success"), case("v1/c/go/success", finding())
    found = changes(document(case(NAME)), document(case(NAME), sound, broken))
    assert ("v1/b/go/success", "v1/c/go/success") == found.added
    assert ["v1/c/go/success"] == [change.name for change in found.worse]


def test_a_removed_case_is_told_and_makes_nothing_worse() -> None:
    found = changes(document(case(NAME), case("v1/b/go/success")), document(case(NAME)))
    assert (("v1/b/go/success",), False) == (found.removed, found.is_worse)


@pytest.mark.parametrize(
    ("old_ms", "new_ms", "slower"),
    [(100, 1000, True), (100, 500, False), (10_000, 11_000, False), (1000, 1500, False), (1000, 1501, True)],
)
def test_slower_is_what_passes_the_ratio_and_the_seconds_both(old_ms: int, new_ms: int, slower: bool) -> None:
    reports = [document(case(NAME, duration_ms=one)) for one in (old_ms, new_ms)]
    found = changes(*reports, Thresholds(1.5, 0.5))
    assert slower == bool(found.slower)
    assert slower == bool(changes(*reversed(reports), Thresholds(1.5, 0.5)).faster)
    assert not found.is_worse


def test_the_time_of_a_case_that_failed_says_nothing() -> None:
    found = changes(
        document(case(NAME, duration_ms=1)), document(case(NAME, finding(), duration_ms=9000)), Thresholds(1, 0)
    )
    assert () == found.slower


def test_a_finding_of_the_run_that_only_moved_is_no_difference_and_a_new_one_is_worse() -> None:
    before = document(case(NAME), findings=(finding("spec-invalid", line=3),))
    moved = document(case(NAME), findings=(finding("spec-invalid", line=9),))
    assert not changes(before, moved).is_worse
    assert changes(document(case(NAME)), moved).is_worse


def _written(folder: Path, *reports: dict[str, Any]) -> list[str]:
    names = [f"{number}.json" for number in range(len(reports))]
    for name, report in zip(names, reports, strict=True):
        (folder / name).write_text(json.dumps(report))
    return names


def test_the_command_tells_each_kind_of_change_once_and_ends_with_1_where_something_is_worse(tmp_path: Path) -> None:
    names = [f"v1/a/go/s{n}" for n in range(9)]
    old = document(*map(case, names), case("v1/b/go/old", duration_ms=100), case("v1/c/go/gone"))
    new = document(*(case(name, finding()) for name in names), case("v1/b/go/old", duration_ms=2000))
    done = harness(tmp_path, "diff", *_written(tmp_path, old, new))
    assert 1 == done.returncode, done.stderr
    assert (
        "worse: passed -> failed (+error-swallowed): v1/a/go/s0, v1/a/go/s1, v1/a/go/s2, v1/a/go/s3, v1/a/go/s4, "
        "v1/a/go/s5 and 3 more\n"
        "    repeat: harness run v1/a/go/s0\n"
        "slower: 100 ms -> 2000 ms (20.0 times): v1/b/go/old\n"
        "removed: v1/c/go/gone\n"
        "9 worse, 1 slower, 1 removed, of 10 cases\n"
    ) == done.stdout


def test_where_nothing_is_worse_it_ends_with_0_and_slower_counts_only_where_that_is_asked_for(tmp_path: Path) -> None:
    files = _written(tmp_path, document(case(NAME, duration_ms=100)), document(case(NAME, duration_ms=2000)))
    assert 0 == harness(tmp_path, "diff", *files).returncode
    assert 1 == harness(tmp_path, "diff", *files, "--slower-is-worse").returncode
    assert 0 == harness(tmp_path, "diff", *files, "--slower-is-worse", "--ratio", "50").returncode
    assert "no difference, of 1 case\n" == harness(tmp_path, "diff", files[0], files[0]).stdout


def test_as_json_all_of_it_is_there(tmp_path: Path) -> None:
    files = _written(tmp_path, document(case(NAME)), document(case(NAME, finding())))
    done = harness(tmp_path, "diff", "--json", *files)
    (worse,) = json.loads(done.stdout)["worse"]
    assert {
        "name": NAME,
        "old": "passed",
        "new": "failed",
        "codes_new": ["error-swallowed"],
        "codes_gone": [],
        "places": ["examples/go/a.go:3"],
        "libraries": [],
    } == worse


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"schema_version":1,"cases":[', "expected a whole JSON report"),
        ('{"schema_version":2}', "expected a report of schema_version 1, got schema_version 2"),
        (json.dumps(document(case(NAME)) | {"summary": {}}), "expected a report as it was written"),
        (json.dumps(document(case(NAME, verdict="splendid"))), "expected a report as it was written"),
        ("[]", "got a list"),
    ],
)
def test_a_report_that_was_cut_off_edited_or_is_of_another_version_is_told_in_one_line(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "bad.json").write_text(text)
    (good,) = _written(tmp_path, document(case(NAME)))
    done = harness(tmp_path, "diff", good, "bad.json")
    assert (2, "") == (done.returncode, done.stdout)
    assert told in done.stderr
    assert done.stderr.startswith("harness: bad.json: ")
    assert 1 == done.stderr.count("\n")


@pytest.mark.parametrize("arguments", [("--ratio", "0.5"), ("--ratio", "nan"), ("--seconds", "-1"), ("--seconds", "x")])
def test_a_threshold_that_is_none_is_refused(tmp_path: Path, arguments: tuple[str, str]) -> None:
    done = harness(tmp_path, "diff", "a.json", "b.json", *arguments)
    assert 2 == done.returncode
    assert "expected a number of at least" in done.stderr


def test_a_case_that_could_not_run_before_and_fails_is_changed_and_not_worse() -> None:
    found = changes(document(case(NAME, verdict="could-not-run")), document(case(NAME, verdict="failed")))
    assert ([NAME], False) == ([change.name for change in found.changed], found.is_worse)


def test_a_part_is_compared_with_a_whole_by_what_both_have() -> None:
    other, broken = case("v1/b/go/success"), case("v1/c/go/success", finding())
    whole = document(case(NAME), other, broken)
    whole["findings"] = [finding("spec-invalid")]
    part = document(case(NAME)) | {"whole": False}
    for old, new in ((whole, part), (part, whole), (part, whole | {"shard": {"index": 1, "total": 2}})):
        found = changes(old, new)
        assert ((), (), (), ()) == (found.added, found.removed, found.findings_new, found.findings_gone)
        assert not found.is_worse


def test_a_part_that_fails_where_a_whole_did_not_is_worse() -> None:
    found = changes(document(case(NAME)), document(case(NAME, finding())) | {"whole": False})
    assert [NAME] == [change.name for change in found.worse]


def night(verdicts: dict[str, str], **libraries: dict[str, str]) -> Report:
    """A report of a matrix of Python: set -> verdict, and set -> its libraries."""
    cases = [case(f"v1/a/python@{name}/success", verdict=verdict) for name, verdict in verdicts.items()]
    variants = {f"python@{name}": variant(name, libraries[name]) for name in verdicts}
    return {**document(*cases), "matrix": variants}  # type: ignore[typeddict-item]


def variant(name: str, libraries: dict[str, str]) -> dict[str, object]:
    return {"language": "python", "version": "3.13", "set": name, "libraries": libraries}


@pytest.mark.parametrize(
    ("lowest", "expected"),
    [
        ({"acme": "1.0", "other": "5"}, ("acme 1.1 -> 2.0",)),
        ({"acme": "1.0", "other": "4"}, ("acme 1.1 -> 2.0", "other 4 -> 5")),
        ({"acme": "2.0", "other": "5"}, ("acme 1.1 -> 2.0", "other 4 -> 5")),
    ],
)
def test_a_library_that_did_no_harm_in_another_variant_is_not_named(
    lowest: dict[str, str], expected: tuple[str, ...]
) -> None:
    before = night({"newest": "passed"}, newest={"acme": "1.1", "other": "4"})
    after = night({"newest": "failed", "lowest": "passed"}, newest={"acme": "2.0", "other": "5"}, lowest=lowest)
    (change,) = changes(before, after, well=harmless(before, after)).worse
    assert expected == change.libraries
