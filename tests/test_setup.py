"""The set-up of `run-all.sh`: steps that fail, that are interrupted, and that take long."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from pathlib import Path

import pytest
from support.trees import ROOT

STEPS = ROOT / "requirements" / "steps.sh"
SCRIPT = """
set -eu
root=$PWD venv=.venv
find_python() { echo python3; }
. STEPS
needs_first() { [ ! -e .venv/first ]; }
title_first() { echo First; }
do_first() { begin .venv && { BODY; } && : >.venv/first && finish .venv; }
needs_second() { [ ! -e .venv/second ]; }
title_second() { echo Second; }
do_second() { : >.venv/second; }
steps first second
"""
LIMIT = 60.0


def script(body: str) -> list[str]:
    """A set-up of two steps; `body` is what the first one does."""
    return ["/bin/sh", "-c", SCRIPT.replace("STEPS", str(STEPS)).replace("BODY", body)]


def set_up(folder: Path, body: str = ":") -> subprocess.CompletedProcess[str]:
    """Runs the two steps to their end."""
    return subprocess.run(script(body), cwd=folder, capture_output=True, text=True, timeout=LIMIT, check=False)


def test_each_step_is_counted_and_none_is_done_twice(tmp_path: Path) -> None:
    done = set_up(tmp_path)
    assert (0, "[1/2] First ...\n[2/2] Second ...\n") == (done.returncode, done.stderr)
    again = set_up(tmp_path, "false")
    assert (0, "") == (again.returncode, again.stderr)


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("npm error nospc ENOSPC: no space left on device, write", "free some space on the disk of "),
        ("OSError: [Errno 30] Read-only file system: 'x'", "make that folder writable for you"),
        (
            "ERROR: Could not find a version of x: Temporary failure in name resolution",
            "check the network and its proxy",
        ),
        ("ERROR: hashes differ", "see .harness/setup.log"),
    ],
)
def test_a_step_that_fails_is_one_line_with_what_to_do_and_status_3(tmp_path: Path, words: str, advice: str) -> None:
    done = set_up(tmp_path, f"echo {shlex.quote(words)} && false")
    first, line, *more = done.stderr.splitlines()
    assert (3, "[1/2] First ...", []) == (done.returncode, first, more)
    assert line.startswith(f"run-all.sh: [1/2] First: {words}")
    assert advice in line
    assert line.endswith("then run it again")


def test_a_registry_out_of_reach_is_not_called_a_missing_distribution(tmp_path: Path) -> None:
    words = "WARNING: Retrying after connection broken by x\nERROR: No matching distribution found for y==1"
    line = set_up(tmp_path, f"printf '{words}' && false").stderr.splitlines()[-1]
    assert "First: the package registry can not be reached: check the network and its proxy" in line


@pytest.mark.parametrize("full", [".", "tmp"])
def test_a_full_disk_is_named_though_the_log_does_not(tmp_path: Path, full: str) -> None:
    """As where venv hides what ensurepip said, or where the log itself could not be written."""
    (tmp_path / "tmp").mkdir()
    place = tmp_path / full if full == "tmp" else tmp_path
    columns = f"case $2 in {place}) free=12 ;; *) free=99999999 ;; esac; echo Filesystem; echo disk 1 2 $free 3% /"
    body = f"df() {{ {columns}; }}; echo it failed; false"
    body = f"TMPDIR={shlex.quote(str(tmp_path / 'tmp'))}; {body}"
    done = set_up(tmp_path, body)
    said = f"First: no space left on the disk of {place}: free some space on the disk of {place}, then run it again"
    assert (3, f"run-all.sh: [1/2] {said}") == (done.returncode, done.stderr.splitlines()[-1])


def test_npms_status_is_not_the_status_of_a_failed_case(tmp_path: Path) -> None:
    assert 3 == set_up(tmp_path, "(exit 1)").returncode


def test_a_folder_that_can_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".harness").touch()  # no folder can be made of that name, whoever tries
    done = set_up(tmp_path)
    assert (3, 1) == (done.returncode, done.stderr.count("\n"))
    assert "can not be written to" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_was_interrupted_is_made_anew(tmp_path: Path, number: signal.Signals) -> None:
    os.mkfifo(tmp_path / "begun")
    body = ": >.venv/half && echo >begun && exec sleep 600"
    process = subprocess.Popen(script(body), cwd=tmp_path, start_new_session=True, stderr=subprocess.DEVNULL)
    (tmp_path / "begun").read_text()  # waits until the step is in its middle
    os.killpg(process.pid, number)
    assert 0 != process.wait(LIMIT)
    assert (tmp_path / ".venv" / "half").exists()
    done = set_up(tmp_path)
    assert (0, "[1/2] First ...\n[2/2] Second ...\n") == (done.returncode, done.stderr)
    assert not (tmp_path / ".venv" / "half").exists()
    assert not (tmp_path / ".venv.discarded").exists()


def test_a_python_that_is_too_old_is_named_as_that(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "cat", "cksum", "sed", "head", "uname", "rm"):
        found = next(Path(folder, name) for folder in ("/bin", "/usr/bin") if Path(folder, name).exists())
        (tools / name).symlink_to(found)
    old = tools / "python3"
    old.write_text('#!/bin/sh\ncase $2 in *version_info*) exit 1 ;; esac\necho ", python3 3.9.2"\n')
    old.chmod(0o755)
    for name in ("run-all.sh", "requirements", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    done = subprocess.run(
        ["/bin/sh", "./run-all.sh", "setup"],
        cwd=tmp_path,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    expected = "run-all.sh: expected Python 3.11 or newer with venv on PATH, found python3 3.9.2\n"
    assert (3, expected) == (done.returncode, done.stderr)
