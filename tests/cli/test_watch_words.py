"""What `harness watch` says of a round."""

from __future__ import annotations

import pytest
from report.samples import Record, case, finding

from harness.cli.watch_words import NAMED, Words, listed
from harness.commands.watching.difference import Standing, Trend


class Said:
    """The words of rounds of one watch."""

    def __init__(self) -> None:
        self.standing = Standing()
        self.lines: list[tuple[str, str]] = []

    def round(self, *records: Record, own: bool = True) -> list[tuple[str, str]]:
        """The lines of a round, each with its style."""
        words = Words(lambda line, style: self.lines.append((line, style)), self.standing)
        for record in records:
            words.tell(record, own=own)  # type: ignore[arg-type]
        self.told = words.told
        words.sum_up(1.25)
        lines, self.lines = self.lines, []
        return lines


BAD = finding(expected="", hint="Check it.")
FAILED = case("v1/a/go/success", BAD)


def test_a_failure_is_shown_in_full() -> None:
    assert [
        ("  failing  v1/a/go/success: error-swallowed", "bold red"),
        ("    examples/go/a.go:3: it ended with status 0 though the server answered 401", ""),
        ("      actual:   exit status 0", ""),
        ("      hint:     Check it.", ""),
        ("1 failing in 1.2 s; 1 of 1 known cases fail", "red"),
    ] == Said().round(FAILED)


def test_what_passes_is_counted() -> None:
    said = Said()
    assert [("2 passing in 1.2 s", "green")] == said.round(case("v1/a/go/success"), case("v1/a/go/slow"))
    assert 2 == said.told


def test_a_case_that_passes_again_is_told_in_green() -> None:
    said = Said()
    said.round(FAILED)
    assert [("  newly passing  v1/a/go/success", "green"), ("1 newly passing in 1.2 s", "green")] == said.round(
        case("v1/a/go/success")
    )


def test_what_still_fails_is_told_without_its_findings() -> None:
    said = Said()
    said.round(FAILED)
    assert [
        ("  still failing  v1/a/go/success: error-swallowed", "yellow"),
        ("1 still failing in 1.2 s; 1 of 1 known cases fail", "red"),
    ] == said.round(FAILED)


def test_one_cause_is_shown_once_and_its_further_places_and_cases_counted() -> None:
    there = finding(line=9)
    said = Said().round(FAILED, case("v1/a/go/slow", there), case("v1/a/go/hang", BAD))
    assert [
        ("  error-swallowed also at examples/go/a.go:9", "dim"),
        ("  failing  v1/a/go: 2 more cases", "dim"),
        ("3 failing in 1.2 s; 3 of 3 known cases fail", "red"),
    ] == said[-3:]
    assert ("  failing  v1/a/go: 1 more case", "dim") in Said().round(FAILED, case("v1/a/go/slow", BAD))


def test_the_same_words_in_another_language_are_another_cause() -> None:
    other = case("v1/a/ts/success", finding(file="examples/ts/a.ts"))
    assert 2 == sum(style == "bold red" for _, style in Said().round(FAILED, other))


def test_a_fault_of_the_document_is_one_in_every_language() -> None:
    both = [case(f"v1/a/{name}/success", finding("body-schema", file=f"a.{name}")) for name in ("go", "ts")]
    assert 1 == sum(style == "bold red" for _, style in Said().round(*both))


def test_accepted_and_lesser_findings_are_not_shown() -> None:
    record = case(
        "v1/a/go/success", finding("key-leaked"), finding(accepted="for now"), finding("accept", severity="warning")
    )
    lines = [line for line, _ in Said().round(record)]
    assert "  failing  v1/a/go/success: key-leaked" == lines[0]
    assert 6 == len(lines)


def test_a_case_that_could_not_run_says_why() -> None:
    record = case("v1/a/go/success", verdict="could-not-run", reason="no Go")
    assert ("  failing  v1/a/go/success: no Go", "bold red") == Said().round(record)[0]


def test_another_languages_case_is_told_only_where_it_changes() -> None:
    said = Said()
    assert [("nothing to tell in 1.2 s", "green")] == said.round(case("v1/a/ts/success"), own=False)
    said.round(FAILED)
    assert ("nothing to tell in 1.2 s; 1 of 2 known cases fail", "red") == said.round(FAILED, own=False)[-1]
    assert 0 == said.told


def test_a_program_that_only_differs_now_is_named() -> None:
    said = Said()
    said.round(case("v1/a/ts/success"), own=False)
    differs = case("v1/a/ts/success", finding("parity-body"))
    assert [
        ("  not saved, but now different from what was: v1/a/ts", "dim"),
        ("nothing to tell in 1.2 s; 1 of 1 known cases fail", "red"),
    ] == said.round(differs, own=False)
    assert [("nothing to tell in 1.2 s", "green")] == said.round(case("v1/a/ts/success"), own=False)


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "a"), (NAMED, "a, b, c"), (NAMED + 1, "a, b, c and 1 more"), (5, "a, b, c and 2 more")]
)
def test_a_few_names_are_listed(count: int, shown: str) -> None:
    assert shown == listed("abcde"[:count])


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        (None, "passed", Trend.PASSING),
        (None, "failed", Trend.FAILING),
        ("passed", "failed", Trend.NEWLY_FAILING),
        ("known-failure", "could-not-run", Trend.NEWLY_FAILING),
        ("failed", "passed", Trend.NEWLY_PASSING),
        ("failed", "known-failure", Trend.NEWLY_PASSING),
        ("passed", "known-failure", Trend.PASSING),
        ("failed", "failed", Trend.STILL_FAILING),
        ("failed", "unexpected-pass", Trend.OTHERWISE),
    ],
)
def test_a_verdict_is_compared_with_the_last_one(before: str | None, now: str, trend: Trend) -> None:
    standing = Standing()
    if before:
        standing.learn(case(verdict=before))  # type: ignore[arg-type]
    assert trend == standing.learn(case(verdict=now))  # type: ignore[arg-type]
