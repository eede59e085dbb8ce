"""The line of each key of a TOML file, which tomllib does not give."""

from __future__ import annotations

import re
from collections import Counter

_TABLE = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)")


def lines_of_keys(text: str) -> dict[str, int]:
    """Dotted key -> its first 1-based line, tables included. A list of tables counts: its key, and an index.

    >>> lines_of_keys("[a]\\nb = 1\\n[[c]]\\nd = 1\\n")
    {'a': 1, 'a.b': 2, 'c': 3, 'c.0': 3, 'c.0.d': 4}
    """
    lines: dict[str, int] = {}
    counts: Counter[str] = Counter()
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _TABLE.match(line), _KEY.match(line)
        if key:
            lines.setdefault(f"{table}.{_dotted(key[1])}".lstrip("."), number)
        elif header:
            table = _dotted(header[2])
            lines.setdefault(table, number)
            if header[1] == "[[":
                counts[table] += 1
                table = f"{table}.{counts[table] - 1}"
                lines[table] = number
    return lines


def _dotted(written: str) -> str:
    return ".".join(double or single or bare for double, single, bare in _PART.findall(written))
