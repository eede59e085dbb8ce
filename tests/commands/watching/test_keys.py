"""The keys of `harness watch`, in a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import HARNESS, PATIENCE, environment, harness
from support.trees import Program, Tree, make_tree

PYTHON, CURL = Program("python", "get_balance"), Program("curl", "get_balance")
BROKEN = CURL.source.replace("/v1/user/balance", "/v1/user/balanc")
KEYS = "keys: r again, f what fails, a all cases, o open the report, q quit"


class Terminal:
    """A watch in a terminal of its own."""

    def __init__(self, tree: Tree, scratch: Path) -> None:
        self.tree = tree
        self.fd, self._slave = pty.openpty()
        self.before = termios.tcgetattr(self._slave)
        # a browser that only says what it would open
        browser = scratch / "browser"
        browser.write_text(f'#!/bin/sh\necho "$1" >{scratch}/opened\n')
        browser.chmod(0o700)
        self.process = subprocess.Popen(
            [HARNESS, "watch", "--scenario", "success"],
            cwd=tree.root,
            env=environment(BROWSER=str(browser), TERM="dumb", COLUMNS="200"),
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),  # it becomes the session's terminal
        )
        self._unread = b""
        self.until(KEYS)

    def until(self, text: str) -> str:
        """What it says up to a text."""
        end = time.monotonic() + PATIENCE
        while text.encode() not in self._unread:
            assert select.select([self.fd], [], [], max(0, end - time.monotonic()))[0], self._unread
            self._unread += os.read(self.fd, 65536)
        said, _, self._unread = self._unread.partition(text.encode())
        return said.decode()

    def press(self, key: str) -> str:
        """What it says after a key, up to the keys that it names again."""
        os.write(self.fd, key.encode())
        return self.until(KEYS)

    def save(self, source: str) -> str:
        """What it says of a program that was saved."""
        (self.tree.examples / CURL.path).write_text(source, "utf-8")
        return self.until(KEYS)

    def settings(self) -> object:
        """How the terminal treats what is typed."""
        return termios.tcgetattr(self._slave)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.fd)
        os.close(self._slave)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(make_tree(tmp_path / "tree", PYTHON, CURL), tmp_path)
    yield found
    found.close()


def test_r_runs_the_cases_of_the_last_round_again(terminal: Terminal) -> None:
    assert "nothing ran yet: a runs all cases" in _answer(terminal, "r", "all cases")
    terminal.save(CURL.source)
    told = terminal.press("r")
    assert "1 case" in told
    assert "1 passing in" in told


def test_a_runs_all_cases_and_f_those_that_fail(terminal: Terminal) -> None:
    terminal.save(BROKEN)
    assert "1 still failing, 1 passing in" in terminal.press("a")
    told = terminal.press("f")
    assert "1 still failing in" in told
    terminal.save(CURL.source)
    assert "nothing fails, as far as is known" in _answer(terminal, "f", "known")


def test_o_opens_the_report_with_what_has_run_since(terminal: Terminal, tmp_path: Path) -> None:
    assert 0 == harness(terminal.tree.root, "run", "--scenario", "success").returncode
    terminal.save(BROKEN)
    os.write(terminal.fd, b"o")
    terminal.until(".harness/report.html")
    assert "unknown-operation" in (terminal.tree.root / ".harness" / "report.html").read_text("utf-8")
    end = time.monotonic() + PATIENCE
    while not (tmp_path / "opened").exists():  # the browser is a process of its own
        assert time.monotonic() < end
    assert terminal.process.poll() is None


def known(root: Path) -> dict[str, dict[str, object]]:
    """What `harness show` says of each language."""
    done = harness(root, "show", "v1/get_balance", "--json")
    return {record["language"]: record for record in json.loads(done.stdout)}


def test_show_and_lf_know_what_the_watch_ran_last_and_when(terminal: Terminal) -> None:
    root = terminal.tree.root
    assert 0 == harness(root, "run", "--scenario", "success").returncode
    before = known(root)
    terminal.save(BROKEN)
    after = known(root)
    assert ("passed", "failed") == (after["python"]["verdict"], after["curl"]["verdict"])
    assert before["curl"]["started"] < after["curl"]["started"]
    assert ["v1/get_balance/curl/success"] == harness(root, "list", "--lf").stdout.split()
    terminal.save(CURL.source)
    assert "success: passed\n" in harness(root, "show", "v1/get_balance/curl").stdout


def test_any_other_key_names_the_keys(terminal: Terminal) -> None:
    assert terminal.press("x").strip() in ("", "x")


@pytest.mark.parametrize("end", ["q", "\x03"])
def test_q_and_ctrl_c_end_it_and_leave_the_terminal_as_it_was(terminal: Terminal, end: str) -> None:
    assert terminal.before != terminal.settings()
    os.write(terminal.fd, end.encode())
    assert 0 == terminal.process.wait(PATIENCE)
    assert terminal.before == terminal.settings()


def test_keys_go_on_after_the_watch_was_stopped_for_a_while(terminal: Terminal) -> None:
    terminal.process.send_signal(signal.SIGSTOP)
    os.waitpid(terminal.process.pid, os.WUNTRACED)
    termios.tcsetattr(terminal.fd, termios.TCSANOW, terminal.before)  # as a shell does
    terminal.process.send_signal(signal.SIGCONT)
    os.write(terminal.fd, b"x\n")
    terminal.until(KEYS)
    end = time.monotonic() + PATIENCE
    while terminal.before == terminal.settings():  # the key and the signal reach the watch in either order
        assert time.monotonic() < end


def _answer(terminal: Terminal, key: str, last: str) -> str:
    os.write(terminal.fd, key.encode())
    return terminal.until(last) + last
