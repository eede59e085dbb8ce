"""How many mutants of the harness do its own tests notice?

.venv/bin/python bench/mutants.py [--seed 1] [--count 100] [--only PATTERN ...] [--budget 120]
.venv/bin/python bench/mutants.py --read bench/results/mutants-1-DATE.json

A mutant is `harness/` with one small change (bench/mutations.py), drawn by the seed: first its kind, then one of that
kind. It is tried in a copy of the project: first by the tests near it that start no program, then for `--budget`
seconds by those that start programs (bench/reach.py). Each try is a fork of a process that has loaded pytest
(bench/forked.py). A mutant is caught where a test fails with it and passes without it.

Survivors are listed. Those that a reader found to have no effect are named in bench/no_effect.toml, with the reason,
and count for nothing; `--read` counts an earlier run again after they were read. Mutants kill, delete and write: run it
in a container, or under `unshare --mount --pid --fork --kill-child --mount-proc`.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.forked import Forked
from bench.machine import ROOT, machine, write
from bench.mutations import Mutant, mutants
from bench.reach import quick, quick_files, whole

BAR = 0.90
PATIENCE = 60
"""Seconds after which a test that starts no program counts as one that never ends."""
QUICK = 120
"""Seconds for each group of tests that start no program."""
LINKED = (".venv", "examples/ts/node_modules", "examples/python/.venv", ".harness")
"""What a copy of the project shares with it."""
NO_EFFECT = ROOT / "bench" / "no_effect.toml"

Row = dict[str, Any]
"""A mutant, whether it was caught, and by what: as the results have it."""


def main() -> int:
    """Draws, runs, prints and writes; 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="draws the mutants (default 1)")
    parser.add_argument("--count", type=int, default=100, metavar="N", help="how many (default 100)")
    parser.add_argument(
        "--only", nargs="+", default=["*"], metavar="PATTERN", help="only files that match one, such as harness/mock/*"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="mutants at once")
    parser.add_argument(
        "--budget", type=float, default=120, metavar="S", help="seconds of tests that start programs (default 120)"
    )
    parser.add_argument("--read", type=Path, metavar="FILE", help="only counts the results of an earlier run")
    arguments = parser.parse_args()
    if arguments.read:
        return summed(json.loads(arguments.read.read_text("utf-8"))["mutants"])
    drawn = draw(arguments.seed, arguments.count, arguments.only)
    rows: list[Row] = []
    about, begun = machine(), time.monotonic()
    with ThreadPoolExecutor(arguments.jobs) as pool, copies(arguments.jobs) as free:
        for done in as_completed([pool.submit(tried, mutant, arguments.budget, free) for mutant in drawn]):
            rows.append(row := done.result())
            print(f"{len(rows)}/{len(drawn)} {'caught  ' if row['caught'] else 'SURVIVED'} {said(row)}", flush=True)
            minutes = round((time.monotonic() - begun) / 60, 1)
            figures = {"machine": about, "drawn": len(drawn), "budget": arguments.budget, "minutes": minutes}
            written = write(f"mutants-{arguments.seed}", figures | {"mutants": rows})
    print(f"\n{minutes} minutes, {written}")
    return summed(rows)


def summed(rows: list[Row]) -> int:
    """Prints the figure and the survivors; 1 where the bar is missed."""
    reasons = no_effect()
    effective = [row for row in rows if row["caught"] or _key(row) not in reasons]
    caught = sum(row["caught"] for row in rows)
    for row in rows:
        if not row["caught"]:
            print(f"  {said(row)}\n    - {row['old']}\n    + {row['new']}")
            if _key(row) in reasons:
                print(f"    no effect: {reasons[_key(row)]}")
    share = caught / max(len(effective), 1)
    print(f"{len(rows)} drawn, {len(effective)} with an effect, {caught} caught ({share:.0%})")
    return share < BAR


def no_effect() -> dict[tuple[str, str, str], str]:
    """The mutants that no test could notice, with the reason."""
    if not NO_EFFECT.exists():
        return {}
    return {_key(row): row["reason"] for row in tomllib.loads(NO_EFFECT.read_text("utf-8"))["mutant"]}


def _key(row: Row) -> tuple[str, str, str]:
    return row["file"], row["old"], row["new"]


def said(row: Row) -> str:
    """A mutant's line."""
    return f"{row['file']}:{row['line']}: {row['kind']}: {row['by']}"


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


@contextmanager
def copies(count: int) -> Iterator[SimpleQueue[Forked]]:
    """Processes that run tests, each in a copy of the project, to be changed by one mutant at a time."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
    # Compiled before, and valid in a copy that keeps the times of the files.
    names += [str(path.relative_to(ROOT)) for top in ("harness", "tests") for path in (ROOT / top).rglob("*.pyc")]
    free: SimpleQueue[Forked] = SimpleQueue()
    processes = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            copy = Path(folder) / str(number)
            for name in names:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
            for name in LINKED:
                if (ROOT / name).exists():
                    (copy / name).symlink_to(ROOT / name)
            processes.append(Forked(copy))
            free.put(processes[-1])
        yield free
        for process in processes:
            process.close()


def tried(mutant: Mutant, budget: float, free: SimpleQueue[Forked]) -> Row:
    """Runs the tests that may notice a mutant, in a copy of its own."""
    forked = free.get()
    begun, by = time.monotonic(), ""
    limits = [(tests, QUICK, PATIENCE) for tests in quick(mutant)] + [(whole(mutant), budget, budget)]
    try:
        for tests, seconds, patience in limits:
            by = by or noticed(forked, mutant, tests, seconds, patience)
    finally:
        free.put(forked)
    said = by or f"not caught within {budget:.0f} s of tests that start programs"
    return vars(mutant) | {"caught": bool(by), "by": said, "seconds": round(time.monotonic() - begun, 1)}


def noticed(forked: Forked, mutant: Mutant, tests: list[str], seconds: float, patience: float) -> str:
    """The test that fails with a mutant and passes without it; "" if none does within so many seconds."""
    over = time.monotonic() + seconds
    while tests and (left := over - time.monotonic()) > 0:
        with changed(forked.copy, mutant):
            failed = forked.run(tests, left, patience).failed
        if not failed:
            return ""
        limit = max(patience, PATIENCE)
        without = forked.run([failed], limit, limit)
        if not (without.failed or without.late):
            if failed.partition("::")[0] in quick_files():
                return failed
            with changed(forked.copy, mutant):  # what starts programs may fail by chance
                if forked.run([failed], limit, limit / 2).failed:
                    return failed
        at = [number for number, test in enumerate(tests) if f"{failed}::".startswith(f"{test}::")]
        tests = tests[at[0] + 1 :] if at else []
    return ""


@contextmanager
def changed(copy: Path, mutant: Mutant) -> Iterator[None]:
    """A copy of the project with a mutant in it."""
    file = copy / mutant.file
    times = file.stat()
    text = file.read_text("utf-8")
    file.write_text(mutant.apply(text), "utf-8")
    try:
        yield
    finally:
        file.write_text(text, "utf-8")
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # so that what was compiled of it is valid again


if __name__ == "__main__":
    sys.exit(main())
