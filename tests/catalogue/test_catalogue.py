"""Which operations a program shows, and which requests it is to send."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness import openapi
from harness.catalogue.catalogue import _flow, _shown_by, _steps
from harness.errors import UserError
from harness.model import Example, Operation, Owes, Step
from harness.settings import Settings

GET, POST = (cast("Operation", SimpleNamespace(id=name)) for name in ("getNote", "addNote"))
FLOWS = {"first": (Step(GET),), "read-note": (Step(POST),)}
SAMPLE = Owes(own_settings=False)


def program(name: str = "note", operation_id: str | None = None, owes: Owes | None = None) -> Example:
    return Example("go", "v1", name, operation_id, Path("note.go"), "note.go", Path(), owes=owes or Owes())


@pytest.mark.parametrize(
    ("example", "known", "expected"),
    [
        (program("first"), FLOWS, (Step(GET),)),
        (program("read_note"), FLOWS, (Step(POST),)),
        (program("first", "read-note"), FLOWS, (Step(POST),)),
        (program("first", "another"), FLOWS, (Step(GET),)),
        (program("another"), FLOWS, ()),
        (program("first"), {}, ()),
        (program("first", owes=SAMPLE), FLOWS, ()),
    ],
)
def test_a_workflow_is_given_by_the_settings_or_by_the_programs_name(
    example: Example, known: dict[str, tuple[Step, ...]], expected: tuple[Step, ...]
) -> None:
    assert expected == _flow(example, known)


@pytest.mark.parametrize(
    ("example", "linked", "expected"),
    [
        (program("getNote"), {}, GET),
        (program("get_note"), {}, GET),
        (program("another"), {}, None),
        (program("getNote"), {"note.go": "addNote"}, POST),
        (program("getNote", "addNote"), {"note.go": "getNote"}, POST),
        (program("getNote"), {"note.go": None}, GET),
        (program("another", "gone"), {}, None),
    ],
)
def test_the_settings_come_before_a_link_and_that_before_the_name(
    example: Example, linked: dict[str, str | None], expected: Operation | None
) -> None:
    assert expected == _shown_by(example, (GET, POST), linked)


def test_a_name_that_two_operations_have_in_other_letters_shows_none() -> None:
    other = cast("Operation", SimpleNamespace(id="get_note"))
    assert _shown_by(program("get-note"), (GET, other), {}) is None


def steps(example: Example, *operations: str) -> tuple[Step, ...]:
    requests = tuple(SimpleNamespace(operation=one, carries=("id",)) for one in operations)
    settings = cast(
        "Any", SimpleNamespace(operations={"note": SimpleNamespace(requests=requests)}, shown="harness.toml")
    )
    api = cast("openapi.Api", SimpleNamespace(documented=True, operations=(GET, POST), name="v1"))
    return _steps(cast("Settings", settings), api, example)


def test_the_requests_that_the_settings_list_are_those_of_a_program_in_a_file_of_its_own() -> None:
    assert (Step(POST, ("id",)), Step(GET, ("id",))) == steps(program(), "addNote", "getNote")
    assert () == steps(program())
    assert () == steps(program("another"), "addNote")
    assert () == steps(program(owes=SAMPLE), "addNote")


def test_an_operation_that_the_document_does_not_have_is_told_with_one_that_is_like_it() -> None:
    with pytest.raises(UserError, match=r'harness.toml: "operations.note.requests": .* of v1, got "addNot".*addNote'):
        steps(program(), "addNot")
