"""Which operations have a program in which language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.model import Example


def operations(examples: Iterable[Example], languages: Sequence[str]) -> dict[str, dict[str, bool]]:
    """`v1/masking` -> language -> whether there is a program."""
    covered: dict[str, dict[str, bool]] = {}
    for example in examples:
        row = covered.setdefault(f"{example.api}/{example.name}", dict.fromkeys(languages, False))
        row[example.language] = True
    return covered
