"""`harness diff`: what got better, worse and slower between two runs."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common.printable import json_text

if TYPE_CHECKING:
    from harness.report.changes import Change, Changes, Pace

NAMES_SHOWN = 6
EPILOG = """\
A case is worse where it fails, could not run or is skipped, and was not so before, or where it fails by a further
code. A new case that fails is worse too. Cases that are slower, added or removed are listed, and make nothing worse;
neither does a case that fails and could not run before. A run of a part of the plan, or of a shard, is compared by
the cases that both reports have.

examples:
  harness run --json before.json; git switch my-branch; harness run --json after.json
  harness diff before.json after.json
  harness diff night.json night.json --variants python@3.13-locked python@3.13-newest
  harness diff before.json after.json --ratio 1.2 --seconds 0.1 --slower-is-worse

exit status: 0 nothing is worse; 1 something is; 2 wrong usage, or a file that is no report.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("old", type=Path, metavar="OLD.json", help="a JSON report of `harness run`, the earlier one")
    parser.add_argument("new", type=Path, metavar="NEW.json", help="the later one")
    parser.add_argument(
        "--variants",
        nargs=2,
        metavar=("A", "B"),
        help="of reports of a matrix: variant A of the earlier one with variant B of the later one",
    )
    parser.add_argument("--json", action="store_true", help="print all that is different as JSON")
    parser.add_argument(
        "--ratio", type=_ratio, default=1.5, metavar="N", help="slower is a case that takes N times as long (1.5)"
    )
    parser.add_argument(
        "--seconds", type=_seconds, default=0.5, metavar="S", help="and at least S seconds longer (0.5)"
    )
    parser.add_argument("--slower-is-worse", action="store_true", help="end with 1 for a case that is slower, too")


def call(arguments: argparse.Namespace) -> int:
    """Compares and tells."""
    from harness.report.changes import Thresholds, changes, harmless, of_variant
    from harness.report.read import read

    old, new = (read(path, str(path)) for path in (arguments.old, arguments.new))
    well = harmless(old, new)
    if arguments.variants:
        first, second = arguments.variants
        old, new = of_variant(old, first, second), of_variant(new, second, second)
    found = changes(old, new, Thresholds(arguments.ratio, arguments.seconds), well)
    if arguments.json:
        print(json_text(found.as_json(), separators=(",", ":")))
    else:
        print("\n".join(_lines(found, len(new["cases"]))))
    return int(found.is_worse or (arguments.slower_is_worse and bool(found.slower)))


def _lines(found: Changes, cases: int) -> Iterator[str]:
    from harness.report.plain import plain
    from harness.report.same_cause import place

    yield from _moved("worse", found.worse)
    for title, findings in (("worse", found.findings_new), ("better", found.findings_gone)):
        yield from (plain(f"{title}: {place(f)}: {f['code']}: {f['message']}") for f in findings)
    yield from _moved("better", found.better)
    yield from _moved("changed", found.changed)
    yield from _paces("slower", found.slower)
    yield from _paces("faster", found.faster)
    for title, names in (("added", found.added), ("removed", found.removed)):
        if names:
            yield f"{title}: {_names(names)}"
    counts = {
        "worse": len(found.worse) + len(found.findings_new),
        "better": len(found.better) + len(found.findings_gone),
        "changed": len(found.changed),
        "slower": len(found.slower),
        "faster": len(found.faster),
        "added": len(found.added),
        "removed": len(found.removed),
    }
    told = ", ".join(f"{count} {title}" for title, count in counts.items() if count)
    yield f"{told or 'no difference'}, of {cases} case{'' if cases == 1 else 's'}"


def _moved(title: str, moved: Iterable[Change]) -> Iterator[str]:
    """One line for all cases that changed in the same way, and the command that shows the first."""
    groups: dict[str, list[str]] = {}
    known: dict[str, Change] = {}
    for change in moved:
        codes = [*(f"+{code}" for code in change.codes_new), *(f"-{code}" for code in change.codes_gone)]
        how = f"{change.old or 'new'} -> {change.new}" + (f" ({', '.join(codes)})" if codes else "")
        groups.setdefault(how, []).append(change.name)
        known.setdefault(how, change)
    for how, names in groups.items():
        yield f"{title}: {how}: {_names(names)}"
        if title == "worse" and known[how].libraries:
            yield f"    at:     {_names(known[how].places)}"
            yield f"    since:  {_names(known[how].libraries)}"
        if title == "worse":
            yield f"    repeat: harness run {names[0]}"


def _paces(title: str, paces: Sequence[Pace]) -> Iterator[str]:
    ranked = sorted(paces, key=lambda pace: -abs(pace.new_ms - pace.old_ms))
    for pace in ranked[:NAMES_SHOWN]:
        ratio = max(pace.old_ms, pace.new_ms) / max(1, min(pace.old_ms, pace.new_ms))
        yield f"{title}: {pace.old_ms} ms -> {pace.new_ms} ms ({ratio:.1f} times): {pace.name}"
    if len(ranked) > NAMES_SHOWN:
        yield f"{title}: and {len(ranked) - NAMES_SHOWN} more cases"


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more


def _ratio(text: str) -> float:
    return _number(text, 1.0)


def _seconds(text: str) -> float:
    return _number(text, 0.0)


def _number(text: str, least: float) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and found >= least):
        raise argparse.ArgumentTypeError(f"expected a number of at least {least:g}, got {text!r}")
    return found
