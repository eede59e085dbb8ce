"""What do the bundled cases cost in this checkout, as a ratio to another one?

    .venv/bin/python bench/abba.py OTHER [--rounds 2] [--scenario success ...]

OTHER is a checkout of an earlier commit, set up by its own `./run-all.sh setup`. Each round is four runs, in the order
other, this, this, other, so that a machine that grows slower or quicker favours neither. Both run the programs of their
own tree in the same scenarios, without a cache, by their own settings. A pair is an `other` with the `this` beside it.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs the harness

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, machine, table, write

BAR = 1.1
Figures = dict[str, float]


def run(checkout: Path, scenarios: Sequence[str]) -> Figures:
    """Seconds, and seconds of the processor, of one run with all its processes; and how many cases did not pass."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        argv = [str(checkout / ".venv/bin/python"), "-m", "harness", "run", "--no-cache", "--json", str(report)]
        argv += [word for name in scenarios for word in ("--scenario", name)]
        env = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTHONPATH")}
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(argv, cwd=checkout, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        cases = json.loads(report.read_text("utf-8"))["cases"]
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    failed = sum(case["verdict"] != "passed" for case in cases)
    return {"seconds": seconds, "processor": processor, "cases": len(cases), "failed": failed}


def ratios(pairs: Sequence[Mapping[str, Figures]], name: str) -> list[float]:
    """This checkout's figure as a part of the other's, for each pair."""
    return [pair["this"][name] / pair["other"][name] for pair in pairs]


def main() -> int:
    """Prints the ratios; 1 where they are over the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--scenario", action="append", default=[])
    arguments = parser.parse_args()
    sides = {"other": arguments.other.resolve(), "this": ROOT}
    for checkout in sides.values():
        run(checkout, arguments.scenario)  # what is built once counts for neither
    pairs: list[dict[str, Figures]] = []
    for _ in range(arguments.rounds):
        for order in (("other", "this"), ("this", "other")):
            pairs.append({side: run(sides[side], arguments.scenario) for side in order})
            print(pairs[-1], file=sys.stderr, flush=True)
    rows = []
    for name in ("seconds", "processor"):
        found = ratios(pairs, name)
        rows.append([name, f"{statistics.median(found):.2f}", " ".join(f"{one:.2f}" for one in sorted(found))])
    table(["figure", "median ratio", "of each pair"], rows)
    commit = subprocess.run(
        ["git", "-C", str(sides["other"]), "rev-parse", "--short", "HEAD"],  # noqa: S607 - whatever git is there
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    told = {"machine": machine(), "other": commit, "scenarios": arguments.scenario, "pairs": pairs}
    print(f"written: {write('abba', told).relative_to(ROOT)}")
    return int(any(float(row[1]) > BAR for row in rows))


if __name__ == "__main__":
    sys.exit(main())
