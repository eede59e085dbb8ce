"""What `harness init` makes of repositories without settings: lines written, programs that run, seconds.

.venv/bin/python bench/init.py [--only TEXT] [--document FILE ...] [--show]

It writes the settings for each repository by itself (`--yes`), and runs every program under the scenario `success`. A
program *runs* if it was started, and its requests were tied to operations. Repositories are those of its tests, the
other tests' trees without their settings, and documents with samples that `--document` names. The shapes in
`repositories/` were written in rounds, each before `harness init` had seen any of it, and count apart.
"""

# ruff: noqa: T201, S603 - a script that prints, and calls the harness

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from commands.init.more_repositories import MORE, Shape
from commands.init.repositories import SHAPES

from bench.machine import ROOT, machine, table, write
from bench.repositories.unseen import UNSEEN
from bench.repositories.unseen_again import AGAIN
from bench.repositories.unseen_fifth import FIFTH
from bench.repositories.unseen_fourth import FOURTH
from bench.repositories.unseen_third import THIRD

TREES = (
    "tests/languages/tree",
    "tests/hosts/tree",
    "tests/retries/tree",
    "tests/distributions/tree",
    "tests/conversations/pages",
    "tests/conversations/state",
    "tests/credentials/oauth",
)
ROUNDS = {
    "first blind": UNSEEN,
    "second blind": AGAIN,
    "third blind": THIRD,
    "fourth blind": FOURTH,
    "fifth blind": FIFTH,
}
"""Shapes that no change had been made for when they were first measured, oldest first."""
NOT_RUN = frozenset({"unknown-operation", "no-request", "wrong-operation", "real-host", "unset-variable"})
"""Codes of a program that the settings did not bring to its operation."""
BAR, LONGEST = 0.9, 60.0
"""Share of programs that run, and seconds for the settings."""


@dataclass(frozen=True)
class Repository:
    """What is measured."""

    name: str
    group: str
    fill: Callable[[Path], int | None]
    """Writes it below a folder -> how many programs it has; None where that is what is found."""


@dataclass(frozen=True)
class Figures:
    """What came of one repository."""

    name: str
    group: str
    lines: int
    programs: int
    run: int
    passed: int
    seconds: float
    left: tuple[str, ...]
    """What did not run, with its codes."""


def main() -> int:
    """Measures and prints; 1 where a group misses the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="TEXT", default="", help="repositories whose name or group has it")
    parser.add_argument("--document", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--show", action="store_true", help="print the settings, and what did not run")
    arguments = parser.parse_args()
    chosen = [one for one in _repositories(arguments.document) if arguments.only in f"{one.group}: {one.name}"]
    found = [_measured(one, arguments.show) for one in chosen]
    table(
        ["repository", "settings", "programs", "run", "passed", "seconds"],
        [
            [f"{one.group}: {one.name}", *map(str, (one.lines, one.programs, one.run, one.passed, one.seconds))]
            for one in found
        ],
    )
    missed = False
    for group in dict.fromkeys(one.group for one in found):
        own = [one for one in found if one.group == group]
        run, programs = sum(one.run for one in own), sum(one.programs for one in own)
        longest = max(one.seconds for one in own)
        print(f"{group}: {run} of {programs} run ({run / max(1, programs):.0%}), at most {longest:.1f} s")
        missed = missed or run < BAR * programs or longest > LONGEST
    if not arguments.only:
        print(write("init", {"machine": machine(), "repositories": [asdict(one) for one in found]}))
    return int(missed)


def _repositories(documents: list[Path]) -> Iterator[Repository]:
    for name, files in SHAPES.items():
        programs = sum(one.startswith(("examples/", "snippets/", "samples/", "code/", "docs/")) for one in files)
        programs += sum("/examples/" in one for one in files)
        yield _shape(name, "tests", Shape(max(1, programs), files))
    for name, shape in MORE.items():
        yield _shape(name, "more", shape)
    for path in TREES:
        yield Repository(path, "trees", lambda root, path=path: _tree(ROOT / path, root))
    for document in documents:
        yield Repository(document.name, "documents", lambda root, document=document: _document(document, root))
    for group, shapes in ROUNDS.items():
        for name, shape in shapes.items():
            yield _shape(name, group, shape)


def _shape(name: str, group: str, shape: Shape) -> Repository:
    def fill(root: Path) -> int:
        shape.write(root)
        return shape.programs

    return Repository(name, group, fill)


def _tree(source: Path, root: Path) -> int:
    """A tree of the tests without its settings; its programs are those that its own settings find."""
    listed = subprocess.run(
        [sys.executable, "-m", "harness", "list", "--config", source / "harness.toml", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    shutil.copytree(source, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("harness.toml", ".harness", "out"))
    return len({case["name"].rpartition("/")[0] for case in json.loads(listed.stdout)})


def _document(source: Path, root: Path) -> None:
    shutil.copyfile(source, root / source.name)


def _measured(repository: Repository, show: bool) -> Figures:
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:  # a program's own /tmp hides what lies in ours
        root = Path(folder)
        due = repository.fill(root)
        start = time.monotonic()
        done = _harness(root, "init", "--yes", "--no-run")
        seconds = time.monotonic() - start
        if done.returncode:
            return Figures(repository.name, repository.group, 0, due or 1, 0, 0, seconds, (done.stderr.strip(),))
        settings = (root / "harness.toml").read_text("utf-8")
        report = root / ".harness" / "init.json"
        run = _harness(root, "run", "--scenario", "success", "--json", str(report))
        cases: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["cases"] if report.exists() else []
    left = tuple(f"{case['name']}: {case['verdict']} {_codes(case)}" for case in cases if case["verdict"] != "passed")
    if show:
        print(f"== {repository.name}\n{settings}{chr(10).join(left)}\n{run.stderr if not cases else ''}")
    lines = sum(" = " in line for line in settings.splitlines())
    programs = max(due or 0, len(cases))
    ran = sum(_runs(case) for case in cases)
    passed = sum(case["verdict"] == "passed" for case in cases)
    return Figures(repository.name, repository.group, lines, programs, ran, passed, round(seconds, 2), left)


def _harness(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "harness", *arguments]
    return subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False)


def _codes(case: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in case["findings"] if finding["severity"] != "note"]


def _runs(case: dict[str, Any]) -> bool:
    sent = case["verdict"] in ("passed", "failed") and bool(case["exchanges"])
    return sent and not NOT_RUN.intersection(_codes(case))


if __name__ == "__main__":
    sys.exit(main())
