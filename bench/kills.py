"""Whether a run that is hurt, hurried or not alone ever says something else than a run that is left in peace.

    .venv/bin/python bench/kills.py [--kills 100] [--loaded 20] [--together 5] [--seed 1]

The runs are of a part of the bundled tree (two operations, two scenarios, four languages) in a copy of the project, one
program of which swallows an error in every other eight runs. A kill hits one part at a random moment: the harness
itself (SIGINT, SIGTERM, SIGKILL), the warden, a cell, a fork server, a build, a worker of pytest-xdist.
A killed run may have red cases, cases that did not run, and no report. It may have no case green that did not run, none
green that should be red, and none red if it was the harness that was killed. It ends with 0 only if all cases ran and
passed. After the next start nothing may be left of it: no process, no folder, no mount.
Then the machine is loaded by eight loops, and runs are started side by side in one project.
"""

# ruff: noqa: T201, S603, S311 - a script that prints, runs the harness, and draws moments

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from bench.lab import Lab
from bench.machine import ROOT, machine, table, write
from bench.trial import PATIENCE, Ended, Process, Trial, descendants, ended

RED = "v1/get_balance/curl/server-error"
WORKERS = "worker"
LOOPS = 8
ATTEMPTS = 3
"""Times that a run is started for one kill, where it ends before that."""


def _is(word: str) -> Callable[[Process, int], bool]:
    return lambda one, _: word in one.line


PARTS: dict[str, tuple[tuple[int, ...], Callable[[Process, int], bool]]] = {
    "harness": ((signal.SIGINT, signal.SIGTERM, signal.SIGKILL), lambda one, main: one.pid == main),
    "warden": ((signal.SIGKILL,), lambda one, _: "launch.warden" in one.line or "from harness.launch" in one.line),
    "cell": ((signal.SIGKILL,), lambda one, _: "launch.warden" in one.line or "from harness.launch" in one.line),
    "fork server": ((signal.SIGKILL,), _is("fork_server")),
    "build": ((signal.SIGKILL,), _is("go build")),
    WORKERS: ((signal.SIGKILL,), _is("import sys;exec(eval(sys.stdin.readline()))")),
}
"""Part -> the signals that it gets, and which processes are it. A cell is a warden's child's child; see `_aims`."""
REACH = {"build": 0.3, WORKERS: 0.6}
"""Part -> how much of a run's time passes at most before it is looked for."""
ROUNDS = ("harness", "harness", "harness", "warden", "cell", "fork server", "build", WORKERS)


def _aims(part: str, main: int, everything: list[Process]) -> list[Process]:
    """The processes of a part: of the warden's kind the first three hold the run together, and the rest are cells."""
    fit = [one for one in everything if PARTS[part][1](one, main)]
    return fit[:3] if part == "warden" else fit[3:] if part == "cell" else fit


def faults(told: Ended, peace: Mapping[str, str], *, hit: bool) -> list[str]:
    """What a killed run says that it must not. `hit`: a part was killed that programs run in: some may be red."""
    red = [name for name, verdict in peace.items() if verdict != "passed"]
    wrong = [f"{name} passed without a request" for name in told.lost]
    wrong += [f"{name} is green" for name in red if told.verdicts.get(name) == "passed"]
    if not hit:
        wrong += [f"{name} is red" for name, one in told.verdicts.items() if one == "failed" and name not in red]
    if told.status == 0:
        missing = [name for name in peace if told.verdicts.get(name) != "passed"]
        wrong += [f"status 0 without {name}" for name in (missing or red)[:3]]
    return wrong


def kill(trial: Trial, part: str, number: int, after: float) -> dict[str, Any]:
    """Starts a run, kills a part of it after some seconds, and says what came of that."""
    workers = part == WORKERS
    report = trial.temporary / ("killed.xml" if workers else "killed.json")
    report.unlink(missing_ok=True)
    if part == "build":  # else all is built
        shutil.rmtree(trial.lab.project / ".harness", ignore_errors=True)
    running = trial.start(trial.command(report, workers=workers))
    seen, landed = _strike(running, part, number, after)
    try:
        said, _ = running.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        running.kill()
        said, _ = running.communicate()
        said = f"no end within {PATIENCE:g} s: {said}"
    told = ended(running.returncode, report, said)
    peace = trial.peace[trial.careless, workers]
    wrong = faults(told, peace, hit=bool(landed) and part != "harness")
    if not landed:
        wrong += _other(told, peace)
    if said.startswith("no end"):
        wrong.append("no end")
    return {
        "part": part,
        "signal": signal.Signals(number).name,
        "after": round(after, 2),
        "landed": landed,
        "careless": trial.careless,
        "status": running.returncode,
        "interrupted": bool(landed) and told.verdicts != peace,
        "verdicts": dict(Counter(told.verdicts.values())),
        "wrong": wrong,
        "said": said[-3000:] if wrong else "",
        "left": trial.left(seen),
    }


def _strike(running: subprocess.Popen[str], part: str, number: int, after: float) -> tuple[list[Process], str]:
    """Kills one process of a part, as soon as there is one; all processes that were seen, and the one that was hit."""
    time.sleep(after)
    seen: list[Process] = []
    while running.poll() is None:
        everything = descendants(running.pid)
        seen += [one for one in everything if one not in seen]
        aims = _aims(part, running.pid, everything)
        if aims:
            aim = random.choice(aims)
            with contextlib.suppress(ProcessLookupError):
                os.kill(aim.pid, number)
                return seen, aim.line.replace(f"{ROOT}/", "")[:60]
        time.sleep(0.02)
    return seen, ""


