"""Client libraries that a sample asks for and this machine lacks: no fault of the sample, which brings none."""

from __future__ import annotations

import re

from harness.model import CouldNotStart, Example, Finished, Outcome


def lacked(example: Example, outcome: Outcome) -> Outcome:
    """The outcome of a case, or why it could not begin: its sample ended for want of a library, before any request."""
    if example.owes.brings_libraries or not isinstance(outcome, Finished):
        return outcome
    if not outcome.exit_status or outcome.traces.exchanges:
        return outcome
    pattern = example.dialect.missing_library
    found = re.search(pattern, outcome.traces.stderr) if pattern else None
    if found is None:
        return outcome
    return CouldNotStart(f"the sample needs the library {found[1]}, which is not installed where it runs")
