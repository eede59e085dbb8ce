"""What is read of a document's words about requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from discover.notes import document

from harness import openapi

SAID = {"description": "what it is"}


def described(folder: Path, **more: Any) -> dict[str, str]:
    """The descriptions of a new note's request."""
    file = folder / "notes.yaml"
    file.write_text(yaml.dump(document(addNote=more)), "utf-8")
    api = openapi.Api("v1", openapi.load(file))
    return api.descriptions(next(one for one in api.operations if one.id == "addNote"))


def test_headers_are_in_lower_case_and_paths_left_out(tmp_path: Path) -> None:
    places = ("header", "query", "path", "cookie")
    listed = [
        {"name": f"A-{place}", "in": place, "required": place == "path", "schema": {}, **SAID} for place in places
    ]
    found = described(tmp_path, parameters=listed)
    assert {"text": "", "a-header": "what it is", "A-query": "what it is"} == found


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({"properties": {"a": SAID, "b": {}}}, {"a": "what it is", "b": ""}),
        ({"properties": {1: SAID}}, {"1": "what it is"}),
        ({"properties": {"a": {**SAID, "readOnly": True}}}, {}),
        (
            {"allOf": [{"properties": {"a": SAID}}, {"properties": {"a": {"description": "too"}}}]},
            {"a": "what it is too"},
        ),
        ({"properties": {"a": {"properties": {"b": SAID}}}}, {"a": ""}),
        (True, {}),
    ],
)
def test_fields_are_the_topmost_ones(schema: Any, found: dict[str, str], tmp_path: Path) -> None:
    assert found == described(tmp_path, requestBody={"content": {"application/json": {"schema": schema}}})


def test_a_parameters_schema_may_say_it(tmp_path: Path) -> None:
    one = {"name": "a", "in": "query", "schema": SAID}
    assert {"text": "", "a": "what it is"} == described(tmp_path, parameters=[one])
