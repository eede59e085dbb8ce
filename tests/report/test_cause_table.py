"""The causes as a table: one a row, cut to the width."""

from __future__ import annotations

from typing import Any

import pytest

from harness.report.cause_table import CauseRow, lines, rows
from harness.report.left_out import line
from harness.report.plain import cut, plain
from harness.report.same_cause import causes
from harness.report.snippet import snippet
from report.samples import case, finding


def table(*cases: Any, findings: tuple[Any, ...] = ()) -> list[CauseRow]:
    """The rows of some cases."""
    return rows(cases, causes(cases, findings))


def test_a_row_has_the_number_the_code_the_language_the_place_and_the_words() -> None:
    first, second = case("v1/a/go/a", finding(message="it\nended")), case("v1/a/go/b", finding(message="it\nended"))
    assert [CauseRow("2", "error-swallowed", "go", "examples/go/a.go:3", "it ended")] == table(first, second)


def test_a_warning_says_so_a_note_is_left_out_and_what_is_of_no_case_has_no_number() -> None:
    found = table(
        case("v1/a/go/a", finding("one", severity="warning", line=1), finding("two", severity="note", line=2)),
        findings=(finding("spec-invalid", file="a.yaml"),),
    )
    assert [("", "spec-invalid"), ("1", "one (warning)")] == [(row.cases, row.cause) for row in found]


def test_what_has_a_reason_and_no_finding_comes_last() -> None:
    found = table(
        case("v1/a/ts/a", verdict="could-not-run", reason="no\nNode 20"),
        case("v1/b/ts/a", verdict="could-not-run", reason="no Node 22", file=None),
        case("v1/a/go/a", verdict="unexpected-pass", reason="listed", file=None),
        case("v1/a/go/b", verdict="skipped", reason="no Go"),
        case("v1/a/go/c", finding(), verdict="could-not-run", reason="no Go"),
    )
    assert [
        ("1", "error-swallowed", "go", "examples/go/a.go:3"),
        ("2", "could-not-run", "ts", "examples/ts/a.ts"),
        ("1", "unexpected-pass", "go", "v1/a/go/a"),
    ] == [row[:4] for row in found]
    assert "no Node 20" == found[1].what


def test_columns_are_as_wide_as_their_widest_and_the_last_is_cut() -> None:
    row = CauseRow("12", "method", "go", "a.go:1", "x" * 100)
    head, body = lines([row], 80)
    assert "cases  cause   language  first at  what" == head
    assert body.startswith("   12  method  go        a.go:1    xxx")
    assert (80, "...") == (len(body), body[-3:])
    assert f"   12  method  go        a.go:1    {'x' * 27}..." == list(lines([row], 10))[1]


@pytest.mark.parametrize(("length", "shown"), [(60, "x" * 60), (61, f"...{'x' * 57}")])
def test_a_place_is_cut_at_its_beginning(length: int, shown: str) -> None:
    assert shown in list(lines([CauseRow("1", "a", "go", "x" * length, "w")], 200))[1]


@pytest.mark.parametrize(("text", "limit", "shown"), [("abcde", 5, "abcde"), ("abcdef", 5, "ab..."), ("", 3, "")])
def test_a_text_is_cut_with_a_sign(text: str, limit: int, shown: str) -> None:
    assert shown == cut(text, limit)


def test_a_line_is_plain() -> None:
    assert "a   b\\x1b" == plain("a\tb\x1b")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, ["> 1 | a", "  2 | b", "  3 |"]),
        (3, ["  1 | a", "  2 | b", "> 3 |", "  4 | d", "  5 | e"]),
        (10, ["   8 | h", "   9 | i", "> 10 | j"]),
        (11, []),
    ],
)
def test_a_line_is_shown_with_two_on_either_side(number: int, shown: list[str]) -> None:
    source = ["a", "b", "", *"defghij"]
    found = list(snippet(source, number, 80))
    assert shown == [text for _, text in found]
    assert [text.startswith(">") for text in shown] == [at_fault for at_fault, _ in found]


def test_no_line_is_narrower_than_twenty_columns() -> None:
    ((_, text),) = snippet(["x" * 50], 1, 5)
    assert f"> 1 | {'x' * 11}..." == text


@pytest.mark.parametrize(
    ("what", "count", "names", "said"),
    [
        ("file", 1, ["a"], "1 file: why: a"),
        ("file", 2, ["a", "b"], "2 files: why: a, b"),
        ("sample in Go", 3, ["a", "b", "c"], "3 samples in Go: why: a, b, c"),
        ("file", 4, ["a", "b", "c", "d"], "4 files: why: a, b, c and 1 more"),
        ("file", 9, [], "9 files: why"),
    ],
)
def test_what_was_left_out_is_counted_and_named(what: str, count: int, names: list[str], said: str) -> None:
    assert said == line({"what": what, "count": count, "names": names, "reason": "why"})
