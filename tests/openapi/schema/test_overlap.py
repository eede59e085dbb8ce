"""Values that fit several alternatives of `oneOf`: a fault of who sends them, or of the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openapi.helpers import body_api, post

MESSAGE = "{type: object, required: [role, text], properties: {role: {type: string}, text: {type: string}"
CASES = [
    ("{oneOf: [{type: string}, {type: string, enum: [a, b]}]}", "a", "warning"),
    ("{oneOf: [{type: string}, {type: string, enum: [a, b]}]}", "c", None),
    ("{oneOf: [{type: integer}, {type: number}]}", 5, "warning"),
    ("{oneOf: [{type: integer, multipleOf: 3}, {type: integer, multipleOf: 5}]}", 15, "error"),
    (f"{{oneOf: [{MESSAGE}}}}}, {MESSAGE}, kind: {{const: message}}}}}}]}}", {"role": "a", "text": "b"}, "warning"),
    ("{oneOf: [{type: array, items: {type: string}}, {type: array, items: {}}]}", ["a"], "warning"),
    (
        "{type: object, properties: {w: {}, h: {}}, oneOf: [{required: [w]}, {required: [h]}]}",
        {"w": 1, "h": 2},
        "error",
    ),
    ("{type: object, properties: {w: {}, h: {}}, oneOf: [{required: [w]}, {required: [h]}]}", {"w": 1}, None),
    (
        "{oneOf: [{type: object, properties: {a: {}, b: {}}, required: [a]}, "
        "{type: object, properties: {a: {}, b: {}}, required: [b]}]}",
        {"a": 1, "b": 1},
        "error",
    ),
]


@pytest.mark.parametrize(("schema", "value", "severity"), CASES)
def test_alternatives_that_overlap_are_no_fault_of_a_value(
    schema: str, value: Any, severity: str | None, tmp_path: Path
) -> None:
    shop = body_api(tmp_path, f"Body: {{type: object, properties: {{x: {schema}}}}}", version="3.1.0")
    seen = shop.inspect(post(json.dumps({"x": value})), shop.operations[0])
    assert [("body-schema", severity)] * bool(severity) == [(one.code, one.severity) for one in seen.violations]
