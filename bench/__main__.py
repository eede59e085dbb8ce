"""Measures the harness: `python -m bench [MEASURE ...] [--pairs N]`.

Each measure is taken in pairs, what is compared one right after the other, and its figure is the median of the pairs'
own figures. Nothing else should run on the machine meanwhile.
"""

# ruff: noqa: T201 - a command that prints

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import large, mocking, picture, running, scale, workers
from bench.lab import Lab
from bench.machine import RESULTS, ROOT, machine, table
from bench.measure import Measure, result

MEASURES: tuple[Measure, ...] = (
    *running.MEASURES,
    *mocking.MEASURES,
    *scale.MEASURES,
    *large.MEASURES,
    *workers.MEASURES,
)


def main() -> int:
    """Measures, prints, writes the figures and the picture; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help="only these (default: all; --list names them)")
    parser.add_argument("--pairs", type=int, default=5, metavar="N", help="how many times each is taken (default: 5)")
    parser.add_argument("--list", action="store_true", help="name the measures and their bars, and stop")
    parser.add_argument("--output", type=Path, default=RESULTS, metavar="DIR", help="default: bench/results")
    arguments = parser.parse_args()
    known = {measure.name: measure for measure in MEASURES}
    for name in arguments.measures:
        if name not in known:
            parser.error(f'"{name}": expected one of {", ".join(known)}')
    if arguments.pairs < 1:
        parser.error("--pairs: expected a whole number above 0")
    chosen = [known[name] for name in arguments.measures] or list(MEASURES)
    if arguments.list:
        table(["measure", "bar", "unit"], [[m.name, f"{m.bar:g}", m.unit] for m in chosen])
        return 0
    about = machine()
    file = arguments.output / f"bench-{about['date'][:10]}.json"
    results: dict[str, dict[str, Any]] = {}
    kept = _of_before(file, about, arguments.pairs)
    for measure in chosen:
        results[measure.name] = _taken(measure, arguments.pairs)
        _write(file, about, arguments.pairs, kept | results)
    _show(list(results.values()))
    place = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    print(f"written: {place} and .svg")
    return 0 if all(one["reached"] for one in results.values()) else 1


def _taken(measure: Measure, pairs: int) -> dict[str, Any]:
    """One measure, in a scratch folder of its own, so that the order in which they are taken means nothing."""
    print(f"{measure.name} ...", end=" ", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        lab = Lab(Path(folder))
        if measure.warm:
            measure.warm(lab)
        taken = []
        for _ in range(pairs):
            taken.append(measure.take(lab))
            print(f"{taken[-1].value:.3g}", end=" ", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return result(measure, taken)


def _show(results: list[dict[str, Any]]) -> None:
    rows = [
        [one["title"], f"{one['value']:.3g} {one['unit']}", f"{one['bar']:g}", "" if one["reached"] else "missed"]
        for one in results
    ]
    table(["measure", "median", "bar", ""], rows)


def _of_before(file: Path, about: dict[str, Any], pairs: int) -> dict[str, dict[str, Any]]:
    """What was measured earlier that day of the same commit, with as many pairs: a part can be measured again."""
    try:
        figures = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if figures["machine"]["commit"] != about["commit"] or figures["pairs"] != pairs:
        return {}
    return {one["name"]: one for one in figures["measures"]}


def _write(file: Path, about: dict[str, Any], pairs: int, results: dict[str, dict[str, Any]]) -> None:
    """Writes the figures and the picture, in the order of the table, whenever a measure is done."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for one in results.values():  # JSON knows no infinity
        for value in (one, *one["pairs"]):
            if value["value"] is not None and not math.isfinite(value["value"]):
                value["value"] = None
    ordered = [results[measure.name] for measure in MEASURES if measure.name in results]
    words = f"{about['date'][:10]}, {about['cores']} cores, commit {about['commit']}: medians of {pairs}"
    file.with_suffix(".svg").write_text(picture.draw([one for one in ordered if one["value"]], words), "utf-8")
    figures = {"machine": about, "pairs": pairs, "measures": ordered}
    file.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
