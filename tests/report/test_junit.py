"""A case as pytest shows it, and as it stands in JUnit XML."""

from __future__ import annotations

from harness.report import junit
from report.samples import case, finding

LOST = case("v1/a/ts/hang", verdict="could-not-run", reason="no Node,\nand no npm")


def test_the_properties_name_the_case_the_verdict_and_each_finding_s_place() -> None:
    record = case("v1/a/go/hang", finding(), finding("method", file=None, line=None))
    expected = [
        ("api", "v1"),
        ("operation", "a"),
        ("language", "go"),
        ("scenario", "hang"),
        ("verdict", "failed"),
        ("finding", "error-swallowed at examples/go/a.go:3"),
        ("finding", "method at the run"),
    ]
    assert expected == list(junit.properties(record))


def test_only_a_case_from_the_cache_says_so() -> None:
    found = [dict(junit.properties(case(cached=cached))).get("cached") for cached in (True, False)]
    assert ["true", None] == found


def test_the_headline_is_the_worst_finding_in_one_line() -> None:
    note, warning, error = (
        finding(severity=severity, message=f"a\n{severity}", line=number)
        for number, severity in enumerate(("note", "warning", "error"), 1)
    )
    assert "examples/go/a.go:3: error-swallowed: a error" == junit.headline(case("v1/a/go/a", note, warning, error))
    assert "examples/go/a.go:2: error-swallowed: a warning" == junit.headline(case("v1/a/go/a", note, warning))


def test_the_headline_of_what_could_not_run_is_its_reason_in_one_line() -> None:
    assert "could-not-run: no Node, and no npm" == junit.headline(LOST)


def test_the_text_of_what_could_not_run_is_its_verdict_and_reason() -> None:
    assert "could-not-run: no Node,\nand no npm" == junit.text(LOST)


def test_the_text_of_a_case_has_all_of_each_finding() -> None:
    bare = finding("method", message="POST", expected="", actual="", hint="", reproduce="")
    expected = """\
failed
examples/go/a.go:3: error-swallowed: it ended with status 0 though the server answered 401
    expected: an exit status that is not 0
    actual: exit status 0
    hint: Check the status.
    repeat: harness run v1/a/go/success
examples/go/a.go:3: method: POST"""
    assert expected == junit.text(case("v1/a/go/a", finding(), bare))
