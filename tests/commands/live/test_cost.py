"""What a live run says that it will cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.commands.live import cost
from harness.errors import UserError
from harness.settings import LiveSettings

LIVE = LiveSettings(host="https://api.example.com", unit="credits", cost={"draw": 0.25, "list": 0})


@dataclass(frozen=True)
class Named:
    """What is read of a planned case."""

    group: str
    name: str
    scenario: str = "success"


def plan(*cases: Named) -> Any:
    """A plan as far as its cost needs it."""
    return SimpleNamespace(
        cases=[
            SimpleNamespace(
                case=SimpleNamespace(group=one.group, example=SimpleNamespace(name=one.name)),
                scenario=SimpleNamespace(name=one.scenario),
                deliveries=(),
            )
            for one in cases
        ]
    )


def told(*cases: Named, live: LiveSettings = LIVE) -> list[str]:
    return cost.told(cast("Any", plan(*cases)), live).splitlines()


def test_each_operation_is_told_with_its_requests_and_all_with_their_sum() -> None:
    draw, listed = Named("v1/draw", "draw"), Named("v1/list", "list")
    assert [
        "This run calls https://api.example.com, and will cost about:",
        "  v1/draw  2 requests  0.5 credits",
        "  v1/list   1 request  0 credits",
        "  in all   3 requests  0.5 credits",
    ] == told(draw, listed, draw)


def test_without_an_estimate_the_sum_is_a_least_one() -> None:
    assert [
        "  v1/new    1 request  no estimate",
        "  v1/draw   1 request  0.25 credits",
        "  in all   2 requests  at least 0.25 credits",
    ] == told(Named("v1/new", "new"), Named("v1/draw", "draw"))[1:]


def test_what_sends_nothing_costs_nothing() -> None:
    assert ["  in all  0 requests  0 credits"] == told(Named("v1/draw", "draw", "missing-key"))[1:]


def test_large_sums_are_rounded() -> None:
    assert told(Named("v1/draw", "draw"), live=replace(LIVE, cost={"draw": 1234567.0}))[1].endswith(
        "1.23457e+06 credits"
    )


def test_an_estimate_for_no_program_is_an_error() -> None:
    cost.check(LIVE, "harness.toml", ["list", "draw", "other"])
    with pytest.raises(UserError) as raised:
        cost.check(LIVE, "harness.toml", ["drew", "list"])
    assert 'harness.toml: "live.cost.draw": expected the name of a program (did you mean "drew"?)' == str(raised.value)
