"""With few open files a run is slower, or says what it needs before it starts; it never blames a program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.trees import ROOT, Program, make_tree

from harness.launch.limits import EACH, OWN

LEAST = OWN + 3 * EACH


def _run(root: Path, files: int) -> subprocess.CompletedProcess[str]:
    make_tree(root, *(Program("curl", name) for name in ("list_engines", "get_balance", "get_account")))
    chosen = "--scenario success --scenario slow --scenario reset"
    command = f'ulimit -n {files}; exec "$0" -m harness run --no-cache --jobs 8 {chosen}'
    argv = ["/bin/sh", "-c", command, sys.executable]
    env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(root)}
    return subprocess.run(argv, cwd=root, env=env, capture_output=True, text=True, timeout=300, check=False)


def test_a_run_with_as_few_open_files_as_it_needs_gives_the_verdicts_of_any_other(tmp_path: Path) -> None:
    done = _run(tmp_path / "tree", LEAST)
    assert (0, "") == (done.returncode, done.stderr)


def test_a_run_with_fewer_open_files_says_so_before_it_starts(tmp_path: Path) -> None:
    done = _run(tmp_path / "tree", LEAST - 1)
    assert (3, "") == (done.returncode, done.stdout)
    assert f"harness: expected at least {LEAST} open files (ulimit -n), got {LEAST - 1}\n" == done.stderr
