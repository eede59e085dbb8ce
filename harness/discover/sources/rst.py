"""reStructuredText -> the blocks of its `code-block` and like directives, those in tabs too.

A block names its operation by the option `:operation:`, by a comment right above it (`.. operation: listFiles`), or by
a section title. docutils reads the pages; directives that it does not know are taken for containers of more text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives

from harness.discover.sources import Block, Page
from harness.discover.sources.markdown import COMMENT, SHOWS

CODE = ("code", "code-block", "sourcecode", "code-tab", "prompt")
CONTAINERS = (
    "tabs",
    "tab",
    "group-tab",
    "content-tabs",
    "tab-set",
    "tab-item",
    "tab-set-code",
    "dropdown",
    "details",
    "collapse",
    "only",
    "md-tab-set",
    "md-tab-item",
    "grid",
    "card",
    "versionadded",
    "versionchanged",
    "deprecated",
    "seealso",
)
"""Directives of Sphinx and its extensions that hold more text."""
SETTINGS = {
    "report_level": 5,
    "halt_level": 5,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "syntax_highlight": "none",
    "_disable_config": True,
}
"""A page may use more than docutils knows, and no page has a file read."""


class _AnyOption(dict[str, Any]):
    """Options of any name, as they are written."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged


class _Code(Directive):
    """A block of code, which keeps the line of the page of each of its lines."""

    optional_arguments = 2
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _AnyOption(name=directives.unchanged)  # docutils asks an empty one nothing
    has_content = True

    def run(self) -> list[nodes.Node]:
        """One literal block."""
        text = "\n".join(self.content)
        node = nodes.literal_block(text, text)
        node["word"] = (self.arguments[0].split() or [""])[0] if self.arguments else ""
        node["at"] = [self.content.offset(index) + 1 for index in range(len(self.content))]
        node["operation"] = self.options.get("operation")
        node["region"] = self.options.get("region", "")
        node["caption"] = self.options.get("caption", "")
        return [node]


class _Container(Directive):
    """Whatever holds more text."""

    optional_arguments = 10
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _AnyOption(name=directives.unchanged)  # docutils asks an empty one nothing
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The text inside."""
        node = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, node, match_titles=False)
        return [node]


def blocks(page: Page) -> Iterator[Block]:
    """The blocks of code of a page, in order."""
    for name in CODE:
        directives.register_directive(name, _Code)
    for name in CONTAINERS:
        directives.register_directive(name, _Container)
    tree = publish_doctree(page.text, source_path=page.shown, settings_overrides=SETTINGS)
    above: str | None = None
    region = said = ""
    for node in tree.findall():
        if isinstance(node, nodes.comment):
            comment = COMMENT.match(f".. {node.astext()}")
            shows = SHOWS.match(f".. {node.astext()}")
            above, region = comment[1] if comment else None, shows[1] if shows else ""
        elif isinstance(node, nodes.literal_block) and "at" in node:
            yield Block(
                word=node["word"],
                text=node.astext() + "\n",
                lines=tuple(node["at"]),
                named=node["operation"] or above,
                headings=tuple(_titles(node)),
                title=node["caption"] or said,
                region=node["region"] or region,
            )
            above, region, said = None, "", ""
        elif isinstance(node, nodes.paragraph | nodes.title):
            said = node.astext() if isinstance(node, nodes.paragraph) else ""
            above, region = None, ""


def _titles(node: nodes.Node) -> Iterator[str]:
    """The titles of the sections around a node, the nearest first; a literal in one is written as Markdown has it."""
    while node.parent is not None:
        node = node.parent
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        if title is not None:
            yield re.sub(r"``", "`", title.rawsource) or title.astext()
