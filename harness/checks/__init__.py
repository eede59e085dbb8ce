"""The checks: pure functions from evidence to findings. None knows how anything was captured, nor another check."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from harness.checks import (
    elsewhere,
    ending,
    graphql,
    output,
    pages,
    receiving,
    request,
    retries,
    safety,
    shown_output,
    sockets,
    source,
    streams,
)
from harness.checks.evidence import Evidence
from harness.model import Finding

Check = Callable[[Evidence], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    pages.check,
    request.check,
    graphql.check,
    sockets.check,
    elsewhere.check,
    retries.check,
    ending.check,
    streams.check,
    output.check,
    shown_output.check,
    safety.check,
    source.check,
    receiving.check,
)
"""Causes before what follows from them: what was sent, how it ended, what it left."""

OF_RECEIVERS: tuple[Check, ...] = (receiving.check, safety.check)
"""Those of a program that receives: it need not send anything, and ends when it is asked to."""

__all__ = ["CHECKS", "OF_RECEIVERS", "Check", "Evidence", "checks_of"]


def checks_of(evidence: Evidence) -> tuple[Check, ...]:
    """The checks of a case. What used up too much is ended, whatever it was for: the check of endings tells it."""
    return OF_RECEIVERS if evidence.traces.reception and not evidence.traces.exceeded else CHECKS
