"""Programs as plain child processes: they end, with all that they started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import socket
import sys
from pathlib import Path

import pytest

from harness.errors import EnvironmentTrouble
from harness.launch.command import Command, Ending
from harness.launch.limits import USUAL
from harness.launch.local import LocalLauncher

PATIENCE = 20


def run(folder: Path, *argv: str, limit: float = PATIENCE, **env: str) -> Ending:
    """Runs a program in a place of its own, and gives the place back."""

    async def go() -> Ending:
        launcher = LocalLauncher()
        place = await launcher.lease(listening=False)
        command = Command(argv, folder, {"PATH": os.defpath, **env}, folder / "stdout", folder / "stderr", limit)
        try:
            return await place.run(command)
        finally:
            await place.release()
            launcher.close()

    return asyncio.run(go())


def ended(pid: int) -> bool:
    """True if a process ends within the patience."""
    with contextlib.suppress(ProcessLookupError):
        watch = os.pidfd_open(pid)
        try:
            return bool(select.select([watch], [], [], PATIENCE)[0])
        finally:
            os.close(watch)
    return True


def test_a_program_gets_its_folder_its_environment_and_no_input(tmp_path: Path) -> None:
    ending = run(tmp_path, "/bin/sh", "-c", "pwd; env; cat; echo oops >&2; exit 3", MARK="1")
    assert 3 == ending.exit_status
    lines = (tmp_path / "stdout").read_text().splitlines()
    assert str(tmp_path) == lines[0]
    assert {"MARK=1", f"PATH={os.defpath}"} <= set(lines)
    assert "oops\n" == (tmp_path / "stderr").read_text()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_program_that_a_signal_ended_has_its_number_as_negative_status(tmp_path: Path, number: int) -> None:
    assert -number == run(tmp_path, "/bin/sh", "-c", f"kill -{int(number)} $$").exit_status


def test_a_program_that_can_not_be_started_raises_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing-of-that-name"):
        run(tmp_path, str(tmp_path / "nothing-of-that-name"))


@pytest.mark.parametrize("stubborn", ["", "trap '' TERM INT HUP; "])
def test_at_the_time_limit_the_whole_group_ends_even_where_it_ignores_sigterm(tmp_path: Path, stubborn: str) -> None:
    script = f"{stubborn}(sleep 300 & echo $! >>pids; sleep 300) & echo $! >>pids; echo $$ >>pids; sleep 300"
    ending = run(tmp_path, "/bin/sh", "-c", script, limit=0.5)
    assert ending.exit_status is None
    assert ending.duration < 5
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert 3 == len(pids)
    assert all(ended(pid) for pid in pids)


def test_a_program_that_ends_at_sigterm_has_the_time_to_tidy_up(tmp_path: Path) -> None:
    script = "trap 'sleep 0.1; echo bye; exit' TERM; sleep 300 & wait"
    assert run(tmp_path, "/bin/sh", "-c", script, limit=0.3).exit_status is None
    assert "bye\n" == (tmp_path / "stdout").read_text()


def test_what_a_program_left_running_in_its_group_ends_with_it(tmp_path: Path) -> None:
    assert 0 == run(tmp_path, "/bin/sh", "-c", "sleep 300 & echo $! >pid").exit_status
    assert ended(int((tmp_path / "pid").read_text()))


def test_a_program_can_not_write_more_than_the_limit_to_a_file(tmp_path: Path) -> None:
    ending = run(tmp_path, "/bin/sh", "-c", "read -r x </dev/null; exec head -c 100000000 /dev/zero")
    assert -signal.SIGXFSZ == ending.exit_status
    assert USUAL.output == (tmp_path / "stdout").stat().st_size
    (tmp_path / "stdout").unlink()


def test_closing_the_launcher_ends_what_runs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "began")

    async def go() -> Ending:
        launcher = LocalLauncher()
        place = await launcher.lease(listening=False)
        argv = ("/bin/sh", "-c", "echo >began; trap '' TERM; sleep 300 & sleep 300")
        command = Command(argv, tmp_path, {"PATH": os.defpath}, tmp_path / "o", tmp_path / "e", PATIENCE)
        running = asyncio.create_task(place.run(command))
        await asyncio.to_thread((tmp_path / "began").read_text)
        launcher.close()
        try:
            return await running
        finally:
            await place.release()

    assert -signal.SIGKILL == asyncio.run(go()).exit_status


def test_a_place_where_nobody_listens_refuses_and_keeps_its_port() -> None:
    async def go() -> None:
        place = await LocalLauncher().lease(listening=False)
        assert place.listener is None
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", place.port))
        with pytest.raises(OSError, match="in use"):
            socket.create_server(("127.0.0.1", place.port), reuse_port=False)
        await place.release()

    asyncio.run(go())


def test_ports_come_from_the_range_and_a_range_that_is_used_up_is_told() -> None:
    async def go(port: int) -> None:
        with pytest.raises(
            EnvironmentTrouble, match=f'"ports": expected a free port in {port}-{port}, found all in use'
        ):
            await LocalLauncher((port, port)).lease(listening=True)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        asyncio.run(go(taken.getsockname()[1]))


def test_a_program_sees_no_descriptor_of_the_harness(tmp_path: Path) -> None:
    script = "import os; print(sorted(os.listdir('/proc/self/fd'))[:4])"
    assert 0 == run(tmp_path, sys.executable, "-c", script).exit_status
    assert "['0', '1', '2', '3']\n" == (tmp_path / "stdout").read_text()
