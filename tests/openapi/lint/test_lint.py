"""What is wrong with documents, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model import Finding
from harness.openapi.lint.lint import lint_document
from openapi.helpers import document

GOOD = """\
security: [{key: []}]
paths:
  /things/{id}:
    get:
      operationId: thing
      parameters: [{name: id, in: path, required: true, schema: {type: integer}, example: 1}]
      responses: {"200": {$ref: "#/components/responses/Thing"}}
      x-codeSamples: [{lang: Python, source: {$ref: thing.py}}]
    post:
      operationId: change
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {image: {type: string, format: binary}, n: {type: integer}}}
            example: {image: a.png, n: 1}
          application/json:
            schema: {$ref: "#/components/schemas/Pet"}
            examples: {a: {value: {kind: Cat, lives: 9}}}
      responses: {"204": {description: ok}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  responses:
    Thing:
      description: ok
      headers: {Seed: {schema: {type: integer}, example: 7}}
      content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}, example: {kind: Cat}}}
  schemas:
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string, example: Cat}, age: {type: integer, default: 3, nullable: true}}
      discriminator: {propertyName: kind, mapping: {tom: "#/components/schemas/Cat"}}
    Cat:
      allOf:
        - $ref: "#/components/schemas/Pet"
        - {type: object, properties: {lives: {type: integer}}, example: {lives: 9, kind: Cat}}
"""


def lint(folder: Path, text: str, version: str = "3.0.3") -> list[Finding]:
    (folder / "thing.py").touch()
    return list(lint_document(document(folder, text, version)))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_good_document_has_no_finding(tmp_path: Path, version: str) -> None:
    text = GOOD.replace(", nullable: true", "") if version == "3.1.0" else GOOD
    assert [] == lint(tmp_path, text, version)


def line_of(text: str) -> int:
    """The line of the first difference from the good document, the head of three lines included."""
    lines = zip(GOOD.splitlines(), text.splitlines(), strict=False)
    return next(number for number, (good, bad) in enumerate(lines, 4) if good != bad)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("security: [{key: []}]", "security: [{kee: []}]", 'the security scheme "kee" is not declared'),
        ("operationId: change", "operationId: thing", 'the operationId "thing" is used twice, first on line 8'),
        ("[{name: id, in: path, required: true, schema: {type: integer}}]", "[]", "the path's {id} is not declared"),
        ("[{name: id, in: path", "[{name: ib, in: path, required: true, schema: {}}, {name: id, in: path", "ib"),
        ('mapping: {tom: "#/components/schemas/Cat"}', 'mapping: {tom: "#/none"}', 'maps "tom" to a schema that'),
        ('mapping: {tom: "#/components/schemas/Cat"}', "mapping: {tom: Dog}", 'maps "tom" to a schema that does not'),
        ("kind: {type: string, example", "kind: {type: str, example", "expected"),
        ('responses: {"204": {description: ok}}', "summary: x", "responses is missing"),
        ("required: [kind]", "required: kind", "expected an array"),
        ("operationId: change", "operationld: change", "operationld is no field"),
        ("in: path, required: true, schema: {type: integer}, example: 1", "in: pat, required: true, schema: {}", "in"),
    ],
)
def test_a_document_with_a_broken_structure_is_told_of_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = GOOD.replace(old, new, 1)
    findings = lint(tmp_path, text)

    assert {"spec-invalid"} == {finding.code for finding in findings}
    assert {"spec"} == {finding.blame for finding in findings}
    assert any(message in finding.message for finding in findings), findings
    assert "spec/api.yaml" == findings[0].file


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("operationId: change", "operationId: thing"),
        ('responses: {"204": {description: ok}}', "responses: {'204': {}}"),
        ("required: [kind]", "required: kind"),
        ("Cat: []", "Cat: []"),
        ("security: [{key: []}]", "security: [{kee: []}]"),
    ],
)
def test_the_line_is_that_of_the_fault(tmp_path: Path, old: str, new: str) -> None:
    text = GOOD.replace(old, new, 1)
    if text != GOOD:
        assert line_of(text) in [finding.line for finding in lint(tmp_path, text)]


@pytest.mark.parametrize(
    ("old", "new", "severity", "message"),
    [
        ("example: 1}", "example: one}", "error", 'expected an integer, got "one"'),
        ("example: {kind: Cat}}", "example: {kind: 1}}", "error", "kind: expected a string, got 1"),
        ("example: {kind: Cat}}", "example: {}}", "error", "kind is missing"),
        ("example: {kind: Cat}}", "example: {kind: Cat, size: 1}}", "warning", "size is no field that"),
        ("a: {value: {kind: Cat, lives: 9}}", "a: {value: {kind: Cat, lives: x}}", "error", "lives: expected"),
        ("example: {image: a.png, n: 1}", "example: {image: a.png, n: x}", "error", "n: expected an integer"),
        ("default: 3", "default: three", "error", "expected an integer or null"),
        ("kind: {type: string, example: Cat}", "kind: {type: string, example: 7}", "error", "expected a string"),
        ("example: 7}", "example: seven}", "error", "expected an integer"),
        ("example: {lives: 9, kind: Cat}", "example: {lives: nine, kind: Cat}", "error", "lives: expected an integer"),
    ],
)
def test_an_example_that_breaks_its_own_schema_is_told_of_with_its_line(
    tmp_path: Path, old: str, new: str, severity: str, message: str
) -> None:
    text = GOOD.replace(old, new, 1)
    (finding,) = lint(tmp_path, text)

    assert ("spec-example", severity, line_of(text)) == (finding.code, finding.severity, finding.line)
    assert message in finding.message


def test_a_link_to_a_sample_that_does_not_exist_is_told_of(tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, GOOD.replace("thing.py", "nothing.py"))

    assert ("sample-link", "spec/api.yaml", 11) == (finding.code, finding.file, finding.line)
    assert "nothing.py" == finding.actual


def test_a_fault_in_a_file_that_is_referred_to_names_that_file(tmp_path: Path) -> None:
    head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n"
    (tmp_path / "shared.yaml").write_text(f"{head}components:\n  schemas:\n    Cat: {{example: 1, type: string}}\n")
    text = 'paths: {}\ncomponents: {schemas: {Cat: {$ref: "shared.yaml#/components/schemas/Cat"}}}'
    (finding,) = lint(tmp_path, text)

    assert ("spec-example", "spec/shared.yaml", 6) == (finding.code, finding.file, finding.line)


def test_version_3_1_schemas_are_judged_as_json_schema(tmp_path: Path) -> None:
    text = "paths: {}\ncomponents:\n  schemas:\n    A: {type: object, properties: {b: {minimum: x}}}\n"
    (finding,) = lint(tmp_path, text, "3.1.0")

    assert ("spec-invalid", 7) == (finding.code, finding.line)
    assert 'properties.b.minimum: expected a number, got "x"' in finding.message


@pytest.mark.parametrize(("count", "expected"), [(3, 3), (4, 1), (40, 1)])
def test_many_examples_with_the_same_fault_are_one_finding_with_a_count(
    tmp_path: Path, count: int, expected: int
) -> None:
    media = "content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}, example: {a: x}}}"
    paths = "".join(
        f'\n  /{index}: {{get: {{operationId: o{index}, responses: {{"200": {{description: ok, {media}}}}}}}}}'
        for index in range(count)
    )
    found = lint_document(document(tmp_path, f"paths:{paths}\n"))
    assert expected == len(found)
    assert ("(and so in" in found[0].message) == (expected == 1)
