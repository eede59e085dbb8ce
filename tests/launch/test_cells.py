"""A cell serves one case after another in the same folder, for as long as none leaves anything in it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.launch.command import Command
from harness.launch.confined import ConfinedLauncher, Unavailable

SAY = "import os; print(os.getpid()); "
FIRST = 2
"""The number of the first program in a cell."""
CALLS = "import ctypes; libc = ctypes.CDLL(None, use_errno=True); "
NOTHING = (
    "pass",
    "open('/tmp/a', 'w').close(); os.unlink('/tmp/a')",
    "os.fork() or __import__('time').sleep(60)",
    "import signal; os.kill(1, signal.SIGALRM)",
    "os.setpriority(os.PRIO_PROCESS, 0, 9); os.umask(0)",
)
"""What leaves nothing: it is ended, taken away, or the program's own."""
SOMETHING = {
    "a file": "open('/tmp/a', 'w').close()",
    "a file below": "os.mkdir('/var/tmp/a'); open('/var/tmp/a/b', 'w').close()",
    "shared memory": "open('/dev/shm/a', 'w').close()",
    "rights": "os.chmod('/tmp', 0o700)",
    "an attribute": "os.setxattr('/dev/shm', 'user.a', b'b')",
    "limits": "import resource; resource.prlimit(1, resource.RLIMIT_NOFILE, (40, 40))",
    "System V's memory": f"{CALLS}assert libc.shmget(1, 4096, 0o1666) >= 0",
    "System V's queue": f"{CALLS}assert libc.msgget(1, 0o1666) >= 0",
    "POSIX's queue": f"{CALLS}assert libc.mq_open(b'/a', 0o102, 0o600, None) >= 0",
}


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[ConfinedLauncher]:
    try:
        made = ConfinedLauncher(tmp_path)
    except Unavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


async def run(launcher: ConfinedLauncher, folder: Path, code: str = "pass") -> bool:
    """Runs a program in a folder; True if its cell was made for it."""
    folder.mkdir(exist_ok=True)
    place = await launcher.lease(listening=False)
    printed = folder / "stdout", folder / "stderr"
    argv = sys.executable, "-I", "-S", "-c", SAY + code
    ending = await place.run(Command(argv, folder, {"PATH": os.defpath}, *printed, 30.0))
    await place.release()
    assert ending.exit_status == 0, printed[1].read_text()
    return int(printed[0].read_text().split()[0]) == FIRST


def test_a_cell_in_which_nothing_is_left_serves_the_next_case(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    async def go() -> list[bool]:
        return [await run(launcher, tmp_path / "case", code) for code in (*NOTHING, "pass")]

    assert [True, *[False] * len(NOTHING)] == asyncio.run(go())


def test_a_cell_in_which_something_is_left_serves_none(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    async def go() -> list[str]:
        await run(launcher, tmp_path / "case")
        served = []
        for name, code in SOMETHING.items():
            await run(launcher, tmp_path / "case", code)
            served += [] if await run(launcher, tmp_path / "case") else [name]
        return served

    assert [] == asyncio.run(go())


def test_another_folder_has_another_cell_whatever_its_name(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    async def go() -> list[bool]:
        found = [await run(launcher, tmp_path / name) for name in ("one", "other", "one")]
        (tmp_path / "one").rename(tmp_path / "gone")
        return [*found, await run(launcher, tmp_path / "one")]

    assert [True, True, False, True] == asyncio.run(go())
