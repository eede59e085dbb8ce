"""Languages whose programs need no build: one command line, with the file's name in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.common.cells import Reach, in_cells, run_in_cell
from harness.common.tools import ToolTrouble, run_tool
from harness.languages.language import Preparation, Prepare
from harness.languages.toolchain import Tool
from harness.model import CouldNotStart, Example

PREPARE_LIMIT = 600.0
"""Seconds that a preparing command may take: installing a large tree of libraries is within it."""
NETWORK, MACHINE = "network", "machine"
"""Values of `prepare_reach` that open more than the tree."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HOME = "home"
"""The home of preparing commands, in the language's folder of build results: what they download is kept there."""


def command(
    argv: Sequence[str],
    prepare: Sequence[Sequence[str]] = (),
    env: Mapping[str, str] | None = None,
    words: Callable[[Path], Mapping[str, str]] = lambda _: {},
    reach: str = "tree",
) -> Prepare:
    """Prepares by running `prepare` once in the work folder, and starts `argv` with its words filled in.

    `{file}` is the program's path, `{name}` its file name without the ending, and the name of a tool, such as `{node}`,
    that tool's path; `words` gives more, by the work folder. `reach` is what `prepare` reaches, as the settings say it.
    """

    def start(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:  # noqa: ARG001 - the shape of Prepare
        known = {name: tool.path for name, tool in tools.items()} | dict(words(examples[0].workdir))
        own = tools.get(argv[0]) if argv else None
        # a name is looked up on PATH when the program starts: a certain one of several versions is started by its path
        called = (own.path, *argv[1:]) if own and own.path != shutil.which(argv[0]) else tuple(argv)
        commands = {
            example.id: fill(called, known | {"file": str(example.file), "name": example.file.stem})
            for example in examples
        }
        return Preparation(commands, env=env or {})

    return prepared(start, prepare, words, reach, env)


def prepared(
    inner: Prepare,
    prepare: Sequence[Sequence[str]],
    words: Callable[[Path], Mapping[str, str]],
    reach: str = "tree",
    env: Mapping[str, str] | None = None,
) -> Prepare:
    """Runs `prepare` before a language's own way of preparing, with some variables."""

    def run(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
        folder = examples[0].workdir
        known = {name: tool.path for name, tool in tools.items()} | dict(words(folder))
        steps = Steps(folder, build, reach, env or {})
        trouble = next(filter(None, (steps.run(fill(step, known)) for step in prepare)), None)
        if trouble:
            return Preparation(failures={example.id: trouble for example in examples})
        return inner(examples, tools, build)

    return run


def fill(argv: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """The argument list with `{word}` replaced; any other brace stays as it is."""
    filled = []
    for argument in argv:
        for word, value in words.items():
            argument = argument.replace(f"{{{word}}}", value)
        filled.append(argument)
    return tuple(filled)


def _home(folder: Path) -> dict[str, str]:
    """Variables by which tools take a folder for the home: a Java virtual machine does not look at `HOME`."""
    maven = f"{os.environ.get('MAVEN_OPTS', '')} -Duser.home={folder}".strip()
    return {"HOME": str(folder), "MAVEN_OPTS": maven, "GRADLE_USER_HOME": str(folder / ".gradle")}


@dataclass(frozen=True)
class Steps:
    """Commands of a project that prepare a work folder."""

    folder: Path
    build: Path
    """The folder for what outlives the run: their home is in it."""
    reach: str
    env: Mapping[str, str]

    def run(self, argv: tuple[str, ...]) -> CouldNotStart | None:
        """Runs one; why the programs can't start, if it fails."""
        shown = " ".join(argv)
        try:
            done = self._run(argv)
        except ToolTrouble as error:
            return CouldNotStart(f"{shown}: {error}{self._hint}")
        if done.returncode == 0:
            return None
        said = _COLOUR.sub("", done.stderr).strip() or _COLOUR.sub("", done.stdout).strip()  # Maven's are on stdout
        return CouldNotStart(f"{shown}: exit status {done.returncode}: {said[-2000:]}{self._hint}")

    def _run(self, argv: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        if self.reach == MACHINE:
            return run_tool(argv, PREPARE_LIMIT, folder=self.folder, env={**os.environ, **self.env})
        rustup = Path(os.environ.get("RUSTUP_HOME") or Path(os.path.expanduser("~"), ".rustup"))  # noqa: PTH111
        toolchains = {"RUSTUP_HOME": str(rustup)} if rustup.is_dir() else {}
        home = {}
        if in_cells():
            (self.build / HOME).mkdir(parents=True, exist_ok=True)
            home = _home(self.build / HOME)
        reach = Reach(
            writes=(self.folder, *([self.build / HOME] if home else [])),
            reads=[*map(Path, toolchains.values())],
            variables={**toolchains, **home, **self.env},
            network=self.reach == NETWORK,
        )
        return run_in_cell(argv, PREPARE_LIMIT, reach, folder=self.folder)

    @property
    def _hint(self) -> str:
        if self.reach == MACHINE or not in_cells():
            return ""
        lacks = "" if self.reach == NETWORK else "no network, "
        return f' (it had {lacks}a home of its own, and wrote to its work folder alone: "prepare_reach" opens more)'
