"""`harness doctor`: what this machine has, what it lacks, and what to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from support.command import BALANCE, Program, harness, make_tree

from harness.commands.doctor.asking import PingAnswerer, judged, program
from harness.languages import Language
from harness.languages.registry import BUNDLED
from harness.model import CouldNotStart, Exchange, Finished, Reply, Request, TimedOut, Traces

KEY = "sk-0123456789"


def test_a_machine_that_has_everything_is_told_so_and_each_language_sends_a_request(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, Program("python", "get_balance"))
    done = harness(tree.root, "doctor", "--json")
    assert 0 == done.returncode, done.stdout + done.stderr
    found = json.loads(done.stdout)
    states = {state["name"]: state for state in found["languages"]}
    assert (True, 1, True, 1) == (
        states["curl"]["request"],
        states["curl"]["examples"],
        states["python"]["request"],
        states["python"]["examples"],
    )
    assert found["ok"]
    assert ["v1"] == [document["api"] for document in found["documents"]]
    assert 7 == found["documents"][0]["operations"]


def test_a_missing_tool_is_failed_with_its_minimum_and_what_to_do(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    empty = tmp_path / "empty"
    empty.mkdir()
    done = harness(tree.root, "doctor", PATH=str(empty))
    assert 3 == done.returncode
    assert "FAILED  curl: not found, 7.76 or newer is needed; install curl 7.76 or newer\n" in done.stdout
    assert "FAILED  one request: curl not found\n" in done.stdout


def test_a_language_that_no_example_is_written_in_may_be_missing(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"))
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "python3").symlink_to(Path(sys.executable).resolve())
    done = harness(tree.root, "doctor", PATH=str(tools))
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "FAILED" not in done.stdout
    assert "curl: 0 examples\n  -       curl: not found" in done.stdout


def test_a_document_that_can_not_be_read_is_trouble_and_the_rest_is_still_told(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, settings={"spec": "none/{api}.yaml"})
    done = harness(tree.root, "doctor")
    assert 3 == done.returncode
    assert "FAILED: none/v1.yaml" in done.stdout
    assert "curl: 1 example\n" in done.stdout


def test_a_range_of_ports_is_named_as_the_reason_for_the_weaker_guard(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, settings={"ports": "20500-20999"})
    found = json.loads(harness(tree.root, "doctor", "--json").stdout)
    assert ("proxy variables", True) == (found["guard"], "ports" in found["guard_reason"])


def test_settings_that_are_wrong_are_one_line_and_nothing_is_examined(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, settings={"time_limits": 3})
    done = harness(tree.root, "doctor")
    assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    harness(tree.root, "doctor", TMPDIR=str(scratch))
    assert [] == list(scratch.iterdir())


@pytest.mark.parametrize("language", BUNDLED, ids=lambda language: language.name)
def test_every_built_in_program_reads_host_and_key_from_the_settings_variables(language: Language) -> None:
    source = program(language, "MY_HOST", "MY_KEY")
    assert "MY_HOST" in source
    assert "MY_KEY" in source
    assert "@" not in source


def test_a_request_without_the_key_is_refused() -> None:
    assert 400 == PingAnswerer(KEY)(Request("GET", "/ping", (("Authorization", "Bearer "),), b"")).status


def answered(status: int) -> Traces:
    """What a program leaves that sent one request."""
    return Traces(exchanges=(Exchange(Request("GET", "/ping", (), b""), Reply(status)),))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Finished(0, answered(200)), (True, "")),
        (Finished(0), (False, "no request came")),
        (Finished(0, answered(400)), (False, "its request did not come as it was sent")),
        (Finished(7, Traces(stderr="no\nroute\n")), (False, "exit status 7: no route")),
        (TimedOut(30, answered(200)), (False, "it was not done after 30 s")),
        (CouldNotStart("go build: broken"), (False, "go build: broken")),
    ],
)
def test_only_a_program_that_ends_well_after_its_request_came_is_fine(
    outcome: Finished | TimedOut | CouldNotStart, expected: tuple[bool, str]
) -> None:
    assert expected == judged(outcome)


def test_every_credential_is_named_with_its_variable(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    tables = '[credentials.one]\nenv = "ONE"\n[credentials.two]\nenv = "TWO"\nsecret = false\n'
    (tmp_path / "harness.toml").write_text(tables, "utf-8")
    lines = harness(tmp_path, "doctor").stdout.splitlines()
    assert ["credential: ONE (key, secret)", "credential: TWO (key)"] == [
        line for line in lines if line.startswith("credential: ")
    ]
