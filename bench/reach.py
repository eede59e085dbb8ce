"""Which files of tests may notice a mutant, in the order in which they are tried.

The tree of tests mirrors `harness/`: so a module's own tests come first, then those of its room, then those of other
rooms that import it, each time those first that start no program. Files that start programs come last.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from functools import cache

from bench.machine import ROOT
from bench.mutations import Mutant

FIRST = 4
"""Files that are tried before the rest of a room is: a module without a file of its own has its tests in others."""
MOST_FAR = 8
"""Files of other rooms that import it."""
IMPORTED = 100
"""How much more an import of a module counts than its name."""
TOP = "tests"
"""What mirrors the modules that lie in no room."""
NEAR = 4
"""How much more it counts that a file of the module's room names it."""
LAST = ("abuse", "containers", "docs", "scale", "warm")
"""Rooms whose tests take longest, or look at texts."""


def quick(mutant: Mutant) -> list[list[str]]:
    """The files of tests that start no program, in groups: those of the module, of its room, of other rooms."""
    room, _ = _mirrored(mutant)
    near = sorted((file for file in quick_files() if _is_in(file, room)), key=_order(mutant))
    far = [file for file in quick_files() if file not in near and _mentions(mutant, file) >= IMPORTED]
    return [near[:FIRST], near[FIRST:], sorted(far, key=_order(mutant))[:MOST_FAR]]


def whole(mutant: Mutant) -> list[str]:
    """The files of tests that start programs, nearest first."""
    files = (file for file in test_files() - quick_files() if file.count("/") > 1)
    return sorted(files, key=_order(mutant))


def _order(mutant: Mutant) -> Callable[[str], tuple[bool | int | str, ...]]:
    """Those that mirror the module, those of its name in other rooms, then by how often they name it; what is in its
    room counts more."""
    room, module = _mirrored(mutant)
    top = "/".join(room.split("/")[:2])
    return lambda file: (
        not file.startswith(f"{room}/test_{module}"),
        not file.endswith(f"/test_{module}.py"),
        -(1 + _mentions(mutant, file)) * (NEAR if _is_in(file, room) else NEAR // 2 if _is_in(file, top) else 1),
        file.split("/")[1] in LAST,
        file,
    )


def _mirrored(mutant: Mutant) -> tuple[str, str]:
    """The folder of a module's tests, that of the room around if it has none, and the module's name."""
    room, _, module = mutant.file.replace("harness", "tests", 1).removesuffix(".py").rpartition("/")
    name = (module if module != "__init__" else room.rpartition("/")[2]).removesuffix("_command")
    return room if (ROOT / room).is_dir() else room.rpartition("/")[0], name


def _is_in(file: str, room: str) -> bool:
    return file.startswith(f"{room}/") and (room != TOP or file.count("/") == 1)


def _mentions(mutant: Mutant, file: str) -> int:
    """How often a file of tests names a module; an import of it counts much more."""
    text = text_of(file)
    package, _, name = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".").rpartition(".")
    imported = re.search(rf"{package}\.{name}\b|from {package} import [^\n]*\b{name}\b", text) is not None
    return text.count(_mirrored(mutant)[1].strip("_")) + IMPORTED * imported


@cache
def test_files() -> frozenset[str]:
    """All files of tests, below the project's root."""
    return frozenset(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))


@cache
def quick_files() -> frozenset[str]:
    """Those that start no program, as `./run-all.sh fast` has them."""
    return frozenset(runpy.run_path(str(ROOT / "tests" / "run.py"))["quick_tests"]())


@cache
def text_of(file: str) -> str:
    """A file's text."""
    return (ROOT / file).read_text("utf-8")
