"""Programs that make, read, change and remove things of an API that keeps state."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.copies import LANGUAGES, Edits, codes, copied, programs, tree_with
from support.runs import run

from harness.errors import UserError
from harness.plan.session import open_session
from harness.scenarios import BUNDLED

TREE = Path(__file__).parent / "state"
SCENARIOS = tuple(one.name for one in BUNDLED if one.name not in ("slow", "hang"))
WRONG: dict[str, Edits] = {
    "python/life.py": (("f\"/books/{book['id']}\"", "f\"/books/{book['title']}\""),),
    "python/session.py": (('"GET", f"/books/{made[\'id\']}"', '"GET", f"/books/{made[\'pages\']}"'),),
    "ts/life.ts": (('call("GET", `/books/${id}`));\n  if', 'call("GET", `/books/${id.slice(2)}`));\n  if'),),
    "go/life.go": (('path := "/books/" + made.ID', 'path := "/books/" + made.Title'),),
    "curl/life.sh": (('read=$(call GET "/books/$id")', 'read=$(call GET "/books/id")'),),
}


@pytest.mark.xdist_group("state")
def test_sound_programs_get_no_finding_in_any_scenario(tmp_path: Path) -> None:
    found = run(copied(TREE, tmp_path / "tree"), *SCENARIOS, jobs=8)
    assert {} == {name: record["findings"] for name, record in found.items() if record["findings"]}
    assert {"passed"} == {record["verdict"] for record in found.values()}
    assert len(programs(TREE)) == sum(name.endswith("/success") for name in found)


def test_every_language_gets_the_same_ids_in_every_run(tmp_path: Path) -> None:
    paths = set()
    for turn in ("one", "two"):
        for name, record in run(copied(TREE, tmp_path / turn), "success").items():
            if "/life/" in name:
                paths.add(record["exchanges"][1]["request"]["target"])
                status = [one["response"]["status"] for one in record["exchanges"]]
                assert [201, 200, 200, 200, 204, 404] == status
    assert 1 == len(paths)


@pytest.mark.parametrize("name", WRONG)
def test_a_request_for_what_no_answer_named_is_named_first(name: str, tmp_path: Path) -> None:
    (record,) = run(tree_with(TREE, tmp_path / "tree", name, WRONG[name]), "success").values()
    assert ["chained-value"] == codes(record)[:1], record["findings"]
    assert record["findings"][0]["line"] is not None
    assert 404 in [one["response"]["status"] for one in record["exchanges"]]


def test_there_is_such_a_program_in_every_language() -> None:
    assert LANGUAGES == {name.partition("/")[0] for name in WRONG}


def test_a_program_that_says_nothing_of_what_is_gone_must_end_well(tmp_path: Path) -> None:
    edits = (("path, gone=True)", "path)"),)
    (record,) = run(tree_with(TREE, tmp_path / "tree", "python/life.py", edits), "success").values()
    assert [] == record["findings"]  # a message and another status is an end that fits a 404


def settings(tmp_path: Path, more: str) -> Path:
    root = copied(TREE, tmp_path / "tree")
    with (root / "harness.toml").open("a") as file:
        file.write(more)
    return root


def test_the_settings_tie_operations_together_that_their_paths_do_not(tmp_path: Path) -> None:
    root = settings(tmp_path, '\n[apis.v1.resources.shelf]\ncreate = "addBook"\nread = "getBook"\nid = "bookId"\n')
    assert open_session(root).plan.cases


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            '\n[apis.v1.resources.book]\ncreate = "addBok"\n',
            'harness.toml:20: "apis.v1.resources.book.create": expected an operation of v1, got "addBok" '
            '(did you mean "addBook"?)',
        ),
        ('\n[apis.v1.resources.book]\nmake = "addBook"\n', 'unknown key "apis.v1.resources.book.make"'),
    ],
)
def test_a_collection_of_no_operation_is_one_line(more: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        open_session(settings(tmp_path, more))
    assert expected in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_collection_of_an_api_without_state_is_one_line(tmp_path: Path) -> None:
    root = settings(tmp_path, '\n[apis.v1.resources.book]\ncreate = "addBook"\n')
    text = (root / "harness.toml").read_text("utf-8")
    (root / "harness.toml").write_text(text.replace("stateful = true", ""), "utf-8")
    with pytest.raises(
        UserError, match=r'harness.toml:20: "apis.v1.resources.book": expected "stateful = true" beside it'
    ):
        open_session(root)
