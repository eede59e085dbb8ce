"""What was found and is in no case, in words."""

from __future__ import annotations

from harness.report.shape import LeftOutRecord

SHOWN = 3
"""Names in a line before the rest is counted."""


def line(left: LeftOutRecord) -> str:
    """One line for a person.

    >>> line({"what": "file", "count": 2, "names": ["a.py", "b.py"], "reason": "the pattern does not fit"})
    '2 files: the pattern does not fit: a.py, b.py'
    """
    first, _, rest = left["what"].partition(" ")
    what = f"{first}{'' if left['count'] == 1 else 's'}{' ' * bool(rest)}{rest}"
    shown = left["names"][:SHOWN]
    more = f" and {left['count'] - len(shown)} more" if left["count"] > len(shown) else ""
    return f"{left['count']} {what}: {left['reason']}" + (f": {', '.join(shown)}{more}" if shown else "")
