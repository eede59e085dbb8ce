"""Variants of the bundled programs, and their runs: many at once, each beside its sound siblings."""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.plan.session import open_session
from harness.run.options import Options
from harness.run.run import Run

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.trees import EXTENSIONS, Program, make_tree  # noqa: E402 - the tests' own trees, found by the line above

Record = dict[str, Any]
Edit = tuple[str, str]
"""A pattern, and what takes the place of its first match (`\\1` for its groups)."""


@dataclass(frozen=True)
class Rule:
    """One way to change programs of one language: all edits apply, or the rule does not."""

    kind: str
    language: str
    edits: tuple[Edit, ...]
    only: str = ""
    """A pattern that the program's path must hold; empty takes all."""
    everywhere: bool = False
    """True where every match is replaced, not the first alone."""
    way: int = 1
    """Which way to write it this is, among those of its language."""
    whole: str = ""
    """A whole program, for the one that `only` names, in place of edits."""

    def apply(self, path: str, text: str) -> str | None:
        """The changed text; None where an edit has nothing to change."""
        if not re.search(self.only, path):
            return None
        if self.whole:
            return self.whole
        for pattern, new in self.edits:
            text, count = re.subn(pattern, new, text, count=0 if self.everywhere else 1)
            if not count:
                return None
        return text


@dataclass(frozen=True)
class Variant:
    """A program with its rule applied."""

    rule: Rule
    program: Program

    @property
    def name(self) -> str:
        """`wrong-method v1/masking/go`, or `wrong-method-2 ...` for the second way to write it."""
        return f"{self.rule.kind}{f'-{self.rule.way}' if self.rule.way > 1 else ''} {self.program.id}"


def bundled() -> Iterator[Program]:
    """Every bundled program, unchanged."""
    for language, extension in EXTENSIONS.items():
        for file in sorted((ROOT / "examples" / language / "code").glob(f"*/*.{extension}")):
            yield Program(language, file.stem, api=file.parent.name)


def choose(rules: Iterable[Rule], most: int, seed: int) -> list[Variant]:
    """At most `most` variants of each rule, from programs drawn with the seed; a rule that fits none is an error."""
    programs = list(bundled())
    chosen = []
    for rule in rules:
        fitting = []
        for program in programs:
            text = rule.apply(program.path, program.source) if program.language == rule.language else None
            if text is not None and text != program.source:
                fitting.append(Program(program.language, program.name, api=program.api, text=text))
        if not fitting:
            raise SystemExit(f"bench: the rule {rule.kind} for {rule.language} fits no program")
        # Seeded by the rule too, so that a new rule leaves the draw of all others as it was.
        draw = random.Random(f"{seed} {rule.kind} {rule.language} {rule.way}").sample(fitting, min(most, len(fitting)))  # noqa: S311 - a draw of programs
        chosen += [Variant(rule, program) for program in draw]
    return chosen


def batches(variants: Sequence[Variant]) -> list[list[Variant]]:
    """Sets of variants that can share a tree: two of one operation would be compared with each other."""
    trees: list[dict[str, Variant]] = []
    for variant in variants:
        group = variant.program.id.rsplit("/", 1)[0]
        tree = next((tree for tree in trees if group not in tree), None)
        if tree is None:
            trees.append(tree := {})
        tree[group] = variant
    return [list(tree.values()) for tree in trees]


def run(
    variants: Sequence[Variant],
    scenarios: dict[str, tuple[str, ...]],
    libraries: Mapping[str, Path] | None = None,
    known: Mapping[str, str] | None = None,
    **settings: object,
) -> dict[str, list[Record]]:
    """A variant's name -> its records, in the order of the plan; `scenarios` by kind.

    Each stands beside the bundled programs of its operation in the other languages. `libraries` are folders that stand
    in every tree: a path below the examples -> what it leads to. `known` is a variant's name -> the known failures of
    its program, as their file has them.
    """
    names = [variant.name for variant in variants]
    if len(set(names)) != len(names):
        raise ValueError(f"two variants of one name: {sorted(name for name in names if names.count(name) > 1)}")
    records: dict[str, list[Record]] = {}
    for batch in batches(variants):
        with tempfile.TemporaryDirectory(prefix="bench-tree-") as folder:
            listed = "\n".join(filter(None, ((known or {}).get(variant.name) for variant in batch)))
            (Path(folder) / "known-failures.toml").write_text(listed, "utf-8")
            records |= _run(Path(folder), batch, scenarios, libraries or {}, settings)
    return records


def _run(
    root: Path,
    batch: Sequence[Variant],
    scenarios: dict[str, tuple[str, ...]],
    libraries: Mapping[str, Path],
    settings: dict[str, object],
) -> dict[str, list[Record]]:
    by_id = {variant.program.id: variant for variant in batch}
    reviewed = {"requests": str(ROOT / "fixtures" / "requests")}
    make_tree(root, *(variant.program for variant in batch), *_siblings(batch), settings=reviewed | settings)
    for path, folder in libraries.items():
        if (link := root / "examples" / path).parent.is_dir():
            link.symlink_to(folder)
    session = open_session(root)
    by_group = {variant.program.id.rsplit("/", 1)[0]: variant for variant in batch}
    planned = [
        case for case in session.plan.cases if case.case.scenario in scenarios[by_group[case.case.group].rule.kind]
    ]
    run = Run(session, Options(strict=True))
    try:
        run.start(planned)
        records: dict[str, list[Record]] = {variant.name: [] for variant in batch}
        for case in planned:
            if case.case.example.id in by_id:
                records[by_id[case.case.example.id].name].append(run.record(case.case.name))
        return records
    finally:
        run.stop()


def _siblings(batch: Sequence[Variant]) -> list[Program]:
    """The bundled programs that show the same operations in other languages."""
    groups = {variant.program.id.rsplit("/", 1)[0]: variant.program.language for variant in batch}
    return [one for one in bundled() if groups.get(one.id.rsplit("/", 1)[0], one.language) != one.language]


def errors(record: Record) -> list[Record]:
    """The findings that fail a case, in their order."""
    return [one for one in record["findings"] if one["severity"] == "error" and not one.get("accepted")]
