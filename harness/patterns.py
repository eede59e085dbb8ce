"""Patterns over case names: `*` is one component, `**` any number of them; a shorter pattern is a prefix."""

from __future__ import annotations

import re
from functools import cache


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = []
    for component in pattern.strip("/").split("/"):
        if component == "**":
            parts.append(r"(?:/[^/]+)*")
        else:
            parts.append("/" + re.escape(component).replace(r"\*", "[^/]*"))
    return re.compile("".join(parts) + r"(?:/[^/]+)*")


def matches(pattern: str, name: str) -> bool:
    """True if the name, or the beginning of it up to a slash, fits the pattern.

    >>> matches("v1/*/go", "v1/masking/go/success"), matches("**/success", "v1/masking/go/success")
    (True, True)
    >>> matches("v1/mask", "v1/masking/go/success")
    False
    """
    return _compiled(pattern).fullmatch("/" + name) is not None
