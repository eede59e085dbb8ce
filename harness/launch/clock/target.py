"""Until when the clock of a case that only waits may be moved."""

from __future__ import annotations

SECOND = 1_000_000_000
"""Nanoseconds: the unit of all times in this room."""
NOISE = SECOND // 50
"""Nanoseconds by which anything is late on any machine: what is to happen within them may happen in either order."""
SHORTEST = SECOND // 200
"""Nanoseconds below which a wait is not cut short."""

Span = tuple[int, int] | None
"""Between which moments a program goes on by itself; None for never."""


def target(quiet: Span, others: int, now: int) -> int:
    """The moment to move to, where a program is quiet, and `others` do something at a moment.

    0 where time is to pass by itself: it is not long, or it is not known who comes first.
    """
    earliest, latest = quiet or (others, others)
    if earliest < others - NOISE and others < latest:
        return 0
    to = min(latest, others)
    return to if to - now >= SHORTEST else 0
