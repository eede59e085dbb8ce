"""`harness doctor`: what this machine has, what it lacks, and what to do."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.command import BALANCE, Program, harness, make_tree

from harness.commands.doctor import asking
from harness.commands.doctor.asking import PingAnswerer, judged, program
from harness.commands.doctor.doctor import LanguageState, ToolState
from harness.languages import Language
from harness.languages.registry import BUNDLED
from harness.model import CouldNotStart, Exchange, Finished, Reply, Request, TimedOut, Traces
from harness.settings import Settings

KEY = "sk-0123456789"
LANGUAGES = {language.name: language for language in BUNDLED}


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
    assert "FAILED  one request: curl: not found, 7.76 or newer is needed\n" in done.stdout


def test_a_tool_that_is_too_old_is_named_with_its_version_and_path(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    old = tmp_path / "bin" / "curl"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho curl 7.20.1\n")
    old.chmod(0o700)
    told = f"{old} is too old: 7.20.1, 7.76 or newer is needed"
    done = harness(tree.root, "doctor", PATH=f"{old.parent}:{os.environ['PATH']}")
    assert 3 == done.returncode
    assert f"  FAILED  curl: {told}; install curl 7.76 or newer\n" in done.stdout
    run = harness(tree.root, "run", "--scenario", "success", PATH=f"{old.parent}:{os.environ['PATH']}")
    assert told in run.stdout


def test_the_interpreter_that_programs_run_by_is_named_and_not_the_one_on_path(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"))
    own = tree.root / "examples" / "python" / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.unlink(missing_ok=True)
    own.symlink_to(sys.executable)
    found = json.loads(harness(tree.root, "doctor", "--json").stdout)
    assert [str(own)] == [tool["path"] for tool in found["languages"][0]["tools"]]


def test_only_the_languages_of_the_tree_are_looked_at_unless_all_are_asked_for(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    told = harness(tree.root, "doctor").stdout
    assert "\ncurl: 1 example\n" in told
    assert "\nGo: " not in told
    assert "without a program, and not looked at (--all does): Python, TypeScript, Go, " in told


def test_a_language_that_no_example_is_written_in_may_be_missing(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"))
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "python3").symlink_to(Path(sys.executable).resolve())
    done = harness(tree.root, "doctor", "--all", PATH=str(tools))
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


@pytest.mark.parametrize("there", [True, False])
def test_a_program_runs_in_the_language_s_folder_or_in_one_of_its_own_with_what_it_needs(
    tmp_path: Path, there: bool
) -> None:
    language = replace(LANGUAGES["go"], workdir="go", beside={"go.mod": "module x"})
    if there:
        (tmp_path / "examples" / "go").mkdir(parents=True)
    settings = replace(Settings(tmp_path), examples=tmp_path / "examples")
    (tmp_path / "programs").mkdir()
    tree = asking._tree(settings, language, tmp_path / "programs")
    assert (tmp_path / "examples" if there else tmp_path / "programs" / "tree-go") == tree
    assert ([] if there else ["go.mod"]) == [path.name for path in (tree / "go").iterdir()]


@pytest.mark.parametrize(
    ("method", "target", "authorization", "status"),
    [
        ("GET", "/ping", f"Bearer {KEY}", 200),
        ("POST", "/ping", f"Bearer {KEY}", 400),
        ("GET", "/pong", f"Bearer {KEY}", 400),
        ("GET", "/ping", None, 400),
    ],
)
def test_a_ping_is_answered_well_where_all_of_it_is_right(
    method: str, target: str, authorization: str | None, status: int
) -> None:
    headers = (("Authorization", authorization),) if authorization else ()
    reply = PingAnswerer(KEY)(Request(method, target, headers, b""))
    assert (status, {"ok": status == 200}) == (reply.status, json.loads(reply.body))


def test_a_language_may_only_fail_where_there_are_programs_in_it() -> None:
    tool = ToolState("go", None, "", "1.24", "install Go", "not found")
    found = [
        LanguageState("go", "Go", examples, tools, request, "").fine
        for examples, tools, request in (
            (0, (tool,), False),
            (1, (tool,), True),
            (1, (replace(tool, path="/go"),), False),
            (1, (replace(tool, path="/go"),), None),
            (1, (), True),
        )
    ]
    assert [True, False, False, True, True] == found
