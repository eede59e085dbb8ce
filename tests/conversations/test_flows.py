"""Flows of Arazzo documents in place of the settings' lists of requests."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import Edits, codes, tree_with
from support.runs import run

from conversations.test_state import TREE, WRONG
from harness.cache.fingerprint import Fingerprints
from harness.commands.watching.touched import touched
from harness.errors import UserError
from harness.plan.session import open_session

FLOWS = Path(__file__).parent / "life.arazzo.yaml"
LIFE = ("python/life.py", "ts/life.ts", "go/life.go", "curl/life.sh")
LISTED = (
    "[operations.life]                         # from its making to its end, in four languages\n"
    'requests = ["addBook", "getBook", "changeBook", "listBooks", "removeBook", "getBook"]\n'
)


def with_flows(root: Path, name: str, edits: Edits = (), flows: Edits = ()) -> Path:
    """A tree of one program whose flow an Arazzo document says, with texts exchanged in both."""
    tree_with(TREE, root, name, edits)
    settings = (root / "harness.toml").read_text("utf-8")
    assert LISTED in settings
    settings = settings.replace(LISTED, "").replace("stateful = true", 'stateful = true\nflows = ["flows.yaml"]')
    (root / "harness.toml").write_text(settings, "utf-8")
    text = FLOWS.read_text("utf-8")
    for old, new in flows:
        assert old in text
        text = text.replace(old, new, 1)
    (root / "flows.yaml").write_text(text, "utf-8")
    return root


@pytest.mark.parametrize("name", LIFE)
def test_a_sound_program_of_a_flow_gets_no_finding(name: str, tmp_path: Path) -> None:
    found = run(with_flows(tmp_path / "tree", name), "success", "server-error", "rate-limited-once", "missing-key")
    assert {} == {case: record["findings"] for case, record in found.items() if record["findings"]}
    (life,) = (record for case, record in found.items() if case.endswith("/success"))
    assert 6 == len(life["exchanges"])


@pytest.mark.parametrize("name", LIFE)
def test_a_request_that_does_not_carry_what_the_flow_hands_on_is_named_first(name: str, tmp_path: Path) -> None:
    (record,) = run(with_flows(tmp_path / "tree", name, WRONG[name]), "success").values()
    assert ["chained-value"] == codes(record)[:1], record["findings"]


def test_a_flow_that_the_settings_name_is_that_of_a_program(tmp_path: Path) -> None:
    root = with_flows(tmp_path / "tree", LIFE[0], flows=(("workflowId: life", "workflowId: tour"),))
    with (root / "harness.toml").open("a") as file:
        file.write('\n[operations.life]\noperation_id = "tour"\n')
    (record,) = run(root, "success").values()
    assert [] == record["findings"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "arazzo: 1.0.1",
            "openapi: 3.1.0",
            'flows.yaml:1: expected an Arazzo document such as "arazzo: 1.0.1", got none',
        ),
        ("workflows:", "flows:", "flows.yaml:1: expected a list of workflows, got none"),
        (
            "operationId: listBooks",
            "operationId: listBook",
            'flows.yaml:14: expected an operation of v1, got "listBook" (did you mean "listBooks"?)',
        ),
        (
            "workflowId: make-book}",
            "workflowId: make-boot}",
            'flows.yaml:7: expected a workflow, got "make-boot" (did you mean "make-book"?)',
        ),
        (
            "workflowId: make-book}",
            "workflowId: life}",
            'flows.yaml:5: expected an end of the workflow, got "life" within itself',
        ),
        (
            "$steps.make.outputs.book",
            "$steps.mak.outputs.book",
            'flows.yaml:10: expected a step before this one, got "mak" (did you mean "make"?)',
        ),
        (
            "$steps.make.outputs.book",
            "$steps.make.outputs.bok",
            'flows.yaml:10: expected an output of make, got "bok" (did you mean "book"?)',
        ),
        (
            "$sourceDescriptions.shelf.getBook",
            "$sourceDescriptions.shelve.getBook",
            'flows.yaml:9: expected a source description, got "shelve" (did you mean "shelf"?)',
        ),
        ("stepId: change", "stepId: read", "flows.yaml:11: expected a stepId of its own, got read"),
        (
            "operationId: addBook",
            "description: nothing",
            "flows.yaml:23: expected one of operationId, operationPath, workflowId, got none",
        ),
        (
            "$response.body#/id",
            "$response.body#/isbn",
            'flows.yaml:8: "carries" of getBook: expected fields of the answers before it, got "isbn"',
        ),
        ("arazzo: 1.0.1", "arazzo: [", "flows.yaml:"),
    ],
)
def test_a_flow_that_can_not_be_used_is_one_line(old: str, new: str, expected: str, tmp_path: Path) -> None:
    root = with_flows(tmp_path / "tree", LIFE[0], flows=((old, new),))
    with pytest.raises(UserError) as raised:
        open_session(root)
    assert str(raised.value).startswith(expected)
    assert "\n" not in str(raised.value)


def test_a_document_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    root = with_flows(tmp_path / "tree", LIFE[0])
    (root / "flows.yaml").unlink()
    with pytest.raises(UserError, match=r"flows.yaml: expected a readable file"):
        open_session(root)


def test_the_cache_and_watch_know_the_document(tmp_path: Path) -> None:
    root = with_flows(tmp_path / "tree", LIFE[0])
    (root / "flows").mkdir()
    (root / "flows.yaml").rename(root / "flows" / "life.yaml")
    settings = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(settings.replace('"flows.yaml"', '"flows/life.yaml"'), "utf-8")
    session = open_session(root)
    document = root / "flows" / "life.yaml"
    assert touched(session, [document]).reload
    assert {"v1/life/python"} == touched(session, [document]).examples

    before = fingerprints(root)
    document.write_text(document.read_text("utf-8").replace("stepId: look", "stepId: see"), "utf-8")
    assert before != fingerprints(root)


def fingerprints(root: Path) -> list[str]:
    """What the cases of a tree are remembered under."""
    session = open_session(root)
    found = Fingerprints(session, {})
    return [found.of(planned) for planned in session.plan.cases]
