"""Samples that are no whole programs: what was added to them, and where each line comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Completed:
    """A program that can be started, and what was added to the sample for that."""

    text: str
    origin: tuple[int, ...]
    """For each of its lines, the 0-based line of the sample that it was, or that it is at."""
    added: str = ""
    """What was done, in words; empty where the sample was whole."""
    extension: str | None = None
    """The file's extension, where it says how the program is to be read."""


def as_it_is(source: str) -> Completed:
    """A sample that is a whole program."""
    return Completed(source, tuple(range(len(source.splitlines()))))


def blanked(source: str, texts: re.Pattern[str]) -> str:
    """The source with blanks in the place of what a pattern finds, as of comments and literals; its lines stay."""
    return texts.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
