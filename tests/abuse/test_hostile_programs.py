"""Programs that misbehave are judged for what they did, and nothing of them is left."""

from __future__ import annotations

import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.trees import ROOT

from abuse.hostile import ALL, Hostile
from abuse.trials import play, processes_in
from harness.launch.confined import ConfinedLauncher, Unavailable

PORTS = "23000-23999"
"""With ports asked for, programs are plain child processes."""
MOST = 300
"""MB that a run may need, whatever is sent to it."""
# Not getrusage(2): its figure begins with that of the process which started this one.
_MEASURED = """
import re, sys
from dataclasses import replace
from pathlib import Path
from abuse.hostile import ALL
from abuse.trials import play
one = next(one for one in ALL if one.name == sys.argv[2])
print(play(Path(sys.argv[1], "tree"), [one], time_limit=90.0))
print(int(re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def _namespaces(base: Path) -> bool:
    try:
        ConfinedLauncher(base).close()
    except Unavailable:
        return False
    return True


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the harness makes its own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def _few(programs: list[Hostile]) -> list[object]:
    """A third of the programs at a time: enough run at once to disturb each other, and two workers share them."""
    return [pytest.param(programs[start::3], id=f"third-{start + 1}") for start in range(3)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into Linux's /proc")
@pytest.mark.parametrize("programs", _few(list(ALL)))
def test_hostile_programs_side_by_side_are_each_judged_rightly_and_leave_nothing(
    programs: list[Hostile], temporary: Path, tmp_path: Path
) -> None:
    fit = [one for one in programs if not one.alone or _namespaces(temporary)]
    endless = [one for one in fit if "timeout" in one.codes]
    ending = [one for one in fit if one not in endless]
    assert [] == play(tmp_path / "tree", ending, jobs=8, time_limit=90.0)
    assert not endless or [] == play(tmp_path / "endless", endless, jobs=8, time_limit=5.0)
    assert {} == processes_in(temporary)
    assert [] == list(temporary.iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into Linux's /proc")
def test_without_namespaces_too_nothing_that_a_program_started_outlives_it(temporary: Path, tmp_path: Path) -> None:
    names = ("forks_50", "leaves_daemons", "changes_its_input", "locks_its_files", "pipes_its_stdout", "prints_1_gb")
    # There the size of a file is all that is bounded, and the program is told so by the system.
    known = {"disk-limit": ("exit-status",)}
    programs = [replace(one, codes=known.get("".join(one.codes), one.codes)) for one in ALL if one.name in names]
    assert [] == play(tmp_path / "tree", programs, time_limit=90.0, ports=PORTS)
    assert {} == processes_in(temporary)
    assert [] == list(temporary.iterdir())


def test_a_request_of_64_mb_is_judged_within_300_mb_of_memory(tmp_path: Path) -> None:
    script = [sys.executable, "-c", _MEASURED, str(tmp_path), "sends_64_mb"]
    env = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    done = subprocess.run(script, capture_output=True, text=True, env=env, check=True, timeout=120)
    wrong, memory = done.stdout.splitlines()
    assert "[]" == wrong
    assert int(memory) < MOST


def test_the_harness_takes_as_many_descriptors_as_it_may() -> None:
    from harness.launch.limits import DESCRIPTORS, raise_descriptors

    raise_descriptors()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert min(hard, DESCRIPTORS) <= soft
