"""Toolchains: those on PATH where they are new enough, else the ones that came as packages."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness.common.tools import ToolTrouble, run_tool

VERSION_LIMIT = 20.0
"""Seconds in which a tool tells its version."""


@dataclass(frozen=True)
class Requirement:
    """A tool that a language needs."""

    name: str
    version_argv: tuple[str, ...] = ("--version",)
    minimum: tuple[int, ...] = ()
    package: str | None = None
    """The importable package that ships the tool, and the tool's path inside it."""
    path_in_package: str = ""
    advice: str = ""
    distributions: tuple[str, ...] = ()
    """What the package is called where it is installed from, if that has the tool's own versions; the first that has
    a version counts."""
    chosen_by_tree: bool = False
    """True for a tool that is another one in a folder whose files say so, even a program of the tree: its version is
    asked elsewhere."""
    at: str = ""
    """The tool's path, where it is to be a certain one."""

    @property
    def package_folder(self) -> str:
        """The folder of the package, where it is installed into a folder of its own."""
        return (self.package or "").replace(".", "/")


@dataclass(frozen=True)
class Tool:
    """A tool that was found."""

    path: str
    version: str


@cache
def find(need: Requirement) -> Tool | None:
    """The tool on PATH, or the one from its package; None where neither is there and new enough.

    A tool of which any version will do need not tell its own: a plain `sh` has no `--version`.
    """
    for path in places(need):
        version = _version(path, need)
        if not need.minimum or (version and numbers(version) >= need.minimum):
            return Tool(path, version or "")
    return None


def lack(need: Requirement) -> str:
    """Why `find` has nothing: `not found`, or the version that is there and too old."""
    newest = ".".join(map(str, need.minimum))
    for path in places(need):
        version = _version(path, need)
        return f"{path} is too old: {version or 'it has no version'}, {newest} or newer is needed"
    return f"not found{f', {newest} or newer is needed' if newest else ''}"


def places(need: Requirement) -> list[str]:
    """Where a tool may be taken from, whether it is new enough or not."""
    if need.at:
        return [need.at] if os.access(need.at, os.X_OK) else []
    return [path for path in (shutil.which(need.name), _packaged(need)) if path]


def _packaged(need: Requirement) -> str | None:
    if need.package is None:
        return None
    spec = importlib.util.find_spec(need.package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, need.path_in_package)
        if os.access(path, os.X_OK):
            return str(path)
    return None


def _version(path: str, need: Requirement) -> str | None:
    folder = Path("/") if need.chosen_by_tree else None
    try:
        shown = run_tool([path, *need.version_argv], VERSION_LIMIT, folder=folder)
    except ToolTrouble:
        return None
    found = re.search(r"\d+(\.\d+)+", f"{shown.stdout}\n{shown.stderr}") if shown.returncode == 0 else None
    return found[0] if found else None


def numbers(version: str) -> tuple[int, ...]:
    """`1.21.3` as numbers that compare."""
    return tuple(int(part) for part in version.split("."))
