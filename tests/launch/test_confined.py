"""The warden: the process that starts programs in namespaces."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from harness.launch import network_place
from harness.launch.confined import ConfinedLauncher, Unavailable, started


def test_the_warden_has_nothing_of_the_environment_but_what_python_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_MACHINE", "secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    try:
        launcher = ConfinedLauncher(tmp_path)
    except Unavailable as error:
        pytest.skip(str(error))
    try:
        given = Path(f"/proc/{launcher._process.pid}/environ").read_text("utf-8").split("\0")
    finally:
        launcher.close()
    assert "LANG=C.UTF-8" in given
    assert {""} == {one for one in given if not one.startswith(("LANG=", "LC_", "LD_LIBRARY_PATH="))}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces are Linux's")
def test_a_warden_whose_harness_has_ended_meanwhile_says_nothing(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.close()
    with theirs:
        memory = str(theirs.fileno())  # nobody comes to look at it
        argv = started("warden", str(theirs.fileno()), memory, str(tmp_path), str(tmp_path / "gone.json"))
        done = subprocess.run(argv, pass_fds=(theirs.fileno(),), capture_output=True, text=True, check=False)
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


def test_an_answer_comes_from_the_address_that_was_asked() -> None:
    assert b"\0\0\0\0abcd\0\0\0\0" == network_place._from_asked(b"ifixlocaabcd")
