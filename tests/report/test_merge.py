"""Shards' reports put together, and a part of a matrix taken out: by literals."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from harness.errors import UserError
from harness.report.changes import changes, of_variant
from harness.report.merge import Unmergeable, merge
from report.samples import case, document, finding


def shard(index: int, total: int, *cases: Any, **more: Any) -> Any:
    """The report of one shard."""
    return document(*cases) | {"shard": {"index": index, "total": total}} | more


ONE, TWO = shard(1, 2, case("v1/a/go/a")), shard(2, 2, case("v1/b/go/a", finding()), duration_ms=9000)


def test_cases_come_in_the_order_of_the_shards_and_are_counted() -> None:
    found: Any = merge({"two": TWO, "one": ONE})
    assert ["v1/a/go/a", "v1/b/go/a"] == [one["name"] for one in found["cases"]]
    assert (2, 1, 1, 9000) == (
        found["planned"],
        found["summary"]["passed"],
        found["summary"]["failed"],
        found["duration_ms"],
    )
    assert not {"shard", "whole", "project", "matrix", "left_out", "guard"} & found.keys()


def test_what_every_shard_reads_is_said_once() -> None:
    same, other = finding("spec-invalid"), finding("spec-invalid", line=9)
    found: Any = merge({"one": ONE | {"findings": [same, other]}, "two": TWO | {"findings": [same]}})
    assert [same, other] == found["findings"]


def test_what_was_run_is_put_together() -> None:
    left = {"what": "file", "count": 1, "names": ["a"], "reason": "b"}
    first = ONE | {
        "guard": "namespaces",
        "whole": True,
        "project": {"name": "p"},
        "left_out": [left],
        "matrix": {"a": 1},
    }
    second = TWO | {"guard": "containers, namespaces", "whole": False, "left_out": [left], "matrix": {"b": 2}}
    second |= {"started": "2025-01-01T00:00:00.000Z"}
    found: Any = merge({"one": first, "two": second})
    assert ("containers, namespaces", False, {"name": "p"}) == (found["guard"], found["whole"], found["project"])
    assert ([left], {"a": 1, "b": 2}) == (found["left_out"], found["matrix"])
    assert "2025-01-01T00:00:00.000Z" == found["started"]


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ({"one": ONE, "x": document()}, "x: expected a shard like the others, got a report of no shard"),
        ({"one": ONE, "x": shard(2, 3)}, "expected shards of one run, got shards of 2 and of 3"),
        ({"one": ONE, "x": shard(1, 2)}, "x: expected each shard once, got 1/2 again, after one"),
        ({"one": shard(1, 3)}, "expected the reports of all 3 shards, found none of 2/3, 3/3"),
        (
            {"one": ONE, "x": shard(2, 2, case("v1/a/go/a"))},
            "x: expected each case once, got v1/a/go/a again, after one",
        ),
    ],
)
def test_reports_that_do_not_make_one_are_told_in_one_line(reports: Any, said: str) -> None:
    with pytest.raises(Unmergeable) as caught:
        merge(reports)
    assert said == str(caught.value)


def test_reports_of_no_shard_are_put_together_too() -> None:
    assert 2 == merge({"one": document(case("v1/a/go/a")), "two": document(case("v1/b/go/a"))})["planned"]  # type: ignore[dict-item]


def test_the_reports_are_left_as_they_were() -> None:
    reports = {"one": ONE, "two": TWO}
    before = copy.deepcopy(reports)
    merge(reports)
    assert before == reports


MATRIX: Any = document(case("v1/a/python@3.9/x"), case("v1/a/python@3.13/x", finding())) | {
    "matrix": {
        "python@3.9": {"language": "python", "libraries": {"a": "1"}},
        "python@3.13": {"language": "python", "libraries": {"a": "2", "b": "1"}},
    }
}


def test_a_variant_is_compared_under_the_other_s_name_with_its_libraries() -> None:
    old, new = of_variant(MATRIX, "python@3.9", "python@3.13"), of_variant(MATRIX, "python@3.13", "python@3.13")
    (worse,) = changes(old, new).worse
    assert ("v1/a/python@3.13/x", "passed", "failed", ("error-swallowed",)) == (
        worse.name,
        worse.old,
        worse.new,
        worse.codes_new,
    )
    assert ("a 1 -> 2", "b none -> 1") == worse.libraries
    assert ("examples/go/a.go:3",) == worse.places
    assert old["whole"] is False


@pytest.mark.parametrize(
    ("report", "listed"),
    [
        (MATRIX, 'one of python@3.9, python@3.13, got "python@3.8" (did you mean "python@3.9"?)'),
        (document(), 'one of no variant: it is not of a matrix, got "python@3.8"'),
    ],
)
def test_a_variant_that_there_is_none_of_is_named_with_those_that_there_are(report: Any, listed: str) -> None:
    with pytest.raises(UserError) as caught:
        of_variant(report, "python@3.8", "a")
    assert f"--variants: expected {listed}" == str(caught.value)


@pytest.mark.parametrize(
    ("old_ms", "new_ms", "slower", "faster"),
    [(1000, 1500, False, False), (1000, 1501, True, False), (1000, 1600, True, False), (1600, 1000, False, True)],
)
def test_slower_and_faster_are_beyond_both_limits(old_ms: int, new_ms: int, slower: bool, faster: bool) -> None:
    old, new = (document(case(duration_ms=time)) for time in (old_ms, new_ms))
    found = changes(old, new)  # type: ignore[arg-type]
    assert (slower, faster) == (bool(found.slower), bool(found.faster))


@pytest.mark.parametrize("changed", [{"cached": True}, {"verdict": "failed"}, {"outcome": {"kind": "timed-out"}}])
def test_the_time_of_what_did_not_run_to_its_own_end_says_nothing(changed: dict[str, Any]) -> None:
    old, new = document(case(duration_ms=10)), document(case(duration_ms=9000, **changed))
    assert () == changes(old, new).slower  # type: ignore[arg-type]


def test_a_case_that_is_passed_over_does_not_end_the_look_at_the_rest() -> None:
    old: Any = document(case("v1/b/go/a"), case("v1/c/go/a", duration_ms=10)) | {"whole": False}
    rest = (case("v1/b/go/a", finding()), case("v1/c/go/a", duration_ms=9000))
    new: Any = document(case("v1/a/go/a"), *rest)
    found = changes(old, new)
    assert ["v1/b/go/a"] == [one.name for one in found.worse]
    assert ["v1/c/go/a"] == [one.name for one in found.slower]
