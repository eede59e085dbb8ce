"""How long the harness takes, against the four languages' own commands one after another.

.venv/bin/python bench/speed.py [--pairs 5] [--quick]

Each pair is, in this order: (a) every program of the examples by its language's own command, one after another,
against a mock that answers well; (b) `harness run --scenario success`; (c) `harness run`, all scenarios. All three
are warm: an unmeasured pass comes first. The figure is the median over the pairs.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs the commands that it measures

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, machine, table, write
from harness.languages.go import GO_TOOL
from harness.languages.toolchain import find
from harness.languages.typescript import NODE
from harness.mock import Station
from harness.model import Reply, Request
from harness.plan import Filters, Planned
from harness.session import open_session

BARS = {"b": 0.35, "c": 4.0}
"""The shares of (a) that (b) and (c) are to stay below."""
LIMIT = 60.0
"""Seconds for one program of (a): a cold `go run` links within 10."""

T = TypeVar("T")


class Servers:
    """A listener of its own for every program, answering well from a thread of this process."""

    def __init__(self, planned: tuple[Planned, ...]) -> None:
        self._planned = planned
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.stations: dict[str, Station] = {}
        self.ports: dict[str, int] = {}

    def __enter__(self) -> Servers:
        self._thread.start()
        self._do(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> None:
        for planned in self._planned:
            listener = socket.create_server(("127.0.0.1", 0))
            listener.setblocking(False)
            station = Station(_checked(planned))
            await station.open(listener)
            self.stations[planned.case.name] = station
            self.ports[planned.case.name] = listener.getsockname()[1]

    async def _close(self) -> None:
        for station in self.stations.values():
            await station.close()


def _checked(planned: Planned) -> Callable[[Request], Reply]:
    """The plan's own responder, that a refusal is told of: a baseline of refused calls would measure nothing."""

    def answer(request: Request) -> Reply:
        reply = planned.responder(request)
        if reply.status != 200:
            print(f"{planned.case.name}: answered {reply.status}: {reply.body[:200]!r}", file=sys.stderr)
        return reply

    return answer


