"""Large documents as they were read and bundled, kept by their content: reading YAML takes most of a short command.

An entry is JSON, which holds no code, whoever wrote it. One that is damaged, of another version, or not
written by this user's harness is not used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness import __version__
from harness.common import own_folder
from harness.openapi.document.files import BUNDLED, Source
from harness.openapi.document.yaml_reader import Marks

SMALLEST = 100_000
"""Bytes of a document below which reading it anew costs little."""
MOST = 8
"""Entries of a folder; those that were written longest ago go first."""
FORM = 1
"""Of an entry: another one for each change of what is read from the same text."""

DEEPEST = 6
"""Levels of an entry that are written in pieces: the encoder takes many times the length of what it makes at once."""
SLICE = 1000
"""Items of a list that are written at once."""

Bundled = tuple[Source, dict[str, Source]]


def entry(folder: Path, path: Path, overlays: Sequence[Path], within: Sequence[Path] | None = None) -> Path | None:
    """Where a document is kept; None for a small one, and for one that can't be read."""
    try:
        if path.stat().st_size < SMALLEST:
            return None
        parts = [path.name.encode(), *(one.read_bytes() for one in (path, *overlays))]
    except OSError:
        return None
    digest = hashlib.sha256(f"{__version__} {FORM} {within}".encode())
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return folder / f"{digest.hexdigest()}.json"


def recall(file: Path, path: Path, shown: str) -> Bundled | None:
    """The document of an entry and the files that it refers to; None if there is none that is still valid."""
    try:
        data, lines, names = json.loads(own_folder.read_signed(file))
        if any(_digest(path.parent / name) != known for name, known in names.items()):
            return None
        containers = list(_containers(data))
        marks = Marks({id(one): said for one, said in zip(containers, lines, strict=True) if said is not None})
        files = {name: Source(path.parent / name, _beside(shown, name), data[BUNDLED][name], marks) for name in names}
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return Source(path, shown, data, marks), files


def keep(file: Path, source: Source, files: Mapping[str, Source]) -> None:
    """Keeps a bundled document in which nothing is wrong. One whose parts stand in several places is not kept."""
    lines = ChainMap(source.marks.lines, *(one.marks.lines for one in files.values()))
    containers = list(_containers(source.data))
    if len({id(one) for one in containers}) < len(containers):
        return
    names = {name: _digest(one.path) for name, one in files.items()}
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
        whole = [source.data, [lines.get(id(one)) for one in containers], names]
        own_folder.write_signed(file, b"".join(piece.encode() for piece in _pieces(whole)))
        entries = sorted(file.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for old in entries[:-MOST]:
            old.unlink(missing_ok=True)


def _pieces(value: Any, depth: int = DEEPEST) -> Iterator[str]:
    """The JSON of a value whose keys are strings."""
    if isinstance(value, dict) and depth:
        for at, (name, item) in enumerate(value.items()):
            yield f"{',' if at else '{'}{json.dumps(name)}:"
            yield from _pieces(item, depth - 1)
        yield "}" if value else "{}"
    elif isinstance(value, list) and len(value) <= SLICE and depth:
        for at, item in enumerate(value):
            yield "," if at else "["
            yield from _pieces(item, depth - 1)
        yield "]" if value else "[]"
    elif isinstance(value, list) and len(value) > SLICE:
        for start in range(0, len(value), SLICE):
            yield "," if start else "["
            yield json.dumps(value[start : start + SLICE])[1:-1]
        yield "]"
    else:
        yield json.dumps(value)


def _containers(data: Any) -> Iterator[Any]:
    """All mappings and lists of a document, each as often as it is written there, in order."""
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict | list):
            yield value
            stack.extend(value.values() if isinstance(value, dict) else value)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _beside(shown: str, name: str) -> str:
    return os.path.normpath(Path(shown).parent / name)
