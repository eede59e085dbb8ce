"""What the document does not allow in a request, as findings of the program that sent it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assess.evidence import Situation

from harness.checks import violations
from harness.model import Dialect, Headers, Request
from harness.openapi import Violation

JSON: Headers = (("Content-Type", "application/json"),)
FORM: Headers = (("Content-Type", "application/x-www-form-urlencoded"),)
DIALECT = Dialect(bodies=("json=",), headers=("headers=",))


def of(code: str, request: Request | None = None, **more: object) -> tuple[str, ...]:
    """The words by which the line of a violation is looked for."""
    violation = Violation(code, "wrong", "this", "that", "text", ("text",), **more)  # type: ignore[arg-type]
    return violations.finding(violation, request or Request("POST", "/a?b=1", JSON, b""), ("other",), DIALECT).words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("method", ("POST", ".post(", ".Post(", "MethodPost", "text")),
        ("path-parameter", ("/a", "text")),
        ("body-unreadable", ("json=", "text", "Content-Type")),
        ("body-schema", ("text", "other", "json=")),
        ("unknown-field", ("text", "other", "json=")),
        ("repeated-field", ("text", "other", "json=")),
        ("file-part", ("text", "other", "json=")),
        ("content-type", ("text", "headers=")),
        ("accept", ("text", "headers=")),
        ("header-missing", ("text", "headers=")),
        ("header-value", ("text", "headers=")),
        ("query-parameter", ("text",)),
    ],
)
def test_the_line_of_a_violation_is_looked_for_by_how_programs_write_such_a_thing(
    code: str, words: tuple[str, ...]
) -> None:
    assert words == of(code)


def test_a_finding_has_what_the_violation_says() -> None:
    violation = Violation(
        "body-schema", "wrong", "this", "that", "text", (), hint="Do it.", value="v", root="a root", severity="warning"
    )
    found = violations.finding(violation, Request("GET", "/", (), b""))
    assert ("body-schema", "wrong", "this", "that", "Do it.", "warning") == (
        found.code,
        found.message,
        found.expected,
        found.actual,
        found.hint,
        found.severity,
    )
    assert (("text",), ("v",), "a root", "text") == (found.names, found.values, found.root, found.detail)


def test_a_finding_has_no_name_value_or_detail_where_the_violation_has_none() -> None:
    found = violations.finding(Violation("accept", "wrong", "this", "that"), Request("GET", "/", (), b""))
    assert ((), (), "") == (found.names, found.values, found.detail)


MULTIPART: Headers = (("Content-Type", "multipart/form-data; boundary=b"),)
PARTS = b'--b\r\nContent-Disposition: form-data; name="text"; filename="name.png"\r\n\r\na\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("headers", "body", "names"),
    [
        (JSON, b'{"text": 1, "of": 2, "url": 3}', ("text", "url")),
        (JSON, b"[1]", ()),
        (JSON, b"{", ()),
        (JSON, b"[" * 100_000, ()),
        (JSON, b'{"text": 1}' + b" " * (1024 * 1024 - 11), ("text",)),
        (JSON, b'{"text": 1}' + b" " * (1024 * 1024 - 10), ()),
        (FORM, b"text=1&of=2&url=3", ("text", "url")),
        (MULTIPART, PARTS, ("text",)),
        (MULTIPART, PARTS + b" " * 1024 * 1024, ("text",)),
        ((), b'{"text": 1}', ("text",)),
    ],
    ids=["json", "a list", "broken", "deep", "a megabyte", "more", "form", "parts", "large parts", "no type"],
)
def test_the_names_that_were_sent_are_those_that_a_program_has_not_by_chance(
    headers: Headers, body: bytes, names: tuple[str, ...]
) -> None:
    assert names == violations.sent_names(Request("POST", "/", headers, body))


@pytest.mark.parametrize(
    ("code", "expected", "headers", "body", "is_one"),
    [
        ("content-type", "application/json", FORM, b' {"a": 1}', True),
        ("content-type", "application/json", FORM, b"[1]", True),
        ("content-type", "application/json", FORM, b"a=1", False),
        ("content-type", "application/json", JSON, b"{}", False),
        ("content-type", "multipart/form-data", FORM, b"{}", False),
        ("body-schema", "application/json", FORM, b"{}", False),
        ("content-type", "application/json", (), b"{}", False),
    ],
)
def test_json_under_the_type_of_a_form_is_a_fault_of_its_own(
    code: str, expected: str, headers: Headers, body: bytes, is_one: bool
) -> None:
    violation = Violation(code, "wrong", expected, "that")
    assert is_one is violations.is_json_as_form(violation, Request("POST", "/", headers, body))


def test_json_as_a_form_shows_the_type_and_the_beginning_of_the_body() -> None:
    found = violations.json_as_form(Request("POST", "/", FORM, b"{" + b"x" * 50))
    shown = b"{" + b"x" * 39
    assert f"Content-Type: application/x-www-form-urlencoded, and a body beginning {shown!r}" == found.actual


def test_what_the_document_does_not_forbid_is_a_note_for_a_person_who_tries_the_mock() -> None:
    evidence = replace(Situation("it", (), "").evidence, tolerant=True)
    request = Request("GET", "/?a=1", (), b"")
    unknown, missing = (
        Violation("query-parameter", "wrong", "this", "that", "a", undeclared=undeclared)
        for undeclared in (True, False)
    )
    notes = [
        violations.of_library(evidence, violations.finding(one, request), one, request) for one in (unknown, missing)
    ]
    assert ["note", "error"] == [one.severity for one in notes]
    assert ["The document does not forbid it: harness serve --strict does.", ""] == [one.hint for one in notes]


def test_what_no_library_adds_stays_an_error() -> None:
    request = Request("GET", "/?a=1", (), b"")
    violation = Violation("query-parameter", "wrong", "this", "that", "a", undeclared=True)
    found = violations.finding(violation, request)
    assert found is violations.of_library(Situation("it", (), "").evidence, found, violation, request)
