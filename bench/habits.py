"""How often the harness finds fault with sound programs as people write them, beside their siblings.

.venv/bin/python bench/habits.py [--seed 1] [--only WORD]

bench/people.py has a hundred programs of one operation. Each tree holds one of every language; the seed says which
stand together. They run under all scenarios but `hang`, and are compared with each other. Each finding of severity
error is a false alarm.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Container
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, machine, table, write
from bench.people import LANGUAGES
from bench.variants import Program, Record, errors, make_tree
from harness.plan.session import open_session
from harness.run.options import Options
from harness.run.run import Run
from harness.scenarios import BUNDLED

SCENARIOS = frozenset(scenario.name for scenario in BUNDLED if scenario.fault != "hang")


def trees(seed: int) -> list[dict[str, str]]:
    """Language -> the name of its program, for each tree; `seed` moves the languages against each other."""
    rows = max(len(own) for own in LANGUAGES.values())
    return [
        {
            language: list(own)[(row + seed * place) % len(own)]
            for place, (language, own) in enumerate(LANGUAGES.items())
        }
        for row in range(rows)
    ]


def run(names: dict[str, str], scenarios: Container[str] = SCENARIOS) -> list[Record]:
    """The records of one tree."""
    with tempfile.TemporaryDirectory(prefix="bench-habits-") as folder:
        programs = [
            Program(language, "get_balance", text=LANGUAGES[language][name]) for language, name in names.items()
        ]
        make_tree(Path(folder), *programs)
        session = open_session(Path(folder))
        planned = [case for case in session.plan.cases if case.case.scenario in scenarios]
        one = Run(session, Options(strict=True))
        try:
            one.start(planned)
            return [one.record(case.case.name) for case in planned]
        finally:
            one.stop()


def alarms(names: dict[str, str], records: list[Record]) -> list[dict[str, Any]]:
    """What is found fault with, and what could not run."""
    found = []
    for record in records:
        name = f"{record['language']}: {names[record['language']]}"
        if record["verdict"] in ("could-not-run", "skipped"):
            found.append({"program": name, "scenario": record["scenario"], "code": record["verdict"]})
            found[-1] |= {"message": record["reason"], "expected": "", "actual": ""}
        found += [
            {
                "program": name,
                "scenario": record["scenario"],
                **{key: finding[key] for key in ("code", "message", "expected", "actual")},
            }
            for finding in errors(record)
        ]
    return found


def main() -> int:
    """Runs the programs, prints and writes the false alarms; 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="which programs stand together (default 1)")
    parser.add_argument("--only", default="", metavar="WORD", help="only trees with a program that has this word")
    arguments = parser.parse_args()
    about, start, cases, found = machine(), time.perf_counter(), 0, []
    chosen = [tree for tree in trees(arguments.seed) if any(arguments.only in name for name in tree.values())]
    for names in chosen:
        records = run(names)
        cases += len(records)
        found += alarms(names, records)
    for alarm in found:
        print(
            f"false alarm: {alarm['program']}: {alarm['scenario']}: {alarm['code']}: {alarm['message']}\n"
            f"    expected: {alarm['expected']}\n    actual:   {alarm['actual']}"
        )
    rows = [
        [language, str(len(own)), str(len({a["program"] for a in found if a["program"].startswith(f"{language}:")}))]
        for language, own in LANGUAGES.items()
    ]
    table(["language", "programs", "alarmed"], rows)
    seconds = round(time.perf_counter() - start, 1)
    print(f"{cases} cases, seed {arguments.seed}, {seconds} s: {len(found)} false alarms")
    if not arguments.only:
        figures = {"machine": about, "seed": arguments.seed, "seconds": seconds, "cases": cases, "false_alarms": found}
        print(f"written: {write('habits', figures).relative_to(ROOT)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
