"""What makes two findings one cause: their words without what is another's at each run, such as ports and dates."""

from __future__ import annotations

import re

VARYING = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?i)(\bboundary=)[\"']?[^\s;,\"']+[\"']?", r"\1*"),
        (r"-{6,}[\w.=+-]*\w[\w.=+-]*", "*"),
        (r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "*"),
        (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? \d{1,2}[ -]\w{3}[ -]\d{2,4}(?: [\d:]+ ?\w*)?", "*"),
        (r"\b\d{4}[-/]\d{2}[-/]\d{2}(?:[T ][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?)?", "*"),
        (r"(?:\$\w+|/private)?(?:/tmp|/var/tmp|/var/folders|/dev/shm)/[^\s'\":,)\]]*/", "*/"),
        (r"(?:/tmp|/var/tmp|/var/folders|/dev/shm)/[^\s'\":,)\]]+", "*"),
        (r"\b0x[0-9a-fA-F]+\b", "*"),
        (r"\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{12,}\b", "*"),
        (r"(?<!\w)(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{20,}(?!\w)", "*"),
        (r"\d+(?:\.\d+)*", "N"),
    )
)
"""Patterns of boundaries, ids, dates, temporary paths, addresses and numbers, each with what takes its place."""
LONGEST = 240
"""Characters of a normalised text: what follows seldom tells two causes apart."""


def normalised(text: str) -> str:
    """A text without what varies from run to run, on one line.

    >>> normalised("expected 200 bytes, got a boundary=4f0c9e1a at 127.0.0.1:43121 on 2026-11-29T01:02:03Z")
    'expected N bytes, got a boundary=* at N:N on *'
    """
    for pattern, put in VARYING:
        text = pattern.sub(put, text)
    return " ".join(text.split())[:LONGEST]


def cause_text(message: str, detail: str = "") -> str:
    """What a finding is by its cause: its normalised words, and what tells it from others of the kind.

    >>> cause_text("it ended with status 1", "KeyError: 'artifacts'")
    "it ended with status N: KeyError: 'artifacts'"
    """
    return ": ".join(filter(None, (normalised(message), normalised(detail))))
