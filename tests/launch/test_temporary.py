"""The folders for temporary files that a case has to itself."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.launch.command import Command, Ending
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.limits import MAX_TEMPORARY

FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - these are what is tested


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[ConfinedLauncher]:
    (tmp_path / "base").mkdir()
    try:
        made = ConfinedLauncher(tmp_path / "base")
    except Unavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


def run(launcher: ConfinedLauncher, tmp_path: Path, *programs: str, links: tuple[str, ...] = ()) -> list[str]:
    """Runs Python programs one after another; what each printed."""

    async def go(number: int, text: str) -> str:
        folder = tmp_path / "base" / f"case-{number}"
        folder.mkdir()
        place = await launcher.lease(listening=False)
        printed = folder / "stdout"
        argv = (sys.executable, "-c", text)
        try:
            ending: Ending = await place.run(Command(argv, folder, {}, printed, folder / "stderr", 30.0, links=links))
        finally:
            await place.release()
        assert 0 == ending.exit_status, (folder / "stderr").read_text()
        return printed.read_text()

    async def all_of_them() -> list[str]:
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


def test_a_folder_takes_no_more_than_its_limit(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    program = f"""
import errno, os
try:
    for number in range({MAX_TEMPORARY // (32 << 20)} + 1):
        os.posix_fallocate(os.open(f"/tmp/{{number}}", os.O_CREAT | os.O_WRONLY), 0, 32 << 20)
except OSError as error:
    print(errno.errorcode[error.errno], number)
try:
    open("/dev/shm/large", "wb").truncate(65 << 20)
except OSError as error:
    print(errno.errorcode[error.errno])
"""
    assert [f"ENOSPC {MAX_TEMPORARY // (32 << 20)}\nEFBIG\n"] == run(launcher, tmp_path, program)


def test_what_a_link_of_the_private_copy_leads_to_is_still_there_and_closed(
    launcher: ConfinedLauncher, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x").write_text("input")
    read = f"""
print(open({str(tmp_path / "data" / "x")!r}).read())
try:
    open({str(tmp_path / "data" / "y")!r}, "w")
except OSError as error:
    print(error.strerror)
"""
    printed = run(launcher, tmp_path, read, links=(str(tmp_path / "data"),))
    assert ["input\nRead-only file system\n"] == printed
