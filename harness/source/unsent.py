"""Why a program that ended without an error sent no request, as far as its text and its words show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from harness.model import Dialect

NEVER_AWAITED = re.compile(r"coroutine '(?:\w+\.)*(\w+)' was never awaited")


def unsent(source: str, stderr: str, dialect: Dialect) -> tuple[str, int] | None:
    """What the program lacks, in words, and the 1-based line; None where that is not to be seen."""
    lacks = chain(_begun(source, dialect), _not_awaited(source, stderr), _not_called(source, dialect))
    return next(lacks, None)


def _begun(source: str, dialect: Dialect) -> Iterator[tuple[str, int]]:
    """A request that is made, and that nothing sends."""
    for begins, sends, words in dialect.unsent:
        found = re.search(begins, source)
        if found and not re.search(sends, source):
            yield words, _line(source, found.start())


def _not_awaited(source: str, stderr: str) -> Iterator[tuple[str, int]]:
    for name in NEVER_AWAITED.findall(stderr):
        calls = [found.start() for found in re.finditer(rf"(?<!def )\b{name}\(", source)]
        if calls:
            yield f"{name} is never awaited", _line(source, calls[-1])


def _not_called(source: str, dialect: Dialect) -> Iterator[tuple[str, int]]:
    """A function whose name appears nowhere but where it begins."""
    for found in re.finditer(dialect.function, source) if dialect.function else ():
        name = next(filter(None, found.groups()), "")
        if len(re.findall(rf"(?<![\w$]){re.escape(name)}(?![\w$])", source)) == 1:
            yield f"{name} is never called", _line(source, found.start())


def _line(source: str, at: int) -> int:
    return source.count("\n", 0, at) + 1
