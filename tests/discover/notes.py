"""A small document whose operations hold samples, and runs of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from support.runs import Record, run

HOST = "$API_HOST"
KEY = '-H "Authorization: Bearer $NOTES_KEY"'
GET = f'curl -sS {KEY} "$API_HOST/v1/notes/n1"\n'
"""A sound sample of `getNote`."""
SETTINGS = """\
key_env = "NOTES_KEY"
[apis.v1]
spec = "notes.yaml"
[samples]
"""


def document(**more: Mapping[str, Any]) -> dict[str, Any]:
    """The document of the notes; `more` are keys added to operations, by their id."""
    note = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}
    media = {"application/json": {"schema": note, "example": {"id": "n1", "text": "hello"}}}
    answer = {"200": {"description": "A note.", "content": media}}
    new = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
    place = {"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "n1"}
    operations = {
        "getNote": {"parameters": [place], "responses": answer},
        "addNote": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": new}}},
            "responses": answer,
        },
    }
    for name, body in operations.items():
        body |= {"operationId": name, **more.get(name, {})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1"},
        "servers": [{"url": "https://api.example.invalid/v1"}],
        "security": [{"key": []}],
        "paths": {
            "/notes/{note_id}": {"get": operations["getNote"]},
            "/notes": {"post": operations["addNote"]},
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as people do."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)


def write(root: Path, data: Mapping[str, Any], settings: str = "", *, as_json: bool = False) -> Path:
    """Writes a project with a document and settings; gives back the document's path."""
    root.mkdir(exist_ok=True)
    path = root / "notes.yaml"
    text = json.dumps(data, indent=1) if as_json else yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False, width=1000)
    path.write_text(text, "utf-8")
    (root / "harness.toml").write_text(SETTINGS + settings, "utf-8")
    return path


def run_samples(root: Path, settings: str = "", **more: Mapping[str, Any]) -> dict[str, Record]:
    """The records of a document's samples, by case name."""
    write(root, document(**more), settings)
    return run(root)


def code(*sources: str, lang: str = "Shell") -> dict[str, Any]:
    """`x-codeSamples` with these sources."""
    return {"x-codeSamples": [{"lang": lang, "source": source} for source in sources]}


def line_of(root: Path, text: str) -> int:
    """The one line of the document that holds a text."""
    lines = [n for n, line in enumerate((root / "notes.yaml").read_text("utf-8").splitlines(), 1) if text in line]
    assert 1 == len(lines), lines
    return lines[0]
