"""A program that asked to be called back and was gone, by literal evidence."""

from __future__ import annotations

import pytest
from assess.evidence import Situation, get

from harness.checks import receiving
from harness.model import Traces


@pytest.mark.parametrize(
    ("scenario", "status", "ports", "found"),
    [
        ("success", 0, (8080,), ["delivery-unanswered"]),
        ("slow", 0, (8080,), ["delivery-unanswered"]),
        ("success", 1, (8080,), []),
        ("malformed-body", 0, (8080,), []),
        ("success", 0, (), []),
    ],
)
def test_a_program_that_ends_well_before_its_call_is_found(
    scenario: str, status: int, ports: tuple[int, ...], found: list[str]
) -> None:
    left = Traces(uncalled=ports)
    one = Situation("it", (), "server.close()\n", (get(),), scenario=scenario, status=status, traces=left)
    assert found == [finding.code for finding in receiving.check(one.evidence)]
