"""`.http` and `.rest` files, as VS Code's REST Client and JetBrains' HTTP Client read them -> a call of curl a request.

`###` parts the requests; `# @name x` names one, `@host = ...` gives a variable a value, and `< ./file` sends a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.discover.sources import Block, Page
from harness.discover.sources.markdown import NAMED
from harness.discover.sources.request_text import Described, block

START = re.compile(r"(?:(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE|QUERY)\s+)?(\S+)(?:\s+HTTP/[\d.]+)?\s*$")
GIVEN = re.compile(r"@([\w.-]+)\s*=\s*(.*)")
NAME = re.compile(r"(?:#|//)\s*@name\s*[= ]\s*(\S+)")
HEADER = re.compile(r"([\w-]+):\s*(.*)")
SCRIPT = re.compile(r"[<>]\s*\{%|>>?!?\s")
"""What runs before a request, or with its response: no part of what is sent."""
Row = tuple[str, int]


def blocks(page: Page) -> Iterator[Block]:
    """The requests of a file, in order."""
    rows = [*zip(page.text.splitlines(), range(1, page.text.count("\n") + 2), strict=False)]
    variables = {found[1]: found[2].strip() for text, _ in rows if (found := GIVEN.match(text))}
    part: list[Row] = []
    title = ""
    for text, line in [*rows, ("###", 0)]:
        if not text.startswith("###"):
            part.append((text, line))
            continue
        request = _request(part, title)
        if request:
            yield block(request, variables)
        part, title = [], text.strip("# ")


def _request(rows: list[Row], title: str) -> Described | None:
    """The request of one part of a file; None where it holds none."""
    name, named, index = "", None, 0
    while index < len(rows) and (not rows[index][0].strip() or rows[index][0].startswith(("#", "//", "@"))):
        found, explicit = NAME.match(rows[index][0]), NAMED.search(rows[index][0])
        name, named = found[1] if found else name, explicit[1] if explicit else named
        index += 1
    if index == len(rows) or SCRIPT.match(rows[index][0]):
        return None
    start = START.match(rows[index][0].strip())
    if start is None:
        return None
    url, line = start[2], rows[index][1]
    index += 1
    while index < len(rows) and re.match(r"\s+[?&]", rows[index][0]):
        url += rows[index][0].strip()
        index += 1
    headers = []
    while index < len(rows) and rows[index][0].strip():
        header = HEADER.match(rows[index][0])
        if header:
            headers.append((header[1], header[2].strip(), rows[index][1]))
        index += 1
    body, file = _body(rows[index + 1 :])
    return Described(
        start[1] or "GET", (url, line), headers, body, (), file, name or title, (title,) if title else (), named
    )


def _body(rows: list[Row]) -> tuple[list[Row], Row | None]:
    """The lines up to what handles the response, or the file that is sent."""
    end = next((at for at, (text, _) in enumerate(rows) if SCRIPT.match(text)), len(rows))
    kept = rows[:end]
    while kept and not kept[-1][0].strip():
        kept.pop()
    file = re.match(r"<\s*(\S+)\s*$", kept[0][0]) if len(kept) == 1 else None
    return ([], (file[1], kept[0][1])) if file else (kept, None)
