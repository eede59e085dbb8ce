"""A program may send thousands of fields that no document knows: each is a fault, and judging them takes no minute."""

from __future__ import annotations

import time
from typing import Any

from harness.openapi.schema.faults import MOST_COMPARED
from harness.openapi.schema.validator import Validator

DECLARED = {f"declared_field_number_{number}": {"type": "string"} for number in range(60)}
SCHEMA: dict[str, Any] = {"type": "object", "properties": DECLARED, "additionalProperties": False}
MANY = 10_000
LIMIT = 10.0
"""Seconds of processor time: several times what it takes, and much less than comparing every name."""


def test_ten_thousand_unknown_fields_are_each_a_fault_within_seconds() -> None:
    value = {f"declared_field_numbre_{number}": "x" for number in range(MANY)}
    start = time.process_time()
    faults = Validator(SCHEMA).faults(value)
    assert MANY == len(faults)
    assert LIMIT > time.process_time() - start


def test_so_many_unknown_fields_are_compared_with_the_declared_ones_and_no_more() -> None:
    value = {f"declared_field_numbre_{number}": "x" for number in range(MOST_COMPARED + 1)}
    faults = Validator(SCHEMA).faults(value)
    assert MOST_COMPARED == sum(bool(fault.hint) for fault in faults)
    assert MOST_COMPARED + 1 == len(faults)
