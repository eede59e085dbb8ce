"""What keeps programs from other hosts and from the user's files, by the names that reports have for it."""

from __future__ import annotations

STRONG = ("namespaces", "containers")
"""Those that hold whatever a program does."""


def weak(guards: str) -> str:
    """Of the guards that a report names, those that hold a program only as long as it does not mean harm."""
    return ", ".join(one for one in guards.split(", ") if one not in ("", *STRONG))


def unguarded(guards: str) -> str:
    """What to say of a run by its guards; empty where all are strong."""
    found = weak(guards)
    return f"{found} only: nothing kept the programs from other hosts and from this machine's files" if found else ""
