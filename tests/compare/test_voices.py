"""What is said of a program that differs, word by word."""

from __future__ import annotations

from typing import Any

import pytest

from compare.test_parity import voice
from harness.compare.parity import Parity, Voice
from harness.model import Difference, Finding


def body(language: str, told: tuple[str, ...] | None = None, **fields: Any) -> Voice:
    """A voice whose request has these fields in its body."""
    return voice(language, request={"body": fields}, told=told)


def of(findings: dict[str, list[Finding]], language: str) -> list[Finding]:
    return findings[f"v1/get/{language}/success"]


def test_one_against_two_is_shown_with_what_the_others_say() -> None:
    found = Parity().compare([body("go", a=1), body("ts", a=1), body("py", a=2)], None)
    (finding,) = of(found, "py")
    assert ("parity-body", "py differs from the other languages at body.a") == (finding.code, finding.message)
    assert ("1 (go, ts)", "2 (py)", "") == (finding.expected, finding.actual, finding.hint)
    assert (("a",), "py differs at body.a", "2") == (finding.words, finding.root, finding.detail)
    assert [] == of(found, "go") + of(found, "ts")


def test_a_field_that_is_not_there_is_said_to_be_absent() -> None:
    (finding,) = of(Parity().compare([body("go", a="x"), body("ts", a="x"), body("py", b=1)], None), "py")[:1]
    assert ('"x" (go, ts)', "(absent) (py)", ("a",)) == (finding.expected, finding.actual, finding.words)


def test_a_text_is_looked_for_behind_its_name() -> None:
    (finding,) = of(Parity().compare([body("go", a=["x"]), body("ts", a=["x"]), body("py", a=["y"])], None), "py")
    assert ("body.a.0", ("a", "y")) == (finding.root.rpartition(" ")[2], finding.words)


def test_against_the_reviewed_request_its_renewal_is_named_where_all_agree() -> None:
    found = Parity().compare([body("go", a=2), body("ts", a=2)], {"body": {"a": 1}})
    (finding,) = of(found, "go")
    assert "go differs from the reviewed request at body.a" == finding.message
    assert "1 (the reviewed request)" == finding.expected
    assert "If it is meant, `harness run v1/get --update-requests` writes the reviewed request anew." == finding.hint


def test_a_language_that_follows_the_reviewed_request_is_named_with_it() -> None:
    found = Parity().compare([body("go", a=1), body("ts", a=2), body("py", a=2)], {"body": {"a": 1}})
    (finding,) = of(found, "ts")
    assert "ts differs from the reviewed request and go at body.a" == finding.message
    assert ("1 (go)", "") == (finding.expected, finding.hint)
    assert [] == of(found, "go")


def test_all_the_others_with_the_reviewed_request() -> None:
    found = Parity().compare([body("go", a=1), body("ts", a=2)], {"body": {"a": 1}})
    assert "ts differs from the reviewed request and the other languages at body.a" == of(found, "ts")[0].message


def test_two_against_one_another_are_both_shown() -> None:
    found = Parity().compare([body("go", a=1), body("ts", a=2)], None)
    assert ("go differs from ts at body.a", "2 (ts)") == (of(found, "go")[0].message, of(found, "go")[0].expected)


@pytest.mark.parametrize(
    ("aspect", "code"),
    [
        ("path", "parity-path"),
        ("query", "parity-query"),
        ("headers", "parity-header"),
        ("body", "parity-body"),
        ("files", "parity-file"),
        ("grant", "parity-body"),
        ("method", "parity-body"),
    ],
)
def test_each_aspect_has_its_code(aspect: str, code: str) -> None:
    voices = [voice(language, request={aspect: {"a": value}}) for language, value in (("go", 1), ("ts", 1), ("py", 2))]
    assert [code] == [one.code for one in of(Parity().compare(voices, None), "py")]


def test_how_a_failure_ends_is_promised_by_the_settings() -> None:
    voices = [voice("go", ending=1), voice("ts", ending=2)]
    found = Parity(failure_status=1).compare(voices, None)
    (finding,) = of(found, "ts")
    assert ("ts differs from the settings and the other languages at ending", "1 (go)") == (
        finding.message,
        finding.expected,
    )
    (finding,) = of(Parity(failure_status=3).compare(voices, None), "ts")
    assert ("ts differs from the settings at ending", "3 (the settings)") == (finding.message, finding.expected)


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ((), ["parity-body"]),
        (("headers",), ["parity-body"]),
        (("body",), []),
        (("BODY.A",), []),
        (("body.b",), ["parity-body"]),
        (("body.b.a",), []),
    ],
)
def test_what_a_programs_own_findings_tell_of_is_not_told_twice(told: tuple[str, ...], codes: list[str]) -> None:
    found = Parity().compare([body("go", a=1), body("ts", a=1), body("py", told, a=2)], None)
    assert codes == [one.code for one in of(found, "py")]


def test_a_program_at_fault_is_no_measure() -> None:
    parity = Parity()
    found = parity.compare([body("go", a=1), body("ts", (), a=2), body("py", (), a=2)], None)
    assert ([], 1, 1) == (of(found, "go"), len(of(found, "ts")), len(of(found, "py")))
    assert {"v1/get/go"} == parity.judged
    assert {} == {name: one for name, one in Parity().compare([body("go", (), a=1)], None).items() if one}


def test_a_declared_difference_is_stale_where_nobody_shows_it() -> None:
    def parity(*patterns: str, at: str = "body.a") -> Parity:
        one = Parity([Difference(patterns, at, "it is meant")])
        languages = (("go", 1), ("ts", 1), ("js", 1), ("py", 2))
        one.compare([body(language, ab=1, a=value) for language, value in languages], None)
        return one

    assert [] == parity("*/*/py").stale()
    assert 1 == len(parity("*/*/go").stale())
    assert [] == parity("*/*/rust").stale()
    assert 1 == len(parity("*/*/py", at="body.ab").stale())
    assert [] == parity("*/*/py", at="body").stale()
