"""A case of which nothing has changed is not run again, and is judged as if it were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from discover.notes import code, document, write
from support.runs import errors
from support.trees import Program, make_tree

from cache.runs import cached, run
from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options
from harness.run.run import Run

BALANCE, ENGINES = Program("curl", "get_balance"), Program("curl", "list_engines")
SEEDS = ("python", "curl")
DEAF = Program("curl", "get_balance", (("v1/user/balance", "v1/user/balanse"),))


def test_a_second_run_answers_every_case_from_the_cache_with_the_same_record(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", BALANCE, ENGINES)
    first = run(tmp_path / "tree", "success", "unauthorized", "missing-key")
    second = run(tmp_path / "tree", "success", "unauthorized", "missing-key")
    assert [] == cached(first)
    assert list(first) == cached(second)
    assert first == {name: {**record, "cached": False} for name, record in second.items()}


def test_an_edit_of_one_program_runs_that_one_alone(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, ENGINES)
    run(tree.root)
    (tree.examples / BALANCE.path).write_text(BALANCE.source + "\n# edited\n", "utf-8")
    assert ["v1/list_engines/curl/success"] == cached(run(tree.root))


def test_an_edit_that_is_taken_back_is_still_remembered(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    run(tree.root)
    (tree.examples / BALANCE.path).write_text(BALANCE.source + "\n# edited\n", "utf-8")
    run(tree.root)
    (tree.examples / BALANCE.path).write_text(BALANCE.source, "utf-8")
    assert ["v1/get_balance/curl/success"] == cached(run(tree.root))


def test_a_failure_is_told_again_from_the_cache(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", DEAF)
    run(tmp_path / "tree")
    (record,) = run(tmp_path / "tree").values()
    assert ("failed", True) == (record["verdict"], record["cached"])
    assert "unknown-operation" in errors(record)


def test_known_failures_are_applied_anew_to_what_is_cached(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", DEAF)
    codes = errors(run(tree.root)["v1/get_balance/curl/success"])
    entry = f'[[failure]]\ncases = ["v1/get_balance/curl"]\ncodes = {codes}\nreason = "it is known"\n'
    (tree.root / "known-failures.toml").write_text(entry, "utf-8")
    (record,) = run(tree.root).values()
    assert ("known-failure", "it is known", True) == (record["verdict"], record["reason"], record["cached"])


def test_an_edited_program_is_compared_with_its_cached_siblings(tmp_path: Path) -> None:
    programs = [Program(language, "text_to_image") for language in SEEDS]
    tree = make_tree(tmp_path / "tree", *programs)
    assert {"passed"} == {record["verdict"] for record in run(tree.root).values()}
    other = Program("curl", "text_to_image", (('"steps": 30', '"steps": 31'),))
    (tree.examples / other.path).write_text(other.source, "utf-8")
    found = run(tree.root)
    assert ["v1/text_to_image/python/success"] == cached(found)
    told = {name: errors(record) for name, record in found.items()}
    assert ["parity-body"] in told.values()
    assert told == {name: errors(record) for name, record in run(tree.root, cache=False).items()}


def test_a_program_that_could_not_be_built_is_tried_again(tmp_path: Path) -> None:
    broken = Program("go", "list_engines", (("log.SetFlags(0)", "log.SetFlags(zero)"),))
    make_tree(tmp_path / "tree", broken)
    assert ["could-not-run"] * 2 == [
        record["verdict"] for _ in range(2) for record in run(tmp_path / "tree").values() if not record["cached"]
    ]


def test_a_program_that_a_time_limit_ended_is_tried_again_but_where_the_world_never_answers(tmp_path: Path) -> None:
    sleeper = Program("curl", "get_balance", text="#!/bin/sh\nsleep 30\n")
    make_tree(tmp_path / "tree", sleeper, settings={"time_limit": 1})
    run(tmp_path / "tree", "success", "hang")
    assert ["v1/get_balance/curl/hang"] == cached(run(tmp_path / "tree", "success", "hang"))


def test_a_program_that_changes_while_the_run_goes_on_is_not_remembered(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, ENGINES)
    session = open_session(tree.root, filters=Filters(scenarios=("success",)))
    begun = Run(session, Options(jobs=2, cache=True))
    begun.begin(take=False)
    assert {"passed"} == {begun.record(planned.case.name)["verdict"] for planned in session.plan.cases}
    (tree.examples / BALANCE.path).write_text(BALANCE.source + "\n# edited\n", "utf-8")
    begun.stop()
    (tree.examples / BALANCE.path).write_text(BALANCE.source, "utf-8")
    assert ["v1/list_engines/curl/success"] == cached(run(tree.root))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda content: content[: len(content) // 2],
    "one byte changed": lambda content: content[:-40] + b"?" + content[-39:],
    "a verdict changed": lambda content: content.replace(b'"exit_status":0', b'"exit_status":1', 1),
    "empty": lambda _: b"",
    "no text": lambda _: bytes(range(256)) * 8,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_found_and_its_case_is_run_again(tmp_path: Path, damage: str) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    run(tree.root)
    (file,) = (tree.root / ".harness" / "cache").iterdir()
    file.write_bytes(DAMAGE[damage](file.read_bytes()))
    again = run(tree.root)
    assert ([], ["passed"]) == (cached(again), [record["verdict"] for record in again.values()])
    assert ["v1/get_balance/curl/success"] == cached(run(tree.root))


@pytest.mark.parametrize("settings", ["operations_by_request = true\n", ""])
def test_a_program_whose_requests_say_what_it_shows_is_answered_from_the_cache(tmp_path: Path, settings: str) -> None:
    program = 'curl -sS -H "Authorization: Bearer $NOTES_KEY" "$API_HOST/v1/notes/n1"\n'
    if settings:
        path = write(tmp_path, document()).with_name("harness.toml")
        path.write_text(f'{settings}pattern = "{{operation}}.{{ext}}"\n{path.read_text("utf-8")}', "utf-8")
        (tmp_path / "examples").mkdir()
        (tmp_path / "examples" / "read.sh").write_text(program, "utf-8")
    else:  # a sample of two commands
        write(tmp_path, document(getNote=code(program * 2)))
    first, second = run(tmp_path), run(tmp_path)
    assert ["passed"] == [record["verdict"] for record in second.values()]
    assert ([], [*second]) == (cached(first), cached(second))
