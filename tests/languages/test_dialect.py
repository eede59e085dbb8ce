"""A language by one table, and one by one file of a package: its programs are read as those of a bundled one are."""

from __future__ import annotations

from pathlib import Path

import pytest
from discover.notes import code, line_of, run_samples
from support.runs import Record, run

from harness.languages.registry import BUNDLED
from languages.test_by_settings import SCRIPT, package, project

TABLE = """\
[languages.cat]
extensions = ["cat"]
command = ["python3", "{file}"]
words = ["Meow"]
variables = ['''os\\.environ\\["(\\w+)"\\]''']
files = ['''open\\("([^"]+)"\\)''']
calls = ["ask("]
missing_library = "No module named '(\\\\w+)'"
"""
PACKAGE = """\
from harness.languages import Language
from harness.languages.scripts import command
from harness.model import Dialect

FILED = Language(
    "cat",
    "Cat",
    ("cat",),
    "cat",
    (),
    command(("python3", "{file}")),
    dialect=Dialect(
        words=("meow",),
        variables=(r'os\\.environ\\["(\\w+)"\\]',),
        files=(r'open\\("([^"]+)"\\)',),
        calls=("ask(",),
        missing_library=r"No module named '(\\w+)'",
    ),
)
"""
SOUND = """\
import os
from urllib.request import Request, urlopen as ask
key = os.environ["NOTES_KEY"]
got = ask(Request(os.environ["API_HOST"] + "/v1/notes/n1", headers={"Authorization": "Bearer " + key}))
print(got.read().decode())
"""


@pytest.fixture(params=["table", "package"])
def table(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings by which there is a language `cat`: a table, or none, where a package brings it."""
    if request.param == "table":
        return TABLE
    package(tmp_path, monkeypatch, "FILED", PACKAGE)
    return ""


def sample(root: Path, table: str, source: str) -> Record:
    """The record of the document's only sample."""
    (record,) = run_samples(root / "notes", table, getNote=code(source, lang="Meow")).values()
    return record


def faults(record: Record) -> list[tuple[str, int]]:
    """The code and the line of each finding."""
    return [(finding["code"], finding["line"]) for finding in record["findings"]]


def test_its_samples_are_known_by_the_words_of_documents(tmp_path: Path, table: str) -> None:
    record = sample(tmp_path, table, SOUND)
    assert ("v1/getNote/cat/success", "passed") == (record["name"], record["verdict"])


def test_its_missing_library_is_no_fault_of_the_sample(tmp_path: Path, table: str) -> None:
    record = sample(tmp_path, table, "import nowhere_at_all\n" + SOUND)
    assert ("could-not-run", True) == (record["verdict"], "the library nowhere_at_all," in record["reason"])


def test_a_variable_that_nothing_sets_is_found(tmp_path: Path, table: str) -> None:
    record = sample(tmp_path, table, SOUND.replace("key = ", 'account = os.environ["ACCOUNT"]\nkey = '))
    assert [("variable-unset", line_of(tmp_path / "notes", "account ="))] == faults(record)


def test_a_file_that_is_not_there_is_found(tmp_path: Path, table: str) -> None:
    record = sample(tmp_path, table, SOUND.replace("key = ", 'text = open("note.txt").read()\nkey = '))
    assert [("input-missing", line_of(tmp_path / "notes", "text ="))] == faults(record)


def test_a_placeholder_is_found(tmp_path: Path, table: str) -> None:
    record = sample(tmp_path, table, SOUND.replace("notes/n1", "notes/<which>"))
    assert [("placeholder", line_of(tmp_path / "notes", "got ="))] == faults(record)


def test_a_finding_without_a_line_of_its_own_is_at_the_call(tmp_path: Path, table: str) -> None:
    record = sample(tmp_path, table, SOUND + "raise SystemExit(3)\n")
    assert [("exit-status", line_of(tmp_path / "notes", "got ="))] == faults(record)


def test_a_language_whose_command_is_a_shell_is_read_as_one(tmp_path: Path) -> None:
    bash = '[languages.bash]\nextensions = ["bash"]\ncommand = ["bash", "{file}"]\n'
    program = SCRIPT.replace("/v1/balance", "/v1/balance$NOWHERE").replace("set -eu", "set -e")
    record = run(project(tmp_path, "bash", program, bash), "success")["v1/balance/bash/success"]
    assert ("failed", [("variable-unset", 3)]) == (record["verdict"], faults(record))


def test_every_bundled_language_says_what_documents_call_it_and_how_its_lines_read() -> None:
    for language in BUNDLED:
        dialect = language.dialect
        assert language.name in dialect.words
        assert all((dialect.calls, dialect.prints, dialect.complains, dialect.changes))
        assert dialect.is_shell or dialect.variables
        assert language.ping
