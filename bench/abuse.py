"""What the harness stands: masses of cases, hostile programs, nonsense on the wire, and its own sudden end.

.venv/bin/python bench/abuse.py [--quick] [TRIAL ...]

Each trial is a process of its own, with a folder for temporary files that must be empty afterwards and a memory that is
measured from start to end: the harness's own at its highest, and with it what the processes that start the programs
have for themselves.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs the commands that it measures

from __future__ import annotations

import argparse
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, whose html.py would stand in for Python's own
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from abuse import fuzz, fuzz_samples, hostile
from abuse.trials import play, processes_in
from support.runs import run
from support.trees import EXAMPLES, Program, make_tree

from bench.machine import ROOT, machine, table, write

MEMORY = 300
"""MB that a trial may have at its highest."""
AT_ONCE = 64
PATIENCE = 1500.0

Told = tuple[str, list[str]]
"""What was done, and what went wrong."""


def cases(folder: Path, quick: bool) -> Told:
    """2,000 cases in one run with 64 at once, each judged as the same program is alone."""
    bundled = (EXAMPLES / "curl/code/v1/list_engines.sh").read_text("utf-8")
    careless = bundled.replace("exit 1", "exit 0")
    texts = {"sound": bundled, "careless": careless}
    alone = {name: _by_scenario(run_copies(folder / name, {name: text}, 1, jobs=4)) for name, text in texts.items()}
    each = max(1, (200 if quick else 2000) // (2 * len(alone["sound"])) + 1)
    records = run_copies(folder / "all", texts, each, jobs=AT_ONCE)
    wrong = [
        f"{record['name']}: {record['verdict']}, alone {alone[kind][record['scenario']]}: {_why(record)}"
        for record in records
        for kind in [record["operation"].split("_")[0]]
        if record["verdict"] != alone[kind][record["scenario"]]
    ]
    return f"{len(records)} cases: {dict(Counter(record['verdict'] for record in records))}", wrong


def run_copies(root: Path, texts: dict[str, str], copies: int, jobs: int) -> list[dict[str, Any]]:
    """The records of so many copies of each program, in all scenarios."""
    programs = [Program("curl", f"{name}_{n}", text=text) for name, text in texts.items() for n in range(copies)]
    make_tree(root, *programs, settings={"time_limit": 20})
    shows = [f'[tool.harness.operations.{one.name}]\noperation_id = "listEngines"\nprints = true\n' for one in programs]
    with (root / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n" + "\n".join(shows))
    return list(run(root, jobs=jobs).values())


def programs_at_once(folder: Path, quick: bool) -> Told:
    """Every hostile program several times, 64 at once."""
    copies = 1 if quick else 4
    wrong = play(folder / "tree", hostile.ALL, jobs=AT_ONCE, copies=copies, time_limit=30.0)
    return f"{len(hostile.ALL) * copies} runs of {len(hostile.ALL)} programs", wrong


def without_namespaces(folder: Path, quick: bool) -> Told:
    """The same where the settings ask for ports, so that programs are plain child processes."""
    fit = [one for one in hostile.ALL if not one.alone]
    wrong = play(folder / "tree", fit, jobs=4 if quick else 16, time_limit=30.0, ports="21000-21999")
    return f"{len(fit)} programs", wrong


def large_requests(folder: Path, quick: bool) -> Told:
    """Requests of 64 MB, from 64 programs at once."""
    one = next(one for one in hostile.SENDING if one.name == "sends_64_mb")
    copies = 8 if quick else 64
    wrong = play(folder / "tree", [one], jobs=AT_ONCE, copies=copies, time_limit=120.0)
    return f"{copies} requests of 64 MB", wrong


def nonsense(folder: Path, quick: bool) -> Told:  # noqa: ARG001 - every trial is called alike
    """Malformed HTTP of every kind, against the parser itself and over sockets."""
    count = 20_000 if quick else 150_000
    found = fuzz.parser(count, seed=1)
    over = fuzz.sockets(count // 50, seed=2)
    faults = len({fault for fault in found.faults if fault})
    return f"{count} requests, {count // 50} more over sockets, {faults} kinds of faults told", found.wrong + over


def sample_extractor(folder: Path, quick: bool) -> Told:
    """Documents, pages and samples that are none."""
    found = fuzz_samples.extractor(10_000 if quick else 100_000, seed=3, folder=folder)
    return f"{found.samples} samples found in what was left sound; the slowest took {found.slowest:.2f} s", found.wrong


def short_programs(folder: Path, quick: bool) -> Told:
    """Programs that end at once, 64 at a time: a lost message would leave a case without an end."""
    count = 50 if quick else 1000
    one = hostile.Hostile("ends_at_once", "os._exit(0)", ("no-request",))
    wrong = play(folder / "tree", [one], jobs=AT_ONCE, copies=count, time_limit=30.0)
    return f"{count} programs", wrong


def sudden_end(folder: Path, quick: bool) -> Told:
    """SIGINT, SIGTERM and SIGKILL in the middle of a run, with and without namespaces.

    What a run has left that could not tidy up, the next one takes away.
    """
    wrong = []
    rounds = [(number, ports) for number in _ENDS for ports in ({}, {"ports": "22000-22999"})]
    for number, ports in rounds[:: 2 if quick else 1]:
        wrong += _end(folder / f"{number.name}-{len(ports)}", number, ports)
    return f"{len(rounds)} ends", wrong


_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


def _end(root: Path, number: signal.Signals, ports: dict[str, str]) -> list[str]:
    began, temporary = root / "began", root / "temporary"
    temporary.mkdir(parents=True)
    os.mkfifo(began)
    text = f"echo began >'{began}'\ntrap '' TERM INT\nsetsid sleep 300 &\nsleep 300\n"
    tree = make_tree(root / "tree", Program("curl", "list_engines", text=text), settings=ports)
    argv = [sys.executable, "-m", "harness", "run", "--scenario", "success"]
    env = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(argv, cwd=tree.root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    began.read_text()
    os.kill(running.pid, number)
    running.wait(30)
    told = f"{number.name}{', no namespaces' if ports else ''}"
    wrong = [f"{told}: still runs: {name}" for name in _still_there(temporary).values()]
    left = [path.name for path in temporary.glob("harness-*")]
    if left and number is signal.SIGINT:
        wrong.append(f"{told}: left {left}")
    elif left:
        make_tree(root / "next", Program("curl", "list_engines"))
        subprocess.run(
            argv, cwd=root / "next", env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        wrong += [f"{told}: the next run left {path.name}" for path in temporary.glob("harness-*")]
    return wrong


TRIALS: dict[str, tuple[str, Callable[[Path, bool], Told]]] = {
    "cases": ("2,000 cases, 64 at once", cases),
    "programs": ("hostile programs, 64 at once", programs_at_once),
    "no-namespaces": ("hostile programs as plain processes", without_namespaces),
    "large": ("64 requests of 64 MB at once", large_requests),
    "nonsense": ("100,000 fuzzed requests", nonsense),
    "samples": ("100,000 fuzzed documents and samples", sample_extractor),
    "short": ("1,000 programs that end at once", short_programs),
    "end": ("the harness ended by a signal", sudden_end),
}


def main() -> int:
    """Runs the trials, prints and writes what came of them; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=f"of {', '.join(TRIALS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer of everything")
    parser.add_argument("--inside", metavar="FOLDER", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        return _inside(arguments.trials[0], arguments.inside, arguments.quick)
    figures: dict[str, Any] = {"machine": machine(), "quick": arguments.quick, "trials": {}}
    for name in arguments.trials or TRIALS:
        figures["trials"][name] = _trial(name, arguments.quick)
        print(f"{name}: {figures['trials'][name]['seconds']} s", file=sys.stderr, flush=True)
    rows = [_row(TRIALS[name][0], told) for name, told in figures["trials"].items()]
    table(["trial", "time", "verdicts wrong", "memory, own", "with helpers", "processes", "files", "bar"], rows)
    for name, told in figures["trials"].items():
        print(f"\n{name}: {told['done']}", *told["wrong"][:5], sep="\n  ")
    if not arguments.trials:
        print(f"\nwritten: {write('abuse', figures).relative_to(ROOT)}")
    return 0 if all(told["met"] for told in figures["trials"].values()) else 1


def _row(title: str, told: dict[str, Any]) -> list[str]:
    left = [str(told[name]) for name in ("processes", "files")]
    memory = [f"{told[name]} MB" for name in ("memory_mb", "with_helpers_mb")]
    return [title, f"{told['seconds']} s", str(len(told["wrong"])), *memory, *left, "met" if told["met"] else "MISSED"]


def _trial(name: str, quick: bool) -> dict[str, Any]:
    """Runs a trial in a process of its own, and looks at what it left."""
    with tempfile.TemporaryDirectory(prefix="bench-abuse-") as folder:
        own, temporary = Path(folder, "own"), Path(folder, "temporary")
        own.mkdir()
        temporary.mkdir()
        argv = [sys.executable, __file__, name, "--inside", str(own), *(["--quick"] if quick else [])]
        env = {**os.environ, "TMPDIR": str(temporary)}
        start = time.monotonic()
        done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
        seconds = round(time.monotonic() - start, 1)
        try:
            told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            told = {"done": "it broke", "wrong": [done.stderr[-2000:]], "memory_mb": 0, "with_helpers_mb": 0}
        files = [path.name for path in temporary.iterdir()]
        still = _still_there(Path(folder))
    met = not (told["wrong"] or files or still) and 0 < told["memory_mb"] <= told["with_helpers_mb"] < MEMORY
    return {**told, "seconds": seconds, "processes": len(still), "files": len(files), "met": met}


def _inside(name: str, folder: Path, quick: bool) -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts its background jobs with it ignored
    helpers = _Helpers()
    helpers.start()
    done, wrong = TRIALS[name][1](folder, quick)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"done": done, "wrong": wrong, "memory_mb": own, "with_helpers_mb": own + helpers.stop() // 1024}
    print(json.dumps(told))
    return 0


class _Helpers(threading.Thread):
    """Measures what the processes that start the programs have for themselves, at their highest, in KB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._most = 0
        self._enough = threading.Event()

    def run(self) -> None:
        while not self._enough.wait(0.5):
            self._most = max(self._most, sum(_private(one) for one in Path("/proc").glob("[0-9]*") if _is_helper(one)))

    def stop(self) -> int:
        self._enough.set()
        self.join()
        return self._most


def _is_helper(process: Path) -> bool:
    """True if a process starts programs for this one: its command line names the folder for temporary files."""
    try:
        line = (process / "cmdline").read_bytes()
    except OSError:
        return False
    return b"harness.launch.warden" in line and os.fsencode(tempfile.gettempdir()) in line


def _private(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _still_there(folder: Path, seconds: float = 5.0) -> dict[int, str]:
    """The processes of a folder that do not end within the time."""
    for pid in processes_in(folder):
        try:
            watch = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        select.select([watch], [], [], seconds)
        os.close(watch)
    return dict(processes_in(folder))


def _by_scenario(records: list[dict[str, Any]]) -> dict[str, str]:
    return {record["scenario"]: record["verdict"] for record in records}


def _why(record: dict[str, Any]) -> str:
    found = [f"{one['code']} ({one['message']})" for one in record["findings"] if one["severity"] == "error"]
    return record["reason"] or ", ".join(found)


if __name__ == "__main__":
    sys.exit(main())
