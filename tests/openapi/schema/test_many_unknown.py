"""Of thousands of fields that no document knows the first are faults, and one more says that there are others."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.schema.faults import MOST_COMPARED, MOST_FAULTS, MOST_JUDGED, FaultReader
from harness.openapi.schema.validator import Validator, compiled

DECLARED = {f"declared_field_number_{number}": {"type": "string"} for number in range(60)}
SCHEMA: dict[str, Any] = {"type": "object", "properties": DECLARED, "additionalProperties": False}
MANY = 10_000


def test_of_ten_thousand_unknown_fields_the_first_are_faults_and_one_says_that_there_are_more() -> None:
    value = {f"declared_field_numbre_{number}": "x" for number in range(MANY)}
    faults = Validator(SCHEMA).faults(value)
    assert [*["unknown"] * MOST_FAULTS, "more"] == [fault.kind for fault in faults]


def test_so_many_unknown_fields_are_compared_with_the_declared_ones_and_no_more() -> None:
    value = {f"declared_field_numbre_{number}": "x" for number in range(MOST_COMPARED + 1)}
    faults = Validator(SCHEMA).faults(value)
    assert MOST_COMPARED == sum(bool(fault.hint) for fault in faults)
    assert MOST_COMPARED + 1 == len(faults)


@pytest.mark.parametrize("count", [100, MANY, 4 * MANY])
def test_whether_alternatives_exclude_one_another_is_tried_with_so_many_fields_and_no_more(count: int) -> None:
    branches = [{"type": "object", "properties": {name: {"type": "string"}}} for name in ("a", "b")]
    schema: dict[str, Any] = {"oneOf": branches}
    value = {f"field_{number}": "x" for number in range(count)} | {"a": "x", "b": "x"}
    judged: list[int] = []

    class Counting:
        def __init__(self, schema: dict[str, Any]) -> None:
            self._inner = compiled(schema)

        def is_valid(self, value: dict[str, str]) -> bool:
            judged.append(len(value))
            return self._inner.is_valid(value)

    FaultReader(schema, Counting).faults(compiled(schema).iter_errors(value), value)
    assert 3 * len(branches) + len(branches) * MOST_COMPARED >= len(judged)
    assert len(branches) * (4 * len(value) + MOST_JUDGED) >= sum(judged)


def test_of_a_hundred_thousand_wrong_objects_the_first_are_faults_and_one_says_that_the_rest_is_left_out() -> None:
    things = {"type": "array", "minItems": 50_000, "items": {"type": "object", "required": ["text"]}}
    validator = Validator({"type": "object", "required": ["last"], "properties": {"things": things}})
    found = validator.faults({"things": [{"a": 1}] * 100_000, "last": 1})
    assert {("required", "text"), ("more", "")} == {
        (fault.kind, fault.words[0] if fault.words else "") for fault in found
    }
    (only,) = validator.faults({"things": [{"text": ""}] * 100_000 + [{}], "last": 1})
    assert "left out" in only.message
