"""The direction of dependencies, read off the imports: what each room may not know (docs of the design, "The flow")."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HARNESS = Path(__file__).resolve().parents[2] / "harness"

PROCESSES = ("subprocess", "multiprocessing", "signal", "harness.launch", "harness.execute", "harness.run.runner")
HTTP = ("http", "urllib", "requests", "h11", "socket", "socketserver", "httpx", "aiohttp", "harness.mock")
EXPECTATIONS = ("harness.checks", "harness.judge", "harness.assess", "harness.plan.known_failures", "harness.scenarios")
SPECIFICATION = ("harness.openapi", "harness.catalogue", "harness.catalogue.rules")

MAY_NOT_KNOW: dict[str, tuple[str, ...]] = {
    "harness.model": ("harness",),
    "harness.discover": (*PROCESSES, *HTTP, "pytest"),
    "harness.languages": ("harness.scenarios", "harness.checks", "harness.plan"),
    "harness.mock": (*SPECIFICATION, *EXPECTATIONS, "harness.languages", "harness.plan"),
    "harness.launch": ("http", "urllib", "requests", "h11", "harness.mock", "harness.scenarios", "harness.plan"),
    "harness.execute": (*SPECIFICATION, "harness.plan.known_failures", "harness.report"),
    "harness.openapi": ("harness.discover", "harness.languages", "harness.plan", "harness.execute"),
    "harness.checks": (
        "harness.mock",
        "harness.launch",
        "harness.execute",
        "harness.run.runner",
        "subprocess",
        "asyncio",
    ),
    "harness.commands.serving": (*PROCESSES, "harness.languages", "pytest"),
    "harness.report": (*EXPECTATIONS, *SPECIFICATION, "harness.plan", "harness.execute", "harness.run.runner"),
}
"""Room -> modules that nothing in it imports."""

CHECKS = ("ending", "request", "output", "secrets", "parity", "network", "catalogue", "document")
"""The checks, none of which imports another; what else lies in `checks/` they share."""

KNOWN: set[tuple[str, str]] = set()
"""Edges (importer, imported) that break the table today. Each is a debt: none is to be added."""


@cache
def modules() -> dict[str, Path]:
    """Every module of the harness by its dotted name."""
    found = {}
    for path in HARNESS.rglob("*.py"):
        parts = path.relative_to(HARNESS.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(name: str) -> frozenset[str]:
    """What a module imports anywhere in it, dotted; `from a import b` is `a.b` where that is a module."""
    return frozenset(_read(name, typing_too=True))


@cache
def runtime_imports(name: str) -> frozenset[str]:
    """As `imports`, but without what only type checkers see."""
    return frozenset(_read(name, typing_too=False))


def _read(name: str, *, typing_too: bool) -> Iterator[str]:
    pending: list[ast.AST] = [ast.parse(modules()[name].read_text("utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and not typing_too:
            pending += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: expected absolute imports"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules() else node.module or ""
        pending += ast.iter_child_nodes(node)


def is_in(name: str, room: str) -> bool:
    """True if a module is the room, or lies in it."""
    return name == room or name.startswith(f"{room}.")


def room_of(name: str) -> str:
    """`harness.mock.station` -> `harness.mock`."""
    return ".".join(name.split(".")[:2])


@pytest.mark.parametrize("room", MAY_NOT_KNOW)
def test_no_room_imports_what_it_may_not_know(room: str) -> None:
    broken = {
        (name, imported)
        for name in modules()
        if is_in(name, room)
        for imported in imports(name)
        if any(is_in(imported, unknown) for unknown in MAY_NOT_KNOW[room]) and not is_in(imported, room)
    }
    assert set() == broken - KNOWN


def test_every_room_of_the_table_exists() -> None:
    assert [] == [room for room in MAY_NOT_KNOW if room not in modules()]


def test_no_check_imports_another() -> None:
    names = {f"harness.checks.{name}" for name in CHECKS}
    broken = {(name, other) for name in names & modules().keys() for other in imports(name) & names if name != other}
    assert set() == broken - KNOWN


def test_the_words_need_nothing_but_the_standard_library() -> None:
    roots = {imported.split(".")[0] for imported in imports("harness.model")}
    assert set() == roots - sys.stdlib_module_names


def test_only_the_plugin_imports_pytest() -> None:
    knowing = {
        name for name in modules() for imported in imports(name) if imported.split(".")[0] in ("pytest", "xdist")
    }
    assert {"harness.pytest_plugin"} == knowing


def test_the_plugin_knows_no_rule_of_conformance() -> None:
    rules = (*EXPECTATIONS, *SPECIFICATION)
    assert [] == [i for i in imports("harness.pytest_plugin") if any(is_in(i, rule) for rule in rules)]


def test_nothing_below_it_knows_the_command_line() -> None:
    broken = {
        (name, imported)
        for name in modules()
        if not is_in(name, "harness.cli") and name != "harness.__main__"
        for imported in imports(name)
        if is_in(imported, "harness.cli")
    }
    assert set() == broken - KNOWN


def test_the_rooms_do_not_import_each_other_in_a_circle() -> None:
    edges: dict[str, set[str]] = {}
    for name in modules():
        for imported in runtime_imports(name):
            if is_in(imported, "harness") and imported != "harness" and (name, imported) not in KNOWN:
                edges.setdefault(room_of(name), set()).add(room_of(imported))
    for room, known in edges.items():
        known.discard(room)
    while leaves := {room for room, known in edges.items() if not known & edges.keys()}:
        edges = {room: known for room, known in edges.items() if room not in leaves}
    assert {} == edges
