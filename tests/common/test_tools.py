"""Tools that are run to their end within a time limit."""

from __future__ import annotations

import os
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import harness
from harness.common.tools import ToolTrouble, ended_by, run_tool


def test_a_tool_gets_its_folder_its_variables_and_its_stdin(tmp_path: Path) -> None:
    program = "import os, sys; print(os.getcwd(), os.environ['A'], sys.stdin.read())"
    done = run_tool([sys.executable, "-c", program], 60, folder=tmp_path, env={"A": "1"}, sent="words")
    assert (0, f"{tmp_path} 1 words\n") == (done.returncode, done.stdout)


def test_bytes_that_are_no_text_are_replaced() -> None:
    done = run_tool([sys.executable, "-c", r"import sys; sys.stdout.buffer.write(b'\xff')"], 60)
    assert "\ufffd" == done.stdout


def test_an_exit_status_is_given_back() -> None:
    assert 3 == run_tool([sys.executable, "-c", "raise SystemExit(3)"], 60).returncode


def test_a_tool_that_is_missing_is_one_line() -> None:
    with pytest.raises(ToolTrouble, match="No such file"):
        run_tool(["/nowhere/tool"], 60)


def test_a_tool_that_is_not_done_in_time_is_one_line() -> None:
    with pytest.raises(ToolTrouble, match=r"^not done after 0 s$"):
        run_tool([sys.executable, "-c", "while True: pass"], 0.01)


def test_a_tool_is_ended_by_an_event_with_what_it_has_started(tmp_path: Path) -> None:
    stop, pipe = threading.Event(), tmp_path / "pipe"
    os.mkfifo(pipe)

    def run() -> str:
        with ended_by(stop), pytest.raises(ToolTrouble) as told:
            run_tool(["sh", "-c", f"trap '' TERM; exec 3>'{pipe}'; echo began >&3; sleep 300 & sleep 300"], 600)
        return str(told.value)

    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(run)
        with pipe.open() as held:
            assert "began\n" == held.readline()
            stop.set()
            assert "" == held.read()  # nobody holds the other end any more
        assert "it was ended before it was done" == ended.result()


def test_once_the_event_is_set_no_tool_runs_on() -> None:
    stop = threading.Event()
    stop.set()
    with ended_by(stop), pytest.raises(ToolTrouble, match="ended"):
        run_tool(["sleep", "300"], 600)


def test_no_other_module_runs_tools_by_itself() -> None:
    root = Path(harness.__file__).parent
    found = [
        p.relative_to(root).as_posix() for p in root.rglob("*.py") if re.search(r"subprocess\.run\(", p.read_text())
    ]
    assert [] == found
