"""Values that later requests carry, where they are integers of 64 bits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openapi.helpers import api

from harness.respond import chaining


@pytest.mark.parametrize(
    ("schema", "name", "wide"),
    [
        ("{properties: {id: {type: integer, format: int64}}}", "id", True),
        ("{properties: {file: {properties: {id: {type: integer, format: int64}}}}}", "file.id", True),
        ("{properties: {data: {type: array, items: {properties: {id: {format: int64}}}}}}", "data.id", True),
        ("{properties: {id: {type: integer, format: int64, maximum: 1000}}}", "id", False),
        ("{properties: {id: {type: integer}}}", "id", False),
        ("{properties: {id: {type: string}}}", "id", False),
        ("{}", "id", False),
    ],
)
def test_only_a_field_of_64_bits_is_wide(tmp_path: Path, schema: str, name: str, wide: bool) -> None:
    content = f"content: {{application/json: {{schema: {schema}}}}}"
    held = api(
        tmp_path, f'paths: {{/a: {{get: {{operationId: a, responses: {{"200": {{description: ok, {content}}}}}}}}}}}'
    )
    assert wide == held.is_wide(held.operations[0], name)


def test_the_value_of_a_wide_field_is_one_that_no_double_holds() -> None:
    for unique in "abcdef":
        body = chaining.with_own_values(b'{"id": 1, "n": 1}', ("id", "n"), unique, frozenset(("id",)))
        found = json.loads(body)
        assert int(float(found["id"])) != found["id"]
        assert int(float(found["n"])) == found["n"]
