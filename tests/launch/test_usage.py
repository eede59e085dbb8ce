"""What a case uses up is counted as /proc tells it."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.launch import usage
from harness.launch.limits import Limits

MB = 2**20
SIZE = 64 * MB
ANY = 10**15
FORKS = 4
_HOLD = f"""
import os, sys
held = bytearray(os.urandom(1)) * {SIZE}
for _ in range({FORKS}):
    if os.fork() == 0:
        break
os.write(1, f"{{os.getpid()}}\\n".encode())
sys.stdin.read()
"""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Path]:
    """A /proc of one process that holds 64 MB, and of four that were forked from it and share them."""
    running = subprocess.Popen([sys.executable, "-c", _HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert running.stdin
    assert running.stdout
    for _ in range(FORKS + 1):
        pid = int(running.stdout.readline())
        (tmp_path / str(pid)).symlink_to(f"/proc/{pid}")
    yield tmp_path
    running.stdin.close()
    running.stdout.close()
    running.wait()


def test_what_processes_have_spent_stays_as_it_is_while_they_wait(tmp_path: Path) -> None:
    def write(number: int, user: int, system: int) -> None:
        (tmp_path / str(number)).mkdir(exist_ok=True)
        text = f"{number} (a) b) S 1 1 1 0 -1 0 0 0 0 0 {user} {system} 0 0 20 0 1 0"
        (tmp_path / str(number) / "stat").write_text(text, "ascii")

    few = Limits(memory=ANY, processes=1)
    write(1, 9, 9)
    write(7, 3, 4)
    (tmp_path / "8").mkdir()  # it ends just now
    before = usage.spent(few, 1, str(tmp_path))
    assert (("7", b"3", b"4"),) == before
    write(1, 10, 10)
    assert before == usage.spent(few, 1, str(tmp_path))
    write(7, 3, 5)
    assert before != usage.spent(few, 1, str(tmp_path))
    for number in range(10, 12 + usage.MAY_HAVE_ENDED):
        write(number, 0, 0)
    assert () == usage.spent(few, 1, str(tmp_path)), "too many to look at each"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's /proc")
@pytest.mark.parametrize(("factor", "told"), [(0.5, "memory"), (2, "")])
def test_memory_that_processes_share_counts_once(processes: Path, factor: float, told: str) -> None:
    limits = Limits(memory=int(factor * SIZE), processes=ANY)
    assert told == usage.exceeded(limits, os.getpid(), str(processes))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's /proc")
@pytest.mark.parametrize(("most", "told"), [(FORKS, "processes"), (FORKS + 1, "")])
def test_processes_are_counted_up_to_as_many_as_there_may_be(processes: Path, most: int, told: str) -> None:
    assert told == usage.exceeded(Limits(memory=ANY, processes=most), os.getpid(), str(processes))


def test_a_process_that_has_ended_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    assert "" == usage.exceeded(Limits(memory=mmap.PAGESIZE, processes=0), 0, str(tmp_path))


def test_what_a_folder_held_before_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "before").write_bytes(b"x" * MB)
    files = usage.Files(str(tmp_path), ())
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "file").write_bytes(b"x" * MB)
    assert ["", "disk"] == [files.exceeded(Limits(disk=most)) for most in (2 * MB, MB)]


def test_empty_files_count_too(tmp_path: Path) -> None:
    files = usage.Files(str(tmp_path), ())
    for number in range(300):
        (tmp_path / str(number)).touch()
    assert "disk" == files.exceeded(Limits(disk=MB))


def test_output_is_what_both_streams_print(tmp_path: Path) -> None:
    printed = tmp_path / "stdout", tmp_path / "stderr", tmp_path / "never"
    files = usage.Files(str(tmp_path), [str(path) for path in printed])
    for path in printed[:2]:
        path.write_bytes(b"x" * MB)
    assert ["", "output"] == [files.exceeded(Limits(output=most)) for most in (2 * MB + 1, 2 * MB)]
