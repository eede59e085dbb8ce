"""Documents with parts that can't be used: each is told once, with its line, and the rest works."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from harness import openapi
from harness.openapi import DocumentError
from harness.openapi.lint.lint import lint_document
from openapi.helpers import HEAD, codes, operation, request

SOUND = """\
paths:
  /sound:
    get:
      operationId: sound
      parameters: [{name: q, in: query, schema: {type: integer}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Sound"}}}}}
  /broken:
    post:
      operationId: broken
      parameters:
        - PARAMETER
      requestBody: BODY
      responses: {"200": RESPONSE}
components:
  schemas:
    Sound: {type: object, required: [id], properties: {id: {type: integer}}, additionalProperties: false}
"""
PARTS = {
    "PARAMETER": "{name: p, in: query, schema: {type: integer}}",
    "BODY": "{content: {application/json: {schema: {$ref: '#/components/schemas/Sound'}}}}",
    "RESPONSE": "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Sound'}}}}",
}


def load(folder: Path, text: str, version: str = "3.0.3", **parts: str) -> openapi.Api:
    for name, part in {**PARTS, **parts}.items():
        text = text.replace(name, part)
    (folder / "api.yaml").write_text(HEAD.format(version=version) + text, "utf-8")
    return openapi.Api("v1", openapi.load(folder / "api.yaml", "spec/api.yaml"))


def told(api: openapi.Api) -> list[tuple[int | None, str]]:
    return [(finding.line, finding.message) for finding in lint_document(api.document)]


def test_the_document_of_these_tests_is_sound(tmp_path: Path) -> None:
    assert [] == told(load(tmp_path, SOUND))


@pytest.mark.parametrize(
    ("part", "text", "line"),
    [
        ("PARAMETER", "{$ref: '#/components/parameters/None'}", 14),
        ("BODY", "{$ref: none.yaml}", 15),
        ("RESPONSE", "{$ref: 'https://example.invalid/answers.yaml#/Good'}", 16),
        ("BODY", "{content: {application/json: {schema: {$ref: '#/none'}}}}", 15),
        ("BODY", "{content: {application/json: {schema: {allOf: [{$ref: '#/none'}, {properties: {b: {}}}]}}}}", 15),
        ("RESPONSE", "{description: ok, content: {application/json: {schema: {$ref: 'file:///x'}}}}", 16),
        ("RESPONSE", "{description: ok, headers: {A: {$ref: '#/none'}}}", 16),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_once_and_no_request_is_blamed_for_it(
    tmp_path: Path, part: str, text: str, line: int
) -> None:
    api = load(tmp_path, SOUND, **{part: text})
    (finding,) = told(api)
    body = (("Content-Type", "application/json"),)

    assert line == finding[0]
    assert "expected a $ref" in finding[1]
    target = "/v1/broken?unknown=1" if part == "PARAMETER" else "/v1/broken"
    sent = b"" if part != "BODY" else b'{"anything": 1, "b": 2}'
    assert [] == codes(api.inspect(request("POST", target, body, sent), operation(api, "broken")))
    assert 200 == api.answer(operation(api, "broken"), 200).status


def test_the_operations_beside_a_broken_one_are_judged_as_ever(tmp_path: Path) -> None:
    api = load(tmp_path, SOUND, BODY="{$ref: none.yaml}")

    seen = api.inspect(request("GET", "/v1/sound?q=x"), operation(api, "sound"))
    assert ["query-parameter"] == codes(seen)
    assert {"id": 1} == json.loads(api.answer(operation(api, "sound"), 200).body)


def test_a_missing_target_is_told_once_however_many_refer_to_it(tmp_path: Path) -> None:
    text = "{content: {application/json: {schema: {allOf: [{$ref: '#/none'}, {$ref: '#/none'}, {$ref: '#/none'}]}}}}"
    (finding,) = told(load(tmp_path, SOUND, BODY=text))

    assert (15, 'expected a $ref to something that exists, got "#/none" (and so in 2 more)') == finding


def test_a_circle_of_references_is_told_once(tmp_path: Path) -> None:
    circle = "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"
    (finding,) = told(load(tmp_path, SOUND + circle))

    assert 20 == finding[0]
    assert "got a circle" in finding[1]


def test_schemas_that_contain_one_another_are_no_circle(tmp_path: Path) -> None:
    schemas = "    A: {properties: {b: {$ref: '#/components/schemas/B'}}}\n"
    schemas += "    B: {type: array, items: {$ref: '#/components/schemas/A'}}\n"
    assert [] == told(load(tmp_path, SOUND + schemas))


def test_a_file_that_cannot_be_read_is_told_once_at_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "parts.yaml").write_text("a: 1\nb: {\n")
    reference = "{$ref: 'parts.yaml#/b'}"
    api = load(tmp_path, SOUND, BODY=reference, RESPONSE=reference)
    (finding,) = lint_document(api.document)

    assert ("spec/parts.yaml", 3) == (finding.file, finding.line)
    assert "not YAML" in finding.message


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x-a: 1\nx-b: 2\nx-a: 3\n", 22, 'expected each key once, got "x-a" on line 20 and line 22: the last counts'),
        ("x-a: *none\n", 20, 'expected a defined anchor, got "*none"'),
        ("x-a: &b [*b]\n", 20, 'expected a finite document, got "*b" inside itself'),
    ],
)
def test_a_fault_of_the_yaml_itself_is_told_and_the_rest_is_read(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    api = load(tmp_path, SOUND + text)

    assert [(line, message)] == told(api)
    assert ["sound", "broken"] == [one.id for one in api.operations]


def test_of_a_key_that_stands_twice_the_last_one_counts(tmp_path: Path) -> None:
    assert 3 == load(tmp_path, SOUND + "x-a: 1\nx-a: 3\n").document.data["x-a"]


def test_an_alias_may_be_a_key(tmp_path: Path) -> None:
    assert {"name": 1} == load(tmp_path, SOUND + "x-a: &n name\nx-b: {*n : 1}\n").document.data["x-b"]


def test_aliases_that_fill_the_memory_are_refused(tmp_path: Path) -> None:
    bomb = "x-0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
    bomb += "".join(f"x-{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 9))
    with pytest.raises(DocumentError, match=r"^spec/api.yaml:\d+: expected aliases of at most 1000000 values"):
        load(tmp_path, SOUND + bomb)


def test_aliases_that_nest_too_deep_are_refused(tmp_path: Path) -> None:
    deep = "x-0: &x0 a\n" + "".join(f"x-{n}: &x{n} [*x{n - 1}]\n" for n in range(1, 300))
    with pytest.raises(DocumentError, match="expected at most 200 levels of nesting, got more"):
        load(tmp_path, SOUND + deep)


def test_json_with_tabs_and_halves_of_characters_keeps_its_lines(tmp_path: Path) -> None:
    text = '{\n\t"openapi": "3.1.0",\n\t"info": {"title": "\\ud83d\\ude00 \\/ \\ud800 \\u0041", "version": "1"},\n'
    text += '\t"paths": {},\n\t"x-a":\t{"b": "a\\tb"}\n}'
    (tmp_path / "api.json").write_text(text)
    document = openapi.load(tmp_path / "api.json")

    assert "\U0001f600 / \ufffd A" == document.data["info"]["title"]
    assert {"b": "a\tb"} == document.data["x-a"]
    assert [3, 5] == [document.line("/info"), document.line("/x-a")]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("'#sound'", "Sound"),
        ("'https://schemas.example/sound'", "Sound"),
        ("'https://api.example/v/api.yaml#/components/schemas/Sound'", "Sound"),
        ("'https://api.example/v/parts.yaml#/other'", "Other"),
        ("'#nobody'", None),
        ("'https://elsewhere.example/parts.yaml#/other'", None),
    ],
)
def test_a_name_and_the_documents_own_address_lead_into_the_document_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, expected: str | None
) -> None:
    monkeypatch.setattr(socket, "socket", None)
    (tmp_path / "parts.yaml").write_text("other: {title: Other}\n")
    text = "$self: https://api.example/v/api.yaml\n" + SOUND.replace(
        "Sound: {", "Sound: {title: Sound, $anchor: sound, $id: 'https://schemas.example/sound', "
    )
    api = load(tmp_path, f"{text}    Other: {{$ref: {reference}}}\n", "3.2.0")
    found = api.document.follow(api.document.data["components"]["schemas"]["Other"])

    assert expected == found.get("title")
    assert (expected is None) == bool(api.document.troubles)


def test_a_reference_with_a_line_break_in_it_is_told_in_one_line(tmp_path: Path) -> None:
    (trouble,) = load(tmp_path, SOUND, BODY='{$ref: "#/compo\\nnents/none"}').document.troubles
    assert (15, 'expected a $ref to something that exists, got "#/compo nents/none"') == (trouble.line, trouble.message)
