"""Tables of proposed settings -> the text of a settings file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Proposed:
    """One setting, and why it is so."""

    key: str
    value: object
    why: str


def lines(tables: Mapping[str, Sequence[Proposed]]) -> Iterator[str]:
    """The file's lines, the topmost table first."""
    yield "# Written by `harness init`, each line with its evidence. `harness run` reads it."
    for table in sorted(tables, key=lambda one: one != ""):
        if table:
            yield f"\n[{table}]"
        for line in tables[table]:
            yield f"{line.key} = {_value(line.value)}  # {' '.join(line.why.split())}"
    yield ""


def key(name: str) -> str:
    """A key of TOML, in quotes where it needs them."""
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else json.dumps(name, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
