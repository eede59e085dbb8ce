"""Sound programs as people write them are found no fault with: a part of what bench/habits.py runs."""

from __future__ import annotations

import pytest

from bench.habits import alarms, run, trees

SCENARIOS = ("success", "unauthorized", "gateway-error", "malformed-body", "refused", "missing-key")


@pytest.mark.parametrize("row", [3, 11])
def test_programs_of_four_languages_pass_beside_each_other(row: int) -> None:
    names = trees(2)[row]
    assert [] == alarms(names, run(names, SCENARIOS))
