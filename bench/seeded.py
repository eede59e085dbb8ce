"""How many seeded faults the harness finds, and how many it calls by their name.

.venv/bin/python bench/seeded.py [--seed 1] [--most 1] [--only KIND ...]

Every variant is a bundled program with one fault put in (bench/faults.py). It is caught if any scenario that its kind
could show in ends with an error (with its note, for the missing time limit), and named if the first finding of the
first such scenario, in the order of the plan, has one of the codes that the kind is due.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.faults import FAULTS, Fault
from bench.machine import ROOT, machine, table, write
from bench.variants import Record, Variant, choose, errors, run

BARS = {"caught": 0.98, "named": 0.90}
HANGS = 6.0
"""Seconds that a program without a time limit of its own is given."""
LIMIT = 20.0
"""Seconds for all others: the programs' own time limit is 15."""


@dataclass(frozen=True)
class Result:
    """What became of a variant."""

    variant: Variant
    expected: tuple[str, ...]
    caught: bool
    named: bool
    found: tuple[str, ...]
    """The codes of the first scenario that failed, in their order."""
    scenario: str
    words: str
    broken: str = ""
    """Why the variant could not be run: then the rule is wrong, and the variant counts for nothing."""


def main() -> int:
    """Runs the variants, prints and writes the shares; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="chooses the programs (default 1)")
    parser.add_argument("--most", type=int, default=1, metavar="N", help="variants of a rule (default 1)")
    parser.add_argument("--only", action="append", default=[], metavar="KIND", help="only this kind (repeatable)")
    arguments = parser.parse_args()
    faults = [fault for fault in FAULTS if not arguments.only or fault.kind in arguments.only]
    about, start = machine(), time.perf_counter()
    variants = choose([rule for fault in faults for rule in fault.rules], arguments.most, arguments.seed)
    scenarios = {fault.kind: fault.scenarios for fault in faults}
    waiting = [variant for variant in variants if "hang" in scenarios[variant.rule.kind]]
    records = run([variant for variant in variants if variant not in waiting], scenarios, time_limit=LIMIT)
    records |= run(waiting, scenarios, time_limit=HANGS)
    by_kind = {fault.kind: fault for fault in faults}
    results = [_result(variant, by_kind[variant.rule.kind], records[variant.name]) for variant in variants]
    figures = {
        "machine": about,
        "seed": arguments.seed,
        "most": arguments.most,
        "seconds": round(time.perf_counter() - start, 1),
        **_figures(results),
    }
    _show(figures)
    if not arguments.only:
        print(f"written: {write('seeded', figures).relative_to(ROOT)}")
    return 0 if all(figures[name] >= bar for name, bar in BARS.items()) and not figures["broken"] else 1


def _result(variant: Variant, fault: Fault, records: list[Record]) -> Result:
    due = set(fault.codes)
    broken = next((record["reason"] for record in records if record["verdict"] in ("could-not-run", "skipped")), "")
    if broken or not records:
        return Result(variant, fault.codes, False, False, (), "", "", broken or "no scenario applies")
    for record in records:
        found = errors(record) or [finding for finding in record["findings"] if finding["code"] in due]
        if found:
            codes = tuple(finding["code"] for finding in found)
            return Result(variant, fault.codes, True, codes[0] in due, codes, record["scenario"], found[0]["message"])
    return Result(variant, fault.codes, False, False, (), "", "")


def _figures(results: list[Result]) -> dict[str, Any]:
    counted = [result for result in results if not result.broken]
    kinds: dict[str, list[Result]] = defaultdict(list)
    for result in counted:
        kinds[result.variant.rule.kind].append(result)
    languages = sorted({result.variant.rule.language for result in counted})
    return {
        "variants": len(counted),
        "caught": _share(counted, "caught"),
        "named": _share(counted, "named"),
        "languages": {name: sum(result.variant.rule.language == name for result in counted) for name in languages},
        "kinds": {
            kind: {
                "variants": len(found),
                "caught": sum(result.caught for result in found),
                "named": sum(result.named for result in found),
            }
            for kind, found in kinds.items()
        },
        "missed": [result.variant.name for result in counted if not result.caught],
        "misnamed": [
            {
                "variant": result.variant.name,
                "expected": result.expected,
                "found": result.found,
                "scenario": result.scenario,
                "message": result.words,
            }
            for result in counted
            if result.caught and not result.named
        ],
        "broken": [f"{result.variant.name}: {result.broken}" for result in results if result.broken],
    }


def _share(results: list[Result], name: str) -> float:
    return round(sum(getattr(result, name) for result in results) / len(results), 4) if results else 0.0


def _show(figures: dict[str, Any]) -> None:
    rows = [[kind, *(str(value) for value in counts.values())] for kind, counts in figures["kinds"].items()]
    table(["kind", "variants", "caught", "named"], rows)
    for line in figures["missed"]:
        print(f"missed: {line}")
    for entry in figures["misnamed"]:
        print(
            f"not named: {entry['variant']}: {entry['scenario']}: expected {' or '.join(entry['expected'])}, "
            f"found {', '.join(entry['found'])}: {entry['message']}"
        )
    for line in figures["broken"]:
        print(f"broken variant: {line}")
    by_language = ", ".join(f"{name} {count}" for name, count in figures["languages"].items())
    print(
        f"\n{figures['variants']} variants of {len(figures['kinds'])} kinds ({by_language}), seed {figures['seed']}, "
        f"{figures['seconds']} s: caught {figures['caught']:.1%} (bar {BARS['caught']:.0%}), "
        f"named {figures['named']:.1%} (bar {BARS['named']:.0%})"
    )


if __name__ == "__main__":
    sys.exit(main())
