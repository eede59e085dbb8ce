"""Jupyter notebooks -> a block a code cell, and a block for what it printed.

Cells above the first heading that names an operation are what all others need, such as imports: each block has them
before it. nbformat reads notebooks too, and loses the lines of the file; the form is JSON with a version, and stays
(nbformat 4, jupyter's "The Notebook file format").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness.discover.sources import Block, Page
from harness.discover.sources.markdown import COMMENT
from harness.errors import UserError
from harness.openapi.document import pointers
from harness.openapi.document.yaml_reader import Marks, ReadError, read

MAGIC = re.compile(r"\s*[%!]")
"""A line for the notebook itself, and not for its language."""
CELL = re.compile(r"%%(bash|sh|javascript|js|ruby|perl)\b")
OUTPUT = "Output"


def blocks(page: Page) -> Iterator[Block]:
    """The code cells of a notebook, in order, and the text that it keeps as their output."""
    try:
        data, marks = read(page.text)
    except ReadError as error:
        raise UserError(f"{page.shown}:{error.line or 1}: expected a notebook, got: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise UserError(f"{page.shown}: expected a notebook of nbformat 4, with cells")
    info = data.get("metadata", {}).get("language_info", {})
    word = info.get("name", "python") if isinstance(info, dict) else "python"
    headings: dict[int, str] = {}
    named: str | None = None
    shared: list[tuple[str, int]] = []
    for index, cell in enumerate(data["cells"]):
        lines = _lines(data, marks, f"/cells/{index}/source")
        if cell.get("cell_type") == "markdown":
            headings, named = _headings(lines, headings)
        if cell.get("cell_type") != "code" or not lines:
            continue
        own = CELL.match(lines[0][0])
        code = [("" if MAGIC.match(text) else text, line) for text, line in lines]
        whole = code if own else [*shared, *code]
        above = tuple(headings[level] for level in sorted(headings, reverse=True))
        yield _block(own[1] if own else word, whole, named, above)
        yield from _printed(data, marks, index, named, above)
        if not own and not above and named is None:
            shared += code


def _block(
    word: str, lines: list[tuple[str, int]], named: str | None, headings: tuple[str, ...], title: str = ""
) -> Block:
    text = "".join(f"{text}\n" for text, _ in lines)
    return Block(word, text, tuple(line for _, line in lines), named, headings, title)


def _lines(data: Any, marks: Marks, pointer: str) -> list[tuple[str, int]]:
    """The lines of a multi-line text, each with its line in the file: a list of texts, or one text."""
    try:
        value = pointers.get(data, pointer)
    except LookupError:
        return []
    parts = value if isinstance(value, list) else [value]
    found: list[tuple[str, int]] = []
    for number, part in enumerate(parts):
        place = f"{pointer}/{number}" if isinstance(value, list) else pointer
        found += [(line, marks.line(data, place)) for line in str(part).splitlines()]
    return found


def _headings(lines: list[tuple[str, int]], before: dict[int, str]) -> tuple[dict[int, str], str | None]:
    """The headings after a cell of Markdown, and the operation that a comment at its end names."""
    found, named = before, None
    for text, _ in lines:
        heading = re.match(r"(#{1,6})\s+(.*)", text)
        if heading:
            level = len(heading[1])
            found = {one: said for one, said in found.items() if one < level} | {level: heading[2].rstrip("# ")}
        comment = COMMENT.search(text)
        named = comment[1] if comment else named
    return found, named


def _printed(data: Any, marks: Marks, index: int, named: str | None, headings: tuple[str, ...]) -> Iterator[Block]:
    lines: list[tuple[str, int]] = []
    for number, output in enumerate(data["cells"][index].get("outputs") or ()):
        if output.get("output_type") == "stream" and output.get("name", "stdout") == "stdout":
            lines += _lines(data, marks, f"/cells/{index}/outputs/{number}/text")
    if lines:
        yield _block("text", lines, named, headings, OUTPUT)