def kills(trial: Trial, count: int, moments: random.Random) -> list[dict[str, Any]]:
    """So many kills, one line each; fewer where this is interrupted."""
    found: list[dict[str, Any]] = []
    with contextlib.suppress(KeyboardInterrupt):
        _kills(trial, count, moments, found)
    return found


def _kills(trial: Trial, count: int, moments: random.Random, found: list[dict[str, Any]]) -> None:
    for number in range(count):
        part = ROUNDS[number % len(ROUNDS)]
        signals = PARTS[part][0]
        trial.careless = bool(number // len(ROUNDS) % 2)
        trial.tend(trial.careless)
        sent = signals[number % len(ROUNDS) % len(signals)]
        reach = trial.seconds * REACH.get(part, 0.9)
        for attempt in range(ATTEMPTS):  # a run may be quicker than the one that was timed
            found.append(kill(trial, part, sent, moments.uniform(0.1, reach / 2**attempt)))
            print(f"{number + 1:3} {found[-1]}", file=sys.stderr, flush=True)
            if found[-1]["landed"]:
                break


@contextmanager
def load(loops: int) -> Iterator[None]:
    """Keeps all cores busy."""
    argv = ["nice", "-n", "10", sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(argv) for _ in range(loops)]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


def loaded(trial: Trial, count: int) -> list[str]:
    """What runs on a busy machine say otherwise."""
    wrong = []
    with load(LOOPS):
        for number in range(count):
            told = trial.whole(trial.temporary / "loaded.json")
            wrong += [f"run {number + 1}: {one}" for one in _other(told, trial.peace[False, False])]
            print(f"loaded {number + 1}: status {told.status}", file=sys.stderr, flush=True)
    return wrong


def together(trial: Trial, count: int) -> list[str]:
    """What runs say otherwise that are started at once in one project."""
    reports = [trial.temporary / f"together-{number}.json" for number in range(count)]
    running = [trial.start(trial.command(report, workers=False)) for report in reports]
    wrong = []
    for number, (one, report) in enumerate(zip(running, reports, strict=True)):
        said, _ = one.communicate(timeout=PATIENCE * count)
        told = ended(one.returncode, report, said)
        wrong += [f"run {number + 1}: {other}" for other in _other(told, trial.peace[False, False])]
    return wrong


def _other(told: Ended, peace: Mapping[str, str]) -> list[str]:
    """What a run that nothing hit says otherwise than in peace."""
    right = int(any(verdict != "passed" for verdict in peace.values()))
    other = [f"{name}: {told.verdicts.get(name)}" for name in peace if told.verdicts.get(name) != peace[name]]
    return other or ([f"status {told.status}"] if told.status != right else [])


def rest(trial: Trial) -> dict[str, str]:
    """Runs all that is killed later, in peace; what each case is to be. Ends the benchmark where one is otherwise."""
    trial.whole(trial.temporary / "peace.json")  # what is built once counts for no moment
    for careless, workers in ((True, False), (True, True), (False, True), (False, False)):
        trial.tend(careless)
        began = time.monotonic()
        report = trial.temporary / ("peace.xml" if workers else "peace.json")
        trial.peace[careless, workers] = trial.whole(report, workers=workers).verdicts
        trial.seconds = min(time.monotonic() - began, trial.seconds or PATIENCE)
    expected = dict.fromkeys(trial.peace[False, False], "passed")
    for (careless, _), found in trial.peace.items():
        if not expected or found != expected | ({RED: "failed"} if careless else {}):
            sys.exit(f"expected runs in peace to pass but for {RED}, got {found}")
    return expected


def main() -> int:
    """Prints a table; 1 where something was otherwise, or something was left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--loaded", type=int, default=20)
    parser.add_argument("--together", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts its background jobs with it ignored
    moments = random.Random(arguments.seed)
    random.seed(arguments.seed)
    figures: dict[str, Any] = {"machine": machine(), "arguments": vars(arguments)}
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as folder:
        temporary = Path(folder, "temporary")
        temporary.mkdir()
        trial = Trial(Lab(Path(folder)), temporary)
        expected = rest(trial)
        found = kills(trial, arguments.kills, moments)
        trial.careless = False
        trial.tend(careless=False)
        figures["cases"] = len(expected)
        bad = _print_kills(found)
        if arguments.kills:
            print(f"written: {write('kills', figures | {'kills': found}).relative_to(ROOT)}")
        others = {
            "loaded": loaded(trial, arguments.loaded) if arguments.loaded else [],
            "together": together(trial, arguments.together) if arguments.together else [],
        }
    for name, wrong in others.items():
        print(f"{name}: {getattr(arguments, name)} runs, {len(wrong)} differences", *wrong, sep="\n  ")
    if arguments.loaded or arguments.together:
        print(f"written: {write('loaded', figures | others).relative_to(ROOT)}")
    return int(bad or any(others.values()))


def _print_kills(found: Sequence[Mapping[str, Any]]) -> bool:
    """Prints a row for each part; True where something was otherwise."""
    rows = []
    for part in PARTS:
        own = [one for one in found if one["part"] == part]
        count = [sum(bool(one[key]) for one in own) for key in ("landed", "interrupted", "wrong", "left")]
        rows.append([part, *map(str, (len(own), *count))])
    table(["killed", "runs", "landed", "interrupted something", "other verdicts", "left something"], rows)
    return any(one["wrong"] or one["left"] for one in found)


if __name__ == "__main__":
    sys.exit(main())
