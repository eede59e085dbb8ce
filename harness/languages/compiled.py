"""What compiled languages share: a build's name by content, and a compiler's words made a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextvars import copy_context
from os import cpu_count
from pathlib import Path

from harness.common.cells import Reach, run_in_cell
from harness.common.tools import ToolTrouble
from harness.model import CouldNotStart, Example, Finding
from harness.source.libraries import missing, not_installed
from harness.source.undefined import could_not_run, undefined

BUILD_LIMIT = 300.0
"""Seconds for the build of one program."""


def build_name(example: Example, version: str, files: Iterable[Path]) -> str:
    """The example's id and a digest of the compiler's version and of all that goes into the build."""
    hashed = hashlib.sha256(version.encode())
    for file in sorted(files):
        hashed.update(f"\0{file}\0".encode() + file.read_bytes())
    return f"{example.id.replace('/', '-')}-{hashed.hexdigest()[:24]}"


def run_compilers(commands: Mapping[str, tuple[Sequence[str], Path, Reach]]) -> dict[str, str]:
    """Runs compilers side by side, one a core: name -> argument list, folder and what they reach.

    Gives back name -> their words.
    """
    from concurrent.futures import ThreadPoolExecutor  # here, because `harness list` builds nothing

    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        started = {name: pool.submit(copy_context().run, _compile, command) for name, command in commands.items()}
        return {name: one.result() for name, one in started.items()}


def build_error(
    example: Example, compiler: str, said: str, line: int | None, hint: str, more: Sequence[str] = ()
) -> CouldNotStart:
    """Why an example can't be started: the compiler's first complaint, at its line, and what else it said.

    A sample that uses a name which is elsewhere on its page is incomplete, and no fault of the compiler's. A
    program that needs a library could not run.
    """
    library = missing("\n".join((said, *more)), example.dialect)
    if library:
        return not_installed(example, library)
    name = undefined(example, example.file.read_text("utf-8", "replace"), said)
    if name:
        return could_not_run(example, name, line)
    finding = Finding(
        code="build-error",
        message=f"{compiler}: {said}",
        expected="a program that compiles",
        actual="\n".join((said, *more)),
        file=example.shown,
        line=line,
        hint=hint,
        blame="example",
    )
    return CouldNotStart(f"{compiler}: {said}", findings=(finding,))


def _compile(command: tuple[Sequence[str], Path, Reach]) -> str:
    argv, folder, reach = command
    try:
        done = run_in_cell(argv, BUILD_LIMIT, reach, folder=folder)
    except ToolTrouble as error:
        return str(error)
    return done.stdout + done.stderr
