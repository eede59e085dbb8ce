"""`harness run --live`: what it asks for before it starts, what it says, and what it leaves behind."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import HARNESS, PATIENCE, environment, harness, report
from support.trees import Program, Tree
from support.uncovered import without_coverage

from commands.live.host import REAL_KEY, Host, closed_port, live_tree, set_live, true_host
from harness.model import Reply, Request

ONLY = ("run", "--live", "--scenario", "success", "--trust-programs")
QUICK = 10
"""Seconds that a run may take to begin or, interrupted, to end: less than anyone's patience with a host."""
COST = {"cost": "{get_balance = 0, text_to_image = 1.5}"}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return live_tree(
        tmp_path / "tree",
        Program("curl", "get_balance"),
        Program("python", "get_balance"),
        Program("curl", "text_to_image"),
        Program("python", "text_to_image"),
    )


@pytest.fixture
def host(tree: Tree) -> Iterator[Host]:
    """A true host, which the tree's settings name."""
    made = true_host(tree.root)
    set_live(tree.root, made.url, COST)
    yield made
    made.close()


def test_a_live_run_tells_what_it_costs_calls_the_host_and_reports(tree: Tree, host: Host) -> None:
    done = harness(
        tree.root, "run", "--live", "--trust-programs", "--yes", "--json", "r.json", STABILITY_API_KEY=REAL_KEY
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    assert 4 == len(host.requests)
    assert done.stdout.startswith(
        f"This run calls {host.url}, and will cost about:\n"
        "  v1/get_balance    2 requests  0 credits\n"
        "  v1/text_to_image  2 requests  3 credits\n"
        "  in all            4 requests  3 credits\n"
    )
    assert {"success", "missing-key", "empty-key"} == {
        case["scenario"] for case in report(tree.root / "r.json")["cases"]
    }


def test_the_real_key_stands_in_nothing_that_a_live_run_leaves_behind(tree: Tree, host: Host) -> None:
    arguments = (*ONLY, "--yes", "--json", "r.json", "--junit", "junit.xml", "--record", "har")
    done = harness(tree.root, *arguments, STABILITY_API_KEY=REAL_KEY)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert {f"Bearer {REAL_KEY}"} == {request.header("Authorization") for request in host.requests}
    assert REAL_KEY not in done.stdout + done.stderr
    written = [path for path in tree.root.rglob("*") if path.is_file()]
    assert tree.root / "har/v1/get_balance/curl/success.har" in written
    assert [] == [path for path in written if REAL_KEY.encode() in path.read_bytes()]


SPY = """
import os
import sys
import urllib.request

key = os.environ["STABILITY_API_KEY"]
request = urllib.request.Request(
    os.environ["API_HOST"] + "/v1/user/balance", headers={"Authorization": "Bearer " + key}
)
with urllib.request.urlopen(request) as answer:
    print(answer.read().decode())
pid = os.getppid()
with open(f"/proc/{pid}/environ", "rb") as environ:
    print("found:", "the-real-key" in environ.read().decode("utf-8", "replace"))
print("sk-the-real-key-" + "which-only-the-real-host-sees")
"""
"""A program that looks for the real key in the harness's environment, and prints it as if it had found it."""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into Linux's /proc")
def test_the_real_key_is_gone_from_the_harness_and_redacted_where_a_program_has_it_all_the_same(tmp_path: Path) -> None:
    tree = live_tree(tmp_path / "spying", Program("python", "get_balance", text=SPY))
    settings = tree.root / "pyproject.toml"
    settings.write_text(settings.read_text().replace("[tool.harness]\n", '[tool.harness]\nports = "25000-25999"\n', 1))
    host = true_host(tree.root)
    set_live(tree.root, host.url)
    arguments = (*ONLY, "--yes", "--json", "r.json")
    done = harness(tree.root, *arguments, STABILITY_API_KEY=REAL_KEY)
    host.close()
    (case,) = report(tree.root / "r.json")["cases"]
    assert case["outcome"]["stdout"].endswith("found: False\n[key]\n"), done.stdout + done.stderr
    assert REAL_KEY not in (tree.root / "r.json").read_text() + done.stdout + done.stderr


def test_a_live_run_is_refused_where_nothing_confines_the_programs(tree: Tree, host: Host) -> None:
    settings = tree.root / "pyproject.toml"
    settings.write_text(settings.read_text().replace("[tool.harness]\n", '[tool.harness]\nports = "25000-25999"\n', 1))
    done = harness(tree.root, *ONLY[:-1], "--yes", STABILITY_API_KEY=REAL_KEY)
    assert (3, True) == (done.returncode, "or say --trust-programs" in done.stderr)
    assert [] == host.requests


def test_an_operation_without_an_estimate_is_said_to_have_none(tree: Tree, host: Host) -> None:
    set_live(tree.root, host.url, {"cost": "{get_balance = 0.25}", "unit": '"coins"'})
    done = harness(tree.root, *ONLY, "--yes", STABILITY_API_KEY=REAL_KEY)
    assert "  v1/get_balance    2 requests  0.5 coins\n  v1/text_to_image  2 requests  no estimate\n" in done.stdout
    assert "  in all            4 requests  at least 0.5 coins\n" in done.stdout


def test_a_live_run_is_not_blamed_for_what_only_the_mock_can_play(tree: Tree, host: Host) -> None:
    with (without_coverage(tree).root / "pyproject.toml").open("a") as settings:
        settings.write('\n[tool.harness.coverage]\nscenarios = ["success", "hang"]\n')
    done = harness(tree.root, *ONLY, "--yes", STABILITY_API_KEY=REAL_KEY)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert 4 == len(host.requests)


def refused(tree: Tree, *arguments: str, **env: str) -> str:
    """What a command says that must end with 2 and one line."""
    done = harness(tree.root, *arguments, **env)
    assert 2 == done.returncode, done.stdout + done.stderr
    assert 1 == done.stderr.count("\n"), done.stderr
    assert REAL_KEY not in done.stdout + done.stderr
    return done.stderr


def test_without_a_key_nothing_is_sent(tree: Tree, host: Host) -> None:
    assert "needs the real key in STABILITY_API_KEY, and found none" in refused(tree, *ONLY, "--yes")
    assert [] == host.exchanges


@pytest.mark.parametrize(
    "key", [f"{REAL_KEY} {REAL_KEY}", f"{REAL_KEY}\n{REAL_KEY}", "short", "schlüssel-der-lang-ist"]
)
def test_a_key_that_no_header_could_carry_is_refused_and_not_shown(tree: Tree, host: Host, key: str) -> None:
    said = refused(tree, *ONLY, "--yes", STABILITY_API_KEY=key)
    assert "STABILITY_API_KEY: expected a key of 8 or more printable characters" in said
    assert key not in said
    assert [] == host.exchanges


def test_where_nobody_can_be_asked_yes_must_be_said(tree: Tree, host: Host) -> None:
    assert "say --yes" in refused(tree, *ONLY, STABILITY_API_KEY=REAL_KEY)
    assert [] == host.exchanges


def test_under_ci_a_live_run_needs_a_setting(tree: Tree, host: Host) -> None:
    said = refused(tree, *ONLY, "--yes", STABILITY_API_KEY=REAL_KEY, CI="true")
    assert '"live.in_ci" = true' in said
    assert [] == host.exchanges
    set_live(tree.root, host.url, {"in_ci": "true"})
    done = harness(tree.root, *ONLY, "--yes", STABILITY_API_KEY=REAL_KEY, CI="true")
    assert 0 == done.returncode, done.stdout + done.stderr


def test_without_a_host_in_the_settings_there_is_no_live_run(tree: Tree) -> None:
    set_live(tree.root, None)
    assert 'pyproject.toml: a live run needs "live.host"' in refused(tree, *ONLY, "--yes", STABILITY_API_KEY=REAL_KEY)


def test_an_estimate_for_no_program_names_the_nearest(tree: Tree, host: Host) -> None:
    set_live(tree.root, host.url, {"cost": "{get_balanse = 1}"})
    said = refused(tree, *ONLY, "--yes", STABILITY_API_KEY=REAL_KEY)
    assert '"live.cost.get_balanse": expected the name of a program (did you mean "get_balance"?)' in said


def test_a_scenario_that_a_real_host_cannot_play_is_refused(tree: Tree, host: Host) -> None:
    said = refused(tree, "run", "--live", "--trust-programs", "--yes", "--scenario", "hang", STABILITY_API_KEY=REAL_KEY)
    assert '--scenario "hang": a live run takes success, missing-key, empty-key' in said
    assert [] == host.exchanges


def test_a_host_that_nobody_answers_for_ends_the_run_with_3_and_is_named(tree: Tree) -> None:
    url = closed_port()
    set_live(tree.root, url)
    done = harness(tree.root, *ONLY, "--yes", STABILITY_API_KEY=REAL_KEY)
    assert 3 == done.returncode, done.stdout + done.stderr
    assert f"no answer from {url}" in " ".join(done.stdout.split())


def test_a_live_run_that_is_interrupted_waits_for_no_answer_any_more(tree: Tree) -> None:
    asked = threading.Event()

    def never(_: Request) -> Reply:
        asked.set()
        return Reply(fault="hang")

    host = Host(never)
    set_live(tree.root, host.url)
    running = subprocess.Popen(
        [HARNESS, *ONLY, "--yes", "v1/get_balance/curl"],
        cwd=tree.root,
        env=environment(STABILITY_API_KEY=REAL_KEY),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert asked.wait(QUICK), "the host was never asked"
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate(timeout=QUICK)
    finally:
        running.kill()
        host.close()
    assert 130 == running.returncode, output


@pytest.mark.parametrize(("answer", "status", "requests"), [("y\n", 0, 1), ("n\n", 2, 0), ("\n", 2, 0)])
def test_on_a_terminal_the_run_waits_for_a_yes(tree: Tree, host: Host, answer: str, status: int, requests: int) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    with os.fdopen(theirs, "rb") as terminal:
        done = subprocess.run(
            [HARNESS, *ONLY, "v1/get_balance/curl"],
            cwd=tree.root,
            env=environment(STABILITY_API_KEY=REAL_KEY),
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    os.close(ours)
    assert status == done.returncode, done.stdout + done.stderr
    assert requests == len(host.requests)
    assert re.search(r"1 request +0 credits\nGo on\? \[y/N\] ", done.stdout)
