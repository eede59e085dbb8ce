"""MDX pages -> their fenced blocks, those in tabs and other components too.

In MDX nothing is code because it is indented, and a tag is no block of HTML (mdxjs.com, "What is MDX", differences to
Markdown): with both rules off, a fence may be anywhere, and loses the indentation that it has in its component.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.discover.sources import Block, Page
from harness.discover.sources.markdown import fences


def blocks(page: Page) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    from markdown_it import MarkdownIt  # here, because only projects with pages need it

    yield from fences(page.text, MarkdownIt("commonmark").disable(["code", "html_block"]))
