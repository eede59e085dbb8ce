"""The checks: pure functions from evidence to findings. None knows how anything was captured, nor another check."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from harness.checks import ending, output, request, safety, source
from harness.checks.evidence import Evidence
from harness.model import Finding

Check = Callable[[Evidence], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (ending.check, request.check, output.check, safety.check, source.check)

__all__ = ["CHECKS", "Check", "Evidence"]
