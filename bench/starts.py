"""What a case costs in processor time: the program by itself, under the harness cold, and under the harness warm.

.venv/bin/python bench/starts.py [--pairs 5] [--quick]

Each pair is, in this order: every program of the examples by its bare command (built, stripped), against a mock that
answers well; `harness run --scenario success --cold`; the same without `--cold`. What a run costs whatever it holds, as
one case shows it, is taken off. Processor time of the run and of all that it started: a busy machine tells the same.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs the commands that it measures

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, machine, table, write
from bench.speed import Servers, _copy
from harness.languages import Preparation
from harness.languages.toolchain import find
from harness.plan import Filters, Planned
from harness.session import Session, open_session

BAR = 3.0
"""Milliseconds that the harness itself may take for a case."""
ONE = "v1/get_account/curl/success"
LIMIT = 60.0


def main() -> int:
    """Measures, prints and writes the figures; 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5, metavar="N", help="how many times each is measured (default 5)")
    parser.add_argument("--quick", action="store_true", help="one pair")
    arguments = parser.parse_args()
    session = open_session(ROOT, filters=Filters(scenarios=("success",)))
    cases = session.plan.cases
    prepared = _prepare(session)
    runs = []
    with tempfile.TemporaryDirectory(prefix="bench-starts-") as scratch, Servers(cases) as servers:
        tree = _copy(Path(scratch))
        for number in range(1, (1 if arguments.quick else arguments.pairs) + 1):
            runs.append(_pair(cases, prepared, servers, tree))
            print(f"pair {number}: " + ", ".join(f"{name} {value:.1f} ms" for name, value in runs[-1].items()))
    figures = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    rows = [
        ["the program by itself", f"{figures['bare']:.1f} ms", ""],
        ["under the harness, cold", f"{figures['cold']:.1f} ms", ""],
        ["under the harness, warm", f"{figures['warm']:.1f} ms", ""],
        ["the harness's own share", f"{figures['own']:.1f} ms", f"{BAR} ms"],
    ]
    table([f"processor time a case, medians of {len(runs)}", "", "bar"], rows)
    print(f"written: {write('starts', {'machine': machine(), **figures, 'runs': runs}).relative_to(ROOT)}")
    return 0 if figures["own"] <= BAR else 1


def _prepare(session: Session) -> dict[str, Preparation]:
    """The programs as the harness prepares them: by language, how each is started."""
    found = {}
    for name, language in session.languages.items():
        examples = [example for example in session.examples if example.language == name]
        tools = {need.name: tool for need in language.requirements if (tool := find(need))}
        if examples:
            found[name] = language.prepare(examples, tools, ROOT / ".harness" / "build" / name)
    return found


def _pair(
    cases: tuple[Planned, ...], prepared: Mapping[str, Preparation], servers: Servers, tree: Path
) -> dict[str, float]:
    before = _processor()
    for planned in cases:
        _bare(planned, prepared[planned.case.example.language], servers, tree)
    bare = (_processor() - before) / len(cases)
    cold = _harness(len(cases), "--cold")
    return {"bare": bare * 1000, "cold": cold * 1000, "warm": _harness(len(cases)) * 1000, "own": (cold - bare) * 1000}


def _bare(planned: Planned, prepared: Preparation, servers: Servers, tree: Path) -> None:
    example = planned.case.example
    own: dict[str, Any] = {
        "PATH": os.environ["PATH"],
        "API_HOST": f"http://127.0.0.1:{servers.ports[planned.case.name]}",
        "STABILITY_API_KEY": planned.key,
    }
    argv, folder = prepared.commands[example.id], tree / example.language
    done = subprocess.run(
        argv, cwd=folder, env={**prepared.env, **own}, capture_output=True, timeout=LIMIT, check=False
    )
    if done.returncode:
        raise SystemExit(f"bench/starts.py: {example.shown}: {done.stderr.decode(errors='replace')[-500:]}")


def _harness(cases: int, *arguments: str) -> float:
    """Seconds of processor time that one more case takes."""
    taken = []
    for what in (("--scenario", "success"), (ONE,)):
        before = _processor()
        argv = [sys.executable, "-m", "harness", "run", "--no-cache", *arguments, *what]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
        if done.returncode:
            raise SystemExit(f"bench/starts.py: harness run: {done.stdout[-500:]}{done.stderr[-500:]}")
        taken.append(_processor() - before)
    return (taken[0] - taken[1]) / (cases - 1)


def _processor() -> float:
    """Seconds of processor time of all processes that have ended, as `getrusage` has it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
