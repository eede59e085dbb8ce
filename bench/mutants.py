"""How many mutants of the harness do its own tests notice?

.venv/bin/python bench/mutants.py [--seed 1] [--count 100] [--tests PATH ...] [--only PATTERN ...]

A mutant is `harness/` with one small change (bench/mutations.py), drawn by the seed: first its kind, then one of that
kind. The tests that run a changed line run against a copy of the project until one fails: then the mutant is caught.
Those of the room come first, then the quickest, as many as took `--budget` seconds without a mutant. A mutant that no
test reaches, or that no reaching test notices, is listed as a survivor. Whether a survivor has an effect at all is for
a reader to say.

Which test runs which line is measured by coverage, room by room of the tests, and kept under `out/mutants`: a room is
measured again when it or `harness/` has changed. `--tests` names the tests to take into account (default: all).
"""

# ruff: noqa: T201, S603 - a script that prints and starts pytest

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, machine, write
from bench.mutations import Mutant, mutants

KEPT = ROOT / "out" / "mutants"
BAR = 0.90
PATIENCE = 10
"""Times the budget: a mutant that waits for ever is noticed by that."""
LINKED = (".venv", "examples/ts/node_modules", ".harness")
"""What a copy of the project shares with it."""
SETTINGS = """[run]
branch = false
parallel = true
patch = subprocess
source = harness
context = ${{REACHED_BY-}}
data_file = {data}
"""


@dataclass(frozen=True)
class Reach:
    """Which tests run which line."""

    lines: dict[str, dict[str, list[str]]]
    """File, and line as a text, to the tests that run it."""
    seconds: dict[str, float]
    """What each test takes."""

    def tests(self, mutant: Mutant, budget: float) -> list[str]:
        """The tests for a mutant, those of its room first and then the quickest, within a budget of seconds."""
        lines = self.lines.get(mutant.file, {})
        found = {test for line in range(mutant.line, mutant.end + 1) for test in lines.get(str(line), [])}
        if not found:
            # What a module does while it is imported has no test's name: the tests that use the module notice that.
            found = {test for tests in lines.values() for test in tests}
        room = mutant.file.replace("harness/", "tests/", 1).rpartition("/")[0] + "/"
        chosen, spent = [], 0.0
        for test in sorted(found, key=lambda test: (not test.startswith(room), self.seconds[test], test)):
            spent += self.seconds[test]
            if chosen and spent > budget:
                break
            chosen.append(test)
        return chosen


@dataclass(frozen=True)
class Result:
    """What became of a mutant."""

    mutant: Mutant
    caught: bool
    by: str
    """The test that noticed it, or why none did."""


def main() -> int:
    """Draws, runs, prints and writes; 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="draws the mutants (default 1)")
    parser.add_argument("--count", type=int, default=100, metavar="N", help="how many (default 100)")
    parser.add_argument("--tests", nargs="+", default=["tests"], metavar="PATH", help="default: all")
    parser.add_argument(
        "--only", nargs="+", default=["*"], metavar="PATTERN", help="only files that match one, such as harness/mock/*"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="mutants at once")
    parser.add_argument("--budget", type=float, default=30, metavar="S", help="seconds of tests a mutant (default 30)")
    arguments = parser.parse_args()
    drawn = draw(arguments.seed, arguments.count, arguments.only)
    reach = reached(arguments.tests)
    results = []
    with ThreadPoolExecutor(arguments.jobs) as pool, copies(arguments.jobs) as free:
        for number, result in enumerate(
            pool.map(lambda mutant: tried(mutant, reach, arguments.budget, free), drawn), 1
        ):
            results.append(result)
            print(f"{number}/{len(drawn)} {'caught  ' if result.caught else 'SURVIVED'} {said(result)}", flush=True)
    caught = sum(result.caught for result in results)
    print(f"\n{caught} of {len(results)} caught ({caught / len(results):.0%})")
    for result in results:
        if not result.caught:
            print(f"  {said(result)}\n    - {result.mutant.old}\n    + {result.mutant.new}")
    rows = [vars(result.mutant) | {"caught": result.caught, "by": result.by} for result in results]
    print(write(f"mutants-{arguments.seed}", {"machine": machine(), "caught": caught, "mutants": rows}))
    return caught < BAR * len(results)


def said(result: Result) -> str:
    """A mutant's line."""
    return f"{result.mutant.file}:{result.mutant.line}: {result.mutant.kind}: {result.by}"


