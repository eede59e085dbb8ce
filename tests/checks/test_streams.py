"""What a program shows of a stream in pieces, by literal texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assess.evidence import Situation, get

from harness.checks import streams
from harness.model import Exchange, Finding, Traces, WrittenFile

EVENTS = "".join(
    f'data: {{"type": "delta", "text": "word \u20ac{number}"}}\n\n: still here\n\n' for number in range(1, 4)
)
ALL = "word \u20ac1 word \u20ac2 word \u20ac3"


def answered(body: str, cuts: tuple[int, ...] = (9,)) -> Exchange:
    one = get()
    return replace(one, reply=replace(one.reply, body=body.encode(), cuts=cuts))


def found(printed: str, body: str = EVENTS, *, scenario: str = "stream-paced", status: int = 0) -> list[Finding]:
    one = Situation(
        "it", (), "read()\n", (answered(body),), scenario=scenario, status=status, traces=Traces(stdout=printed)
    )
    return list(streams.check(one.evidence))


def told(printed: str, body: str = EVENTS, *, scenario: str = "stream-paced", status: int = 0) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in found(printed, body, scenario=scenario, status=status)]


@pytest.mark.parametrize(
    ("printed", "findings"),
    [
        (ALL, []),
        ("", []),
        ("nothing of it", []),
        ("word \u20ac1 word \u20ac3", [("stream-lost", "error")]),
        ("word \u20ac2 word \u20ac3", [("stream-lost", "error")]),
        ("word \u20ac1", [("stream-lost", "warning")]),
        ("word \u20ac1 word \u20ac2", [("stream-lost", "warning")]),
        (ALL + "\ufffd", [("stream-garbled", "error")]),
        ("word \u20ac1 \ufffd", [("stream-garbled", "error")]),
        (ALL + "still here", [("stream-garbled", "error")]),
        ("data: " + ALL + "still here", []),
    ],
)
def test_every_event_is_to_be_shown_whole_and_no_comment(printed: str, findings: list[tuple[str, str]]) -> None:
    assert findings == told(printed)


def test_a_lost_event_is_named_by_its_number_and_how_many_were_shown() -> None:
    (finding,) = found("word \u20ac1 word \u20ac3")
    assert "it printed 2 of 3 events of a stream" == finding.message
    assert "the text of event 2, too" == finding.expected


def test_a_torn_character_is_shown_with_what_stands_about_it() -> None:
    (finding,) = found("a" * 30 + "\ufffd" + "b" * 30)
    assert "a" * 20 + "\ufffd" + "b" * 19 == finding.actual


def test_a_torn_character_of_the_api_itself_is_no_fault() -> None:
    assert [] == told(ALL + "\ufffd", EVENTS + "\ufffd")


def test_events_of_another_form_may_be_left_out() -> None:
    others = (
        'data: {"type": "start", "text": "word \u20ac9"}\n\ndata: {"type": "delta", "id": 1, "text": "w \u20ac8"}\n\n'
    )
    assert [] == told(ALL, EVENTS + others)


def test_a_program_that_fails_and_another_scenario_are_not_judged() -> None:
    assert [] == told("word \u20ac1", status=1)
    assert [] == told("word \u20ac1", scenario="success")


def test_an_answer_in_one_piece_is_not_judged_and_written_files_count_as_shown() -> None:
    one = Situation("it", (), "read()\n", (answered(EVENTS, ()),), scenario="stream-paced")
    assert [] == list(streams.check(replace(one, traces=Traces(stdout="word \u20ac1")).evidence))
    written = Traces(stdout="word \u20ac1", written=(WrittenFile("out", b"word \xe2\x82\xac2 word \xe2\x82\xac3"),))
    both = Situation("it", (), "read()\n", (answered(EVENTS),), scenario="stream-paced", traces=written)
    assert [] == list(streams.check(both.evidence))
