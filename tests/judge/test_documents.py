"""What is remembered of a document's faults is what a new look would find."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from support.trees import ROOT

from harness import openapi
from harness.judge import documents
from harness.openapi.lint.lint import lint_document


@pytest.fixture
def document(tmp_path: Path) -> openapi.Document:
    for name in ("v1.yaml", "shared.yaml"):
        text = (ROOT / "fixtures/spec" / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("example: stable-diffusion-v1-5", "example: 5"), "utf-8")
    return openapi.load(tmp_path / "v1.yaml", "v1.yaml")


def test_a_second_look_gives_the_same_findings(document: openapi.Document, tmp_path: Path) -> None:
    first = documents.findings(document, tmp_path / "lint")
    assert first
    assert first == documents.findings(document, tmp_path / "lint")
    assert set(lint_document(document)) == set(first)


def test_a_damaged_memory_is_not_trusted(document: openapi.Document, tmp_path: Path) -> None:
    first = documents.findings(document, tmp_path / "lint")
    for file in (tmp_path / "lint").iterdir():
        file.write_text('[{"code": "spec-inv')
    assert first == documents.findings(document, tmp_path / "lint")


@pytest.mark.parametrize("planted", ["[]", f"{sha256(b'[]').hexdigest()}\n[]"])
def test_what_others_say_of_a_document_is_not_believed(
    document: openapi.Document, tmp_path: Path, planted: str
) -> None:
    first = documents.findings(document, tmp_path / "lint")
    for file in (tmp_path / "lint").iterdir():
        file.write_text(planted)
    assert first == documents.findings(document, tmp_path / "lint")


def test_a_line_that_moves_is_looked_at_anew(document: openapi.Document, tmp_path: Path) -> None:
    first = documents.findings(document, tmp_path / "lint")
    shared = tmp_path / "shared.yaml"
    shared.write_text("# one line more\n" + shared.read_text("utf-8"), "utf-8")
    moved = documents.findings(openapi.load(tmp_path / "v1.yaml", "v1.yaml"), tmp_path / "lint")
    assert [f.line for f in first if "shared" in str(f.file)] != [f.line for f in moved if "shared" in str(f.file)]
