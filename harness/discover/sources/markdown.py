"""Markdown pages -> their fenced blocks.

A block names its operation in its info string (```` ```bash operation=listFiles ````), in a comment right above it
(`<!-- operation: listFiles -->`), or by a heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from harness.discover.sources import Block, Page

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

NAMED = re.compile(r"\b(?:operation|operationId)\s*[=:]\s*[\"']?([^\s\"'}\],]+)")
COMMENT = re.compile(r"(?:<!--|\{/\*|//|\.\.)\s*(?:operation|operationId)\s*:\s*(\S+)")
"""A comment of Markdown, MDX, AsciiDoc or reStructuredText that names an operation."""
REGION = re.compile(r"\b(?:region|snippet)\s*[=:]\s*[\"']?([\w./-]+)")
"""What names the region of a program, in an info string or among attributes."""
SHOWS = re.compile(r"(?:<!--|\{/\*|//|\.\.)\s*(?:(?:region|snippet)\s*:\s*|SNIPSTART\s+)([\w./-]+)")
"""A comment that does."""
OPENS = re.compile(r" *(?:===[!+]*|!!!|\?\?\?\+?) +\S")
"""What begins a tab, a note or details in Python-Markdown: what is in them is indented by four."""
FENCE = re.compile(r" *(`{3,}|~{3,})")
TITLE = re.compile(r"\b(?:title|caption|filename)\s*=\s*[\"']([^\"']*)[\"']")


def blocks(page: Page) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    from markdown_it import MarkdownIt  # here, because only projects with pages need it

    yield from fences(opened(page.text), MarkdownIt("commonmark"))


def opened(text: str) -> str:
    """A page whose tabs, notes and details of Python-Markdown have lost the indentation of what is in them.

    CommonMark takes that for code. Each line stays in its place.

    >>> opened('=== "curl"\\n\\n    ```sh\\n    ls\\n    ```\\n')
    '=== "curl"\\n\\n```sh\\nls\\n```\\n'
    """
    rows, held, fence = text.splitlines(keepends=True), [0], ""
    for at, row in enumerate(rows):
        width = len(row) - len(row.lstrip(" "))
        while row.strip() and width < held[-1]:
            held.pop()
            fence = ""
        rows[at] = row[min(width, 4 * (len(held) - 1)) :]
        ticks = FENCE.match(row)
        if ticks and (not fence or ticks[1].startswith(fence)):
            fence = "" if fence else ticks[1]
        elif not fence and OPENS.match(row) and _holds(rows[at + 1 :], width + 4):
            held.append(width + 4)
    return "".join(rows)


def _holds(rows: Iterable[str], width: int) -> bool:
    """True if the first of some lines that is not empty has an indentation."""
    return next((row for row in rows if row.strip()), "").startswith(" " * width)


def fences(text: str, parser: MarkdownIt) -> Iterator[Block]:
    """The fenced blocks that a parser finds."""
    headings: dict[str, str] = {}
    above: str | None = None
    region = said = ""
    before = None
    for token in parser.parse(text):
        if token.type == "inline" and before is not None and before.type == "heading_open":
            headings = {tag: words for tag, words in headings.items() if tag < before.tag} | {before.tag: token.content}
            said = ""
        elif token.type == "inline":
            said = token.content
        elif token.type == "fence":
            yield _block(token, above, tuple(reversed(headings.values())), said, region)
            said = ""
        is_text = token.type in ("html_block", "inline")
        comment, shows = (form.search(token.content) if is_text else None for form in (COMMENT, SHOWS))
        if token.type not in ("paragraph_open", "paragraph_close"):
            above, region = comment[1] if comment else None, shows[1] if shows else ""
        before = token


def _block(token: Token, above: str | None, headings: tuple[str, ...], said: str, region: str) -> Block:
    named, title, shows = NAMED.search(token.info), TITLE.search(token.info), REGION.search(token.info)
    first = (token.map or [0])[0] + 2
    return Block(
        word=token.info.strip().partition(" ")[0].partition("{")[0].strip("{}."),
        text=token.content,
        lines=tuple(range(first, first + len(token.content.splitlines()))),
        named=named[1] if named else above,
        headings=headings,
        title=title[1] if title else said,
        region=shows[1] if shows else region,
    )
