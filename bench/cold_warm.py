"""Whether a program that starts warm does what `python FILE` or `node FILE` does with the same source file.

.venv/bin/python bench/cold_warm.py [--only WORD]

Every source file of bench/oddities.py is run by the interpreter's own command, and as the harness starts it. Compared
are the exit status, stdout and stderr. A file that the harness refuses as a build error must be one that the
interpreter refuses with a SyntaxError.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import machine, table, write
from bench.oddities import Odd, all_of_them
from harness.languages.javascript import JAVASCRIPT
from harness.languages.language import Language, Preparation
from harness.languages.node import NODE
from harness.languages.python import PYTHON
from harness.languages.toolchain import Tool, find
from harness.languages.typescript import TYPESCRIPT
from harness.launch.command import Command, Ending, ForkServer
from harness.launch.confined import ConfinedLauncher
from harness.launch.root import Visible
from harness.model import Example

LANGUAGES = {"py": PYTHON, "mjs": JAVASCRIPT, "ts": TYPESCRIPT}
KINDS = ("warm", "cold", "refused")
LIMIT = 30.0
REFUSES = re.compile(
    r"SyntaxError|IndentationError|TabError|ERR_INVALID_TYPESCRIPT_SYNTAX|ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX"
)
"""What an interpreter says of a file that it does not begin with."""


@dataclass(frozen=True)
class Seen:
    """What is seen of a program: its exit status and what it printed, without the paths of its run."""

    status: int | None
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Compared:
    """One source file: how the interpreter ran it, and how the harness did; `kind` is how that was started."""

    odd: Odd
    cold: Seen
    ours: Seen | None
    kind: str

    @property
    def differs(self) -> bool:
        """True where the harness shows something else than the interpreter does."""
        if self.ours is None:
            return not (self.cold.status and REFUSES.search(self.cold.stderr))
        return self.cold != self.ours


def compare(odds: Iterable[Odd], folder: Path) -> list[Compared]:
    """Runs each file in both ways, below `folder`. Raises Unavailable where there are no namespaces."""
    examples = {odd: _example(odd, number, folder) for number, odd in enumerate(odds)}
    base = folder / "base"
    base.mkdir()
    seen = Visible((str(folder),))
    launcher = ConfinedLauncher(base, visible=seen)
    try:
        found: list[Compared] = []
        for extension, language in LANGUAGES.items():
            own = {odd: example for odd, example in examples.items() if odd.extension == extension}
            prepared = _prepare(language, list(own.values()), folder / "build")
            found += asyncio.run(_compare(launcher, base, own, prepared))
            launcher.close()
            launcher = ConfinedLauncher(base, visible=seen)
        return found
    finally:
        launcher.close()


def _example(odd: Odd, number: int, folder: Path) -> Example:
    file = folder / "tree" / f"{odd.extension}{number}" / f"program.{odd.extension}"
    file.parent.mkdir(parents=True)
    file.write_bytes(odd.content)
    return Example(LANGUAGES[odd.extension].name, "v1", f"o{number}", None, file, file.name, folder / "tree")


def _prepare(language: Language, examples: Sequence[Example], build: Path) -> Preparation:
    if language is PYTHON:
        return language.prepare(examples, {"python3": Tool(sys.executable, "3")}, build)
    node = find(NODE)
    assert node  # noqa: S101 - the project's own set-up has put it there
    return language.prepare(examples, {"node": node}, build)


async def _compare(
    launcher: ConfinedLauncher, base: Path, examples: dict[Odd, Example], prepared: Preparation
) -> list[Compared]:
    found = []
    for odd, example in examples.items():
        work = base / example.name
        own = (prepared.commands[example.id][0], str(example.file))
        cold, _ = await _run(launcher, work.with_name(f"{work.name}-cold"), own, None, prepared)
        if example.id in prepared.failures:
            found.append(Compared(odd, cold, None, "refused"))
            continue
        argv, server = prepared.commands[example.id], prepared.fork_servers.get(example.id)
        ours, ending = await _run(launcher, work.with_name(f"{work.name}-warm"), argv, server, prepared)
        ours = replace(ours, stderr=ours.stderr.replace(argv[-1], str(example.file)))
        found.append(Compared(odd, cold, ours, "warm" if ending.warm else "cold"))
    return found


async def _run(
    launcher: ConfinedLauncher, work: Path, argv: tuple[str, ...], server: tuple[str, ...] | None, prepared: Preparation
) -> tuple[Seen, Ending]:
    folder = work / "tree"
    folder.mkdir(parents=True)
    base = {"PATH": os.defpath, **prepared.env}
    warm = ForkServer(server, {**base, "HOME": "/nobody"}) if server else None
    env = {**base, "HOME": str(work)}
    command = Command(argv, folder, env, work / "stdout", work / "stderr", LIMIT, warm)
    place = await launcher.lease(listening=False)
    try:
        ending = await place.run(command)
    finally:
        await place.release()
    return Seen(ending.exit_status, *(_printed(work / name, work) for name in ("stdout", "stderr"))), ending


def _printed(file: Path, work: Path) -> str:
    """What was printed, without what differs between any two runs."""
    text = file.read_bytes().decode("utf-8", "backslashreplace")
    text = text.replace(str(work), "$WORK").replace(work.name, "$NAME")
    text = re.sub(r"(?m)^ +at .*\bnode:.*\n", "", text)  # Node.js's own way to a file of types is another one
    return re.sub(r" 0x[0-9a-f]+|tmp[\w]{8}\b|\b13\d{13,}\b", " 0x", text)


def main() -> int:
    """Compares them all, prints and writes what differs; 1 where something does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="only files whose name has this word")
    arguments = parser.parse_args()
    about, start = machine(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-cold-warm-") as folder:
        found = compare([odd for odd in all_of_them() if arguments.only in odd.name], Path(folder))
    wrong = [one for one in found if one.differs]
    for one in wrong:
        print(f"{one.odd.extension}: {one.odd.name} ({one.kind})\n  {one.cold}\n  {one.ours}")
    rows = [
        [
            extension,
            len(own),
            *(sum(one.kind == kind for one in own) for kind in KINDS),
            sum(one.differs for one in own),
        ]
        for extension in LANGUAGES
        if (own := [one for one in found if one.odd.extension == extension])
    ]
    head = ("files", "all", *KINDS, "differ")
    table(list(head), [[str(cell) for cell in row] for row in rows])
    if not arguments.only:
        figures = {str(row[0]): dict(zip(head[1:], row[1:], strict=True)) for row in rows}
        print(write("cold-warm", {"machine": about, "seconds": round(time.perf_counter() - start), **figures}))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
