"""Model answers: what patterns, limits, conditions and names ask for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from harness.openapi.values.pattern_text import text_for
from openapi.helpers import api


def _answer(folder: Path, schema: str, kind: str = "application/json", example: str = "") -> bytes:
    content = f"content: {{{kind}: {{schema: {schema}{example}}}}}"
    text = f'paths: {{/a: {{get: {{operationId: a, responses: {{"200": {{description: ok, {content}}}}}}}}}}}'
    held = api(folder, text, "3.1.0")
    return held.answer(held.operations[0], 200).body


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\p{L}{3}$",
        r"^\p{Lu}\p{Ll}{2,3}$",
        r"^[\p{L}\d _-]{5,9}$",
        r"^[^\p{L}]$",
        r"^\P{L}+$",
        r"^\p{Script=Cyrillic}+$",
        r"^(?=.*\d)[a-f\d]{8}$",
        r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,}$",
        r"^(?!0)\d{4}$",
        r"^[\]\\\p{N}]+$",
    ],
)
def test_a_pattern_with_classes_and_look_aheads_is_kept(pattern: str) -> None:
    made = text_for(pattern)
    assert made
    assert jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid(made)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string, format: email, maxLength: 8}", "a@b.co"),
        ("{type: string, format: email, minLength: 25}", "aaaaaasomeone@example.com"),
        ("{type: string, format: uri, minLength: 22}", "https://example.com/aa"),
        ("{type: string, format: hostname, maxLength: 5}", "a.co"),
        ("{type: object, required: [k], properties: {k: {enum: [n]}}, if: {properties: {k: {const: n}}}, "
         "then: {required: [v], properties: {v: {type: number}}}}", {"k": "n", "v": 1}),
        ("{type: object, required: [k], properties: {k: {enum: [m]}}, if: {properties: {k: {const: n}}}, "
         "else: {required: [v], properties: {v: {type: number}}}}", {"k": "m", "v": 1}),
        ("{type: array, items: {type: integer}, contains: {const: 7}, minContains: 2}", [7, 7]),
        ("{type: array, contains: {const: 7}}", [7]),
        ("{properties: {status: {enum: [queued, running, succeeded, failed]}}}", {"status": "succeeded"}),
        ("{properties: {job_state: {enum: [DONE, ERROR]}}}", {"job_state": "DONE"}),
        ("{properties: {status: {enum: [queued, done], example: queued}}}", {"status": "queued"}),
        ("{properties: {status: {enum: [queued, done], default: queued}}}", {"status": "done"}),
        ("{properties: {status: {enum: [open, shut]}}}", {"status": "open"}),
        ("{properties: {mood: {enum: [queued, done]}}}", {"mood": "queued"}),
        ("{properties: {data: {type: object}, errors: {type: array}}}", {"data": {}}),
        ("{properties: {data: {type: object}, errors: {type: array, maxItems: 0}}, required: [errors]}",
         {"data": {}, "errors": []}),
        ("{properties: {errors: {type: array, items: {type: string}}}}", {"errors": ["text"]}),
        ("{allOf: [{properties: {k: {enum: [a, b]}}}, {properties: {k: {const: b}}}]}", {"k": "b"}),
    ],
)  # fmt: skip
def test_a_model_answer_is_what_the_schema_asks_for(tmp_path: Path, schema: str, expected: Any) -> None:
    assert expected == json.loads(_answer(tmp_path, schema))


def test_lines_of_json_that_an_example_writes_out_are_sent_as_they_are(tmp_path: Path) -> None:
    example = r', example: "{\"n\":1}\n{\"n\":2}\n"'
    assert b'{"n":1}\n{"n":2}\n' == _answer(tmp_path, "{type: string}", "application/x-ndjson", example)
