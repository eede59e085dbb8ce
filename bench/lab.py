"""Where measures are taken: a copy of the project that runs may write to, and the harness as a process of its own."""

# ruff: noqa: T201, S603 - it prints what went wrong, and runs the commands that are measured

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.machine import ROOT

HARNESS = str(Path(sys.executable).with_name("harness"))
LIMIT = 1800.0
"""Seconds for one run of the harness."""
COPIED = ("pyproject.toml", "fixtures", "known-failures.toml")
LINKED = ("examples/ts/node_modules", "examples/python/.venv")


@dataclass(frozen=True)
class Run:
    """One run of the harness."""

    seconds: float
    processor: float
    """Seconds of processor time, of the programs too."""
    own: float
    """Of these, the seconds of the harness's own process, which runs no program."""
    memory: float
    """MB that the harness's own process held at its highest."""
    verdicts: dict[str, str]
    cached: int


@dataclass
class Lab:
    """A scratch folder; `pairs` have no part in one another but for what a measure's `warm` left."""

    scratch: Path

    @cached_property
    def project(self) -> Path:
        """The project's settings, documents and programs, copied; the programs' libraries are left where they are."""
        target = self.scratch / "project"
        target.mkdir()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, target / name)
            elif source.exists():
                shutil.copy(source, target / name)
        ignored = shutil.ignore_patterns("node_modules", ".venv", "out", "__pycache__")
        shutil.copytree(ROOT / "examples", target / "examples", ignore=ignored)
        for name in LINKED:
            if not (ROOT / name).exists():
                raise SystemExit(f"bench: {name}: expected the libraries that ./run-all.sh setup installs")
            (target / name).symlink_to(ROOT / name)
        return target

    def run(self, *arguments: str, folder: Path | None = None, env: dict[str, str] | None = None) -> Run:
        """`harness run` with these arguments. Ends the benchmark where more than a tenth of the cases do not pass."""
        report = self.scratch / "report.json"
        usage = self.scratch / "usage.json"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "bench.one_run", str(usage), "run", *arguments, "--json", str(report)],
            cwd=folder or self.project,
            env={name: value for name, value in os.environ.items() if name != "CI"}
            | {"PYTHONPATH": str(ROOT)}
            | (env or {}),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            raise SystemExit(f"bench: harness run: exit status {done.returncode}: {done.stderr[-2000:]}")
        cases = json.loads(report.read_text("utf-8"))["cases"]
        _check(cases, done.stdout)
        own = json.loads(usage.read_text("utf-8"))
        return Run(
            seconds,
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            own["seconds"],
            own["megabytes"],
            {case["name"]: case["verdict"] for case in cases},
            sum(case["cached"] for case in cases),
        )

    @cached_property
    def resident(self) -> dict[str, str]:
        """The variables with which `harness` finds a resident harness, which ends when the scratch folder is gone."""
        env = {name: value for name, value in os.environ.items() if name != "CI"}
        env |= {"XDG_STATE_HOME": str(self.scratch / "state")}
        self.timed([HARNESS, "resident", "start"], env=env)
        return env

    def timed(self, argv: Sequence[str], folder: Path | None = None, env: dict[str, str] | None = None) -> float:
        """Seconds of a command that must end well."""
        start = time.perf_counter()
        done = subprocess.run(
            argv, cwd=folder or self.project, env=env, capture_output=True, timeout=LIMIT, check=False
        )
        if done.returncode:
            raise SystemExit(f"bench: {' '.join(argv)}: exit status {done.returncode}: {done.stderr[-2000:]!r}")
        return time.perf_counter() - start


def _check(cases: Sequence[dict[str, Any]], printed: str) -> None:
    """A run that fails measures something else than it should."""
    other = [case for case in cases if case["verdict"] != "passed"]
    for case in other[:3]:
        found = case["reason"] or ", ".join(f"{one['message']} ({one['actual']})" for one in case["findings"])
        print(f"{case['name']}: {case['verdict']}: {found}", file=sys.stderr)
    if len(other) > len(cases) / 10:
        raise SystemExit(f"bench: {len(other)} of {len(cases)} cases did not pass: no figures\n{printed[-2000:]}")
