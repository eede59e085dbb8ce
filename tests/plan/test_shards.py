"""A plan in parts, for machines that share a run: by literal cases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UserError
from harness.model import Case, Example
from harness.plan.shards import Shard, parse, part
from harness.scenarios import BUNDLED, Scenario

SCENARIOS = {one.name: one for one in BUNDLED}


@dataclass(frozen=True)
class One:
    """As much of a planned case as is looked at."""

    case: Case
    scenario: Scenario


@dataclass(frozen=True)
class Few:
    """As much of a plan."""

    cases: tuple[One, ...]


def plan(*names: str) -> Any:
    """A plan of cases by their names."""
    found = []
    for name in names:
        api, operation, language, scenario = name.split("/")
        example = Example(language, api, operation, None, Path("a"), "a", Path())
        found.append(One(Case(example, scenario), SCENARIOS[scenario]))
    return Few(tuple(found))


def dealt(of: Any, total: int, known: dict[str, float] | None = None) -> list[list[str]]:
    """The names of each shard's cases."""
    return [[one.case.name for one in part(of, Shard(index, total), known).cases] for index in range(1, total + 1)]


@pytest.mark.parametrize(
    ("text", "shard"), [("1/1", Shard(1, 1)), ("2/3", Shard(2, 3)), ("999999/999999", Shard(999999, 999999))]
)
def test_a_shard_is_an_index_and_a_total(text: str, shard: Shard) -> None:
    assert shard == parse(text)
    assert text == shard.shown


@pytest.mark.parametrize("text", ["", "1", "0/3", "3/0", "4/3", "1/3 ", "-1/3", "01/3", "1/1000000", "1/3/5", "a/b"])
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="expected a part such as"):
        parse(text)


EVERY = [f"v1/{name}/{language}/success" for name in "abcd" for language in ("go", "ts")]


def test_the_shards_are_the_plan_and_languages_stay_together() -> None:
    shards = dealt(plan(*EVERY), 2)
    assert sorted(EVERY) == sorted(name for names in shards for name in names)
    assert [4, 4] == [len(names) for names in shards]
    for names in shards:
        assert {name.replace("/go/", "/ts/") for name in names} == {name for name in names if "/ts/" in name}


def test_the_longest_goes_to_the_shard_that_has_least_to_do() -> None:
    names = [f"v1/{name}/go/success" for name in "abcd"]
    known = dict(zip(names, (10.0, 1.0, 2.0, 3.0), strict=True))
    assert [[names[0]], names[1:]] == dealt(plan(*names), 2, known)


def test_those_that_wait_are_dealt_out_evenly_and_count_by_their_work() -> None:
    waits = [f"v1/{name}/go/hang" for name in "abcd"]
    assert [["v1/a/go/hang", "v1/c/go/hang"], ["v1/b/go/hang", "v1/d/go/hang"]] == dealt(plan(*waits), 2)
    mixed = [*waits[:1], "v1/x/go/success"]
    assert [["v1/a/go/hang"], ["v1/x/go/success"]] == dealt(plan(*mixed), 2)


def test_the_order_of_the_plan_stays() -> None:
    names = ["v1/d/go/success", "v1/a/go/success"]
    assert [names] == dealt(plan(*names), 1)


def test_a_shard_without_a_case_is_one_line() -> None:
    with pytest.raises(UserError, match="--shard 3/3: expected at most 2 shards, for the plan has no more parts"):
        part(plan("v1/a/go/success", "v1/b/go/success"), Shard(3, 3))
