"""Pages of any format -> the samples in them that name an operation, and the blocks beside them.

A block names its operation by itself, as its format has it, by a name that is spelled like the operation's, by the
request that it describes, by the nearest heading above it that holds `GET /files` or an operation's id as code, by
the request that its code sends, or by the same request in other languages beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pathlib import Path

from harness.discover import naming
from harness.discover.calls import request_of
from harness.discover.page_neighbours import beside_others
from harness.discover.shown_outputs import Beside, output_of
from harness.discover.sources import Block, Page, reader
from harness.errors import UserError, nearest
from harness.model import Operation
from harness.openapi import InlineSample

Find = Callable[[str, str], str | None]
"""Method and target -> the id of the operation."""
ROUTE = re.compile(
    r"\b(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE|QUERY)[`*]*\s+[`*]*(?:https?://[^\s/`?#]+)?(/[^\s`*?]*)(\?[^\s`*]*)?"
)
"""A method, a path and a query; the host before them says nothing more."""
CODE = re.compile(r"`([^`]+)`")
LARGEST = 16 * 1024 * 1024


def found(root: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """The pages that the patterns name, each once. Raises UserError for a pattern that matches nothing."""
    seen: set[Path] = set()
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise UserError(f'"samples.pages": expected a pattern below the project\'s root, got "{pattern}"')
        paths = sorted(path for path in root.glob(pattern) if path.is_file())
        if not paths:
            raise UserError(f'"samples.pages": expected pages at "{pattern}", found none')
        for path in paths:
            if path not in seen:
                seen.add(path)
                yield path


def samples(
    path: Path,
    shown: str,
    operations: Sequence[Operation],
    others: Container[str] = (),
    routes: Mapping[str, str] | None = None,
    words: Container[str] = (),
    find: Find = lambda _method, _target: None,
) -> Iterator[InlineSample]:
    """The blocks of one page. A block that names no operation has an empty id; `others` are names of another API.

    `routes` are the operations' paths with what the server puts before them, `words` those for languages, and `find`
    says which operation a request is for.

    Raises UserError for a page that can't be read, and for a block that names an operation there is none of.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"{shown}: expected a page, got a file of more than {LARGEST} bytes")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{shown}: expected a readable page, got: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UserError(f"{shown}:{line}: expected UTF-8 text, got byte 0x{error.object[error.start]:02x}") from None
    yield from blocks(Page(shown, text, words), operations, others, routes, find)


def blocks(
    page: Page,
    operations: Sequence[Operation],
    others: Container[str] = (),
    routes: Mapping[str, str] | None = None,
    find: Find = lambda _method, _target: None,
) -> Iterator[InlineSample]:
    """The blocks of a page's text in a language; a block that names no operation has an empty id."""
    by_id = {operation.id: operation for operation in operations}
    by_route = {
        (operation.method, _shape(path)): operation.id
        for operation in operations
        for path in (operation.path, (routes or {}).get(operation.id, operation.path))
    }
    read = [*reader(page.shown)(page)]
    own = [_operation(page, block, operations, by_id, by_route, others, find) for block in read]
    told = beside_others(read, own, page.words)
    beside = Beside()
    for block, named in zip(read, told, strict=True):
        operation = (named if named in by_id else "") or ""
        output = output_of(block)
        if output:
            beside.show(output, operation)
        elif block.word and block.text.strip():
            shows = "" if block.region and not block.named else operation  # the program that it is a copy of runs
            sample = InlineSample(shows, block.word, "", block.text, page.shown, block.lines, region=block.region)
            beside.add(sample)
    yield from beside.samples


def _operation(
    page: Page,
    block: Block,
    operations: Sequence[Operation],
    by_id: Mapping[str, Operation],
    by_route: Mapping[tuple[str, str], str],
    others: Container[str],
    find: Find,
) -> str | None:
    """The operation that a block names by itself, by a heading above it, or by its code."""
    named = block.named
    if named is not None and named not in by_id and named not in others:
        place = f"{page.shown}:{block.lines[0] - 1 if block.lines else 1}"
        raise UserError(f'{place}: expected an operation of the document, got "{named}"{nearest(named, by_id)}')
    if named is not None:
        return named
    tied = naming.tied(block.name, operations) if block.name else None
    named = tied.id if tied else block.request and find(*block.request)
    return named or _heading("\n".join(block.headings), by_id, by_route) or _called(block, by_route, find)


def _called(block: Block, by_route: Mapping[tuple[str, str], str], find: Find) -> str | None:
    """The operation of the request that a block's own code sends to a whole address."""
    request = request_of(block.text) if block.word else None
    if request is None:
        return None
    path = re.sub(r"^https?://[^/?#]*|[?#].*", "", request[1])
    routed = find(*request)  # which knows the hosts
    return routed and by_route.get((request[0], _shape(path)), routed)


def _heading(text: str, by_id: Container[str], by_route: Mapping[tuple[str, str], str]) -> str | None:
    """The operation that the nearest of some headings names, a line each."""
    for line in text.splitlines():
        route = ROUTE.search(line)
        paths = (f"{route[2]}{route[3] or ''}", route[2]) if route else ()
        operation = next(filter(None, (by_route.get((route[1], _shape(path))) for path in paths if route)), None)
        named = operation or next((found[1] for found in CODE.finditer(line) if found[1] in by_id), None)
        if named:
            return named
    return None


def _shape(path: str) -> str:
    """A path template whose variables have no names: pages call them otherwise than documents."""
    return re.sub(r"\{\{[^}]*\}\}|\{[^}]*\}|:\w+|<[^>]*>", "{}", path.rstrip("/"))
