"""`harness run CASE --keep`, `--serve` and `--exec`: what a person needs to go on with one case by hand."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.command import BALANCE, HARNESS, Program, Tree, call, harness, make_tree, write_own
from support.command import environment as own_environment

from harness.execute.keeper import Keeper, command_line
from harness.launch import Command

CASE = "v1/get_balance/curl/success"


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return make_tree(tmp_path / "tree", BALANCE)


@contextmanager
def serving(tree: Tree, *arguments: str, scratch: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`harness run CASE --serve`, once it serves, with the line that it gives to run the program by hand."""
    scratch.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [HARNESS, "run", *arguments, "--serve"],
        cwd=tree.root,
        env=own_environment(TMPDIR=str(scratch)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        line = next((line for line in process.stdout if line.startswith("  cd ")), "")
        assert line, process.stderr.read() if process.stderr else ""
        yield process, line.strip()
    finally:
        process.kill()
        process.communicate()


def test_a_kept_copy_holds_what_the_program_printed_and_how_to_repeat_it(tree: Tree, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = harness(tree.root, "run", CASE, "--keep", TMPDIR=str(scratch))
    assert 0 == done.returncode, done.stdout + done.stderr
    (kept,) = scratch.iterdir()
    assert f"kept: {kept}: work folder tree/, stdout, stderr; to repeat: sh {kept}/repeat.sh\n" in done.stdout
    assert "credits" in (kept / "stdout").read_text()
    assert (kept / "tree" / "curl").is_dir()
    assert 0o600 == (kept / "repeat.sh").stat().st_mode & 0o777


def test_without_keep_nothing_is_left(tree: Tree, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert 0 == harness(tree.root, "run", CASE, TMPDIR=str(scratch)).returncode
    assert [] == list(scratch.iterdir())


def kept_of(tree: Tree, scratch: Path, case: str = CASE) -> Path:
    """The folder that `--keep` leaves of a case."""
    scratch.mkdir()
    harness(tree.root, "run", case, "--keep", TMPDIR=str(scratch))
    (kept,) = scratch.iterdir()
    return kept


def test_the_line_that_keep_prints_repeats_the_case_with_a_mock_of_its_own(tree: Tree, tmp_path: Path) -> None:
    scratch = tmp_path / "a scratch"
    scratch.mkdir()
    told = harness(tree.root, "run", CASE, "--keep", TMPDIR=str(scratch)).stdout
    line = told.partition("to repeat: ")[2]
    done = call(["sh", "-c", line], tmp_path, API_HOST="http://127.0.0.1:9", STABILITY_API_KEY="sk-of-the-shell")
    assert 0 == done.returncode, done.stderr
    assert "credits" in done.stdout
    assert re.fullmatch(r"GET /v1/user/balance -> 200, \d+ bytes\n", done.stderr)


def test_a_repeated_case_ends_as_its_program_does(tree: Tree, tmp_path: Path) -> None:
    kept = kept_of(tree, tmp_path / "scratch", "v1/get_balance/curl/unauthorized")
    done = call(["sh", kept / "repeat.sh"], tmp_path)
    assert 1 == done.returncode
    assert "-> 401" in done.stderr


def test_a_case_in_which_nobody_listens_is_repeated_with_nobody_listening(tree: Tree, tmp_path: Path) -> None:
    kept = kept_of(tree, tmp_path / "scratch", "v1/get_balance/curl/refused")
    done = call(["sh", kept / "repeat.sh"], tmp_path)
    assert 1 == done.returncode
    assert "curl" in done.stderr


def test_a_program_that_names_its_host_is_repeated_by_a_run_and_not_against_the_real_host(tmp_path: Path) -> None:
    settings = "hard_coded_hosts = true\npattern = '{api}/{operation}.{ext}'\n[apis.v1]\nspec = 'shop.yaml'\n"
    program = "curl -sf https://api.example.com/orders\n"
    document = (
        "{openapi: 3.1.0, info: {title: t, version: '1'}, servers: [{url: https://api.example.com}], paths: {/orders: "
        "{get: {operationId: orders, responses: {'200': {description: d}}}}}}"
    )
    root = write_own(tmp_path / "tree", settings, {"shop.yaml": document, "examples/v1/orders.sh": program})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    told = harness(root, "run", "v1/orders/curl/success", "--keep", TMPDIR=str(scratch)).stdout
    assert "to repeat: harness run v1/orders/curl/success --keep\n" in told
    (kept,) = scratch.iterdir()
    done = call(["sh", kept / "repeat.sh"], tmp_path)
    assert (2, 1) == (done.returncode, done.stderr.count("\n"))
    assert "would call the real one" in done.stderr


def test_a_command_runs_against_a_case_s_mock_and_its_status_is_the_end(tree: Tree) -> None:
    command = 'curl -s -H "Authorization: Bearer $STABILITY_API_KEY" "$API_HOST/v1/user/balance"; exit 7'
    done = harness(tree.root, "run", CASE, "--exec", command)
    assert 7 == done.returncode
    assert "credits" in done.stdout
    assert done.stderr.startswith("GET /v1/user/balance -> 200")


def test_a_command_that_a_signal_ends_has_a_shell_s_status(tree: Tree) -> None:
    assert 128 + signal.SIGTERM == harness(tree.root, "run", CASE, "--exec", "kill $$").returncode


def test_a_run_that_is_ended_ends_the_command_too(tree: Tree) -> None:
    process = subprocess.Popen(
        [HARNESS, "run", CASE, "--exec", "echo begun; exec sleep 1000"],
        cwd=tree.root,
        env=own_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        assert "begun\n" == process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert "" == process.stdout.read()  # the pipe is closed: the command is gone
    assert 128 + signal.SIGTERM == process.returncode


def test_the_script_repeats_the_case_against_a_mock_that_is_still_there(tree: Tree, tmp_path: Path) -> None:
    with serving(tree, CASE, "--keep", scratch=tmp_path / "scratch") as (process, line):
        (kept,) = (tmp_path / "scratch").glob("harness-kept-*")
        moved = kept.rename(tmp_path / "moved here")
        host = re.search(r"API_HOST=(\S+)", line)
        assert host
        done = call(["sh", moved / "repeat.sh", host[1]], tmp_path)
        assert (0, "") == (done.returncode, done.stderr)
        assert "credits" in done.stdout
        assert process.poll() is None


def test_the_line_that_serve_prints_runs_the_program_and_each_request_is_told(tree: Tree, tmp_path: Path) -> None:
    with serving(tree, CASE, scratch=tmp_path / "scratch") as (process, line):
        done = call(["sh", "-c", line], tmp_path)
        assert (0, "") == (done.returncode, done.stderr)
        assert process.stdout
        told = next(text for text in process.stdout if " -> " in text)
        assert re.fullmatch(r"GET /v1/user/balance -> 200, \d+ bytes\n", told)
        process.send_signal(signal.SIGINT)
        assert (0, "") == (process.wait(), process.stderr.read() if process.stderr else "")


def test_a_served_case_answers_in_its_own_scenario(tree: Tree, tmp_path: Path) -> None:
    with serving(tree, "v1/get_balance/curl/unauthorized", scratch=tmp_path / "scratch") as (process, line):
        assert 0 != call(["sh", "-c", line], tmp_path).returncode
        assert process.stdout
        assert "-> 401" in next(text for text in process.stdout if " -> " in text)


def test_a_case_without_a_key_is_served_with_a_line_that_takes_the_key_away(tree: Tree, tmp_path: Path) -> None:
    with serving(tree, "v1/get_balance/curl/missing-key", scratch=tmp_path / "scratch") as (_, line):
        assert "env -u STABILITY_API_KEY" in line
        done = call(["sh", "-c", line], tmp_path, STABILITY_API_KEY="sk-of-the-shell")
        assert 0 != done.returncode


@pytest.mark.parametrize("option", ["--keep", "--serve", "--exec=true"])
def test_more_cases_than_one_are_one_line_and_nothing_is_run(tree: Tree, option: str) -> None:
    done = harness(tree.root, "run", option)
    option = option.partition("=")[0]
    assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout)
    assert f'{option}: expected one case such as "v1/get_balance/curl/success", got ' in done.stderr


def test_a_scenario_in_which_nobody_listens_is_not_served(tree: Tree) -> None:
    done = harness(tree.root, "run", "v1/get_balance/curl/refused", "--serve")
    assert (2, 1) == (done.returncode, done.stderr.count("\n"))
    assert "in the scenario refused nobody listens" in done.stderr


def test_a_program_that_was_never_started_leaves_nothing_to_keep(tmp_path: Path) -> None:
    broken = Program("go", "get_balance", (("log.SetFlags(0)", "log.SetFlags(zero)"),))
    tree = make_tree(tmp_path / "tree", broken)
    done = harness(tree.root, "run", "--scenario", "success", "--keep")
    assert 3 == done.returncode
    assert "kept: nothing, for the program was never started\n" in done.stdout


def test_a_script_says_every_word_to_the_shell_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    work = tmp_path / "w"
    (work / "tree").mkdir(parents=True)
    words = ("a b", "$HOME", "it's", "", "*", f"{work}/tree")
    show = "import sys, os; print([*sys.argv[1:], os.environ['ODD']])"
    argv = ("/usr/bin/env", "python3", "-c", show, *words)
    env = {"ODD": "x; echo 'no' \"$PATH\"", **own_environment()}
    keeper = Keeper("API_HOST", "false", copies=True)
    keeper.take("v1/a/sh/success", work, Command(argv, work / "tree", env, work / "stdout", work / "stderr", 1))
    kept = keeper.kept["v1/a/sh/success"]
    done = call(["sh", kept / "repeat.sh", "HOST"], tmp_path)
    assert f"{[*words[:-1], f'{kept}/tree', env['ODD']]}\n" == done.stdout, done.stderr


def test_a_command_line_quotes_what_a_shell_would_read() -> None:
    assert "env -u K A='b c' x '$y'" == command_line(("x", "$y"), {"A": "b c"}, "K")
