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
        ("security: [{key: []}]", "security: [{kee: []}]"),
    ],
)
def test_the_line_is_that_of_the_fault(tmp_path: Path, old: str, new: str) -> None:
    text = GOOD.replace(old, new, 1)
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


def test_a_scheme_that_is_not_declared_is_named_with_those_that_are(tmp_path: Path) -> None:
    text = "paths: {/a: {get: {operationId: a, security: [{other: []}], responses: {'200': {description: ok}}}}}\n"
    (none,) = lint(tmp_path, text)
    assert 'the security scheme "other" is not declared' == none.message
    assert ("a scheme under components/securitySchemes", "other") == (none.expected, none.actual)
    (some,) = lint(tmp_path, f"{text}components: {{securitySchemes: {{key: {{type: http, scheme: bearer}}}}}}\n")
    assert '"key"' == some.expected


PATH = "paths: {/a/{}: {get: {operationId: a, parameters: [{}], responses: {'200': {description: ok}}}}}\n"
DECLARED = "{name: %s, in: path, required: true, schema: {type: string}}"


@pytest.mark.parametrize(
    ("path", "declared", "said", "expected"),
    [
        ("{id}", "", "a: the path's {id} is not declared as a parameter", "a parameter with name: id and in: path"),
        (
            "{id}",
            DECLARED % "id" + ", " + DECLARED % "no",
            'a: the path parameter "no" does not occur in /a/{id}',
            '"id"',
        ),
        ("b", DECLARED % "no", 'a: the path parameter "no" does not occur in /a/b', "no path parameter"),
    ],
)
def test_variables_of_a_path_and_its_parameters_are_the_same(
    tmp_path: Path, path: str, declared: str, said: str, expected: str
) -> None:
    text = PATH.replace("/a/{}", f"'/a/{path}'").replace("[{}]", f"[{declared}]")
    assert (said, expected) in [(one.message, one.expected) for one in lint(tmp_path, text)]


SHARED = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Cat: {type: strin}\n"


def test_the_structure_of_a_file_that_is_referred_to_is_judged_too(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text(SHARED)
    text = 'paths: {}\ncomponents: {schemas: {Cat: {$ref: "shared.yaml#/components/schemas/Cat"}}}'
    found = [(one.code, one.file, one.line) for one in lint(tmp_path, text)]
    assert ("spec-invalid", "spec/shared.yaml", 6) in found


def test_a_field_beside_the_reference_of_a_path_is_no_fault_in_3_1(tmp_path: Path) -> None:
    item = "{$ref: '#/components/pathItems/A', summary: s, get: {operationId: a, responses: {'200': {description: o}}}}"
    text = f"paths: {{/a: {item}}}\ncomponents: {{pathItems: {{A: {{description: d}}}}}}\n"
    assert [] == lint(tmp_path, text, "3.1.0")
    (found,) = lint(tmp_path, text.replace("summary: s", "sumary: s"), "3.1.0")
    assert "sumary" in found.message
