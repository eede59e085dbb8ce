"""Whether a program whose clock is moved does what it does in a real wait.

.venv/bin/python bench/virtual.py [--runs 5] [--busy 4] [--only WORD]

The bundled programs in all scenarios, and the odd programs of bench/waiting.py, are run once in real time and some
times with --virtual-time. Compared, case by case, are verdict, outcome, exit status, requests, responses, output files,
findings, and what was printed; numbers in texts apart, which are times, ports and boundaries. `--busy` runs loops
beside it that take all cores. Exits with 1 if a case differs.
"""

# ruff: noqa: T201, S603 - a script that prints, and starts the harness

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, machine, table, write
from bench.waiting import plant

CHANGES = re.compile(r"boundary=[^\"; ]+|[0-9]+(?:\.[0-9]+)?")
"""What is not the same in two real runs either: times and ports, and what parts of a body are divided by."""
Case = dict[str, Any]


def run(root: Path, folder: Path, name: str, *words: str) -> tuple[dict[str, Case], float]:
    """The cases of one run by name, and its seconds."""
    report = folder / f"{name}.json"
    began = time.monotonic()
    command = [sys.executable, "-m", "harness", "run", "--no-cache", "--json", str(report), *words]
    subprocess.run(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, check=False
    )
    seconds = time.monotonic() - began
    return {case["name"]: case for case in json.loads(report.read_text("utf-8"))["cases"]}, seconds


def essence(case: Case) -> dict[str, Any]:
    """What has to be the same in both."""
    outcome = case["outcome"]
    return {
        "verdict": case["verdict"],
        "outcome": {key: value for key, value in outcome.items() if key not in ("stdout", "stderr")},
        "printed": _loose([outcome.get("stdout"), outcome.get("stderr")]),
        "requests": [[one["request"][key] for key in ("method", "target", "body")] for one in case["exchanges"]],
        "headers": _loose([one["request"]["headers"] for one in case["exchanges"]]),
        "responses": _loose([one["response"] for one in case["exchanges"]]),
        "findings": _loose([[one["code"], one["severity"], one["message"]] for one in case["findings"]]),
    }


def _loose(value: object) -> str:
    return CHANGES.sub("0", json.dumps(value))


def differing(real: dict[str, Case], moved: dict[str, Case]) -> list[tuple[str, list[str]]]:
    """The cases that are not the same, and in what."""
    found = []
    for name in sorted(real.keys() | moved.keys()):
        if name not in real or name not in moved:
            found.append((name, ["missing"]))
            continue
        before, after = essence(real[name]), essence(moved[name])
        if before != after:
            found.append((name, [key for key, value in before.items() if after[key] != value]))
    return found


@contextlib.contextmanager
def busy(loops: int) -> Iterator[None]:
    """Takes all cores away, meanwhile."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


def compare(name: str, root: Path, words: list[str], runs: int, loops: int) -> dict[str, Any]:
    """The figures of one tree."""
    figures: dict[str, Any] = {"runs": [], "differing": []}
    with tempfile.TemporaryDirectory() as folder, busy(loops):
        real, seconds = run(root, Path(folder), "real", *words)
        figures |= {"cases": len(real), "real_seconds": round(seconds, 1)}
        rows = [[f"{name}, real", str(len(real)), f"{seconds:.1f}", "", "", ""]]
        for number in range(runs):
            moved, seconds = run(root, Path(folder), f"moved{number}", "--virtual-time", *words)
            others = differing(real, moved)
            spared = sum(case.get("spared_ms", 0) for case in moved.values()) / 1000
            waited = Counter(case["real_time"] for case in moved.values() if "real_time" in case)
            rows.append(
                [name, str(len(moved)), f"{seconds:.1f}", f"{spared:.0f}", str(sum(waited.values())), str(len(others))]
            )
            figures["runs"].append({"seconds": round(seconds, 1), "spared": round(spared), "real": waited})
            figures["differing"] += others
    table([f"{loops} busy loops", "cases", "seconds", "spared", "really waited", "differ"], rows)
    for case, what in figures["differing"]:
        print(f"  {case}: {', '.join(what)}")
    return figures


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--busy", type=int, nargs="*", default=[0, 4], metavar="LOOPS")
    parser.add_argument("--only", choices=("bundled", "odd"))
    parser.add_argument("words", nargs="*", help="more words for `harness run` on the bundled tree")
    chosen = parser.parse_args()
    figures: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as folder:
        odd = plant(Path(folder))
        for loops in chosen.busy:
            if chosen.only != "odd":
                figures[f"bundled, {loops} busy"] = compare("bundled", ROOT, chosen.words, chosen.runs, loops)
            if chosen.only != "bundled":
                figures[f"odd, {loops} busy"] = compare("odd", odd, [], chosen.runs, loops)
    print(write("virtual", figures))
    return int(any(one["differing"] for name, one in figures.items() if name != "machine"))


if __name__ == "__main__":
    sys.exit(main())
