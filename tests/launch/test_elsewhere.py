"""A system that is not Linux: no /proc, no namespaces, none of Linux's own calls (tests/launch/elsewhere)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from support.trees import ROOT

ELSEWHERE = Path(__file__).with_name("elsewhere")
RUN = ("-m", "harness", "run", "--no-cache", "--strict", "--trust-programs")
SCENARIOS = ("success", "unauthorized", "reset", "malformed-body", "missing-key")


def without_linux(*argv: str) -> subprocess.CompletedProcess[str]:
    """A Python that finds nothing of Linux."""
    env = {**os.environ, "PYTHONPATH": str(ELSEWHERE)}
    return subprocess.run(
        [sys.executable, *argv], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False
    )


LOOKS = """\
import ctypes, os, sys
def opens(path):
    try:
        return bool(open(path))
    except OSError:
        return False
print(sys.platform == "linux", hasattr(os, "setns"), hasattr(ctypes.CDLL(None), "prctl"), opens("/proc/stat"))
"""


def test_the_python_of_these_tests_has_nothing_of_linux() -> None:
    """Else the next test would prove nothing."""
    assert "False False False False\n" == without_linux("-c", LOOKS).stdout


def test_every_bundled_program_passes_without_linux(tmp_path: Path) -> None:
    """The weak guard needs nothing but POSIX, and the report says that it was the weak one."""
    report = tmp_path / "report.json"
    chosen = [word for name in SCENARIOS for word in ("--scenario", name)]
    done = without_linux(*RUN, *chosen, "--json", str(report))
    assert 0 == done.returncode, done.stdout + done.stderr
    found = json.loads(report.read_text("utf-8"))
    assert {"passed"} == {case["verdict"] for case in found["cases"]}
    programs = {case["name"].rpartition("/")[0] for case in found["cases"]}
    assert (76, "proxy variables") == (len(programs), found["guard"])
