"""How often the harness finds fault with a program that is as good as the bundled ones.

.venv/bin/python bench/harmless.py [--seed 1] [--most 1] [--only KIND ...] [--no-libraries]

Every variant is a bundled program with a change that does no harm (bench/changes.py), or one that says the same by
another client (bench/clients.py). It runs under all scenarios but `hang`; each finding of severity error is a false
alarm.
Other libraries (httpx, axios, undici) are installed for the time of the run, in a folder of its own.
"""

# ruff: noqa: T201, S603 - a script that prints, and runs the package managers that it finds

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.changes import CHANGES
from bench.clients import PYTHON_CALLS, TS_CALLS, rules
from bench.machine import ROOT, machine, table, write
from bench.variants import Record, Variant, choose, errors, run
from harness.scenarios import BUNDLED

PYTHON_LIBRARIES = ("requests==2.34.2", "httpx==0.28.1")
NODE_LIBRARIES = ("axios@1.13.2", "undici@7.16.0")
SCENARIOS = tuple(scenario.name for scenario in BUNDLED if scenario.fault != "hang")

WGET_LOSES = "unauthorized"
"""The scenario that programs by wget are not run under: wget throws the body of a 401 away, so that such a program
can't tell the server's words, and is in truth not as good."""


def main() -> int:
    """Runs the variants, prints and writes the false alarms; 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="chooses the programs (default 1)")
    parser.add_argument("--most", type=int, default=1, metavar="N", help="variants of a rule (default 1)")
    parser.add_argument("--only", action="append", default=[], metavar="KIND", help="only this kind (repeatable)")
    parser.add_argument("--no-libraries", action="store_true", help="leave out the clients that need an installation")
    arguments = parser.parse_args()
    about, start = machine(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-libraries-") as folder:
        libraries, missing = ({}, []) if arguments.no_libraries else _install(Path(folder))
        clients = _clients(libraries)
        chosen = [*CHANGES, *rules(clients)]
        variants = choose(
            [rule for rule in chosen if not arguments.only or rule.kind in arguments.only],
            arguments.most,
            arguments.seed,
        )
        scenarios = dict.fromkeys((rule.kind for rule in chosen), SCENARIOS)
        scenarios["wget"] = tuple(name for name in SCENARIOS if name != WGET_LOSES)
        records = run(variants, scenarios, libraries)
    figures = {
        "machine": about,
        "seed": arguments.seed,
        "most": arguments.most,
        "seconds": round(time.perf_counter() - start, 1),
        "left_out": sorted(({*PYTHON_CALLS, *TS_CALLS, "wget"} - clients) | set(missing)),
        **_figures(variants, records),
    }
    _show(figures)
    if not arguments.only:
        print(f"written: {write('harmless', figures).relative_to(ROOT)}")
    return 1 if figures["false_alarms"] or figures["broken"] else 0


def _install(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The libraries' folders by where they stand in a tree, and what could not be installed."""
    libraries, missing = {}, []
    environment = folder / "python"
    venv.create(environment, with_pip=True)
    if _done([str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", *PYTHON_LIBRARIES], folder):
        libraries["python/.venv"] = environment
    else:
        missing += PYTHON_LIBRARIES
    npm = shutil.which("npm")
    if npm and _done(
        [npm, "install", "--ignore-scripts", "--silent", "--no-audit", "--no-fund", *NODE_LIBRARIES], folder
    ):
        libraries["ts/node_modules"] = folder / "node_modules"
    else:
        missing += NODE_LIBRARIES
    return libraries, missing


def _done(argv: list[str], folder: Path) -> bool:
    return subprocess.run(argv, cwd=folder, capture_output=True, timeout=300, check=False).returncode == 0


def _clients(libraries: dict[str, Path]) -> set[str]:
    clients = {*PYTHON_CALLS, *TS_CALLS}
    if "python/.venv" not in libraries:
        clients.discard("httpx")
    if "ts/node_modules" not in libraries:
        clients -= {"axios", "undici"}
    return clients | ({"wget"} if shutil.which("wget") else set())


def _figures(variants: list[Variant], records: dict[str, list[Record]]) -> dict[str, Any]:
    alarms, broken = [], []
    for variant in variants:
        for record in records[variant.name]:
            if record["verdict"] in ("could-not-run", "skipped"):
                broken.append(f"{variant.name}: {record['reason']}")
                break
            alarms += [
                {
                    "variant": variant.name,
                    "scenario": record["scenario"],
                    **{name: finding[name] for name in ("code", "message", "expected", "actual")},
                }
                for finding in errors(record)
            ]
    alarmed = {alarm["variant"] for alarm in alarms}
    return {
        "variants": len(variants) - len(broken),
        "cases": sum(len(found) for found in records.values()),
        "languages": dict(sorted(Counter(variant.rule.language for variant in variants).items())),
        "kinds": {
            kind: {
                "variants": count,
                "alarmed": sum(variant.name in alarmed for variant in variants if variant.rule.kind == kind),
            }
            for kind, count in Counter(variant.rule.kind for variant in variants).items()
        },
        "variants_alarmed": len(alarmed),
        "false_alarms": alarms,
        "broken": broken,
    }


def _show(figures: dict[str, Any]) -> None:
    rows = [[kind, *(str(value) for value in counts.values())] for kind, counts in figures["kinds"].items()]
    table(["kind", "variants", "alarmed"], rows)
    for alarm in figures["false_alarms"]:
        print(
            f"false alarm: {alarm['variant']}: {alarm['scenario']}: {alarm['code']}: {alarm['message']}\n"
            f"    expected: {alarm['expected']}\n    actual:   {alarm['actual']}"
        )
    for line in figures["broken"]:
        print(f"broken variant: {line}")
    if figures["left_out"]:
        print(f"left out: {', '.join(figures['left_out'])}")
    by_language = ", ".join(f"{name} {count}" for name, count in figures["languages"].items())
    print(
        f"\n{figures['variants']} variants ({by_language}), {figures['cases']} cases, seed {figures['seed']}, "
        f"{figures['seconds']} s: {len(figures['false_alarms'])} false alarms in {figures['variants_alarmed']} variants"
    )


if __name__ == "__main__":
    sys.exit(main())
