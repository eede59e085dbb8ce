"""Ctrl-C in the middle of a run: a quick end, nothing left behind, and a report of what had finished."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from support.command import BALANCE, HARNESS, Program, environment, make_tree, report

from harness.cli.run_command import _but_interruptions
from harness.plan import Filters
from harness.plan.session import open_session
from harness.report import document
from harness.run.options import Options
from harness.run.run import Run

PATIENCE = 100
"""Seconds in which a run begins, and an interrupted one ends, on a busy machine too: its programs sleep for 300."""


def held_by(folder: Path) -> list[int]:
    """The processes that have a folder's path in their command line, environment or working folder."""
    wanted = os.fsencode(folder)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            texts = [(process / "cmdline").read_bytes(), (process / "environ").read_bytes()]
            texts.append(os.fsencode((process / "cwd").readlink()))
        except OSError:  # it has ended, or is another user's
            continue
        if any(wanted in text for text in texts):
            found.append(int(process.name))
    return found


def wait_for_end(pid: int, seconds: float) -> bool:
    """True if a process that is no child of this one ended within the time."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], seconds)[0])
    finally:
        os.close(watch)


def to_the_group(running: subprocess.Popen[str]) -> None:
    os.killpg(running.pid, signal.SIGINT)


def to_the_process_alone(running: subprocess.Popen[str]) -> None:
    os.kill(running.pid, signal.SIGINT)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux's pidfd and /proc")
@pytest.mark.parametrize("send", [to_the_group, to_the_process_alone])
@pytest.mark.parametrize("stubborn", ["exec sleep 300", "trap '' INT TERM; sleep 300 & sleep 300"])
def test_a_run_that_is_interrupted_ends_at_once_leaves_nothing_and_reports_what_had_finished(
    tmp_path: Path, send: Callable[[subprocess.Popen[str]], None], stubborn: str
) -> None:
    began, temporary = tmp_path / "tree" / "began", tmp_path / "temporary"  # a program sees the project alone
    temporary.mkdir()
    hanging = Program("curl", "list_engines", text=f"echo began >'{began}'\n{stubborn}\n")
    tree = make_tree(tmp_path / "tree", BALANCE, hanging)
    os.mkfifo(began)
    listener = os.open(began, os.O_RDONLY | os.O_NONBLOCK)
    running = subprocess.Popen(
        [
            str(HARNESS),
            "run",
            "v1/get_balance",
            "v1/list_engines/curl/unauthorized",
            "--jobs",
            "1",
            "--json",
            "report.json",
            "--scenario",
            "success",
            "--scenario",
            "unauthorized",
            "--scenario",
            "server-error",
        ],
        cwd=tree.root,
        env=environment(TMPDIR=str(temporary)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert select.select([listener], [], [], PATIENCE)[0], "the program never began"
        assert held_by(temporary)
        send(running)
        stdout, stderr = running.communicate(timeout=PATIENCE)
    finally:
        os.close(listener)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    assert 130 == running.returncode, stdout + stderr
    assert "Traceback" not in stdout + stderr
    assert [] == [pid for pid in held_by(temporary) if not wait_for_end(pid, PATIENCE)]
    assert [] == list(temporary.glob("harness-*"))
    found = report(tree.root / "report.json")
    jsonschema.validate(found, document.schema())
    verdicts = {case["name"]: case["verdict"] for case in found["cases"]}
    assert 4 == found["planned"] == len(verdicts)
    assert {"skipped"} == {verdict for name, verdict in verdicts.items() if "list_engines" in name}
    finished = [verdict for name, verdict in verdicts.items() if "get_balance" in name]
    assert {"passed"} == set(finished) - {"skipped"}
    assert "interrupted" in stderr


def test_an_interruption_whose_exception_is_lost_still_ends_the_run(tmp_path: Path) -> None:
    """Python drops what a signal's handler raises while a `__del__` runs: whoever waits for a record is told anyway."""
    make_tree(tmp_path, Program("curl", "list_engines", text="exec sleep 300\n"))
    run = Run(open_session(tmp_path, filters=Filters(scenarios=("success",))), Options())
    try:
        run.start(run.session.plan.cases)
        run.interrupt()
        with pytest.raises(KeyboardInterrupt):
            run.record("v1/list_engines/curl/success")
    finally:
        run.stop()


@pytest.mark.parametrize(("raised", "shown"), [(KeyboardInterrupt, False), (ValueError, True)])
def test_an_interruption_that_python_drops_is_not_shown(
    raised: type[BaseException], *, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported = []
    monkeypatch.setattr(sys, "__unraisablehook__", reported.append)
    _but_interruptions(SimpleNamespace(exc_value=raised()))
    assert shown is bool(reported)
