"""AsciiDoc pages -> their source blocks, those in tabs and lists too.

A block names its operation among its attributes (`[source,bash,operation=listFiles]`), in a comment right above it
(`// operation: listFiles`), or by a section title. No library of Python reads AsciiDoc and keeps its lines: this reads
the delimiters alone (docs.asciidoctor.org, "Source Code Blocks").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.discover.sources import Block, Page
from harness.discover.sources.markdown import COMMENT, NAMED, REGION, SHOWS

HEADING = re.compile(r"(={1,6})\s+(\S.*)")
ATTRIBUTES = re.compile(r"\[(?:source|,)?\s*(?:%[\w%]*)?\s*,?\s*([\w+#-]*)(.*)\]\s*$")
STYLE = re.compile(r"\[(?:source|,|listing)")
DELIMITER = re.compile(r"(-{4,}|\.{4,}|`{3,})\s*([\w+#-]*)\s*$")
CALLOUT = re.compile(r"(?<!\s)(?:\s*(?:(?://|#|--|;;)\s*)?<(?:\d+|\.)>)++\s*$")
"""The numbers at the end of a line that the text below explains."""
ATTRIBUTE = re.compile(r":(\w[\w-]*):\s+(\S.*)")
"""`:base: https://api.example.com`, which gives `{base}` its value."""
FILLED = re.compile(r"\bsubs\s*=\s*(?:\"[^\"]*|'[^']*|[+\w]*?)\b(?:attributes|normal)\b")
"""What has names in braces replaced in a block (docs.asciidoctor.org, "Adjust the Substitutions")."""
SKIPPED = re.compile(r"/{4,}\s*$")


@dataclass
class _Above:
    """What is known of the next block."""

    word: str = ""
    named: str | None = None
    region: str = ""
    title: str = ""
    said: str = ""
    is_source: bool = False
    is_filled: bool = False
    """True for a block in which attributes are replaced by their values."""
    attributes: dict[str, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)

    def forget(self) -> None:
        """A block has come, or a text that is none."""
        self.word, self.named, self.region, self.title = "", None, "", ""
        self.is_source = self.is_filled = False

    def filled(self, text: str) -> str:
        """A text with the values of the attributes that the page gives one."""
        return re.sub(r"\{(\w[\w-]*)\}", lambda found: self.attributes.get(found[1], found[0]), text)


def blocks(page: Page) -> Iterator[Block]:
    """The source blocks of a page, in order."""
    lines = page.text.splitlines()
    above, index = _Above(), 0
    while index < len(lines):
        line = lines[index]
        opened = DELIMITER.match(line)
        if opened or SKIPPED.match(line):
            end = _end(lines, index, opened[1] if opened else line.strip())
            word = above.word or (opened[2] if opened else "")
            if opened and (above.is_source or word or above.title):
                yield _block(lines, index + 1, end, word, above)
            above.forget()
            above.said = ""
            index = end + 1
            continue
        _read(line, above)
        index += 1


def _end(lines: list[str], start: int, delimiter: str) -> int:
    return next((at for at in range(start + 1, len(lines)) if lines[at].rstrip() == delimiter), len(lines))


def _block(lines: list[str], first: int, end: int, word: str, above: _Above) -> Block:
    text = "".join(f"{CALLOUT.sub('', line)}\n" for line in lines[first:end])
    levels = sorted(above.headings, reverse=True)
    return Block(
        word,
        above.filled(text) if above.is_filled else text,
        tuple(range(first + 1, end + 1)),
        above.named,
        tuple(above.headings[level] for level in levels),
        above.title or above.said,
        region=above.region,
    )


def _read(line: str, above: _Above) -> None:
    """Takes a line between blocks."""
    heading, comment, shows = HEADING.match(line), COMMENT.match(line), SHOWS.match(line)
    attribute = ATTRIBUTE.match(line)
    if attribute:
        above.attributes[attribute[1]] = above.filled(attribute[2].strip())
    elif heading:
        level = len(heading[1])
        above.headings = {one: said for one, said in above.headings.items() if one < level} | {level: heading[2]}
        above.forget()
        above.said = ""
    elif comment:
        above.named = comment[1]
    elif shows:
        above.region = shows[1]
    elif STYLE.match(line):
        found, named, region = ATTRIBUTES.match(line), NAMED.search(line), REGION.search(line)
        above.region = region[1] if region else above.region
        above.word, above.is_source = found[1] if found else "", True
        above.is_filled = FILLED.search(line) is not None
        above.named = named[1] if named else above.named
    elif re.match(r"\.[^\s.]", line):
        above.title = line[1:].strip()
    elif line.strip() and not line.startswith(("[", "//", "+", "--", "====", "****", "|===")):
        above.forget()
        above.said = line.strip()
