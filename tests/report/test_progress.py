"""What a run is doing: live where a person looks, and gone afterwards; a line now and then in a log."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.command import BALANCE, HARNESS, PATIENCE, Program, environment, make_tree
from support.machine import command, needs_machine

from harness.cli.run_command import _preparing
from harness.plan.filters import Filters
from harness.plan.session import open_session
from harness.report.progress import Progress, wanted
from report.samples import case, finding


def test_the_figures_are_what_has_ended_what_failed_and_what_runs() -> None:
    progress = Progress(4, 0.0)
    for name in ("v1/a/go/success", "v1/a/ts/success"):
        progress.began(name)
    progress.ended("v1/a/go/success")
    progress.judged(case("v1/a/go/success", finding()))
    figures, running = (line.plain for line in progress.lines(80, 30.0))
    assert figures.endswith("1 of 4 cases  1 failed  0:30  about 1:30 left")
    assert "  v1/a/ts/success" == running


@pytest.mark.parametrize(("ended", "says"), [(0, "building 1 Go program"), (1, "judging and reporting")])
def test_while_nothing_runs_it_is_said_what_goes_on(ended: int, says: str) -> None:
    progress = Progress(1, 0.0, "building 1 Go program")
    for number in range(ended):
        progress.ended(f"v1/a/go/{number}")
    assert [f"  {says} ..."] == [line.plain for line in progress.lines(80, 1.0)][1:]


@pytest.mark.parametrize(("term", "ci", "draws"), [("xterm", "", True), ("xterm", "true", False), ("dumb", "", False)])
def test_progress_is_drawn_only_where_it_can_be_taken_back(
    monkeypatch: pytest.MonkeyPatch, term: str, ci: str, draws: bool
) -> None:
    ours, theirs = os.openpty()
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("CI", ci)
    with os.fdopen(ours), os.fdopen(theirs, "w") as terminal:
        assert draws == wanted(terminal, terminal)


@pytest.mark.parametrize(
    ("done", "of", "seconds", "says"),
    [(1, 1000, 3.0, False), (50, 1000, 3.0, True), (80, 84, 9.0, False), (1, 4, 1.0, False)],
    ids=["of the first cases", "of enough cases", "less than a second", "at the beginning"],
)
def test_what_is_left_is_estimated_only_where_it_says_something(done: int, of: int, seconds: float, says: bool) -> None:
    progress = Progress(of, 0.0)
    for number in range(done):
        progress.ended(f"v1/a/go/{number}")
    assert says == (" left" in next(progress.lines(80, seconds)).plain)


def test_a_log_has_the_first_failure_at_once_and_a_line_every_ten_seconds() -> None:
    progress = Progress(1000, 0.0, "building 19 Go programs")
    assert [[], ["10 s: building 19 Go programs"], []] == [list(progress.log(now)) for now in (9.0, 10.0, 11.0)]
    progress.began("v1/a/go/success")
    progress.judged(case("v1/a/go/success", finding(message="a\nb")))
    progress.judged(case("v1/a/go/unauthorized", finding()))
    (first,) = progress.log(12.0)
    assert first.startswith("first failure: v1/a/go/success: ")
    assert first.endswith(": a b")
    assert ["20 s: 2 of 1000 cases, 2 failed"] == list(progress.log(20.5))


def test_of_few_programs_each_verdict_is_told_as_it_falls_and_none_of_what_is_remembered() -> None:
    progress = Progress(1000, 0.0)
    progress.due(2)
    progress.judged(case("v1/a/go/remembered"))
    for name, found in (("v1/a/go/success", ()), ("v1/a/go/hang", (finding(message="a\nb"),))):
        progress.began(name)
        progress.judged(case(name, *found))
    good, bad = progress.log(1.0)
    assert ["passed", "v1/a/go/success"] == [good.split()[0], good.split()[-1]]
    assert ("failed", True) == (bad.split()[0], bad.endswith(": a b"))
    assert [] == list(progress.log(2.0))


def test_what_a_run_begins_with_is_said(tree: Path) -> None:
    program = Program("go", "get_balance")
    (tree / "examples" / program.path).parent.mkdir(parents=True)
    (tree / "examples" / program.path).write_text(program.source, "utf-8")
    assert "building 1 Go program" == _preparing(open_session(tree))
    assert "preparing" == _preparing(open_session(tree, filters=Filters(languages=("curl",))))


def test_a_case_that_is_judged_without_being_run_is_done_too_and_none_is_counted_twice() -> None:
    progress = Progress(2, 0.0)
    progress.began("v1/a/go/success")
    progress.ended("v1/a/go/success")
    for name in ("v1/a/go/success", "v1/a/ts/success"):
        progress.judged(case(name))
    assert next(progress.lines(20, 0.0)).plain.startswith("2 of 2 cases")


@pytest.mark.parametrize("width", [20, 40, 72, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    progress = Progress(1000, 0.0)
    for number in range(50):
        progress.began(f"v1/operation/language/scenario-{number}")
    assert all(line.cell_len <= width for line in progress.lines(width, 10.0))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "tree", BALANCE, Program("curl", "list_engines")).root


def _in_terminal(tree: Path, arguments: str = "", **env: str) -> str:
    """All that a run writes to a terminal of its own, control sequences too."""
    line = f"{HARNESS} run v1/get_balance --scenario success --scenario slow {arguments}"
    whole = environment() | {"TERM": "xterm-256color"} | env
    whole.pop("NO_COLOR", None) if "NO_COLOR" not in env else None
    code = "import pty, sys; sys.exit(pty.spawn(['/bin/sh', '-c', sys.argv[1]]))"
    done = subprocess.run(
        [sys.executable, "-c", code, line],
        cwd=tree,
        env=whole,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
    )
    return done.stdout


def test_a_terminal_shows_progress_while_the_programs_run_and_takes_it_back(tree: Path) -> None:
    shown = _in_terminal(tree)
    assert "of 2 cases" in shown
    assert "\x1b[2K" in shown.partition("2 passed")[0]
    assert "of 2 cases" not in shown.partition("operation")[2]


def test_no_color_leaves_no_colour(tree: Path) -> None:
    shown = _in_terminal(tree, NO_COLOR="1")
    assert "of 2 cases" in shown
    assert [] == re.findall(r"\x1b\[[0-9;]*3[0-7]m", shown)


@pytest.mark.parametrize(("arguments", "term"), [("-q", "xterm"), ("", "dumb"), ("2>/dev/null", "xterm")])
def test_quiet_a_dumb_terminal_and_one_stream_elsewhere_show_no_progress(tree: Path, arguments: str, term: str) -> None:
    shown = _in_terminal(tree, arguments, TERM=term)
    assert "2 passed" in shown.replace("\x1b[32m", "")
    assert "of 2 cases" not in shown


@needs_machine("tmux")
@pytest.mark.parametrize("width", [80, 200])
def test_in_tmux_the_report_stands_as_in_the_golden_text(tree: Path, width: int) -> None:
    tmux, socket = command("tmux"), f"harness-test-{os.getpid()}-{width}"
    shutil.rmtree(tree)
    broken = Program("curl", "get_balance", (("v1/user/balance", "v1/user/balanse"),))
    make_tree(tree, broken)
    run = f"{HARNESS} run v1/get_balance --scenario success; {tmux} -L {socket} wait-for -S done; cat"
    base = [tmux, "-L", socket, "-f", "/dev/null"]
    env = {
        name: value for name, value in environment(TERM="xterm-256color").items() if name not in ("COLUMNS", "LINES")
    }
    size = ["-x", str(width), "-y", "40"]
    try:
        subprocess.run([*base, "new-session", "-d", *size, run], cwd=tree, env=env, check=True, timeout=PATIENCE)
        subprocess.run([*base, "wait-for", "done"], env=env, check=True, timeout=PATIENCE)
        shown = subprocess.run(
            [*base, "capture-pane", "-p"], env=env, capture_output=True, text=True, check=True, timeout=PATIENCE
        ).stdout
    finally:
        subprocess.run([*base, "kill-server"], env=env, check=False, timeout=PATIENCE)
    golden = Path(__file__).parent / "golden" / f"tmux-{width}.txt"
    if os.environ.get("UPDATE_GOLDEN"):  # this changes files: look at the difference before it is committed
        golden.write_text(_without_time(shown), "utf-8")
    assert golden.read_text("utf-8") == _without_time(shown)


def _without_time(shown: str) -> str:
    lines = [line.rstrip() for line in shown.rstrip().splitlines()]
    return "\n".join("1 failed in ..." if line.startswith("1 failed in") else line for line in lines) + "\n"
