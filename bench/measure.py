"""What a measure is: how it is taken, in pairs, and what it must not exceed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.lab import Lab


@dataclass(frozen=True)
class Pair:
    """One figure, with what it was made of: seconds, counts, names."""

    value: float
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    name: str
    title: str
    unit: str
    """`of it` for a ratio, `s`, `ms`, `times`."""
    bar: float
    take: Callable[[Lab], Pair]
    warm: Callable[[Lab], object] | None = None
    """What goes before the first pair, unmeasured."""
    more_is_better: bool = False
    why: str = ""
    """What a reader must know of the figure."""

    def reached(self, value: float) -> bool:
        """True if a figure is on the right side of the bar."""
        return value >= self.bar if self.more_is_better else value <= self.bar


def result(measure: Measure, pairs: list[Pair]) -> dict[str, Any]:
    """The measure's entry in the JSON file: the median of the pairs' own figures, and every pair."""
    value = statistics.median(pair.value for pair in pairs)
    return {
        "name": measure.name,
        "title": measure.title,
        "unit": measure.unit,
        "bar": measure.bar,
        "better": "more" if measure.more_is_better else "less",
        "value": round(value, 4),
        "reached": measure.reached(value),
        "why": measure.why,
        "pairs": [{"value": round(pair.value, 4), **pair.parts} for pair in pairs],
    }
