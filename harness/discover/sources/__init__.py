"""Where samples are beside documents: one file a format, each a function from a file to the blocks in it.

A package brings another format by the entry point `harness.sources`: its name is the ending of the files, such as
`.org`, and its value a function like those here.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from harness.errors import UserError
from harness.languages.registry import named_by_a_package

GROUP = "harness.sources"


@dataclass(frozen=True)
class Page:
    """A file that may hold samples."""

    shown: str
    """Its path as people see it."""
    text: str
    words: Container[str] = ()
    """The words for languages, in lower case: a map of samples may have them as keys."""


@dataclass(frozen=True)
class Block:
    """A text in a language, and its place."""

    word: str
    """The page's word for its language; empty where it has none."""
    text: str
    lines: tuple[int, ...]
    """The 1-based line of the file of each line of the text."""
    named: str | None = None
    """The operation's id, where the page names it for this block."""
    headings: tuple[str, ...] = ()
    """The headings above it, the nearest first."""
    title: str = ""
    """What belongs to it alone: a caption, or the words right above it."""
    name: str = ""
    """A name that may be tied to an operation by its spelling."""
    region: str = ""
    """The region of a program that it is a copy of."""
    request: tuple[str, str] | None = None
    """Method and path, where the format tells them."""


Reader = Callable[[Page], Iterator[Block]]
"""Raises UserError, one line with the place, for a file that is not of the format."""

_BUNDLED = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "mdx",
    ".ipynb": "notebook",
    ".rst": "rst",
    ".adoc": "asciidoc",
    ".asciidoc": "asciidoc",
    ".asc": "asciidoc",
    ".postman_collection.json": "postman",
    ".http": "http_file",
    ".rest": "http_file",
    ".yaml": "sample_map",
    ".yml": "sample_map",
    ".json": "sample_map",
}
"""The ending of a file's name -> the module that reads it; the longest ending counts, any other file is Markdown."""


MAPS = (".yaml", ".yml", ".json")
"""The endings of files that may as well be something else."""


def endings() -> tuple[str, ...]:
    """The endings of files that may hold samples."""
    return (*_BUNDLED, *_of_packages())


def reader(name: str) -> Reader:
    """What reads a file of that name."""
    lower = name.lower()
    own = {ending: read for ending, read in _of_packages().items() if lower.endswith(ending)}
    if own:
        return own[max(own, key=len)]
    fitting = [ending for ending in _BUNDLED if lower.endswith(ending)]
    module = _BUNDLED[max(fitting, key=len)] if fitting else "markdown"
    found: Reader = import_module(f"harness.discover.sources.{module}").blocks
    return found


@cache
def _of_packages() -> dict[str, Reader]:
    if not named_by_a_package(GROUP):
        return {}
    from importlib.metadata import entry_points  # here, because it is slow to import, and few packages have any

    found: dict[str, Reader] = {}
    for point in entry_points(group=GROUP):
        try:
            found[point.name] = point.load()
        except Exception as error:  # a package of others may fail in any way
            raise UserError(f'the source of samples "{point.name}" of {point.value}: {error!r}') from None
    return found
