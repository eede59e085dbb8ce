"""The lines that a branch has changed, by git."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.common.tools import output_of

LIMIT = 20.0
"""Seconds for git to answer."""
DIFF = ("-c", "core.quotePath=off", "diff", "--no-ext-diff", "--no-renames", "--no-color", "--dst-prefix=b/", "-U0")
HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
Changed = Mapping[str, Sequence[int]]
"""A file, relative to the repository, -> the numbers of its lines that are new, or at which lines are gone."""


def changed_lines(folder: Path, base: str) -> Changed:
    """What HEAD has changed since it left `base`; nothing if git does not know.

    A service that checks out a pull request merges it into its base first: with little history, as CI has it, that
    merge is compared with its first parent.
    """
    second = output_of(("git", "rev-parse", "--verify", "--quiet", "HEAD^2"), LIMIT, folder)
    merge = ("HEAD^1", "HEAD") if second else ()
    named = () if base.startswith("-") else ((f"origin/{base}...HEAD",), (f"{base}...HEAD",))
    for revisions in filter(None, (*named, merge)):
        text = output_of(("git", *DIFF, *revisions), LIMIT, folder)
        if text is not None:
            return _read(text)
    return {}


def _read(diff: str) -> Changed:
    found: dict[str, list[int]] = {}
    lines = iter(diff.splitlines())
    file = ""
    for line in lines:
        if line.startswith("+++ "):
            file = line.removeprefix("+++ b/").rstrip("\t") if line.startswith("+++ b/") else ""
        elif hunk := HUNK.match(line):
            gone, first, new = (int(one) if one else 1 for one in hunk.groups())
            if file:  # and not one that is gone
                found.setdefault(file, []).extend(range(first, first + new) if new else (max(first, 1),))
            for _ in range(gone + new):  # its text may look like a head
                next(lines, "")
    return found
