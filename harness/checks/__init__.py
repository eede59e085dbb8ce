"""The checks: pure functions from evidence to findings. None knows how anything was captured, nor another check."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from harness.checks import ending, output, pages, request, retries, safety, shown_output, source
from harness.checks.evidence import Evidence
from harness.model import Finding

Check = Callable[[Evidence], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    pages.check,
    request.check,
    retries.check,
    ending.check,
    output.check,
    shown_output.check,
    safety.check,
    source.check,
)
"""Causes before what follows from them: what was sent, how it ended, what it left."""

__all__ = ["CHECKS", "Check", "Evidence"]
