"""No verdict hangs on wording: the same findings remain, at the same lines, when no finding has a text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assess import test_causes, test_incomplete, test_leaked_keys, test_left_to_reader, test_shell_faults
from assess.evidence import Situation
from harness.assess.explanations import EXPLANATIONS, Explanation
from harness.checks import CHECKS
from harness.model import Finding

SITUATIONS = (
    *test_shell_faults.SITUATIONS,
    *test_leaked_keys.SITUATIONS,
    *test_causes.SITUATIONS,
    *test_left_to_reader.SITUATIONS,
    *test_incomplete.SITUATIONS,
)


def mute(finding: Finding) -> Finding:
    """The finding without what people read."""
    return replace(finding, message="", expected="", actual="", hint="")


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_the_same_findings_remain_without_any_text(situation: Situation) -> None:
    assert situation.remains == situation.places(situation.findings(mute))


@pytest.mark.parametrize("explained", EXPLANATIONS, ids=lambda one: one.__module__)
def test_every_explanation_changes_findings_somewhere(explained: Explanation) -> None:
    """Otherwise the test above would say nothing of it."""
    before = [([f for check in CHECKS for f in check(one.evidence)], one.evidence) for one in SITUATIONS]
    assert any(found != explained(found, evidence) for found, evidence in before)
