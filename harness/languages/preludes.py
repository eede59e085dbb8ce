"""A sample whose first lines stand elsewhere -> the sample with them, and where each line comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from harness.languages.fragments import Completed, as_it_is
from harness.languages.language import Language
from harness.model import Dialect
from harness.source import names


def completed(language: Language, source: str, preludes: Sequence[str]) -> tuple[Completed, bool]:
    """A sample made a program, with what it lacks of the preludes; and whether it lacked any of them.

    The prelude's lines stand at the sample's first line.
    """
    dialect = language.dialect
    plain = language.complete(source)
    if not preludes or _is_whole(source, dialect):
        return plain, False
    base = as_it_is(source) if _is_whole(plain.text, dialect) else plain
    lacked = names.lacked(base.text, "\n".join(_unpacked(one) for one in preludes), dialect)
    if not lacked:
        return plain, False
    text, origin = _joined(lacked, base, dialect)
    done = language.complete(text)
    last = len(origin) - 1
    said = " and ".join(dict.fromkeys(filter(None, (base.added, done.added))))
    return replace(done, origin=tuple(origin[min(line, last)] for line in done.origin), added=said), True


def _is_whole(source: str, dialect: Dialect) -> bool:
    return bool(dialect.whole) and re.search(dialect.whole, source, re.MULTILINE) is not None


def _unpacked(prelude: str) -> str:
    """A prelude whose imports in parentheses stand one by one: a sample may need some of them."""
    return re.sub(
        r"(?m)^import\s*\(([^)]*)\)",
        lambda found: "\n".join(f"import {line.strip()}" for line in found[1].splitlines() if line.strip()),
        prelude,
    )


def _joined(prelude: Sequence[str], base: Completed, dialect: Dialect) -> tuple[str, list[int]]:
    """What must stand first stays first: the prelude's, then the sample's."""
    lines = base.text.splitlines()
    head = _length_of_head(lines, dialect)
    first = [one for one in prelude if _is_head(one, dialect)]
    rest = [line for one in prelude if one not in first for line in one.split("\n")]
    first = [line for one in first if one not in lines[:head] for line in one.split("\n")]
    origin = [*[0] * len(first), *base.origin[:head], *[0] * len(rest), *base.origin[head:]]
    return "\n".join((*first, *lines[:head], *rest, *lines[head:])) + "\n", origin or [0]


def _is_head(line: str, dialect: Dialect) -> bool:
    return bool(dialect.head) and re.match(dialect.head, line) is not None


def _length_of_head(lines: Sequence[str], dialect: Dialect) -> int:
    """How many lines of a text must stand first, or are imports; blank lines and comments between them are."""
    patterns = (*([dialect.head] if dialect.head else []), *dialect.imports)
    head, at = 0, 0
    while at < len(lines):
        rest = "\n".join(lines[at:])
        found = next(filter(None, (re.match(pattern, rest, re.MULTILINE) for pattern in patterns)), None)
        if found:
            at += found[0].count("\n") + 1
            head = at
        elif lines[at].strip() and not lines[at].lstrip().startswith(dialect.comments):
            break
        else:
            at += 1
    return head
