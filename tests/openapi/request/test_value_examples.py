"""The examples that a document gives of parameters and fields, for placeholders."""

from __future__ import annotations

from pathlib import Path

from openapi.helpers import api

TEXT = """\
paths:
  /notes/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, example: n1}}
        - {name: page, in: query, schema: {type: integer, default: 2}}
        - {name: X-Team, in: header, examples: {one: {value: red}}, schema: {type: string}}
        - {name: free, in: query, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                fax: {type: string, example: "+49 1"}
                id: {type: string, example: other}
                inner: {$ref: "#/components/schemas/Inner"}
                lost: {$ref: "#/components/schemas/None"}
                on: {type: boolean, example: true}
      responses: {"200": {description: ok}}
components:
  schemas:
    Inner: {type: object, properties: {deep: {enum: [a, b]}, again: {$ref: "#/components/schemas/Inner"}}}
"""


def test_parameters_and_fields_have_the_documents_examples(tmp_path: Path) -> None:
    of = api(tmp_path, TEXT)
    expected = {"id": "n1", "page": "2", "X-Team": "red", "fax": "+49 1", "deep": "a"}
    assert expected == of.value_examples(of.operations[0])