def main() -> int:
    """Measures, prints and writes the figures; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5, metavar="N", help="how many times each is measured (default 5)")
    parser.add_argument("--quick", action="store_true", help="one pair")
    arguments = parser.parse_args()
    pairs = 1 if arguments.quick else arguments.pairs
    about = machine()
    session = open_session(ROOT, filters=Filters(scenarios=("success",)))
    with tempfile.TemporaryDirectory(prefix="bench-speed-") as scratch, Servers(session.plan.cases) as servers:
        tree = _copy(Path(scratch))
        _one_after_another(session.plan.cases, servers, tree)
        _harness("--scenario", "success")
        runs = [_pair(session.plan.cases, servers, tree, number, pairs) for number in range(1, pairs + 1)]
    figures = {"machine": about, "pairs": pairs, "programs": len(session.plan.cases), **_medians(runs), "runs": runs}
    _show(figures)
    print(f"written: {write('speed', figures).relative_to(ROOT)}")
    return 0 if all(figures["ratios"][name] <= bar for name, bar in BARS.items()) else 1


def _copy(scratch: Path) -> Path:
    """The examples where they may write, their libraries left where they are."""
    own = ROOT / "examples"
    shutil.copytree(own, scratch / "examples", ignore=shutil.ignore_patterns("node_modules", ".venv", "out"))
    libraries = own / "ts" / "node_modules"
    if not (libraries / ".bin" / "tsx").exists() or not (own / "python" / ".venv").exists():
        raise SystemExit("bench/speed.py: the examples' libraries are missing: expected them after ./run-all.sh setup")
    (scratch / "examples" / "ts" / "node_modules").symlink_to(libraries)
    return scratch / "examples"


def _pair(cases: tuple[Planned, ...], servers: Servers, tree: Path, number: int, pairs: int) -> dict[str, Any]:
    by_language = _one_after_another(cases, servers, tree)
    quick, quick_cases = _harness("--scenario", "success")
    whole, whole_cases = _harness()
    own = sum(by_language.values())
    print(f"pair {number} of {pairs}: a {own:.1f} s, b {quick:.1f} s, c {whole:.1f} s", flush=True)
    return {"a": own, "languages": by_language, "b": quick, "c": whole, "b_cases": quick_cases, "c_cases": whole_cases}


def _one_after_another(cases: tuple[Planned, ...], servers: Servers, tree: Path) -> dict[str, float]:
    """Seconds by language: every program by its language's own command, from its language's folder."""
    seconds: dict[str, float] = defaultdict(float)
    node, go = find(NODE), find(GO_TOOL)
    if node is None or go is None:
        raise SystemExit("bench/speed.py: expected Node.js and Go, as ./run-all.sh setup provides them")
    path = os.pathsep.join([str(Path(node.path).parent), str(Path(go.path).parent), os.environ["PATH"]])
    for planned in cases:
        example = planned.case.example
        folder = tree / example.language
        file = f"code/{example.api}/{example.file.name}"
        env = os.environ | {
            "PATH": path,
            "API_HOST": f"http://127.0.0.1:{servers.ports[planned.case.name]}",
            "STABILITY_API_KEY": planned.key,
        }
        start = time.perf_counter()
        done = subprocess.run(
            _argv(example.language, file), cwd=folder, env=env, capture_output=True, timeout=LIMIT, check=False
        )
        seconds[example.language] += time.perf_counter() - start
        if done.returncode:
            words = done.stderr.decode(errors="replace")[-500:]
            raise SystemExit(f"bench/speed.py: {example.shown}: exit status {done.returncode}: {words}")
    return dict(seconds)


def _argv(language: str, file: str) -> list[str]:
    return {
        "python": [str(ROOT / "examples" / "python" / ".venv" / "bin" / "python"), file],
        "ts": ["node_modules/.bin/tsx", file],
        "go": ["go", "run", file],
        "curl": ["sh", file],
    }[language]


def _harness(*arguments: str) -> tuple[float, Mapping[str, int]]:
    """Seconds and verdicts of a run of its own process."""
    with tempfile.TemporaryDirectory(prefix="bench-report-") as folder:
        report = Path(folder, "report.json")
        argv = [sys.executable, "-m", "harness", "run", "--no-cache", *arguments, "--json", str(report)]
        start = time.perf_counter()
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
        seconds = time.perf_counter() - start
        if done.returncode not in (0, 1):
            raise SystemExit(f"bench/speed.py: harness run: exit status {done.returncode}: {done.stderr[-500:]}")
        document = json.loads(report.read_text("utf-8"))
    other = [case for case in document["cases"] if case["verdict"] != "passed"]
    for case in other[:3]:
        found = case["reason"] or ", ".join(finding["message"] for finding in case["findings"])
        print(f"{case['name']}: {case['verdict']}: {found}", file=sys.stderr)
    if len(other) > len(document["cases"]) / 10:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
        raise SystemExit(f"bench/speed.py: {len(other)} of {len(document['cases'])} cases did not pass: no figures")
    return seconds, {verdict: count for verdict, count in document["summary"].items() if count}


def _medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    medians = {name: statistics.median(run[name] for run in runs) for name in ("a", "b", "c")}
    languages = {name: statistics.median(run["languages"][name] for run in runs) for name in runs[0]["languages"]}
    ratios = {name: statistics.median(run[name] / run["a"] for run in runs) for name in BARS}
    return {"medians": medians, "languages": languages, "ratios": ratios, "bars": BARS}


def _show(figures: dict[str, Any]) -> None:
    about, medians, ratios = figures["machine"], figures["medians"], figures["ratios"]
    print(
        f"\n{about['date']}, commit {about['commit']}, {about['cores']} cores (load {about['load'][0]}), "
        f"Python {about['python']}, Node.js {about['node']}, Go {about['go']}, curl {about['curl']}\n"
    )
    last = figures["runs"][-1]
    rows = [[f"  {name}", f"{seconds:.2f} s", "", "", ""] for name, seconds in figures["languages"].items()]
    rows.insert(0, ["a  one after another", f"{medians['a']:.2f} s", "", "", str(figures["programs"])])
    for name, title in (("b", "harness run --scenario success"), ("c", "harness run")):
        counts = ", ".join(f"{count} {verdict}" for verdict, count in last[f"{name}_cases"].items())
        rows.append([f"{name}  {title}", f"{medians[name]:.2f} s", f"{ratios[name]:.3f}", str(BARS[name]), counts])
    table([f"medians of {figures['pairs']}", "time", "of a", "bar", "cases"], rows)


if __name__ == "__main__":
    sys.exit(main())
