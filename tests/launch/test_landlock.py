"""The wall around programs that run without namespaces, where the kernel has Landlock."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.launch.command import Command, Ending
from harness.launch.local import LocalLauncher

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is Linux's")
HEAD = "import os, signal, socket, sys\n"


def known() -> int:
    """What the kernel's Landlock can do."""
    from harness.launch import landlock

    return landlock.version()


def need(version: int) -> None:
    """Skips a test of what this kernel can't do."""
    if known() < version:
        pytest.skip(f"this kernel's Landlock is of version {known()}, and not {version}")


def ran(folder: Path, text: str) -> tuple[Ending, str]:
    """How a Python program ended, and what it said on stderr."""
    folder.mkdir()

    async def go() -> Ending:
        launcher = LocalLauncher()
        place = await launcher.lease(listening=True)
        argv = (sys.executable, "-I", "-c", f"{HEAD}PORT = {place.port}\n{text}")
        try:
            return await place.run(Command(argv, folder, {}, folder / "stdout", folder / "stderr", 60.0))
        finally:
            await place.release()
            launcher.close()

    return asyncio.run(go()), (folder / "stderr").read_text()


@pytest.fixture
def outside() -> Iterator[Path]:
    """A folder that is in none of those for temporary files."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as name:
        (Path(name) / "file").write_text("as it was")
        yield Path(name)


@pytest.mark.parametrize(
    ("deed", "since"),
    [
        ("open('{}/file', 'w')", 1),
        ("open('{}/new', 'w')", 1),
        ("os.unlink('{}/file')", 1),
        ("os.symlink('/etc', '{}/link')", 1),
        ("os.rename('{}/file', '{}/other')", 1),
        ("os.truncate('{}/file', 0)", 3),
    ],
)
def test_a_program_changes_nothing_outside(outside: Path, tmp_path: Path, deed: str, since: int) -> None:
    need(since)
    ending, said = ran(tmp_path / "case", deed.format(outside, outside))
    assert (1, True) == (ending.exit_status, "Permission denied" in said)
    assert {"file": "as it was"} == {path.name: path.read_text() for path in outside.iterdir()}


def test_a_program_works_in_its_own_folder_and_with_temporary_files(tmp_path: Path) -> None:
    text = """
os.makedirs("a/b")
os.rename("a/b", "c")
open("file", "w").write("1")
os.link("file", "c/file")
os.truncate("file", 0)
open("/dev/null", "w").write("1")
import tempfile
tempfile.TemporaryFile(dir="/tmp").write(b"1")
socket.create_connection(("127.0.0.1", PORT)).close()
child = os.fork()
if child == 0:
    signal.pause()
os.kill(child, signal.SIGKILL)
"""
    ending, said = ran(tmp_path / "case", text)
    assert (0, "") == (ending.exit_status, said)


def test_a_program_calls_no_port_but_its_mocks(tmp_path: Path) -> None:
    need(4)
    with socket.create_server(("127.0.0.1", 0)) as other:
        ending, said = ran(tmp_path / "case", f"socket.create_connection(('127.0.0.1', {other.getsockname()[1]}))")
    assert (1, True) == (ending.exit_status, "Permission denied" in said)


def test_a_program_calls_no_abstract_socket_of_another(tmp_path: Path) -> None:
    need(6)
    name = f"\\0landlock-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(name.replace("\\0", "\0"))
        other.listen()
        ending, said = ran(tmp_path / "case", f"socket.socket(socket.AF_UNIX).connect('{name}')")
    assert (1, True) == (ending.exit_status, "Operation not permitted" in said)


def test_a_program_ends_no_process_but_its_own(tmp_path: Path) -> None:
    need(6)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        ending, said = ran(tmp_path / "case", f"os.kill({other.pid}, signal.SIGKILL)")
        assert (1, True) == (ending.exit_status, "Operation not permitted" in said)
        assert other.poll() is None
    finally:
        other.send_signal(signal.SIGKILL)
        other.communicate()
