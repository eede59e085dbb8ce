"""How many faults the harness finds in programs that have one already, and how many it calls by their name.

.venv/bin/python bench/masked.py [--seed 1] [--most 3] [--only KIND ...]

Every pair is a bundled program with two faults put in (bench/faults.py), beside its sound siblings. The first makes the
mock refuse the request, or makes the program read what no answer holds, or is in the list of known failures that the
harness suggests for it. The second is caught if a case fails by something that the first alone does not show, and named
if the first such finding has one of the codes that its kind is due.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.faults import FAULTS, IMAGES, Fault, fault
from bench.machine import ROOT, machine, table, write
from bench.variants import Program, Record, Rule, Variant, bundled, errors, run
from harness.plan.suggested_failures import Failing, suggest

BARS = {"caught": 0.95, "named": 0.85}
LIMIT = 20.0
"""Seconds that a program is given."""
REFUSED = (
    *("header-name", "missing-key-header", "bare-key", "wrong-path", "wrong-method", "extra-query", "field-name"),
    *("missing-required", "wrong-type", "wrong-enum", "misspelt-enum", "missing-content-type", "part-type"),
)
"""Kinds for which the mock refuses the request."""
KNOWN = ("output-name", "status-zero", "words-lost", "prints-nothing", "first-image-only", "failure-after-success")
"""Kinds that are listed as known."""
SECOND = (
    *("output-name", "output-folder", "cut-write", "undecoded", "first-image-only", "prints-nothing", "left-behind"),
    *("input-changed", "failure-after-success", "other-value", "other-enum", "wrong-enum", "field-name", "key-printed"),
    *("key-in-file", "second-host", "status-zero", "words-lost", "bare-trace", "swallowed-exception", "part-type"),
    *("key-told-on-failure", "no-key-check", "empty-key-passes", "cut-answer-kept", "key-in-url", "sent-twice"),
)
"""Kinds that are put in beside."""
DISAGREES = fault(
    "other-field",
    "exit-status spec-disagrees",
    {
        "python": ((r'\["artifacts"\]', '["generated"]'),),
        "ts": ((r"\{ artifacts \} =", "{ generated: artifacts } ="), (r"artifacts\?: \{", "generated?: {")),
        "go": ((r'json:"artifacts"', 'json:"generated"'),),
    },
    only=IMAGES,
)
"""Programs that read a field which no answer has."""


@dataclass(frozen=True)
class Pair:
    """A program with two faults, and the same with the first alone."""

    style: str
    language: str
    first: Variant
    both: Variant
    second: Fault


@dataclass(frozen=True)
class Judged:
    """What became of a pair."""

    pair: str
    style: str
    language: str
    kind: str
    caught: bool
    named: bool
    found: tuple[str, ...]
    words: str = ""
    broken: str = ""


def main() -> int:
    """Runs the pairs, prints and writes the shares; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="chooses programs and first faults (default 1)")
    parser.add_argument("--most", type=int, default=3, metavar="N", help="pairs of a kind and language (default 3)")
    parser.add_argument("--only", action="append", default=[], metavar="KIND", help="only this kind (repeatable)")
    arguments = parser.parse_args()
    about, start = machine(), time.perf_counter()
    pairs = list(_pairs(arguments.seed, arguments.most, arguments.only))
    scenarios = {one.rule.kind: pair.second.scenarios for pair in pairs for one in (pair.first, pair.both)}
    alone = run(list({pair.first.name: pair.first for pair in pairs}.values()), scenarios, time_limit=LIMIT)
    known = {pair.both.name: _listed(alone[pair.first.name]) for pair in pairs if pair.style == "known"}
    together = run([pair.both for pair in pairs], scenarios, known=known, time_limit=LIMIT)
    judged = [_judged(pair, alone[pair.first.name], together[pair.both.name]) for pair in pairs]
    figures = {
        "machine": about,
        "seed": arguments.seed,
        "most": arguments.most,
        "seconds": round(time.perf_counter() - start, 1),
        **_figures(judged),
    }
    _show(figures)
    if not arguments.only:
        print(f"written: {write('masked', figures).relative_to(ROOT)}")
    return 0 if all(figures[name] >= bar for name, bar in BARS.items()) else 1


