"""Where each key of a TOML file stands, which tomllib does not tell."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*\[\[?\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)")


def lines_of_keys(text: str) -> dict[str, int]:
    """Dotted key -> its first 1-based line, tables included.

    >>> lines_of_keys("[a]\\nb = 1\\n[a.c]\\n")
    {'a': 1, 'a.b': 2, 'a.c': 3}
    """
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _TABLE.match(line), _KEY.match(line)
        if key:
            lines.setdefault(f"{table}.{_dotted(key[1])}".lstrip("."), number)
        elif header:
            table = _dotted(header[1])
            lines.setdefault(table, number)
    return lines


def _dotted(written: str) -> str:
    return ".".join(double or single or bare for double, single, bare in _PART.findall(written))
