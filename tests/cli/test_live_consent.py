"""What a live run asks for before it starts."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from harness.cli import live_consent
from harness.cli.live_consent import SHORTEST_KEY, NoConsent
from harness.errors import UserError

VARIABLE = "HARNESS_TEST_KEY"


@pytest.mark.parametrize(
    ("value", "shortest"), [("a" * SHORTEST_KEY, SHORTEST_KEY), (" !~345678 \n", SHORTEST_KEY), ("x", 1)]
)
def test_a_key_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch, value: str, shortest: int) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert value.strip() == live_consent._key(VARIABLE, shortest)
    assert VARIABLE not in os.environ


@pytest.mark.parametrize("value", ["a" * (SHORTEST_KEY - 1), "abc defgh", "abcdefg\x7f", "abcdefgé"])
def test_a_key_that_could_not_be_hidden_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(UserError) as raised:
        live_consent._key(VARIABLE, SHORTEST_KEY)
    assert f"{VARIABLE}: expected a key of 8 or more printable characters without spaces" == str(raised.value)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_run_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(UserError) as raised:
        live_consent._key(VARIABLE, SHORTEST_KEY)
    assert f"a live run needs the real key in {VARIABLE}, and found none" == str(raised.value)


def test_no_other_process_reads_a_key_that_was_taken() -> None:
    program = f"""
from harness.cli.live_consent import _taken
print(_taken("{VARIABLE}"), b"secret-value" in open("/proc/self/environ", "rb").read())
"""
    env = os.environ | {VARIABLE: "secret-value"}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)
    assert ("secret-value False\n", "") == (done.stdout, done.stderr)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("answer", ["y\n", " YES \n"])
def test_a_yes_is_consent(monkeypatch: pytest.MonkeyPatch, answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    live_consent._ask()
    assert "Go on? [y/N] " == capsys.readouterr().out


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "yo\n"])
def test_anything_else_is_none(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    with pytest.raises(NoConsent, match=r"^stopped: nothing was sent$"):
        live_consent._ask()


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(NoConsent, match=r"no terminal: say --yes to agree to the cost$"):
        live_consent._ask()
