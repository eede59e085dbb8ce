"""Markdown pages -> their fenced blocks.

A block names its operation in its info string (```` ```bash operation=listFiles ````), in a comment right above it
(`<!-- operation: listFiles -->`), or by a heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
TITLE = re.compile(r"\b(?:title|caption|filename)\s*=\s*[\"']([^\"']*)[\"']")


def blocks(page: Page) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    from markdown_it import MarkdownIt  # here, because only projects with pages need it

    yield from fences(page.text, MarkdownIt("commonmark"))


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
