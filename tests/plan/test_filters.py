"""Which cases the filters take."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model import Case, Example
from harness.plan import Filters, NothingPlanned
from harness.settings import ProfileSettings


def case(name: str) -> Case:
    api, operation, language, scenario = name.split("/")
    file = Path(f"/tree/{language}/{operation}")
    return Case(Example(language, api, operation, None, file, f"tree/{language}/{operation}", file.parent), scenario)


ALL = [
    case(f"v1/{operation}/{language}/{scenario}")
    for operation in ("list", "add")
    for language in ("go", "python")
    for scenario in ("success", "slow", "hang")
]


def taken(**filters: object) -> list[str]:
    return [one.name for one in ALL if Filters(**filters).take(one)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, 12),
        ({"exclude": ("**/hang",)}, 8),
        ({"exclude": ("v1/list", "v1/*/go")}, 3),
        ({"exclude": ("tree/go",)}, 6),
        ({"patterns": ("v1/list",), "exclude": ("**/success",)}, 4),
        ({"names": frozenset({"v1/list/go/slow", "v1/gone/go/slow"})}, 1),
    ],
)
def test_what_is_excluded_is_left_out_of_the_rest(filters: dict[str, object], expected: int) -> None:
    assert expected == len(taken(**filters))


def test_a_profile_gives_what_the_command_line_leaves_open() -> None:
    own = {"mine": ProfileSettings(languages=("go",), scenarios=("success",), exclude=("v1/add",))}
    chosen = Filters(profile="mine", scenarios=("slow",), exclude=("**/hang",)).with_profile(own)
    assert (("go",), ("slow",), ("**/hang", "v1/add")) == (chosen.languages, chosen.scenarios, chosen.exclude)


def test_quick_leaves_out_what_waits_and_may_be_replaced() -> None:
    quick = Filters(profile="quick")
    assert ["success"] * 4 == [one.scenario for one in ALL if quick.with_profile({}).take(one)]
    assert ("v1/list",) == quick.with_profile({"quick": ProfileSettings(patterns=("v1/list",))}).patterns


def test_an_unknown_profile_is_named_with_the_nearest() -> None:
    with pytest.raises(NothingPlanned, match=r'^--profile "quik": expected one of quick \(did you mean "quick"\?\)$'):
        Filters(profile="quik").with_profile({})


@pytest.mark.parametrize(
    ("filters", "whole"),
    [
        ({}, True),
        ({"scenarios": ("hang",)}, True),
        ({"exclude": ("v1",)}, False),
        ({"names": frozenset()}, False),
        ({"apis": ("v1",)}, False),
    ],
)
def test_a_run_is_whole_unless_examples_are_left_out(filters: dict[str, object], whole: bool) -> None:
    assert whole == Filters(**filters).whole  # type: ignore[arg-type]
