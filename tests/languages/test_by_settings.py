"""A language that is not bundled: a table of settings, or a value that an installed package brings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.runs import run

from harness.errors import UserError
from harness.languages import load as load_languages
from harness.settings.reader import load

PACKAGE = """\
from harness.languages import Language
from harness.languages.scripts import command

CAT = Language("cat", "Shell by another name", ("cat",), "cat", (), command(("/bin/sh", "{file}")))
NOTHING = None
"""
SCRIPT = """\
set -eu
: "${NOTES_KEY:?is not set}"
curl --silent --show-error --fail-with-body --max-time 4 "$API_HOST/v1/balance" \\
  --header "Authorization: Bearer $NOTES_KEY"
"""
TREE = Path(__file__).parent / "tree"


def project(root: Path, language: str, program: str, table: str) -> Path:
    """A tree with one program of a language of its own."""
    folder = root / "project"
    (folder / language / "v1").mkdir(parents=True)
    (folder / language / "v1" / f"balance.{language}").write_text(program, "utf-8")
    (folder / "notes.yaml").write_bytes((TREE / "notes.yaml").read_bytes())
    settings = (TREE / "harness.toml").read_text("utf-8")
    (folder / "harness.toml").write_text(f"{settings}\n{table}", "utf-8")
    return folder


def package(root: Path, monkeypatch: pytest.MonkeyPatch, value: str, source: str = PACKAGE) -> None:
    """Makes an installed package whose entry point `cat` is a value of its module."""
    name = f"cat_language_{value.lower()}"
    (root / f"{name}.py").write_text(source, "utf-8")
    info = root / f"{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[harness.languages]\ncat = {name}:{value}\n", "utf-8")
    monkeypatch.setattr(sys, "path", [str(root), *sys.path])


def test_a_table_of_settings_is_a_language(tmp_path: Path) -> None:
    """Extensions, a command, the variables of its own and the tool's version make a language."""
    table = """\
[languages.bash]
extensions = ["bash"]
workdir = "bash"
command = ["{bash}", "{file}"]
version = ["bash", "--version"]
minimum = "3.0"
env = {GREETING = "hello from the settings"}
"""
    folder = project(tmp_path, "bash", 'echo "$GREETING"\n' + SCRIPT, table)
    record = run(folder, "success")["v1/balance/bash/success"]
    assert "passed" == record["verdict"]
    assert record["outcome"]["stdout"].startswith("hello from the settings")


def test_a_tool_without_a_version_is_found_on_the_path(tmp_path: Path) -> None:
    table = '[languages.bash]\nextensions = ["bash"]\nworkdir = "bash"\ncommand = ["{bash}", "{file}"]\n'
    record = run(project(tmp_path, "bash", SCRIPT, table), "success")["v1/balance/bash/success"]
    assert "passed" == record["verdict"], record["reason"]


def test_a_tool_without_a_version_that_is_nowhere_is_missing(tmp_path: Path) -> None:
    table = '[languages.bash]\nextensions = ["bash"]\ncommand = ["/usr/bin/env", "{no-such-shell}", "{file}"]\n'
    record = run(project(tmp_path, "bash", SCRIPT, table), "success")["v1/balance/bash/success"]
    assert "bash needs no-such-shell" in record["reason"]


def test_a_tool_that_is_too_old_is_missing(tmp_path: Path) -> None:
    """The minimum of the settings is what the tool is held to, and named in the advice."""
    table = """\
[languages.bash]
extensions = ["bash"]
command = ["{bash}", "{file}"]
version = ["bash", "--version"]
minimum = "99.5"
"""
    record = run(project(tmp_path, "bash", SCRIPT, table), "success")["v1/balance/bash/success"]
    assert "could-not-run" == record["verdict"]
    assert "99.5 or newer is needed; install bash 99.5 or newer" in record["reason"]
    assert "is too old" in record["reason"]


def test_a_package_brings_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point's value is a language like the bundled ones."""
    package(tmp_path, monkeypatch, "CAT")
    record = run(project(tmp_path, "cat", SCRIPT, ""), "success")["v1/balance/cat/success"]
    assert "passed" == record["verdict"]


@pytest.mark.parametrize(("value", "words"), [("NOTHING", "expected a Language, got None"), ("LOST", "LOST")])
def test_a_package_whose_language_is_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    """What is wrong with a package of others is told in one line that names it."""
    package(tmp_path, monkeypatch, value)
    with pytest.raises(UserError, match=rf'^the language "cat" of cat_language_{value.lower()}:{value}: .*{words}'):
        load_languages(load(project(tmp_path, "cat", SCRIPT, "")))
