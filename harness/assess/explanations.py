"""The explanations: pure functions from all findings of a case to those that no other one explains."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.assess import incomplete, leaked_keys, shell_faults
from harness.assess.causes import root_causes
from harness.assess.left_to_reader import settled, told_by_schema, without_answered
from harness.checks import Evidence
from harness.model import Finding

Explanation = Callable[[Sequence[Finding], Evidence], list[Finding]]

EXPLANATIONS: tuple[Explanation, ...] = (
    shell_faults.causes,
    incomplete.causes,
    without_answered,
    leaked_keys.causes,
    root_causes,
    told_by_schema,
    settled,
)
"""In the order in which they are applied. None reads the texts that a finding has for people."""
