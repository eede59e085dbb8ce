"""The measure of pytest-xdist's workers on other hosts: network namespaces of this machine, each with its gateway."""

# ruff: noqa: S603 - it runs pytest

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from bench import hosts
from bench.lab import LIMIT, Lab
from bench.machine import ROOT
from bench.measure import Measure, Pair

HOSTS = 2
PYTEST = (sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-o", "testpaths=examples")


def verdicts(argv: Sequence[str], folder: Path) -> tuple[dict[str, str], set[str]]:
    """Case name -> verdict, and the workers that had a case. `argv` runs pytest, whose JUnit file tells.

    Raises SystemExit where pytest did not run.
    """
    report = folder / "workers.xml"
    report.unlink(missing_ok=True)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*argv, f"--junitxml={report}"],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    if done.returncode not in (0, 1) or not report.exists():
        raise SystemExit(f"bench: pytest: exit status {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own file
        own = {entry.get("name"): entry.get("value") for entry in case.iter("property")}
        name = str(case.get("name")).partition("@")[0]  # pytest-xdist puts the group behind it
        found[name] = str(own["verdict"])
    return found, set(re.findall(r"^\[(gw\d+)\]", done.stdout, re.MULTILINE))


def on_hosts(folder: Path, *options: str) -> list[str]:
    """What runs the cases of a project on two hosts."""
    return hosts.argv(HOSTS, [*PYTEST, *hosts.xdist(HOSTS, folder), *options])


def _differing(lab: Lab) -> Pair:
    alone, _ = verdicts(PYTEST, lab.project)
    shared, workers = verdicts(on_hosts(lab.project), lab.project)
    if len(workers) < HOSTS:
        raise SystemExit(f"bench: expected cases on {HOSTS} hosts, got them on {sorted(workers)}")
    differing = sorted(name for name in alone.keys() | shared.keys() if alone.get(name) != shared.get(name))
    return Pair(len(differing), {"cases": len(alone), "hosts": len(workers), "differing": differing[:20]})


MEASURES: Sequence[Measure] = (
    Measure(
        "workers",
        f"{HOSTS} socket-connected workers in network namespaces: cases with another verdict than alone",
        "cases",
        0,
        _differing,
    ),
)
