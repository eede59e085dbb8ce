"""The direction of dependencies, read off the imports: which room may know which (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HARNESS = ROOT / "harness"
NESTED = ("commands", "openapi")
"""Folders whose own folders are rooms by themselves."""
WORDS = ("model", "errors")
"""What every room may know, and what knows no room but these."""
ENTRIES = 32
"""What `ls harness` shows at the most."""

ALLOWED: dict[str, str] = {
    "__init__": "",
    "__main__": "cli",
    "model": "",
    "errors": "",
    "codes": "",
    "scenarios": "",
    "pytest_plugin": "common library plan report run settings",
    # the flow
    "settings": "common scenarios",
    "discover": "common languages openapi openapi.document settings source",
    "catalogue": "common openapi openapi.graphql settings",
    "respond": "catalogue common credentials openapi openapi.graphql scenarios",
    "plan": "catalogue codes common credentials discover languages openapi respond scenarios settings",
    "execute": "common credentials languages launch mock plan scenarios settings",
    "assess": "catalogue checks codes common credentials openapi plan respond settings source",
    "compare": "assess codes common credentials openapi plan report settings",
    "judge": "checks codes common discover __init__ openapi openapi.fields openapi.lint plan report scenarios settings",
    "run": "assess cache catalogue common compare credentials execute judge languages launch plan report settings",
    "report": "codes common __init__",
    # what the flow stands on
    "openapi": "common openapi.answer openapi.api openapi.document openapi.request openapi.schema "
    "openapi.sockets openapi.undocumented openapi.values",
    "openapi.document": "common __init__",
    "openapi.schema": "openapi.document",
    "openapi.values": "openapi.document openapi.schema",
    "openapi.request": "common openapi.document openapi.schema openapi.values",
    "openapi.answer": "common openapi.document openapi.request openapi.schema openapi.values",
    "openapi.lint": "openapi.document openapi.request openapi.schema",
    "openapi.api": "openapi.answer openapi.document openapi.graphql openapi.request openapi.schema openapi.sockets "
    "openapi.values",
    "openapi.undocumented": "common openapi.answer openapi.api openapi.document openapi.request openapi.schema "
    "openapi.values",
    "openapi.graphql": "openapi.document",
    "openapi.sockets": "common openapi.request openapi.schema",
    "openapi.check_answer": "common openapi.api openapi.document openapi.request openapi.schema",
    "openapi.fields": "openapi.api openapi.document openapi.request openapi.schema",
    "credentials": "common openapi openapi.request settings",
    "checks": "catalogue common credentials openapi openapi.check_answer respond scenarios source",
    "languages": "common settings source",
    "launch": "common __init__",
    "mock": "common",
    "cache": "common compare __init__ languages plan settings",
    "source": "",
    "common": "",
    # the outside
    "cli": "catalogue codes commands.doctor commands.impact commands.init commands.live commands.matrix "
    "commands.scaffold commands.serving commands.spec commands.watching common compare discover execute __init__ "
    "judge languages launch mock openapi openapi.document plan pytest_plugin report run scenarios "
    "settings",
    "library": "commands.serving common plan report run",
    "commands": "",
    "commands.doctor": "catalogue common credentials discover languages launch openapi plan run scenarios settings",
    "commands.impact": "assess openapi openapi.check_answer openapi.fields source",
    "commands.init": "discover languages openapi",
    "commands.live": "assess catalogue codes common compare credentials openapi openapi.check_answer plan report run "
    "settings",
    "commands.scaffold": "common compare languages openapi plan settings",
    "commands.serving": "assess catalogue checks codes common compare credentials mock openapi openapi.request "
    "plan report respond scenarios settings",
    "commands.spec": "catalogue common discover languages openapi openapi.document openapi.fields openapi.lint "
    "settings",
    "commands.matrix": "common discover languages plan settings",
    "commands.watching": "common compare discover openapi plan report run",
}
"""Room -> the rooms that it may import, beside WORDS. An edge that no import needs is taken out."""

PROCESSES = ("subprocess", "multiprocessing", "signal")
HTTP = ("http", "urllib.request", "requests", "h11", "socket", "socketserver", "httpx", "aiohttp")

FOREIGN: dict[str, tuple[str, ...]] = {
    "discover": (*PROCESSES, *HTTP),
    "launch": ("http", "urllib.request", "requests", "h11"),
    "checks": ("subprocess", "asyncio"),
    "commands.serving": PROCESSES,
}
"""Room -> modules of the standard library, and of others, that nothing in it imports."""

SHARED_BY_CHECKS = ("clarity", "evidence", "violations")
"""What lies in `checks/` and is no check: the checks know these, and not each other."""


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
    return frozenset(_read(name))


def _read(name: str) -> Iterator[str]:
    pending: list[ast.AST] = [ast.parse(modules()[name].read_text("utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: expected absolute imports"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules() else node.module or ""
        pending += ast.iter_child_nodes(node)


def is_ours(name: str) -> bool:
    """True for a module of the harness."""
    return name.split(".")[0] == "harness"


def room_of(name: str) -> str:
    """`harness.mock.station` -> `mock`, `harness.openapi.request.body` -> `openapi.request`."""
    parts = name.split(".")[1:]
    return ".".join(parts[: 2 if parts[:1] and parts[0] in NESTED else 1]) or "__init__"


def rooms() -> set[str]:
    """The rooms that there are."""
    return {room_of(name) for name in modules()}


def edges() -> set[tuple[str, str]]:
    """Room and room, where one imports the other."""
    return {
        (room_of(name), room_of(imported)) for name in modules() for imported in imports(name) if is_ours(imported)
    } - {(room, room) for room in rooms()}


def test_the_table_names_every_room_and_nothing_else() -> None:
    assert rooms() == ALLOWED.keys()


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_knows_just_what_the_table_allows(room: str) -> None:
    known = {to for source, to in edges() if source == room} - set(WORDS)
    assert set(ALLOWED[room].split()) == known


def test_the_table_draws_no_circle() -> None:
    known = {room: set(to.split()) for room, to in ALLOWED.items()}
    while leaves := {room for room, to in known.items() if not to & known.keys()}:
        known = {room: to for room, to in known.items() if room not in leaves}
    assert {} == known


@pytest.mark.parametrize("folder", sorted({str(path.parent.relative_to(HARNESS)) for path in HARNESS.rglob("*.py")}))
def test_no_two_modules_of_a_folder_import_each_other_in_a_circle(folder: str) -> None:
    inside = {name for name, path in modules().items() if path.parent == HARNESS / folder}
    known = {name: (imports(name) & inside) - {name} for name in inside}
    while leaves := {name for name, to in known.items() if not to & known.keys()}:
        known = {name: to for name, to in known.items() if name not in leaves}
    assert {} == known


@pytest.mark.parametrize("room", FOREIGN)
def test_no_room_imports_what_it_may_not_know(room: str) -> None:
    broken = {
        (name, imported)
        for name in modules()
        if room_of(name) == room
        for imported in imports(name)
        if any(imported == foreign or imported.startswith(f"{foreign}.") for foreign in FOREIGN[room])
    }
    assert set() == broken


def test_no_check_imports_another() -> None:
    lie_in = {name for name in modules() if name.startswith("harness.checks.")}
    shared = {f"harness.checks.{name}" for name in SHARED_BY_CHECKS}
    broken = {(name, other) for name in lie_in for other in (imports(name) & lie_in) - shared if name != other}
    assert set() == broken


def test_what_the_checks_share_exists() -> None:
    assert [] == [name for name in SHARED_BY_CHECKS if f"harness.checks.{name}" not in modules()]


def test_the_words_need_nothing_but_the_standard_library() -> None:
    roots = {imported.split(".")[0] for imported in imports("harness.model")}
    assert set() == roots - sys.stdlib_module_names


def test_only_the_plugin_imports_pytest() -> None:
    knowing = {
        name for name in modules() for imported in imports(name) if imported.split(".")[0] in ("pytest", "xdist")
    }
    assert {"harness.pytest_plugin"} == knowing


def test_nothing_of_the_bundled_api_is_in_the_harness() -> None:
    texts = [path for path in HARNESS.rglob("*") if path.suffix in (".py", ".toml", ".json", ".html", ".js", ".cjs")]
    words = re.compile(r"stability|v1alpha|fixtures/(?:spec|requests|rules)|image_(?:size|count)\(", re.IGNORECASE)
    assert [] == [str(path.relative_to(ROOT)) for path in texts if words.search(path.read_text("utf-8"))]


def test_the_top_is_short_enough_to_read() -> None:
    assert ENTRIES >= len([path for path in HARNESS.iterdir() if path.name != "__pycache__"])


def test_the_map_names_every_room_and_nothing_else() -> None:
    """The first column of the table under "The rooms" in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## The rooms")[2].partition("\n## ")[0]
    cells = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]
    named = [
        name.removesuffix("/").removesuffix(".py").replace("/", ".")
        for cell in cells
        for name in re.findall(r"`([^`]+)`", cell)
    ]
    assert sorted(rooms() - {"__init__", "__main__"}) == sorted(named)


def test_no_two_classes_have_one_name() -> None:
    names = [
        node.name
        for path in modules().values()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert [] == sorted({name for name in names if names.count(name) > 1})


def test_every_file_of_tests_has_one() -> None:
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    empty = [file.name for file in files if not re.search(r"(?m)^ *(?:async )?def test_", file.read_text("utf-8"))]
    assert [] == empty
