"""A Swagger document as OpenAPI 3.0, word for word, with each thing on the line where it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import openapi

GOLDEN = Path(__file__).parent / "golden"
SOURCE = GOLDEN / "swagger.yaml"
ROWS = SOURCE.read_text("utf-8").splitlines()


def test_everything_that_3_0_has_words_for_is_converted() -> None:
    expected = json.loads((GOLDEN / "swagger.converted.json").read_text("utf-8"))
    assert expected == openapi.load(SOURCE, "swagger.yaml").data


@pytest.mark.parametrize(
    ("pointer", "row"),
    [
        ("/servers", "host: "),
        ("/components", "definitions:"),
        ("/components/schemas", "definitions:"),
        ("/components/securitySchemes", "securityDefinitions:"),
        ("/components/schemas/Note", "Note: "),
        ("/components/securitySchemes/key", "key: "),
        ("/paths/~1notes/post/requestBody", "parameters: [{name: note"),
        ("/paths/~1notes~1{id}/get/parameters/1", "- {name: more"),
        ("/paths/~1notes~1{id}/get/responses/200/content", "schema: {$ref"),
        ("/paths/~1notes~1{id}/get/responses/204", '"204": '),
    ],
)
def test_what_is_converted_stays_on_its_line(pointer: str, row: str) -> None:
    line = openapi.load(SOURCE, "swagger.yaml").line(pointer)
    assert line is not None
    assert ROWS[line - 1].strip().startswith(row)
