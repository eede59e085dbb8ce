"""`examples/*/run-all.sh local`: each program gets the mock's host and a key, with nothing set beforehand."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.trees import ROOT

TOOLS = {"python": ".venv/bin/python", "ts": "node_modules/.bin/tsx", "go": "bin/go", "curl": "code/v1/program.sh"}
"""What starts a program, below the language's folder; a shell program starts itself."""
STUB = '#!/bin/sh\n[ "$API_HOST $STABILITY_API_KEY" = "{expected}" ]\n'


def run(folder: Path, language: str, expected: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a language's runner with one program, which succeeds where it is given what is expected."""
    (folder / "code" / "v1").mkdir(parents=True)
    (folder / "code" / "v1" / f"program.{language.replace('python', 'py')}").touch()
    tool = folder / TOOLS[language]
    tool.parent.mkdir(parents=True, exist_ok=True)
    tool.write_text(STUB.format(expected=expected), "utf-8")
    tool.chmod(0o755)
    for name in ("requirements.txt", ".venv/requirements.txt") if language == "python" else ():
        (folder / name).touch()
    shutil.copy2(ROOT / "examples" / language / "run-all.sh", folder)
    env = {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["./run-all.sh", "local"], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("language", TOOLS)
def test_a_key_is_made_up_where_none_is_set(tmp_path: Path, language: str) -> None:
    done = run(tmp_path, language, "http://localhost:8080 any-key")
    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize("language", TOOLS)
def test_a_key_that_is_set_is_kept(tmp_path: Path, language: str) -> None:
    done = run(tmp_path, language, "http://localhost:8080 mine", STABILITY_API_KEY="mine")
    assert (0, "") == (done.returncode, done.stderr)


def test_times_are_told_where_date_knows_seconds_alone(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    date = tmp_path / "bin" / "date"
    date.write_text("#!/bin/sh\ncase $1 in +%s) echo 1000 ;; +%N) echo N ;; *) echo 1000N ;; esac\n", "utf-8")
    date.chmod(0o755)
    done = run(tmp_path, "curl", "http://localhost:8080 any-key")
    assert (0, "code/v1/program.sh 0.000 s\n") == (done.returncode, done.stdout)