def _pairs(seed: int, most: int, only: list[str]) -> Iterator[Pair]:
    """For each kind and language, pairs whose first fault is of one style after the other."""
    by_kind = {one.kind: one for one in FAULTS}
    styles = {
        "refused": [by_kind[kind] for kind in REFUSED],
        "disagrees": [DISAGREES],
        "known": [by_kind[kind] for kind in KNOWN],
    }
    programs = list(bundled())
    for kind in (kind for kind in SECOND if not only or kind in only):
        for language in sorted({rule.language for rule in by_kind[kind].rules}):
            for style, firsts in styles.items():
                fitting = [
                    pair for first in firsts for pair in _fitting(style, first, by_kind[kind], language, programs)
                ]
                draw = random.Random(f"{seed} {kind} {language} {style}")  # noqa: S311 - a draw of programs
                yield from draw.sample(fitting, min(-(-most // len(styles)), len(fitting)))


def _fitting(style: str, first: Fault, second: Fault, language: str, programs: Iterable[Program]) -> Iterator[Pair]:
    """Every program that both faults can be put into, one after the other."""
    if first.kind == second.kind or set(first.codes) & set(second.codes):
        return
    for program in programs:
        for one in (rule for rule in first.rules if rule.language == language == program.language):
            text = one.apply(program.path, program.source)
            if text is None or text == program.source:
                continue
            for two in (rule for rule in second.rules if rule.language == language):
                whole = two.apply(program.path, text)
                if whole is None or whole == text or two.apply(program.path, program.source) is None:
                    continue
                name = f"{style} {first.kind}{one.way} + {second.kind}{two.way}"
                yield Pair(
                    style, language, _variant(f"{name} (first)", program, text), _variant(name, program, whole), second
                )


def _variant(kind: str, program: Program, text: str) -> Variant:
    changed = Program(program.language, program.name, api=program.api, text=text)
    return Variant(Rule(kind, program.language, ()), changed)


def _listed(records: list[Record]) -> str:
    """The known failures of a program, as the harness suggests them."""
    failing = [
        Failing(record["name"], one["code"], ": ".join(filter(None, (one["cause"], one.get("detail")))))
        for record in records
        for one in errors(record)
    ]
    names = [record["name"] for record in records]
    decoys = ["/".join(["-" if at == index else part for at, part in enumerate(name.split("/"))])
              for name in names for index in range(4)]  # fmt: skip
    return suggest(failing, [*names, *decoys])  # so that no pattern is wider than the program


def _judged(pair: Pair, alone: list[Record], together: list[Record]) -> Judged:
    shown = {record["scenario"]: {_mark(one) for one in errors(record)} for record in alone}
    due, name = set(pair.second.codes), pair.both.name
    for record in together:
        if record["verdict"] in ("could-not-run", "skipped"):
            return Judged(name, pair.style, pair.language, pair.second.kind, False, False, (), broken=record["reason"])
        new = [one for one in errors(record) if _mark(one) not in shown[record["scenario"]]]
        if new:
            codes = tuple(one["code"] for one in new)
            named = codes[0] in due
            return Judged(name, pair.style, pair.language, pair.second.kind, True, named, codes, new[0]["message"])
    return Judged(name, pair.style, pair.language, pair.second.kind, False, False, ())


def _mark(finding: Record) -> tuple[str, str, str]:
    return finding["code"], finding["cause"], finding.get("detail", "")


def _figures(judged: list[Judged]) -> dict[str, Any]:
    counted = [one for one in judged if not one.broken]
    return {
        "pairs": len(counted),
        "caught": _share(counted, "caught"),
        "named": _share(counted, "named"),
        "languages": dict(sorted(Counter(one.language for one in counted).items())),
        "styles": {style: _counts(counted, "style", style) for style in dict.fromkeys(one.style for one in counted)},
        "kinds": {kind: _counts(counted, "kind", kind) for kind in dict.fromkeys(one.kind for one in counted)},
        "missed": [one.pair for one in counted if not one.caught],
        "misnamed": [asdict(one) for one in counted if one.caught and not one.named],
        "broken": [f"{one.pair}: {one.broken}" for one in judged if one.broken],
    }


def _counts(judged: list[Judged], field: str, value: str) -> dict[str, int]:
    own = [one for one in judged if getattr(one, field) == value]
    return {
        "pairs": len(own),
        "caught": sum(one.caught for one in own),
        "named": sum(one.named for one in own),
    }


def _share(judged: list[Judged], name: str) -> float:
    return round(sum(getattr(one, name) for one in judged) / len(judged), 4) if judged else 0.0


def _show(figures: dict[str, Any]) -> None:
    for title in ("styles", "kinds"):
        rows = [[name, *(str(value) for value in counts.values())] for name, counts in figures[title].items()]
        table([title, "pairs", "caught", "named"], rows)
    for line in figures["missed"]:
        print(f"missed: {line}")
    for entry in figures["misnamed"]:
        print(f"not named: {entry['pair']}: found {', '.join(entry['found'])}: {entry['words']}")
    for line in figures["broken"]:
        print(f"broken pair: {line}")
    by_language = ", ".join(f"{name} {count}" for name, count in figures["languages"].items())
    print(
        f"\n{figures['pairs']} pairs ({by_language}), seed {figures['seed']}, {figures['seconds']} s: "
        f"caught {figures['caught']:.1%} (bar {BARS['caught']:.0%}), named {figures['named']:.1%} "
        f"(bar {BARS['named']:.0%})"
    )


if __name__ == "__main__":
    sys.exit(main())
