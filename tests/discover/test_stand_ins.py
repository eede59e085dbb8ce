"""Programs of a tree that hold placeholders: run as they are, judged with the values that someone knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.runs import Record, errors, run

from discover.notes import KEY, document

NO_EXAMPLE: dict[str, Any] = {
    "parameters": [{"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}}]
}
PYTHON = (
    "import os, urllib.request as r\n"
    "headers = {'Authorization': 'Bearer ' + os.environ['NOTES_KEY'], 'Content-Type': 'application/json'}\n"
)


def of_tree(root: Path, name: str, source: str, samples: str = "", **more: Any) -> Record:
    """The record of the only program of a tree."""
    root.mkdir(exist_ok=True)
    (root / "notes.yaml").write_text(yaml.safe_dump(document(**more)), "utf-8")
    settings = 'pattern = "{operation}.{ext}"\nexamples = "ex"\nkey_env = "NOTES_KEY"\n[apis.v1]\nspec = "notes.yaml"\n'
    (root / "harness.toml").write_text(settings + samples, "utf-8")
    (root / "ex").mkdir()
    (root / "ex" / name).write_text(source, "utf-8")
    (record,) = run(root, "success").values()
    return record


def told(record: Record) -> list[tuple[str, str]]:
    """Codes and severities."""
    return [(one["code"], one["severity"]) for one in record["findings"]]


def get(place: str) -> str:
    """A program that reads a note."""
    return f'curl -sS {KEY} "$API_HOST/v1/notes/{place}"\n'


PLACES = ["{note_id}", "<note_id>", ":note_id", "YOUR_NOTE_ID", "your-note", "NOTE_ID"]


@pytest.mark.parametrize("place", PLACES)
def test_an_example_of_the_document_stands_for_a_placeholder(place: str, tmp_path: Path) -> None:
    record = of_tree(tmp_path, "get_note.sh", get(place))
    assert ("passed", [("placeholder", "note")]) == (record["verdict"], told(record))
    assert get(place) == (tmp_path / "ex" / "get_note.sh").read_text("utf-8")


@pytest.mark.parametrize("place", ["[NOTE_ID]", "{{id}}"])
def test_a_placeholder_for_which_curl_sends_nothing_is_an_error(place: str, tmp_path: Path) -> None:
    assert ["placeholder"] == errors(of_tree(tmp_path, "get_note.sh", get(place)))


@pytest.mark.parametrize("place", PLACES)
def test_a_placeholder_that_no_one_knows_fails(place: str, tmp_path: Path) -> None:
    record = of_tree(tmp_path, "get_note.sh", get(place), getNote=NO_EXAMPLE)
    assert ["placeholder"] == errors(record)


@pytest.mark.parametrize("place", PLACES)
def test_the_settings_value_stands_for_a_placeholder(place: str, tmp_path: Path) -> None:
    values = '[samples]\ndocuments = false\nvalues = {note_id = "n1"}\n'
    record = of_tree(tmp_path, "get_note.sh", get(place), values, getNote=NO_EXAMPLE)
    assert ("passed", [("placeholder", "note")]) == (record["verdict"], told(record))


@pytest.mark.parametrize("path", ["/v1/note/:note_id", "/v1/notes/:note_id/parts"])
def test_a_placeholder_hides_no_other_fault_of_the_path(path: str, tmp_path: Path) -> None:
    source = f'curl -sS {KEY} "$API_HOST{path}"\n'
    assert "unknown-operation" in errors(of_tree(tmp_path / "known", "get_note.sh", source))
    found = errors(of_tree(tmp_path / "unknown", "get_note.sh", source, getNote=NO_EXAMPLE))
    assert ["placeholder", "unknown-operation"] == sorted(found)


def post(text: str) -> str:
    """A program that adds a note."""
    return PYTHON + (
        f'data = b\'{{"text": "{text}"}}\'\n'
        "r.urlopen(r.Request(os.environ['API_HOST'] + '/v1/notes', data=data, headers=headers))\n"
    )


def test_a_placeholder_in_a_body_has_a_value_too(tmp_path: Path) -> None:
    assert ["placeholder"] == errors(of_tree(tmp_path / "told", "add_note.py", post("[NOTE_TEXT]")))
    values = '[samples]\ndocuments = false\nvalues = {NOTE_TEXT = "hello"}\n'
    record = of_tree(tmp_path / "known", "add_note.py", post("[NOTE_TEXT]"), values)
    assert ("passed", [("placeholder", "note")]) == (record["verdict"], told(record))


def test_a_value_that_breaks_the_schema_is_an_error(tmp_path: Path) -> None:
    place = {"name": "note_id", "in": "path", "required": True, "schema": {"type": "integer"}}
    values = '[samples]\ndocuments = false\nvalues = {note_id = "none"}\n'
    record = of_tree(tmp_path, "get_note.sh", get(":note_id"), values, getNote={"parameters": [place]})
    assert "path-parameter" in errors(record)
