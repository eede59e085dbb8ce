"""How often the harness is wrong about programs that list pages, follow addresses, read streams or receive.

.venv/bin/python -m bench.conversations [--only WORD] [--sound | --faulty]

bench/conversations/trees has programs written by hand, for the documents of tests/conversations and one of its own.
Each runs as it is under all scenarios that apply but `hang`: every finding of severity error is a false alarm. Then
each runs with one fault (bench/conversations/faults.py). A fault is caught if any case has an error, and named if the
first error in the order of the plan has one of the codes that the fault is due.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.conversations.faults import FAULTS, Fault
from bench.machine import ROOT, machine, table, write
from bench.variants import Record, errors
from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options
from harness.run.run import Run
from harness.scenarios import BUNDLED

TREES = Path(__file__).with_name("trees")
DOCUMENTS = ROOT / "tests" / "conversations"
LANGUAGES = {".py": "Python", ".ts": "TypeScript", ".go": "Go", ".sh": "curl"}
SCENARIOS = tuple(one.name for one in BUNDLED if one.fault != "hang")
BARS = {"caught": 39, "named": 36}
"""Of forty faults."""


@dataclass(frozen=True)
class Result:
    """What became of a fault."""

    fault: Fault
    found: tuple[str, ...]
    """The codes of the first case that has an error."""
    case: str
    words: str

    @property
    def named(self) -> bool:
        """True where the first finding has a code that the fault is due."""
        return bool(self.found) and self.found[0] in self.fault.codes


def programs(tree: Path) -> list[Path]:
    """The programs of a tree, as paths below it."""
    return sorted(one.relative_to(tree) for one in tree.rglob("*") if one.suffix in LANGUAGES)


def copied(tree: Path, root: Path) -> Path:
    """A copy of a tree, with its document."""
    shutil.copytree(tree, root)
    for one in (DOCUMENTS / tree.name).glob("*.*"):
        if one.name != "harness.toml":
            shutil.copy(one, root)
    return root


def run(root: Path, only: Collection[Path]) -> list[Record]:
    """The records of these programs' cases, in the order of the plan."""
    session = open_session(root, filters=Filters(scenarios=SCENARIOS))
    files = {(root / one).resolve() for one in only}
    chosen = [one for one in session.plan.cases if one.case.example.file.resolve() in files]
    one = Run(session, Options(jobs=4, strict=True))
    try:
        one.start(chosen)
        return [one.record(planned.case.name) for planned in chosen]
    finally:
        one.stop()


def sound(folder: Path, only: str) -> tuple[list[list[str]], list[str]]:
    """The rows of the table, and a line for each false alarm or case that could not run."""
    rows, wrong = [], []
    for tree in sorted(TREES.iterdir()):
        chosen = [one for one in programs(tree) if only in f"{tree.name}/{one}"]
        if not chosen:
            continue
        records = run(copied(tree, folder / tree.name), chosen)
        alarms = list(_alarms(tree.name, records))
        rows.append([tree.name, str(len(chosen)), str(len(records)), str(len(alarms))])
        wrong += alarms
    return rows, wrong


def _alarms(tree: str, records: list[Record]) -> Iterator[str]:
    for record in records:
        if record["verdict"] in ("could-not-run", "skipped"):
            yield f"{tree}: {record['name']}: {record['reason']}"
        for finding in errors(record):
            yield (
                f"{tree}: {record['name']}:{finding['line']}: {finding['code']}: {finding['message']}\n"
                f"    expected: {finding['expected']}\n    actual:   {finding['actual']}"
            )


def faulty(folder: Path, only: str) -> list[Result]:
    """What became of each fault."""
    return [
        _result(fault, folder / f"fault-{number}")
        for number, fault in enumerate(FAULTS)
        if only in f"{fault.tree}/{fault.program} {fault.what}"
    ]


def _result(fault: Fault, root: Path) -> Result:
    copied(TREES / fault.tree, root)
    file = root / fault.program
    file.write_text(fault.put_into(file.read_text("utf-8")), "utf-8")
    for record in run(root, [Path(fault.program)]):
        found = errors(record)
        if record["verdict"] in ("could-not-run", "skipped"):
            raise SystemExit(f"{fault.program}: {fault.what}: {record['reason']}")
        if found:
            codes = tuple(one["code"] for one in found)
            return Result(fault, codes, record["name"], found[0]["message"])
    return Result(fault, (), "", "")


def show(results: list[Result]) -> dict[str, int]:
    """Prints what became of the faults, and gives back how many there are, were caught and named."""
    for one in results:
        where = f"{one.fault.tree}/{one.fault.program}: {one.fault.what}"
        if not one.found:
            print(f"missed: {where}")
        elif not one.named:
            print(f"not named: {where}: {one.case}: {', '.join(one.found)}: {one.words}")
    rows = []
    for tree in sorted({one.fault.tree for one in results}):
        of_tree = [one for one in results if one.fault.tree == tree]
        rows.append([tree, *(str(number) for number in _counts(of_tree).values())])
    table(["tree", "faults", "caught", "named"], rows)
    return _counts(results)


def _counts(results: list[Result]) -> dict[str, int]:
    caught = sum(bool(one.found) for one in results)
    return {"faults": len(results), "caught": caught, "named": sum(one.named for one in results)}


def main() -> int:
    """Runs the programs and the faults, prints and writes the figures; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="only what has this word in tree, program or fault")
    half = parser.add_mutually_exclusive_group()
    half.add_argument("--sound", action="store_true", help="only the sound programs")
    half.add_argument("--faulty", action="store_true", help="only the faults")
    arguments = parser.parse_args()
    about, start = machine(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-conversations-") as folder:
        rows, wrong = ([], []) if arguments.faulty else sound(Path(folder), arguments.only)
        results = [] if arguments.sound else faulty(Path(folder), arguments.only)
    print(*wrong, sep="\n")
    if rows:
        table(["tree", "programs", "cases", "false alarms"], rows)
    counts = show(results)
    figures = {
        "machine": about,
        "seconds": round(time.perf_counter() - start, 1),
        "programs": {row[0]: int(row[1]) for row in rows},
        "cases": sum(int(row[2]) for row in rows),
        "false_alarms": wrong,
        **counts,
    }
    print(
        f"\n{sum(figures['programs'].values())} programs, {figures['cases']} cases: {len(wrong)} false alarms; "
        f"{counts['faults']} faults: {counts['caught']} caught, {counts['named']} named; {figures['seconds']} s"
    )
    if arguments.only or arguments.sound or arguments.faulty:
        return 1 if wrong else 0
    print(f"written: {write('conversations', figures).relative_to(ROOT)}")
    return 1 if wrong or any(counts[name] < bar for name, bar in BARS.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
