"""The command that a report gives for a case: the same on every machine, and without the key."""

from __future__ import annotations

import sys
from pathlib import Path

import jsonschema
import pytest
from support.command import BALANCE, Program, harness, make_tree, report

from harness.execute.invocation import invocation
from harness.launch import Command
from harness.report import document


def _command(argv: tuple[str, ...], **env: str) -> Command:
    work = Path("/work-here/w")
    return Command(argv, work / "tree" / "go", env, work / "stdout", work / "stderr", "127.0.0.1:1")


def test_places_of_this_machine_are_named_and_not_spelt_out() -> None:
    command = _command(("/project/build/x", f"{sys.prefix}/bin/python"), TMPDIR="/work-here/w/tmp", PATH="/bin")
    shown = invocation(command, Path("/work-here/w"), Path("/project"), "127.0.0.1:4711")
    assert ("$ROOT/build/x", "$ENVIRONMENT/bin/python") == shown.argv
    assert {"TMPDIR": "$WORK/tmp"} == dict(shown.env)
    assert "$WORK/tree/go" == shown.folder


def test_the_port_that_differs_from_run_to_run_is_named() -> None:
    shown = invocation(
        _command((), HOST="http://127.0.0.1:4711"), Path("/work-here/w"), Path("/project"), "127.0.0.1:4711"
    )
    assert {"HOST": "http://127.0.0.1:$PORT"} == dict(shown.env)


@pytest.mark.parametrize("path", ["/project-two/x", "/a/project/x", "/projectx", "/project.old"])
def test_a_path_that_only_begins_like_a_place_is_left_alone(path: str) -> None:
    shown = invocation(_command((path,)), Path("/work-here/w"), Path("/project"), "127.0.0.1:1")
    assert (path,) == shown.argv


def test_a_project_at_the_root_of_the_file_system_names_nothing() -> None:
    shown = invocation(_command(("/bin/sh",)), Path("/work-here/w"), Path("/"), "127.0.0.1:1")
    assert ("/bin/sh",) == shown.argv


def test_two_runs_write_the_same_command_and_no_place_of_the_machine(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE, Program("python", "get_balance"))
    commands = []
    for _ in range(2):
        assert 0 == harness(tree.root, "run", "--scenario", "success", "--json", "report.json").returncode
        found = report(tree.root / "report.json")
        jsonschema.validate(found, document.schema())
        commands.append([case["command"] for case in found["cases"]])
    assert commands[0] == commands[1]
    assert str(tmp_path) not in str(commands)
    assert {"[key]"} == {command["env"]["STABILITY_API_KEY"] for command in commands[0]}


def test_a_program_that_never_started_has_no_command(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    empty = tmp_path / "empty"
    empty.mkdir()
    harness(tree.root, "run", "--scenario", "success", "--json", "report.json", PATH=str(empty))
    (case,) = report(tree.root / "report.json")["cases"]
    assert case["command"] is None
