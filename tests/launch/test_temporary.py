"""The folders for temporary files that a case has to itself."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.launch.command import Command, Ending
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.limits import MB, Limits

FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - these are what is tested
LIMITS = Limits(disk=16 * MB, output=4 * MB, shared=8 * MB)


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[ConfinedLauncher]:
    (tmp_path / "base").mkdir()
    try:
        made = ConfinedLauncher(tmp_path / "base", limits=LIMITS)
    except Unavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


def run(launcher: ConfinedLauncher, tmp_path: Path, *programs: str) -> list[str]:
    """Runs Python programs one after another; what each printed."""
    endings = ran(launcher, tmp_path, *programs)
    folders = [tmp_path / "base" / f"case-{number}" for number in range(len(programs))]
    assert [""] * len(endings) == [(folder / "stderr").read_text() for folder in folders]
    return [(folder / "stdout").read_text() for folder in folders]


def ran(launcher: ConfinedLauncher, tmp_path: Path, *programs: str) -> list[Ending]:
    """Runs Python programs one after another; how each ended."""

    async def go(number: int, text: str) -> Ending:
        folder = tmp_path / "base" / f"case-{number}"
        folder.mkdir()
        place = await launcher.lease(listening=False)
        printed = folder / "stdout"
        argv = (sys.executable, "-c", text)
        try:
            return await place.run(Command(argv, folder, {}, printed, folder / "stderr", 60.0))
        finally:
            await place.release()

    async def all_of_them() -> list[Ending]:
        return [await go(number, text) for number, text in enumerate(programs)]

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_one_case_leaves_in_a_folder_is_gone_for_the_next(
    launcher: ConfinedLauncher, tmp_path: Path, folder: str
) -> None:
    write = f"open({folder!r} + '/left', 'x').write('1')"
    look = f"import os; print(os.path.exists({folder!r} + '/left'))"
    assert ["", "False\n"] == run(launcher, tmp_path, write, look)
    assert not (Path(folder) / "left").exists()


def test_what_others_have_in_these_folders_is_not_there(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    shown = next(iter(Path(sys.prefix).parts[2:3]), "")
    look = f"import os; print([n for d in {FOLDERS!r} for n in os.listdir(d) if n != {shown!r}])"
    base = (tmp_path / "base").parts[2]
    assert run(launcher, tmp_path, look)[0] in ("[]\n", f"['{base}']\n")


def test_locks_pools_and_shared_memory_work(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    program = """
import multiprocessing, multiprocessing.shared_memory
with multiprocessing.Lock(), multiprocessing.get_context("fork").Pool(2) as pool:
    print(sum(pool.map(abs, [-1, -2])))
memory = multiprocessing.shared_memory.SharedMemory(create=True, size=10)
memory.close()
memory.unlink()
"""
    assert ["3\n"] == run(launcher, tmp_path, program)


def test_each_folder_is_as_large_as_the_limits_say(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    program = f"import os; print(*(s.f_blocks * s.f_frsize for s in map(os.statvfs, {FOLDERS!r})))"
    assert [f"{LIMITS.disk} {LIMITS.disk} {LIMITS.shared}\n"] == run(launcher, tmp_path, program)


FILL = """
import itertools, os, sys, time
for number in itertools.count():
    try:
        {write}
    except OSError:
        time.sleep(600)
"""
WAYS = {
    "disk": {
        "its own folder": "open(str(number), 'wb').write(bytes(2**20))",
        "one file": "open('one', 'ab').write(bytes(2**20))",
        "temporary files": "open(f'/tmp/{number}', 'wb').write(bytes(2**20))",
        "two folders": "open(f'{(\"/tmp\", \"/var/tmp\")[number % 2]}/{number}', 'wb').write(bytes(2**20))",
        "empty files": "open(str(number), 'wb')",
        "files without a name": "globals()[str(number)] = f = open('f', 'wb'); f.write(bytes(2**20)); os.remove('f')",
    },
    "output": {"stdout": "print('x' * 2**20)", "stderr": "print('x' * 2**20, file=sys.stderr)"},
    "shared": {"shared memory": "open(f'/dev/shm/{number}', 'wb').write(bytes(2**20))"},
}


@pytest.mark.parametrize(("limit", "way"), [(limit, way) for limit, ways in WAYS.items() for way in ways])
def test_a_program_that_fills_what_it_has_is_ended_at_that_limit(
    launcher: ConfinedLauncher, tmp_path: Path, limit: str, way: str
) -> None:
    (ending,) = ran(launcher, tmp_path, FILL.format(write=WAYS[limit][way]))
    assert (-9, limit) == (ending.exit_status, ending.exceeded)
