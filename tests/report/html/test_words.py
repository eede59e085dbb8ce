"""What the page says in words: its headline, what was run, and bodies as they are meant."""

from __future__ import annotations

from typing import Any

import pytest

from harness.report.html import bodies, headline
from report.samples import case, document, finding


def said(*cases: Any, **more: Any) -> tuple[str, bool]:
    """The headline of a report."""
    return headline.verdict(document(*cases, **more))  # type: ignore[arg-type]


def of(verdict: str, count: int = 1) -> list[dict[str, Any]]:
    """Cases of a verdict."""
    return [case(f"v1/{verdict}{number}/go/a", verdict=verdict) for number in range(count)]


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (of("failed"), "1 of 1 cases failed"),
        (of("flaky"), "1 of 1 cases is flaky"),
        (of("flaky", 2), "2 of 2 cases are flaky"),
        (of("unexpected-pass"), "1 known failure passed"),
        (of("unexpected-pass", 2), "2 known failures passed"),
        (of("could-not-run"), "1 of 1 cases could not run"),
        ([*of("failed", 2), *of("could-not-run"), *of("passed")], "2 of 4 cases failed; 1 of 4 cases could not run"),
    ],
)
def test_what_is_not_as_expected_is_counted(cases: list[dict[str, Any]], words: str) -> None:
    assert (words, False) == said(*cases)


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        ([], "no case was run"),
        (of("passed"), "1 case as expected"),
        ([*of("passed"), *of("known-failure")], "all 2 cases as expected"),
        ([*of("passed", 2), *of("skipped")], "2 of 3 cases as expected"),
    ],
)
def test_what_is_as_expected_is_counted(cases: list[dict[str, Any]], words: str) -> None:
    assert (words, True) == said(*cases)


@pytest.mark.parametrize(("count", "words"), [(1, "1 error belongs to no case"), (2, "2 errors belong to no case")])
def test_errors_of_no_case_are_counted_too(count: int, words: str) -> None:
    found = tuple(finding("spec-invalid") for _ in range(count))
    assert (words, False) == said(*of("passed"), findings=found)


def test_what_was_run_is_listed_as_far_as_it_is_known() -> None:
    report: Any = document(*of("passed"))
    assert [("cases", "1"), ("made by", "harness 0.1.0")] == headline.about(report)
    project = {"name": "notes", "branch": None, "commit": "0123456789abcdef", "settings": "harness.toml"}
    report |= {"project": project, "whole": False, "shard": {"index": 1, "total": 3}, "guard": "namespaces"}
    assert [
        ("project", "notes"),
        ("commit", "0123456789"),
        ("settings", "harness.toml"),
        ("cases", "1, a part of the plan"),
        ("shard", "1 of 3"),
        ("guard", "namespaces"),
        ("made by", "harness 0.1.0"),
    ] == headline.about(report)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A" * 159, "A" * 159),
        (f'"{"A" * 160}"', f'"{"A" * 40}[... 120 characters more]"'),
        ("a b " * 3000, "a b " * 3000),
        ("a b " * 3000 + "!", f"{'a b ' * 1500}\n[... 1 characters left out ...]\n{('a b ' * 3000 + '!')[-6000:]}"),
    ],
)
def test_a_text_is_shortened_where_no_one_reads_it(text: str, shown: str) -> None:
    assert shown == bodies.shortened(text)


@pytest.mark.parametrize(
    ("text", "shown"), [('{"a":1}', '{\n  "a": 1\n}'), ("7", None), ("{", None), ("[" * 100_000, None), ('"ä"', None)]
)
def test_json_is_indented_where_that_reads_otherwise(text: str, shown: str | None) -> None:
    assert shown == bodies.pretty(text)


def test_bytes_are_rows_of_sixteen() -> None:
    assert (
        "0000  41 00 7e 7f 20 1f 61 61 61 61 61 61 61 61 61 61  A.~. .aaaaaaaaaa\n"
        "0010  62                                               b"
    ) == bodies.hexdump(b"A\0~\x7f \x1f" + b"a" * 10 + b"b")
    assert "" == bodies.hexdump(b"")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"kind": "none"}, {}),
        (
            {"kind": "text", "media_type": "", "text": '{"a":1}', "bytes": 7},
            {"sent": '{"a":1}', "decoded": '{\n  "a": 1\n}', "note": "7 bytes of no declared type"},
        ),
        (
            {"kind": "multipart", "parts": [{"name": "a"}]},
            {"parts": [{"name": "a"}], "hex": bodies.hexdump(b"head"), "note": "1 parts"},
        ),
        (
            {"kind": "binary", "media_type": "image/png", "bytes": 9, "sha256": "abc"},
            {"hex": bodies.hexdump(b"head"), "note": "9 bytes of image/png, SHA-256 abc"},
        ),
    ],
)
def test_a_body_is_shown_by_its_kind(record: Any, expected: dict[str, Any]) -> None:
    empty: dict[str, Any] = {"decoded": "", "sent": "", "hex": "", "parts": [], "note": ""}
    assert empty | expected == bodies.body(record, b"head")
