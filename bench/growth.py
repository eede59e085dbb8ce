"""What does judging cost in time and memory, as an input that a program or a document controls grows?

.venv/bin/python bench/growth.py [--largest BYTES] [--limit SECONDS] [WORD ...]

Each input of `tests/abuse/growing.py` (those whose names hold a WORD) is run at 10 kB, 100 kB, 1 MB and 10 MB, each in
a process of its own. Its time is the processor's time of the harness itself, without the programs. What takes more than
20 times as long at ten times the size, more than --limit, or more than 700 MB, is named. The figures are written after
each input, beside those of the same day.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs the commands that it measures

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

sys.path.pop(0)  # this folder, whose names would stand in for others
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from abuse.growing import ALL, Growing
from support.runs import run

from bench.machine import earlier, machine, table, write

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
TIMES = 10
"""Times as large that an input is as the one before it."""
WORST = 20.0
"""Times as long that ten times the size may take."""
SHORTEST = 1.0
"""Seconds that say nothing about growth."""
BOUND = "expected a program of at most"
"""What a case says whose program is too long to be read: that is a bound, and costs nothing."""
MEMORY = 700
"""MB that the harness may have at its highest."""


def inside(name: str, size: int, folder: Path) -> int:
    """Judges one program, and prints what that cost."""
    one = next(one for one in ALL if one.name == name)
    one.make(folder, size)
    before = resource.getrusage(resource.RUSAGE_SELF)
    record = next(iter(run(folder, one.scenario).values()))
    used = resource.getrusage(resource.RUSAGE_SELF)
    codes = sorted({finding["code"] for finding in record["findings"]})
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("utf-8"))
    print(
        json.dumps(
            {
                "seconds": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
                "memory": int(peak[1]) // 1024 if peak else 0,
                "verdict": record["verdict"],
                "codes": codes,
                "reason": record["reason"],
            }
        )
    )
    return 0


def measured(one: Growing, size: int, limit: float) -> dict[str, object]:
    """What one input of one size costs; `why` where it costs too much to say."""
    with tempfile.TemporaryDirectory(prefix="bench-growth-") as folder:
        argv = [sys.executable, __file__, "--inside", one.name, str(size), f"{folder}/tree"]
        env = {**os.environ, "TMPDIR": folder}
        try:
            done = subprocess.run(
                argv,
                env=env,
                capture_output=True,
                text=True,
                timeout=10 * limit,
                check=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 10, int(limit) + 10)),
            )
        except subprocess.TimeoutExpired:
            return {"why": "no end"}
    if done.returncode == -signal.SIGKILL:
        return {"why": f"more than {limit:g} s"}
    if done.returncode:
        return {"why": (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1][:150]}
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Prints the table; 1 where something grows too fast."""
    if sys.argv[1:2] == ["--inside"]:
        return inside(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="WORD", help="parts of names of inputs (default: all)")
    parser.add_argument("--largest", type=int, default=SIZES[-1], metavar="BYTES", help="the largest size (10000000)")
    parser.add_argument("--limit", type=float, default=60.0, metavar="SECONDS", help="that one may take (default 60)")
    arguments = parser.parse_args()
    sizes = [size for size in SIZES if size <= arguments.largest]
    figures: dict[str, object] = earlier("growth") | {"machine": machine()}
    rows, wrong = [], 0
    for one in ALL:
        if arguments.words and not any(word in one.name for word in arguments.words):
            continue
        got = []
        for size in sizes:
            got.append(measured(one, size, arguments.limit))
            if "why" in got[-1]:
                break
        faults = _faults(got, arguments.limit)
        wrong += bool(faults)
        figures[one.name] = got
        cells = [f"{each['seconds']:.1f} s {each['memory']} MB" if "why" not in each else "-" for each in got]
        last = {key: got[-1].get(key) for key in ("verdict", "reason")}
        rows.append([one.name, *cells, *[""] * (len(sizes) - len(cells)), f"{last['verdict']}", faults])
        print(*rows[-1], file=sys.stderr, sep=" | ", flush=True)
        if arguments.largest == SIZES[-1]:
            write("growth", figures)
    table(["input", *(f"{size // 1000} kB" for size in sizes), "verdict", "too much"], rows)
    print(f"{wrong} of {len(rows)} inputs cost too much")
    return bool(wrong)


def _faults(got: list[dict[str, object]], limit: float) -> str:
    """What is too much; empty where nothing is."""
    if "why" in got[-1]:
        return str(got[-1]["why"])
    seconds, base = [float(str(each["seconds"])) for each in got], float(str(got[0]["seconds"]))
    for less, more in pairwise(seconds):
        if more > TIMES * less and more - base > SHORTEST and more - base > WORST * max(less - base, SHORTEST / WORST):
            return "not linear"
    if seconds[-1] > limit:
        return f"more than {limit:g} s"
    if int(str(got[-1]["memory"])) > MEMORY:
        return f"more than {MEMORY} MB"
    if got[-1]["verdict"] in ("passed", "failed") or BOUND in str(got[-1]["reason"]):
        return ""
    return str(got[-1]["reason"])[:150]


if __name__ == "__main__":
    sys.exit(main())
