"""The scenarios as data: what is told of one, and what each of its turns has in store."""

from __future__ import annotations

import pytest

from harness.scenarios import LONG, Scenario, ScriptedAnswer


def of(**given: object) -> Scenario:
    """A scenario of these."""
    return Scenario("it", "it happens", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("delay", "long"), [(0.0, False), (LONG - 0.5, False), (LONG, True), (LONG + 1, True)])
def test_a_run_waits_for_a_program_from_ten_seconds_on(delay: float, long: bool) -> None:
    assert 10.0 == LONG
    assert long is of(delay=delay).waits_long


def test_a_program_that_is_never_answered_is_waited_for_long() -> None:
    assert of(fault="hang").waits_long
    assert of(answers=(ScriptedAnswer(), ScriptedAnswer(fault="hang"))).waits_long
    assert not of(fault="reset").waits_long


def test_the_waits_of_a_sequence_add_up() -> None:
    assert 3.5 == of(answers=(ScriptedAnswer(delay=1.5), ScriptedAnswer(delay=2.0)), delay=9.0).waits


@pytest.mark.parametrize(
    ("answer", "fails"),
    [
        (ScriptedAnswer(), False),
        (ScriptedAnswer(status=399), False),
        (ScriptedAnswer(status=400), True),
        (ScriptedAnswer(fault="reset"), True),
    ],
)
def test_a_failing_turn_closes_its_connection(answer: ScriptedAnswer, fails: bool) -> None:
    assert fails is answer.fails
    assert fails is of(answers=(answer,)).turn(0).close
    assert of(answers=(answer,), close=True).turn(0).close


def test_each_request_has_its_turn_and_the_last_one_stays() -> None:
    one = of(answers=(ScriptedAnswer(503, headers=(("Retry-After", "1"),)), ScriptedAnswer(body="broken", delay=2.0)))
    turns = [one.turn(index) for index in range(4)]
    assert [503, None, None, None] == [turn.status for turn in turns]
    assert ["answer", "broken", "broken", "broken"] == [turn.body for turn in turns]
    assert [0.0, 2.0] == [turn.delay for turn in turns[:2]]
    assert [(("Retry-After", "1"),), ()] == [turn.headers for turn in turns[:2]]
    assert ((), ()) == (turns[0].answers, turns[1].answers)
    assert [True, False, False] == [one.goes_on_after(index) for index in range(3)]


def test_a_scenario_without_a_sequence_is_its_own_turn() -> None:
    one = of(status=500)
    assert one is one.turn(3)
    assert not one.goes_on_after(0)


@pytest.mark.parametrize(
    ("given", "either"),
    [
        ({"ending": "faithful"}, True),
        ({"ending": "recovers"}, True),
        ({"tokens": "expire"}, True),
        ({"ending": "success"}, False),
        ({"ending": "failure", "tokens": "refuse"}, False),
    ],
)
def test_programs_may_end_either_way_where_they_may_go_on(given: dict[str, object], either: bool) -> None:
    assert either is of(**given).ends_either_way
