"""A wrong and a right program of each finding code in four languages, taken from the tests that run them.

Nothing is written twice: the right ones are the bundled examples and the sound programs of the tests' trees, and the
wrong ones are what the tests make of them. Each wrong one is run there, and gets its code.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
LANGUAGES = {"python": "Python", "ts": "TypeScript", "go": "Go", "curl": "curl"}
AROUND = 2
"""Lines shown before and after those that differ."""


@dataclass(frozen=True)
class Pair:
    """A right program, and the same made wrong in one way."""

    code: str
    language: str
    right: str
    wrong: str
    scenario: str
    """The scenario in which the wrong one gets its code."""
    what: str = ""
    """What the wrong one does, in a few words; empty where the code's title says it."""

    def excerpts(self) -> tuple[str, str]:
        """Of the wrong and of the right one the lines that differ, and some around them, without their indent."""
        wrong, right = self.wrong.splitlines(), self.right.splitlines()
        shown: tuple[list[str], list[str]] = ([], [])
        for group in difflib.SequenceMatcher(None, wrong, right, autojunk=False).get_grouped_opcodes(AROUND):
            first, last = group[0], group[-1]
            for lines, found in zip(shown, (wrong[first[1] : last[2]], right[first[3] : last[4]]), strict=True):
                lines.extend(["...", *found] if lines else found)
        return _plain(shown[0]), _plain(shown[1])


@cache
def pairs() -> Mapping[str, Mapping[str, Pair]]:
    """Code -> language -> the first pair that the tests have."""
    sys.path.insert(0, str(TESTS))
    found: dict[str, dict[str, Pair]] = {}
    for pair in _all():
        found.setdefault(pair.code, {}).setdefault(pair.language, pair)
    return found


def _all() -> Iterator[Pair]:
    yield from _bundled_programs()
    yield from _programs_of_trees()
    yield from _fragments()


def _bundled_programs() -> Iterator[Pair]:
    """The bundled programs, and what the tables of tests/faults make of them."""
    tables = [
        import_module(f"faults.test_{name}").FAULTS
        for name in ("ending", "request", "output", "catalogue", "hosts", "source", "left_to_reader")
    ]
    safety = import_module("faults.test_safety")
    for fault in (one for table in (*tables, safety.LEAKS, safety.REFUSED) for one in table):
        right = _changed(_bundled(fault.program), fault.sound)
        yield Pair(fault.code, fault.language, right, fault.program.source, fault.scenario, fault.what)
    parity, world = import_module("faults.test_parity"), import_module("faults.test_failing_world")
    for row in parity.ROWS:
        yield Pair(row.code, row.program.language, _bundled(row.program), row.program.source, row.scenario)
    for row in world.HALF:
        yield Pair(row.code, row.program.language, _bundled(row.program), row.program.source, row.scenarios[0])
    for program in import_module("faults.test_flaky").PROGRAMS:
        yield Pair("flaky", program.language, _bundled(program), program.source, "success", "depends on chance")
    for program in world.patient_programs():
        yield Pair("no-client-timeout", program.language, _bundled(program), program.source, "hang")


def _programs_of_trees() -> Iterator[Pair]:
    """The sound programs of other tests' trees, and what their tables make of them."""
    retries, pages = import_module("retries.test_programs"), import_module("conversations.test_pages")
    state, oauth = import_module("conversations.test_state"), import_module("credentials.test_oauth")
    conversations = tuple(
        import_module(f"conversations.test_{name}") for name in ("elsewhere", "streams", "graphql", "sockets")
    )
    for code, scenario, table in retries.FAULTS:
        yield from _of_tree(code, retries.TREE, table, scenario)
    yield from _of_tree("page-loop", pages.TREE, pages.LOOP, "many-pages")
    yield from _of_tree("page-lost", pages.TREE, pages.LOST, "many-pages")
    yield from _of_tree("chained-value", state.TREE, state.WRONG, "success")
    receivers = import_module("conversations.test_receivers")
    for code, scenario, table in receivers.FAULTS:
        yield from _of_tree(code, receivers.TREE, table, scenario)
    for tests in conversations:
        for code, scenario, table in tests.TABLES:
            yield from _of_tree(code, tests.TREE, table, scenario)
    for program, edits, scenario, code in oauth.FAULTS.values():
        yield from _of_tree(code, oauth.TREE, {program: edits}, scenario)


def _fragments() -> Iterator[Pair]:
    """Programs that tests hold as texts."""
    parity, preludes = import_module("faults.test_parity"), import_module("discover.test_preludes")
    for language, text in parity.ORDERS.items():
        yield Pair("parity-query", language, text, text.replace(*parity.NOTIFIES), "success")
    before_and_after = {"python": (preludes.SETUP, preludes.FRAGMENT)}
    before_and_after |= {language: preludes.LANGUAGES[language][1:] for language in ("ts", "go")}
    for language, (before, after) in before_and_after.items():
        yield Pair("sample-incomplete", language, before + after, after, "success")


def _bundled(program: Any) -> str:
    return Path(TESTS.parent, "examples", program.path).read_text("utf-8")


def _of_tree(code: str, tree: Path, table: Mapping[str, tuple[tuple[str, str], ...]], scenario: str) -> Iterator[Pair]:
    for name, edits in table.items():
        right = (tree / name).read_text("utf-8")
        yield Pair(code, name.partition("/")[0], right, _changed(right, edits), scenario)


def _changed(text: str, edits: Iterable[tuple[str, str]]) -> str:
    for old, new in edits:
        text = text.replace(old, new)
    return text


def _plain(lines: list[str]) -> str:
    """Lines without the indent that all have."""
    indents = [line[: len(line) - len(line.lstrip())] for line in lines if line.strip() and line != "..."]
    least = min(indents, key=len, default="")
    return "\n".join(line.removeprefix(least) for line in lines).strip("\n")
