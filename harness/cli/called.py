"""How the command was called -> how it is called again, from the folder that the reader is in."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

KEPT = (("config", "--config", None), ("root", "--root", None), ("launcher", "--launcher", "local"))
"""Options without which a case is another one: attribute, option, and the value that needs none."""


def again(arguments: argparse.Namespace) -> Callable[[str], str]:
    """Changes a report's `harness run CASE` to a line that works here: the command as it is found, and its options."""
    return _line(_command(), arguments)


def anywhere(arguments: argparse.Namespace, case: str) -> str:
    """The line for a POSIX shell that runs a case again from whatever folder, whatever the shell finds by name."""
    called = Path(sys.argv[0])
    module = f"{shlex.quote(sys.executable)} -m harness"
    command = shlex.quote(os.path.abspath(called)) if called.name == "harness" else module  # noqa: PTH100 - as below
    return f"cd {shlex.quote(str(Path.cwd()))} && {_line(command, arguments)(f'harness run {case}')}"


def _line(command: str, arguments: argparse.Namespace) -> Callable[[str], str]:
    kept = [(option, getattr(arguments, name, None), usual) for name, option, usual in KEPT]
    given = [(option, str(value)) for option, value, usual in kept if value not in (None, usual)]
    options = "".join(f" {option} {shlex.quote(value)}" for option, value in given)
    start = f"{command} run"

    def line(reproduce: str) -> str:
        rest = reproduce.removeprefix("harness run")
        matrix = " --matrix" if "@" in rest else ""  # the case of a variant
        return f"{start}{rest}{matrix}{options}" if rest != reproduce else reproduce

    return line


def _command() -> str:
    """`harness` where a shell finds this very one, else the path or the module by which it was called."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m harness"
    found = shutil.which("harness")
    if not called.is_absolute() and os.sep not in sys.argv[0]:
        return "harness"
    if called.name != "harness" or (found and Path(found).resolve() == called.resolve()):
        return "harness"
    whole = Path(os.path.abspath(called))  # noqa: PTH100 - as it was called: a link stays one
    return shlex.quote(str(whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole))
