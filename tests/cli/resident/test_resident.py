"""A resident harness answers as a process of its own would, or not at all."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import BALANCE, HARNESS, environment, make_tree, report

from harness.cli.resident import child, client, likeness, server

CASE = "v1/get_balance/curl/success"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tree(tmp_path_factory.mktemp("resident") / "tree", BALANCE).root


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The user's folder for state, with a resident harness in it."""
    folder = str(tmp_path_factory.mktemp("state"))
    started = called(Path("/"), "resident", "start", XDG_STATE_HOME=folder)
    assert "is ready: process" in started.stdout, started.stderr
    yield folder
    called(Path("/"), "resident", "stop", XDG_STATE_HOME=folder)


def called(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own: the tests' usual way forks it from one that has it loaded."""
    return subprocess.run(
        [HARNESS, *words], cwd=folder, env=environment(**env), capture_output=True, text=True, timeout=100, check=False
    )


def told(path: Path) -> list[object]:
    """What a report says that does not depend on the time."""
    names = ("name", "verdict", "findings", "command", "start")
    return [[record[name] for name in names] for record in report(path)["cases"]]


def test_a_run_has_the_same_report_and_exit_status(tree: Path, state: str) -> None:
    words = ("run", CASE, "--no-cache", "-v", "--json")
    own = called(tree, *words, "own.json")
    resident = called(tree, *words, "resident.json", XDG_STATE_HOME=state)
    assert (own.returncode, own.stderr, "") == (resident.returncode, resident.stderr, resident.stderr)
    assert told(tree / "own.json") == told(tree / "resident.json")


def test_wrong_words_end_with_status_2(tree: Path, state: str) -> None:
    done = called(tree, "run", "--nonsense", XDG_STATE_HOME=state)
    assert (2, True) == (done.returncode, "--nonsense" in done.stderr)


def test_a_command_that_is_born_otherwise_runs_by_itself_and_says_so(tree: Path, state: str) -> None:
    done = called(tree, "run", "nothing", "-v", XDG_STATE_HOME=state, TZ="Asia/Kolkata")
    assert "harness: the resident harness is not used: TZ: the command has another one\n" in done.stderr
    assert 2 == done.returncode


def test_it_is_never_used_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(client.place, "connected", pytest.fail)
    assert client.answer(["harness", "run"]) is None


def test_a_signal_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    with subprocess.Popen(["/bin/sleep", "100"]) as running:
        client._pass_signals_on(running.pid)
        handlers[signal.SIGTERM](signal.SIGTERM, None)
        assert -signal.SIGTERM == running.wait(100)


def test_one_that_does_not_answer_is_not_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = socket.socketpair()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(client, "PATIENCE", 0.01)
    monkeypatch.setattr(client.place, "connected", lambda: ours)
    with theirs:
        assert client.answer(["harness", "run", "-v"]) is None
    assert "harness: the resident harness is not used: it does not answer\n" == capsys.readouterr().err


def test_it_is_not_started_under_ci(tree: Path) -> None:
    done = called(tree, "resident", "start", CI="true")
    assert (2, True) == (done.returncode, "expected a person's machine, got CI=true" in done.stderr)


def test_a_folder_that_others_can_enter_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "harness").mkdir(mode=0o755)
    done = called(tmp_path, "resident", "start", XDG_STATE_HOME=str(tmp_path))
    assert (3, True) == (done.returncode, "expected a folder of this user alone" in done.stderr)


def test_it_ends_when_a_file_of_the_harness_has_changed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as asking:
        server._answer(listener, {}, {os.devnull: (1, 1, 1)})
        assert b"declined the harness's own files have changed\n" == asking.recv(100)


def test_it_ends_after_some_idle_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server._answer(listener, {}, {})


def test_a_command_that_needs_its_terminal_is_declined() -> None:
    with pytest.raises(child.Declined, match="--live"):
        child._check(argparse.Namespace(live=True))


def test_the_first_fact_that_differs_is_named() -> None:
    assert "b" == likeness.difference({"a": "1", "b": "2"}, {"a": "1", "c": "3"})
