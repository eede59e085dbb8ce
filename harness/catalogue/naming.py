"""Names that are written in several ways."""

from __future__ import annotations

import re


def letters(name: str) -> str:
    """What is left of a name in whatever way it is written.

    >>> letters("get_note") == letters("get-note") == letters("GetNote")
    True
    """
    return re.sub(r"[\W_]", "", name).lower()
