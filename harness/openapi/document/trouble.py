"""What of a document can't be used, while the rest is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

UNUSABLE = "x-unusable"
"""The mark of an object whose `$ref` leads nowhere: nothing is known of it, so that anything will do for it."""


@dataclass(frozen=True)
class Trouble:
    """One part of a document that is omitted."""

    file: str
    """As people see it."""
    line: int | None
    message: str
    """One line, whatever of the document it quotes."""
    pointer: str | None = None
    """Where the part appears in the document's data; None where nothing is left of it there."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", " ".join(self.message.split()))


def is_unusable(value: Any) -> bool:
    """True for an object of which nothing is known, since its `$ref` leads nowhere."""
    return isinstance(value, dict) and UNUSABLE in value
