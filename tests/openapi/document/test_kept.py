"""Large documents that are kept as they were read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import openapi
from harness.openapi.document import kept, load
from openapi.helpers import HEAD

TEXT = HEAD.format(version="3.0.3") + (
    "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: ok\n"
    "          content: {application/json: {schema: {$ref: 'more.yaml#/A'}}}\n"
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document with a file beside it, large enough to be kept."""
    monkeypatch.setattr(kept, "SMALLEST", 10)
    (tmp_path / "more.yaml").write_text("A:\n  type: string\n")
    (tmp_path / "api.yaml").write_text(TEXT)
    return tmp_path / "api.yaml"


def _load(file: Path) -> openapi.Document:
    return openapi.load(file, "spec/api.yaml", (), file.parent / "kept")


def _entries(file: Path) -> list[Path]:
    return sorted((file.parent / "kept").glob("*"))


def test_a_kept_document_is_what_was_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _load(file)
    monkeypatch.setattr(load, "read_source", None)  # it is not read again
    again = _load(file)
    assert first.data == again.data
    for pointer in ("/paths/~1a/get/operationId", "/x-files/more.yaml/A/type", "/info"):
        assert first.place(pointer) == again.place(pointer)
    assert again.files["more.yaml"].data is again.data["x-files"]["more.yaml"]
    assert first.operations("v1") == again.operations("v1")


@pytest.mark.parametrize("name", ["api.yaml", "more.yaml"])
def test_a_change_of_any_of_its_files_is_read(file: Path, name: str) -> None:
    _load(file)
    changed = file.parent / name
    changed.write_text(changed.read_text().replace("string", "integer").replace("description: ok", "description: fine"))
    assert openapi.load(file, "spec/api.yaml").data == _load(file).data


@pytest.mark.parametrize("content", [b"", b"x", b"0\n[]", b"\xff\n{"])
def test_a_damaged_entry_is_not_used(file: Path, content: bytes) -> None:
    first = _load(file)
    _entries(file)[0].write_bytes(content)
    assert first.data == _load(file).data


def test_a_document_with_troubles_and_one_with_repeated_parts_are_not_kept(file: Path) -> None:
    file.write_text(TEXT + "components: {schemas: {A: {$ref: missing.yaml}}}\n")
    assert _load(file).troubles
    file.write_text(TEXT + "components: {schemas: {A: &a {type: string}, B: *a}}\n")
    _load(file)
    assert [] == _entries(file)


def test_only_the_newest_entries_stay(file: Path) -> None:
    for index in range(kept.MOST + 2):
        file.write_text(TEXT + f"# {index}\n")
        _load(file)
    assert kept.MOST == len(_entries(file))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_VALUES, st.integers(0, 3), st.integers(1, 3))
def test_an_entry_in_pieces_is_the_same_json(value: Any, depth: int, slice_: int) -> None:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(kept, "SLICE", slice_)
        assert value == json.loads("".join(kept._pieces(value, depth)))
