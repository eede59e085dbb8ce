"""What changes the key of a case, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.trees import ROOT, Program, Tree, make_tree

from harness.cache.fingerprint import Fingerprints
from harness.plan.session import open_session

BALANCE, ENGINES = Program("python", "get_balance"), Program("python", "list_engines")
FOREIGN = Program("curl", "get_balance")
OWN = "v1/get_balance/python/success"
OTHERS = ("v1/list_engines/python/success", "v1/get_balance/curl/success")
EVERY = {OWN, *OTHERS}


def keys(tree: Tree, **how: object) -> dict[str, str]:
    """The keys of the tree's cases in the scenario `success`, by name."""
    session = open_session(tree.root)
    fingerprints = Fingerprints(session, how)
    return {p.case.name: fingerprints.of(p) for p in session.plan.cases if p.case.scenario == "success"}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The names of the cases whose key is another now."""
    return {name for name, key in after.items() if before[name] != key}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Two programs in Python and one in curl, with a document and rules of their own."""
    found = make_tree(
        tmp_path / "tree",
        BALANCE,
        ENGINES,
        FOREIGN,
        settings={"spec": "{api}.yaml", "rules": "rules.py"},
        files={"python/.venv/lib/site-packages/client/core.py": b"a = 1\n", "python/code/v1/shared.txt": b"one"},
    )
    (found.root / "v1.yaml").write_bytes((ROOT / "fixtures" / "spec" / "v1.yaml").read_bytes())
    (found.root / "rules.py").write_bytes((ROOT / "fixtures" / "rules.py").read_bytes())
    return found


def append(name: str, text: str = "\n# more\n") -> Callable[[Tree], None]:
    """What appends a text to a file of the project, which it makes where there is none."""

    def change(tree: Tree) -> None:
        path = tree.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text("latin-1") if path.exists() else "") + text, "latin-1")

    return change


CHANGES = {
    "the program": (append(f"examples/{BALANCE.path}"), {OWN}),
    "an image beside the programs": (append("examples/init_image.png"), EVERY),
    "a folder beside the programs": (append("examples/data/prompt.txt"), EVERY),
    "a file beside the programs of a language": (append("examples/python/code/v1/shared.txt"), {OWN, OTHERS[0]}),
    "a lock file": (append("examples/python/requirements.txt"), {OWN, OTHERS[0]}),
    "a library": (append("examples/python/.venv/lib/site-packages/client/core.py"), {OWN, OTHERS[0]}),
    "the document": (append("v1.yaml"), EVERY),
    "the rules": (append("rules.py"), EVERY),
    "a module that the rules may import": (append("limits.py"), EVERY),
    "an output of a former run by hand": (append("examples/python/out/a.png"), set()),
    "the list of known failures": (append("known-failures.toml"), set()),
    "a reviewed request": (append("fixtures/requests/v1/get_balance.json", "{}"), set()),
    "a text beside the rules": (append("notes.md"), set()),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_makes_new_keys_of_just_the_cases_that_it_touches(tree: Tree, what: str) -> None:
    change, touched = CHANGES[what]
    before = keys(tree)
    change(tree)
    assert touched == changed(before, keys(tree))


def test_nothing_changed_makes_no_new_key(tree: Tree) -> None:
    assert keys(tree) == keys(tree)


def test_no_two_cases_have_one_key(tree: Tree) -> None:
    session = open_session(tree.root)
    found = [Fingerprints(session, {}).of(planned) for planned in session.plan.cases]
    assert len(found) == len(set(found))


def test_a_setting_that_programs_meet_makes_new_keys(tree: Tree) -> None:
    before = keys(tree)
    settings = tree.root / "pyproject.toml"
    settings.write_text(settings.read_text().replace("[tool.harness]", "[tool.harness]\ntime_limit = 7", 1))
    assert EVERY == changed(before, keys(tree))


def test_what_the_run_was_told_makes_new_keys(tree: Tree) -> None:
    assert EVERY == changed(keys(tree, cold=False), keys(tree, cold=True))


def test_another_tool_on_the_path_makes_new_keys(tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys(tree)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert EVERY == changed(before, keys(tree))


def test_a_variable_that_programs_do_not_get_makes_no_new_key(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys(tree)
    monkeypatch.setenv("EDITOR", "other")
    assert set() == changed(before, keys(tree))


def test_a_program_that_names_another_one_has_a_new_key_when_that_one_changes(tree: Tree) -> None:
    (tree.examples / BALANCE.path).write_text("import list_engines\n" + BALANCE.source, "utf-8")
    before = keys(tree)
    append(f"examples/{ENGINES.path}")(tree)
    assert {OWN, OTHERS[0]} == changed(before, keys(tree))


def test_folders_that_lead_back_into_themselves_do_no_harm(tree: Tree) -> None:
    (tree.examples / "python" / "code" / "loop").symlink_to(tree.examples / "python")
    (tree.examples / "python" / "loop").symlink_to(tree.examples / "python" / "code")
    assert keys(tree) == keys(tree)
