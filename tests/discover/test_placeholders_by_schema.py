"""A text in the spelling of a placeholder is one where the schema takes no such text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.runs import errors

from discover.notes import KEY, code, run_samples

NEW: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string"},
        "size": {"type": "integer"},
        "day": {"type": "string", "format": "date"},
        "kind": {"type": "string", "enum": ["a", "b"]},
    },
}
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": NEW}}}}


def found(root: Path, body: str, **schema: Any) -> list[str]:
    """The errors of a sample that sends a body."""
    source = f"curl -sS {KEY} --json '{body}' \"$API_HOST/v1/notes\"\n"
    (record,) = run_samples(root, addNote={**code(source), **BODY, **schema}).values()
    return errors(record)


@pytest.mark.parametrize("field", ["size", "day", "kind"])
@pytest.mark.parametrize("text", ["<size>", "[the size]", "{size}", "your-size", "NOTE_NUMBER", "xxxx", "..."])
def test_a_value_that_the_schema_refuses_is_a_placeholder_by_its_spelling(
    field: str, text: str, tmp_path: Path
) -> None:
    assert ["placeholder"] == found(tmp_path, f'{{"text": "a", "{field}": "{text}"}}')


@pytest.mark.parametrize("text", ["<size>", "[the size]", "{size}", "your-size", "NOTE_NUMBER", "xxxx", "..."])
def test_a_value_that_the_schema_takes_is_none(text: str, tmp_path: Path) -> None:
    assert [] == found(tmp_path, f'{{"text": "{text}"}}')


@pytest.mark.parametrize("text", ["large", "12", "A", "size"])
def test_a_value_in_another_spelling_is_a_fault_of_the_body(text: str, tmp_path: Path) -> None:
    assert ["body-schema"] == found(tmp_path, f'{{"text": "a", "size": "{text}"}}')


def test_a_placeholder_hides_no_fault_of_another_field(tmp_path: Path) -> None:
    assert ["placeholder", "body-schema"] == found(tmp_path, '{"text": 5, "size": "<size>"}')


def test_a_field_s_placeholder_is_filled_from_its_example(tmp_path: Path) -> None:
    field = {"type": "string", "example": "+49 1"}
    schema = {"type": "object", "properties": {"text": {"type": "string"}, "fax": field}}
    body = {"requestBody": {"content": {"application/json": {"schema": schema}}}}
    assert [] == found(tmp_path / "filled", '{"text": "a", "fax": "[FAX_NUMBER]"}', **body)
    assert ["placeholder"] == found(tmp_path / "told", '{"text": "[SOME_TEXT]", "fax": "1"}', **body)
