"""Which programs a saved file touches."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.trees import Program, Tree, make_tree

from harness.commands.watching.touched import Touched, added, touched, watched
from harness.plan.session import Session, open_session

PYTHON, CURL, ALPHA = (
    Program("python", "get_balance"),
    Program("curl", "get_balance"),
    Program("curl", "get_balance", api="v1alpha"),
)
ALL = {PYTHON.id, CURL.id, ALPHA.id}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "v1.yaml").write_bytes(Path("fixtures/spec/v1.yaml").resolve().read_bytes())
    rules = {"rules": str(tmp_path / "tree" / "rules.py")}
    made = make_tree(tmp_path / "tree", PYTHON, CURL, ALPHA, settings=rules, files={"python/helper.py": b""})
    (made.root / "rules.py").write_text("")
    return made


@pytest.fixture
def session(tree: Tree) -> Session:
    return open_session(tree.root)


def test_a_program_touches_itself_and_nothing_is_read_anew(tree: Tree, session: Session) -> None:
    file = tree.examples / PYTHON.path
    assert Touched(frozenset({PYTHON.id}), (f"examples/{PYTHON.path}",)) == touched(session, [file])


def test_a_program_that_vanished_has_the_tree_read_anew(tree: Tree, session: Session) -> None:
    file = tree.examples / PYTHON.path
    file.unlink()
    assert touched(session, [file]).reload


@pytest.mark.parametrize(("api", "ids"), [("v1", {PYTHON.id, CURL.id}), ("v1alpha", {ALPHA.id})])
def test_a_document_touches_its_version(session: Session, api: str, ids: set[str]) -> None:
    found = touched(session, [session.settings.api(api).spec])
    assert (ids, True) == (found.examples, found.reload)


@pytest.mark.parametrize("name", ["pyproject.toml", "rules.py", "known-failures.toml", "examples/init_image.png"])
def test_settings_rules_and_inputs_touch_everything(tree: Tree, session: Session, name: str) -> None:
    found = touched(session, [tree.root / name])
    assert (ALL, (name,), True) == (found.examples, found.files, found.reload)


def test_a_reviewed_request_touches_the_programs_of_its_operation(tree: Tree, session: Session) -> None:
    found = touched(session, [tree.root / "fixtures" / "requests" / "v1" / "get_balance.json"])
    assert ({PYTHON.id, CURL.id}, False) == (found.examples, found.reload)


def test_a_module_beside_the_programs_touches_its_language(tree: Tree, session: Session) -> None:
    assert {PYTHON.id} == touched(session, [tree.examples / "python" / "helper.py"]).examples


@pytest.mark.parametrize(
    "name",
    [
        "python/out/image.png",
        "python/.venv/lib/a.py",
        "ts/node_modules/a/index.ts",
        "python/code/v1/.get_balance.py.swp",
        "python/code/v1/get_balance.py~",
        "python/code/v1/#get_balance.py#",
        "python/code/v1/4913",
        "../README.md",
    ],
)
def test_what_no_case_depends_on_touches_nothing(tree: Tree, session: Session, name: str) -> None:
    path = Path(tree.examples, name).resolve()
    if not name.endswith("4913"):  # an editor's trial of the folder, gone again
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    assert Touched() == touched(session, [path])


def test_a_new_program_is_found_when_the_tree_is_read_anew(tree: Tree, session: Session) -> None:
    file = tree.examples / "python" / "code" / "v1" / "list_engines.py"
    file.write_text(Program("python", "list_engines").source)
    found = touched(session, [file])
    assert (frozenset(), True) == (found.examples, found.reload)
    assert ["v1/list_engines/python"] == list(added(session, open_session(tree.root), [file]))


def test_every_file_that_touches_something_lies_in_a_folder_that_is_watched(tree: Tree, session: Session) -> None:
    deep, flat = watched(session)
    files = [tree.root / "rules.py", tree.root / "pyproject.toml", session.settings.api("v1").spec]
    assert {tree.examples} == deep
    assert {file.parent for file in files} == flat
