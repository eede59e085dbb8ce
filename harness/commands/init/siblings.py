"""Programs -> the files of the same repository that each takes in: modules with a host, a key or a call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from harness.languages import Language

PLACES = ("", "src", "lib")
"""Folders, below those above a program, in which its language may look for a module."""
ENTRIES = ("", "__init__", "index")
"""What a module may be: a file of its name, or one of these in a folder of its name."""


@dataclass(frozen=True)
class CodeFile:
    """A file in one of the languages."""

    path: str
    language: str
    text: str


def taken(sources: Sequence[CodeFile], languages: Mapping[str, Language]) -> dict[str, set[str]]:
    """The path of each file -> those of the files that it takes in by itself.

    >>> from harness.languages.python import PYTHON
    >>> files = [CodeFile("a/list.py", "python", "from client import call"), CodeFile("a/client.py", "python", "")]
    >>> taken(files, {"python": PYTHON})
    {'a/list.py': {'a/client.py'}}
    """
    by_stem: dict[str, str] = {}
    for source in sources:
        by_stem.setdefault(PurePosixPath(source.path).with_suffix("").as_posix(), source.path)
    endings = {f".{ending}" for language in languages.values() for ending in language.extensions}
    found: dict[str, set[str]] = {}
    for source in sources:
        for pattern in languages[source.language].dialect.siblings:
            for match in re.finditer(pattern, source.text):
                path = next(
                    (by_stem[one] for one in _places(source.path, _parts(match[1], endings)) if one in by_stem), None
                )
                if path and path != source.path:
                    found.setdefault(source.path, set()).add(path)
    return found


def _parts(module: str, endings: set[str]) -> tuple[str, ...]:
    """The folders and the name of a module: `./lib/client.js` and `.lib.client` are `lib` and `client`."""
    path = PurePosixPath(module)
    if path.suffix in endings:
        parts = path.with_suffix("").parts
    else:
        parts = path.parts if "/" in module else tuple(module.split("."))
    return tuple(part for part in parts if part not in ("", ".", ".."))


def _places(path: str, parts: tuple[str, ...]) -> Iterator[str]:
    """Where a module may lie, without its ending: beside who takes it in, or in a folder above."""
    for folder in PurePosixPath(path).parents if parts else ():
        for place in PLACES:
            for entry in ENTRIES:
                yield (folder / place).joinpath(*parts, *filter(None, (entry,))).as_posix()


def reached(path: str, direct: Mapping[str, set[str]]) -> set[str]:
    """All files that one takes in, those that these take in included."""
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        for other in direct.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
