"""What a page shows beside a sample, by literals: line by line, but for values of the answer and numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assess.evidence import Situation, get

from harness.checks import shown_output
from harness.model import Finding, Finished, Outcome, ShownOutput, Traces

ANSWER = b'{"id": "n1", "text": "hello"}'


def said(shown: str, printed: str, *, response: bool = False, outcome: Outcome | None = None) -> list[Finding]:
    """What the check finds in a block on a page from its line 10 on, beside a sample that printed something."""
    lines = tuple(range(10, 10 + max(1, len(shown.splitlines()))))
    one = Situation("it", (), "print(1)\n", (get(answer=ANSWER),), traces=Traces(stdout=printed), sample=True)
    evidence = one.evidence
    case = evidence.case
    example = replace(case.example, outputs=(ShownOutput(shown, lines, response),))
    evidence = replace(evidence, case=replace(case, example=example), outcome=outcome or evidence.outcome)
    return list(shown_output.check(evidence))


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("Note 1\ndone", "Note 1\ndone\n"),
        ("  Note 1\n\n\ndone", "Note 1\ndone\n"),
        ("Note 12 at 10:30", "Note 7 at 9:05\n"),
        ("Note n9: bye", "Note n1: hello\n"),
        ("Note ...", "Note 1 of 2\n"),
        ("Note …", "Note 1 of 2\n"),
        ("... of 2", "Note 1 of 2\n"),
        ("first\n...\nlast", "first\na\nb\nlast\n"),
        ("first\n...\nlast", "first\nlast\n"),
        ("first\n...", "first\na\nb\n"),
        ("...\nlast", "a\nb\nlast\n"),
        ("a\n...\nb\n...\nc", "a\n1\nb\n2\n3\nc\n"),
        ('{"own": 1}', '{"own": 2, "more": 3}\n'),
        ("[1, 2]", "[3]\n"),
    ],
)
def test_a_page_shows_the_same_but_for_values_numbers_and_what_it_leaves_out(shown: str, printed: str) -> None:
    assert [] == said(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed", "line", "expected", "actual"),
    [
        ("Note", "Notes\n", 10, "Notes", "Note"),
        ("a\nb", "a\nc\n", 11, "c", "b"),
        ("a\n\nb", "a\nc\n", 12, "c", "b"),
        ("a\nb", "a\n", 11, "no further line", "b"),
        ("a", "a\nb\n", 10, "b", "no further line"),
        ("first\n...\nlast", "first\na\n", 12, "a", "last"),
        ("first\n...\nlast", "other\nlast\n", 10, "other", "first"),
        ("a... of 3", "a1 of two\n", 10, "a1 of two", "a... of 3"),
    ],
)
def test_the_first_line_that_differs_is_shown(shown: str, printed: str, line: int, expected: str, actual: str) -> None:
    (finding,) = said(shown, printed)
    assert "output-stale" == finding.code
    assert "the page shows another output than the program prints" == finding.message
    assert (line, expected, actual, "error") == (finding.line, finding.expected, finding.actual, finding.severity)


def test_a_value_of_one_character_stands_for_nothing() -> None:
    one = Situation("it", (), "", (get(answer=b'{"id": "x"}'),))
    assert [] == shown_output._values(one.evidence)


def test_the_longest_value_is_taken_first() -> None:
    one = Situation("it", (), "", (get(answer=b'{"id": "ab", "text": "abc"}'),))
    assert ["abc", "ab"] == shown_output._values(one.evidence)


@pytest.mark.parametrize("outcome", [Finished(1), Finished(-9)])
def test_a_program_that_failed_has_no_output_to_compare(outcome: Outcome) -> None:
    assert [] == said("a", "b\n", outcome=outcome)


@pytest.mark.parametrize(
    "shown",
    [
        '{"id": "n7"}',
        '{"id": "n7", ...}',
        '{"id": "n7", "text": "..."}',
        '{\n  "id": "n7",\n  ...\n}',
        '{"text": "bye", "...": "..."}',
        '{"id": "n7", // its name\n "text": "bye"}',
        '{"id": "n7",}',
        "no JSON at all",
    ],
)
def test_an_answer_on_a_page_may_be_a_part_of_what_the_document_promises(shown: str) -> None:
    assert [] == said(shown, "", response=True)


@pytest.mark.parametrize(
    ("shown", "line", "message"),
    [
        ('{\n  "id": 7\n}', 11, "id"),
        ('{\n  "text": "bye"\n}', 10, "id"),
        ('{\n  "id": "n7",\n  "text": 1, ...\n}', 12, "text"),
    ],
)
def test_an_answer_on_a_page_that_the_document_does_not_allow_is_told_at_its_line(
    shown: str, line: int, message: str
) -> None:
    (finding,) = said(shown, "", response=True)
    assert ("output-stale", line, "note.py") == (finding.code, finding.line, finding.file)
    assert finding.message.startswith("the page shows an answer that the document does not: ")
    assert message in finding.message


def test_what_a_sample_prints_as_it_came_is_judged_as_an_answer() -> None:
    (finding,) = said('{"id": 7}', '{"id": "n1",\n "text": "hello"}\n')
    assert finding.message.startswith("the page shows an answer that the document does not: ")


OWN = '{"note": {"id": "n1", "text": "hello"}, "count": 1}\n'


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        ('{"note": {"id": "n9", "text": "bye"}, "count": 7}', None),
        ('{"note": {"id": "n9"}, "count": 7}', None),
        ('{"count": "many"}', None),
        ('{\n  "note": {\n    "id": 9\n  },\n  "count": 1\n}', 12),
        ('{\n  "note": {\n    "text": 1, ...\n  }\n}', 12),
    ],
)
def test_a_part_of_the_answer_in_a_form_of_the_samples_own_is_what_the_document_has(
    shown: str, line: int | None
) -> None:
    assert ([] if line is None else [line]) == [finding.line for finding in said(shown, OWN)]


def test_a_part_of_the_answer_alone_is_judged_by_its_place() -> None:
    whole = {"list": [{"id": "n1"}, {"id": "n2"}], "next": 3}
    assert {"list": [{"id": "n1"}, 7], "next": 3} == shown_output._put(whole, ("list", 1), 7)
    assert [("list",), ("list", 0), ("list", 1)] == [path for path, _ in shown_output._below(whole)][1:]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2]", ([1, 2], False)),
        ("[1, ...]", ([1], True)),
        ("[1, …, 3]", ([1, 3], True)),
        ("[...]", ([], True)),
        ('{"a": [..., 2]}', ({"a": [2]}, True)),
        ("[1, 2,]", ([1, 2], False)),
        ("[1, // one\n2]", ([1, 2], False)),
        ('"http://a"', ("http://a", False)),
        ("[1", (None, False)),
        ("[" * 100_000, (None, False)),
        ("...", (None, False)),
    ],
)
def test_json_is_read_but_for_what_is_left_out(text: str, value: object) -> None:
    assert value == shown_output._json(text)


def test_what_a_part_leaves_out_does_not_end_the_look_at_the_rest() -> None:
    (finding,) = said('{\n  "text": 1, ...\n}', "", response=True)
    assert 11 == finding.line
    assert "text" in finding.message
