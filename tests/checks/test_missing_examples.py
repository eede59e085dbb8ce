"""Programs without an operation, and operations without a program."""

from __future__ import annotations

from pathlib import Path

from assess.evidence import api

from harness.checks.missing_examples import gaps, orphans
from harness.model import Example, Operation

GET, ADD = (next(one for one in api().operations if one.id == name) for name in ("getNote", "addNote"))


def program(language: str, name: str) -> Example:
    file = f"{language}/{name}"
    return Example(language, "v1", name, "", Path(file), file, Path())


def test_a_program_that_shows_no_operation_is_an_orphan() -> None:
    known, lost = program("go", "get"), program("go", "lost")
    (finding,) = orphans([known, lost], {known.id: GET}, "{api}/{operation}.go")
    assert ("example-orphan", 'no operation of v1 is called "lost"') == (finding.code, finding.message)
    assert (
        'an operation of that name, or an entry in the settings\' "operations" ({api}/{operation}.go)'
        == finding.expected
    )
    assert ("lost", "go/lost", 1) == (finding.actual, finding.file, finding.line)


def missing(
    programs: list[tuple[Example, Operation | None]], document: str | None = "api.yaml"
) -> list[tuple[str, str]]:
    shows = {example.id: operation for example, operation in programs if operation}
    found = list(gaps([example for example, _ in programs], shows, [GET, ADD], document))
    assert all((one.file, one.code) == (document, "example-missing") for one in found)
    return [(one.message, f"{one.expected}; {one.actual}; {one.line}") for one in found]


def test_an_operation_shown_in_one_language_is_due_in_all() -> None:
    shown = [(program("go", "get"), GET), (program("curl", "get"), GET), (program("go", "add"), ADD)]
    assert [
        ("v1: addNote has no program in curl", f"POST /notes in go, curl; none in curl; {ADD.line or None}"),
    ] == missing(shown)


def test_an_operation_that_no_language_shows_is_none_of_the_trees() -> None:
    assert [] == missing([(program("go", "get"), GET), (program("curl", "get"), GET)])


def test_a_program_of_no_operation_still_names_its_language() -> None:
    found = missing([(program("go", "get"), GET), (program("curl", "lost"), None)], None)
    assert ["v1: getNote has no program in curl"] == [message for message, _ in found]
