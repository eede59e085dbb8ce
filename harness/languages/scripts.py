"""Languages whose programs need no build: one command line, with the file's name in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from harness.common.tools import ToolTrouble, run_tool
from harness.languages.language import Preparation, Prepare
from harness.languages.toolchain import Tool
from harness.model import CouldNotStart, Example

PREPARE_LIMIT = 600.0
"""Seconds that a preparing command may take: installing a large tree of libraries is within it."""


def command(
    argv: Sequence[str],
    prepare: Sequence[Sequence[str]] = (),
    env: Mapping[str, str] | None = None,
    words: Callable[[Path], Mapping[str, str]] = lambda _: {},
) -> Prepare:
    """Prepares by running `prepare` once in the work folder, and starts `argv` with its words filled in.

    `{file}` is the program's path, `{name}` its file name without the ending, and the name of a tool, such as `{node}`,
    that tool's path; `words` gives more, by the work folder.
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

    return prepared(start, prepare, words)


def prepared(inner: Prepare, prepare: Sequence[Sequence[str]], words: Callable[[Path], Mapping[str, str]]) -> Prepare:
    """Runs `prepare` before a language's own way of preparing."""

    def run(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
        known = {name: tool.path for name, tool in tools.items()} | dict(words(examples[0].workdir))
        trouble = run_all([fill(step, known) for step in prepare], examples[0].workdir)
        if trouble:
            return Preparation(failures={example.id: trouble for example in examples})
        return inner(examples, tools, build)

    return run


def run_all(steps: Sequence[tuple[str, ...]], folder: Path) -> CouldNotStart | None:
    """Runs commands one after another; the trouble of the first that fails."""
    return next(filter(None, (_run(step, folder) for step in steps)), None)


def fill(argv: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """The argument list with `{word}` replaced; any other brace stays as it is."""
    filled = []
    for argument in argv:
        for word, value in words.items():
            argument = argument.replace(f"{{{word}}}", value)
        filled.append(argument)
    return tuple(filled)


def _run(argv: tuple[str, ...], folder: Path) -> CouldNotStart | None:
    try:
        done = run_tool(argv, PREPARE_LIMIT, folder=folder)
    except ToolTrouble as error:
        return CouldNotStart(f"{' '.join(argv)}: {error}")
    if done.returncode == 0:
        return None
    return CouldNotStart(f"{' '.join(argv)}: exit status {done.returncode}: {done.stderr.strip()[-2000:]}")
