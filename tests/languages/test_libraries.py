"""A compiler that does not find a library: the program could not run, and whose fault it is shows in the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages import load
from harness.languages.compiled import build_error
from harness.model import Example
from harness.settings import Settings

LANGUAGES = load(Settings(Path()))


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program"
    file.write_text("", "utf-8")
    return file


def said(language: str, words: str, file: Path) -> tuple[str, list[str]]:
    """Why a program can't be started, and the codes of its findings."""
    dialect = LANGUAGES[language].dialect
    example = Example(language, "v1", "a", None, file, "a", file.parent, dialect=dialect)
    found = build_error(example, "compiler", words, 1, "")
    return found.reason, [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        (
            "java",
            "package com.google.gson does not exist",
            "mvn dependency:copy -Dartifact=com.google.code.gson:gson:RELEASE",
        ),
        (
            "java",
            "package okhttp3 does not exist",
            "mvn dependency:copy -Dartifact=com.squareup.okhttp3:okhttp:RELEASE",
        ),
        (
            "java",
            "package com.fasterxml.jackson.databind.node does not exist",
            "mvn dependency:copy -Dartifact=com.fasterxml.jackson.core:jackson-databind:RELEASE",
        ),
        ("rust", "unresolved import `reqwest`: use of undeclared crate", "cargo add reqwest"),
        ("rust", "use of unresolved module or unlinked crate `serde_json`", "cargo add serde_json"),
        ("rust", "can't find crate for `tokio`", "cargo add tokio"),
    ],
)
def test_a_library_is_named_with_the_command_that_installs_it(
    language: str, words: str, expected: str, program: Path
) -> None:
    reason, codes = said(language, words, program)
    assert (expected, []) == (reason.rpartition("to install it: ")[2], codes)


def test_a_library_that_nobody_knows_is_named_without_a_command(program: Path) -> None:
    reason, codes = said("java", "package com.acme.http does not exist", program)
    assert ("", []) == (reason.partition("to install it")[1], codes)
    assert reason.startswith("the program needs the library com.acme.http, which is not installed where it runs (")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("java", "package java.utl does not exist"),
        ("java", "cannot find symbol"),
        ("rust", "unresolved import `std::colections`"),
        ("rust", "unresolved import `crate::client`"),
        ("rust", "cannot find function `send` in this scope"),
    ],
)
def test_what_the_language_itself_lacks_is_the_programs_fault(language: str, words: str, program: Path) -> None:
    assert ["build-error"] == said(language, words, program)[1]
