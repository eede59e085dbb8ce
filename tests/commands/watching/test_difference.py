"""What is said of a case that has run again."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from harness.commands.watching.difference import Standing, Trend, counted


def record(verdict: str, *codes: str) -> dict[str, Any]:
    return {"name": "a", "verdict": verdict, "findings": [{"code": code, "severity": "error"} for code in codes]}


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (None, record("passed"), Trend.PASSING),
        (None, record("failed", "method"), Trend.FAILING),
        (record("passed"), record("failed", "method"), Trend.NEWLY_FAILING),
        (record("skipped"), record("failed", "method"), Trend.NEWLY_FAILING),
        (record("failed", "method"), record("failed", "method"), Trend.STILL_FAILING),
        (record("failed", "method"), record("failed", "accept"), Trend.OTHERWISE),
        (record("failed", "method"), record("could-not-run"), Trend.OTHERWISE),
        (record("failed", "method"), record("passed"), Trend.NEWLY_PASSING),
        (record("failed", "method"), record("known-failure", "method"), Trend.NEWLY_PASSING),
        (record("known-failure", "method"), record("unexpected-pass"), Trend.NEWLY_FAILING),
        (record("passed"), record("passed"), Trend.PASSING),
    ],
)
def test_the_difference_from_the_last_time(before: dict[str, Any] | None, now: dict[str, Any], change: Trend) -> None:
    standing = Standing()
    if before:
        standing.learn(before)
    assert change == standing.learn(now)


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        (None, record("failed", "parity-body"), True),
        (record("passed"), record("failed", "parity-body"), True),
        (record("failed", "parity-body"), record("passed"), True),
        (record("failed", "method"), record("failed", "method", "parity-body"), True),
        (record("passed"), record("failed", "method", "parity-body"), False),
        (record("failed", "parity-body"), record("failed", "parity-body"), False),
        (record("passed"), record("could-not-run"), False),
        (record("passed"), record("passed"), False),
    ],
)
def test_what_only_differs_from_other_languages_is_known(
    before: dict[str, Any] | None, now: dict[str, Any], moved: bool
) -> None:
    standing = Standing()
    if before:
        standing.learn(before)
    assert moved is standing.only_parity_moved(now)


def test_what_is_no_more_is_forgotten() -> None:
    standing = Standing()
    standing.learn(record("failed", "method"))
    assert 1 == standing.failing()
    standing.forget({"b"})
    assert 0 == standing.failing()


def test_changes_are_counted_worst_first() -> None:
    changes = Counter({Trend.PASSING: 3, Trend.NEWLY_FAILING: 1})
    assert "1 newly failing, 3 passing" == counted(changes)
