"""Operations without programs, programs without operations, links to nothing, and documents that are wrong."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from support.command import harness, report
from support.trees import ROOT, Edit, Program, Tree, make_tree, substitute

from harness.judge.survey import survey
from harness.model import Finding
from harness.plan import Filters
from harness.plan.session import open_session

TODAY = date(2026, 1, 31)
SPEC = "fixtures/spec"
SAMPLES = re.compile(r"^ *x-codeSamples:\n(?: {8,}.*\n)+", re.MULTILINE)
BALANCE, ENGINES = Program("curl", "get_balance"), Program("curl", "list_engines")
PYTHON = Program("python", "get_balance")


def tree_of(root: Path, *programs: Program, documents: Mapping[str, Edit] | None = None) -> Tree:
    """A tree with documents of its own, their links to programs left out and texts in them exchanged."""
    tree = make_tree(root, *programs, settings={"spec": f"{SPEC}/{{api}}.yaml"})
    (root / SPEC).mkdir(parents=True)
    for source in (ROOT / SPEC).glob("*.yaml"):
        text = SAMPLES.sub("", source.read_text("utf-8"))
        if documents and source.name in documents:
            text = substitute(text, *documents[source.name], source.name)
        (root / SPEC / source.name).write_text(text, "utf-8")
    return tree


def told(tree: Tree, *patterns: str) -> list[Finding]:
    """What is wrong with a tree before anything runs."""
    return survey(open_session(tree.root, filters=Filters(patterns)), TODAY)


def line_of(tree: Tree, file: str, text: str) -> int:
    """The line of a text that stands in one line of a document alone."""
    (line,) = [number for number, one in enumerate((tree.root / file).read_text().splitlines(), 1) if text in one]
    return line


def place(finding: Finding) -> tuple[str, str | None, int | None]:
    """Code, file and line."""
    return finding.code, finding.file, finding.line


def test_a_sound_tree_and_its_documents_get_no_finding(tmp_path: Path) -> None:
    assert [] == told(tree_of(tmp_path / "tree", BALANCE, PYTHON))


def test_a_folder_that_can_not_be_read_is_a_fault_of_a_whole_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tree_of(tmp_path / "tree", BALANCE, PYTHON)
    folder, scandir = str(tree.root / "examples" / "python" / "code"), os.scandir

    def refuse(path: str) -> object:
        if str(path) == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert ("folder-unreadable", "examples/python/code", None) in [place(finding) for finding in told(tree)]
    assert "folder-unreadable" not in [finding.code for finding in told(tree, "v1/get_balance/curl")]


def test_an_operation_that_lacks_a_program_in_one_of_the_languages_is_told_at_its_place(tmp_path: Path) -> None:
    tree = tree_of(tmp_path / "tree", BALANCE, ENGINES, PYTHON)
    (finding,) = told(tree)
    document = f"{SPEC}/v1.yaml"
    line = line_of(tree, document, "operationId: listEngines") - 1
    assert ("example-missing", document, line) == place(finding)
    assert "v1: listEngines has no program in python" == finding.message


def test_an_operation_that_no_language_shows_is_no_gap(tmp_path: Path) -> None:
    assert [] == told(tree_of(tmp_path / "tree", BALANCE))


def test_an_operation_lacks_a_program_in_each_version_by_itself(tmp_path: Path) -> None:
    beta = Program("curl", "get_balance", api="v1beta")
    findings = told(tree_of(tmp_path / "tree", BALANCE, PYTHON, beta))
    assert [("example-missing", f"{SPEC}/v1beta.yaml")] == [(one.code, one.file) for one in findings]


def test_a_program_for_no_operation_is_told_of_and_fails_the_run(tmp_path: Path) -> None:
    orphan = Program("curl", "get_credits", text=BALANCE.source)
    tree = tree_of(tmp_path / "tree", BALANCE, orphan)
    (finding,) = told(tree)
    assert ("example-orphan", f"examples/{orphan.path}", 1) == place(finding)
    assert "get_credits" == finding.actual
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json")
    assert 1 == done.returncode, done.stdout + done.stderr
    found = report(tree.root / "report.json")
    assert (1, ["example-orphan"]) == (found["summary"]["passed"], [one["code"] for one in found["findings"]])
    assert f"examples/{orphan.path}" in done.stdout


LINK = """\
      operationId: listEngines
      x-codeSamples:
        - lang: cURL
          source:
            $ref: ../../examples/curl/code/v1/{}.sh
"""


@pytest.mark.parametrize(("name", "codes"), [("list_engines", []), ("list_engine", ["sample-link"])])
def test_a_link_to_a_program_that_does_not_exist_is_told_at_the_link(
    name: str, codes: list[str], tmp_path: Path
) -> None:
    edit = ("      operationId: listEngines\n", LINK.format(name))
    tree = tree_of(tmp_path / "tree", ENGINES, documents={"v1.yaml": edit})
    findings = told(tree)
    assert codes == [one.code for one in findings]
    for finding in findings:
        assert (f"{SPEC}/v1.yaml", line_of(tree, f"{SPEC}/v1.yaml", "lang: cURL")) == (finding.file, finding.line)
        assert f"../../examples/curl/code/v1/{name}.sh" == finding.actual


WRONG = {
    "a security scheme that is not there": ("spec-invalid", "v1.yaml", ("- STABILITY_API_KEY: []", "- API_KEY: []"),
        "- API_KEY: []", 0),
    "an answer without a description": ("spec-invalid", "v1.yaml", ("          description: The engines.\n",
        "          x-note: The engines.\n"), "x-note: The engines.", -1),
    "a path parameter that is not there": ("spec-invalid", "v1.yaml", ("/engines/list:", "/engines/{list_id}:"),
        "/engines/{list_id}:", 1),
    "an example of another type": ("spec-example", "v1.yaml", ("name: Stable Diffusion v1.5\n", "name: 1.5\n"),
        "name: 1.5", 0),
    "an example that is not among the choices": ("spec-example", "shared.yaml", ("      example: application/json",
        "      example: image/jpeg"), "example: image/jpeg", 0),
    "an example of another type in a shared document": ("spec-example", "shared.yaml",
        ("4294967295\n      example: 3817305142", "4294967295\n      example: a lucky one"), "example: a lucky one", 0),
}  # fmt: skip
"""Code, document, what is exchanged, a text of one line, and how far below it stands the line of the fault."""


@pytest.mark.parametrize(("code", "file", "edit", "at", "below"), WRONG.values(), ids=WRONG)
def test_a_wrong_document_is_told_of_at_the_line_of_its_fault(
    code: str, file: str, edit: Edit, at: str, below: int, tmp_path: Path
) -> None:
    tree = tree_of(tmp_path / "tree", BALANCE, documents={file: edit})
    (finding,) = told(tree)
    assert (code, f"{SPEC}/{file}", line_of(tree, f"{SPEC}/{file}", at) + below) == place(finding)
    assert "spec" == finding.blame


def test_a_filtered_run_tells_nothing_of_what_it_leaves_out(tmp_path: Path) -> None:
    assert [] == told(tree_of(tmp_path / "tree", BALANCE, ENGINES, PYTHON), "v1/get_balance")