def draw(seed: int, count: int, only: Sequence[str]) -> list[Mutant]:
    """The mutants of a seed, each of which compiles."""
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    for path in sorted((ROOT / "harness").rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        if any(fnmatch.fnmatch(file, pattern) for pattern in only):
            for mutant in mutants(file, path.read_text("utf-8")):
                kinds[mutant.kind].append(mutant)
    chance = random.Random(seed)  # noqa: S311 - no secret
    drawn: list[Mutant] = []
    while kinds and len(drawn) < count:
        kind = chance.choice(sorted(kinds))
        mutant = kinds[kind].pop(chance.randrange(len(kinds[kind])))
        if not kinds[kind]:
            del kinds[kind]
        if compiles(mutant.apply((ROOT / mutant.file).read_text("utf-8"))):
            drawn.append(mutant)
    return drawn


def compiles(text: str) -> bool:
    """True where Python takes it."""
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def reached(chosen: list[str]) -> Reach:
    """Which tests run which line, measured now or kept from before, room by room."""
    kept = {room: KEPT / f"reach-{_state(room)}.json" for room in rooms(chosen)}
    lacking = [room for room, file in kept.items() if not file.exists()]
    if lacking:
        KEPT.mkdir(parents=True, exist_ok=True)
        found = measured(lacking)
        for room in lacking:
            kept[room].write_text(json.dumps(vars(part(found, room))), "utf-8")
    parts = [Reach(**json.loads(file.read_text("utf-8"))) for file in kept.values()]
    lines: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in parts:
        for file, found_there in one.lines.items():
            for line, tests in found_there.items():
                lines[file][line] += tests
    return Reach(lines, {test: seconds for one in parts for test, seconds in one.seconds.items()})


def part(whole: Reach, room: str) -> Reach:
    """What the tests of one room reach."""
    own = {test for test in whole.seconds if test == room or test.startswith((f"{room}/", f"{room}::"))}
    lines = {
        file: {line: found for line, tests in there.items() if (found := [test for test in tests if test in own])}
        for file, there in whole.lines.items()
    }
    return Reach(lines, {test: whole.seconds[test] for test in own})


def rooms(chosen: list[str]) -> list[str]:
    """The chosen tests, `tests` itself in its parts; what holds no tests is left out."""
    parts = sorted((ROOT / "tests").iterdir())
    whole = [part for part in parts if next(part.rglob("test_*.py"), None) or part.match("test_*.py")]
    names = [path.relative_to(ROOT).as_posix() for path in whole]
    return [room for name in chosen for room in (names if Path(name) == Path("tests") else [name])]


def measured(chosen: list[str]) -> Reach:
    """Runs the tests under coverage; those that fail without a mutant are left out."""
    from coverage import CoverageData

    with tempfile.TemporaryDirectory() as folder:
        data, rcfile, junit = (Path(folder) / name for name in ("data", "rcfile", "junit.xml"))
        rcfile.write_text(SETTINGS.format(data=data), "utf-8")
        env = os.environ | {"REACHED_CONFIG": str(rcfile), "PYTHONPATH": str(ROOT)}
        tool = [sys.executable, "-m", "coverage"]
        command = [*tool, "run", f"--rcfile={rcfile}", "-m", "pytest", "-p", "bench.reaching", f"--junitxml={junit}"]
        print(f"measuring which test runs which line: {', '.join(chosen)} ...", flush=True)
        done = subprocess.run(
            [*command, "-n", "auto", "--dist", "loadgroup", "-q", "-o", "junit_family=xunit1", *chosen],
            cwd=ROOT,
            env=env,
            check=False,
        )
        if done.returncode not in (0, 1) or not durations(junit):
            sys.exit(f"pytest ended with status {done.returncode}: nothing was measured")
        subprocess.run([*tool, "combine", "--quiet", f"--rcfile={rcfile}"], cwd=ROOT, env=env, check=True)
        seconds = durations(junit)
        found = CoverageData(str(data))
        found.read()
        lines = {
            Path(file).relative_to(ROOT).as_posix(): {
                str(line): sorted({_test(context) for context in contexts} & seconds.keys())
                for line, contexts in found.contexts_by_lineno(file).items()
            }
            for file in found.measured_files()
        }
        return Reach(lines, seconds)


def durations(junit: Path) -> dict[str, float]:
    """The seconds of each test that passed, by its id."""
    found = {}
    for case in ElementTree.parse(junit).iter("testcase"):  # noqa: S314 - pytest wrote it just now
        if case.get("file") and not list(case):
            module = (case.get("file") or "").removesuffix(".py").replace("/", ".")
            inner = (case.get("classname") or "").removeprefix(module).strip(".").replace(".", "::")
            name = "::".join(part for part in (case.get("file"), inner, case.get("name")) if part)
            found[name] = float(case.get("time") or 0)
    return found


def _test(context: str) -> str:
    """The test of a context, in its own process or in one that it started; groups of pytest-xdist left out."""
    return context.strip("|").split("@", 1)[0]


def _state(room: str) -> str:
    """Changes with the harness, the room's tests, and what all tests share."""
    digest = hashlib.sha256(room.encode())
    for name in ("harness", "tests/support", "tests/conftest.py", room.partition("::")[0]):
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def copies(count: int) -> Iterator[SimpleQueue[Path]]:
    """Copies of the project's tracked files, to be changed by one mutant at a time."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    free: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            copy = Path(folder) / f"copy{number}"
            for name in filter(None, listed.stdout.split("\0")):
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
            for name in LINKED:
                if (ROOT / name).exists():
                    (copy / name).symlink_to(ROOT / name)
            free.put(copy)
        yield free


def tried(mutant: Mutant, reach: Reach, budget: float, free: SimpleQueue[Path]) -> Result:
    """Runs the tests that reach a mutant, in a copy of its own."""
    tests = reach.tests(mutant, budget)
    if not tests:
        return Result(mutant, False, "no test reaches it")
    copy = free.get()
    file = copy / mutant.file
    text = file.read_text("utf-8")
    try:
        file.write_text(mutant.apply(text), "utf-8")
        return Result(mutant, *noticed(copy, tests, budget))
    finally:
        file.write_text(text, "utf-8")
        free.put(copy)


def noticed(copy: Path, tests: list[str], budget: float) -> tuple[bool, str]:
    """Whether a test fails in a copy of the project, and which."""
    listed = copy / "tests.txt"
    listed.write_text("\n".join(tests) + "\n", "utf-8")
    env = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=no"]
    started = time.monotonic()
    try:
        done = subprocess.run(
            [*command, f"@{listed}"],
            cwd=copy,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * budget,
        )
    except subprocess.TimeoutExpired:
        return True, "the time limit"
    if done.returncode:
        failed = [line.split(" ", 2)[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
        return True, failed[0] if failed else "pytest does not start"
    return False, f"{len(tests)} tests passed in {time.monotonic() - started:.0f} s"


if __name__ == "__main__":
    sys.exit(main())
