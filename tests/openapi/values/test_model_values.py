"""Values made from schemas: valid by the same schema, whatever it asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import openapi
from harness.openapi.values.pattern_text import text_for
from openapi.helpers import HEAD

SCHEMAS: list[tuple[str, str]] = [
    ("a pattern", "{type: string, pattern: '^[a-z]{3}-\\d+$'}"),
    ("a pattern with a length", "{type: string, pattern: '^[A-F0-9]+$', minLength: 12, maxLength: 12}"),
    ("a pattern with alternatives", "{type: string, pattern: '^(?:do|doo)_v1_[a-f0-9]{64}$'}"),
    ("a pattern that is not at the start", "{type: string, pattern: 'b+c', minLength: 9}"),
    ("a multiple", "{type: integer, minimum: 7, multipleOf: 5}"),
    ("a multiple below", "{type: integer, maximum: -7, multipleOf: 5}"),
    ("a small multiple", "{type: number, minimum: 0.005, maximum: 0.02, multipleOf: 0.01}"),
    ("exclusive limits", "{type: number, exclusiveMinimum: 2, exclusiveMaximum: 3}"),
    ("int64", "{type: integer, format: int64, minimum: 9007199254740993}"),
    ("items that differ", "{type: array, uniqueItems: true, minItems: 4, items: {type: string}}"),
    ("numbers that differ", "{type: array, uniqueItems: true, minItems: 3, items: {type: integer, minimum: 5}}"),
    ("choices that differ", "{type: array, uniqueItems: true, minItems: 2, items: {enum: [a, b, c]}}"),
    ("objects that differ", "{type: array, uniqueItems: true, minItems: 2, items: {properties: {a: {type: integer}}}}"),
    (
        "a list with a head",
        "{type: array, prefixItems: [{type: integer}, {const: x}], items: {type: boolean}, minItems: 4}",
    ),
    ("a list that ends", "{type: array, prefixItems: [{type: integer}], items: false}"),
    ("a list that contains", "{type: array, items: {type: integer}, contains: {const: 7}}"),
    ("free names", "{type: object, minProperties: 3, additionalProperties: {type: integer}}"),
    (
        "names by a pattern",
        "{type: object, minProperties: 1, patternProperties: {'^x_\\d$': {const: 1}}, additionalProperties: false}",
    ),
    ("names by a schema", "{type: object, minProperties: 1, propertyNames: {pattern: '^[A-Z]{2}$'}}"),
    ("few fields", "{type: object, maxProperties: 1, properties: {a: {}, b: {}, c: {}}}"),
    ("a required field that is not declared", "{type: object, required: [id], properties: {a: {type: string}}}"),
    (
        "fields that bring others",
        "{type: object, properties: {a: {const: 1}, b: {const: 2}}, required: [a], dependentRequired: {a: [b]}}",
    ),
    ("a constant", "{const: {a: [1]}}"),
    ("a type among several", "{type: ['null', string], minLength: 9}"),
    ("null alone", "{type: 'null'}"),
    (
        "formats",
        "{type: object, required: [a, b, c, d, e, f], properties: {a: {type: string, format: date-time}, "
        "b: {type: string, format: uuid}, c: {type: string, format: uri}, d: {type: string, format: email}, "
        "e: {type: string, format: ipv4}, f: {type: string, format: byte}}}",
    ),
    ("one of several", "{oneOf: [{type: string, maxLength: 0}, {type: integer}]}"),
    (
        "all of several",
        "{allOf: [{properties: {a: {type: integer, minimum: 3}}}, {properties: {a: {maximum: 3}}, required: [a]}]}",
    ),
    (
        "not",
        "{type: object, properties: {a: {type: integer}, b: {type: integer}}, not: {required: [a, b]}, required: [b]}",
    ),
    ("an example that is wrong", "{type: object, required: [a], properties: {a: {type: integer, example: x}}}"),
    (
        "a schema within itself",
        "{type: object, required: [a], properties: {a: {anyOf: [{$ref: '#/components/schemas/S'}, {type: 'null'}]}}}",
    ),
    (
        "itself twice over",
        "{type: object, properties: {a: {$ref: '#/components/schemas/S'}, b: {$ref: '#/components/schemas/S'}, "
        "c: {type: array, items: {$ref: '#/components/schemas/S'}}}}",
    ),
]


def api_of(folder: Path, schema: str, more: str = "", version: str = "3.1.0") -> openapi.Api:
    text = (
        "paths: {/a: {get: {operationId: a, responses: {'200': {description: ok, content: "
        "{application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}}\n"
        f"components:\n  schemas:\n    S: {schema}\n{more}"
    )
    (folder / "api.yaml").write_text(HEAD.format(version=version) + text)
    return openapi.Api("v1", openapi.load(folder / "api.yaml"))


def answer(of: openapi.Api) -> Any:
    return json.loads(of.answer(of.operations[0], 200).body)


@pytest.mark.parametrize("schema", [schema for _, schema in SCHEMAS], ids=[name for name, _ in SCHEMAS])
def test_the_value_is_valid_by_another_validator_too(tmp_path: Path, schema: str) -> None:
    api = api_of(tmp_path, schema)
    value = answer(api)

    whole = {"$ref": "#/components/schemas/S", "components": api.document.data["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


def test_what_is_read_only_is_there_and_what_is_write_only_is_not(tmp_path: Path) -> None:
    schema = (
        "{type: object, required: [a, b], properties: {a: {const: 1, readOnly: true}, b: {const: 2, writeOnly: true}}}"
    )
    assert {"a": 1} == answer(api_of(tmp_path, schema))


PETS = """\
    Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, tail: {type: boolean}}}
"""


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("discriminator: {propertyName: kind}", {"kind": "Cat", "lives": 1}),
        (
            "discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat'}}",
            {"kind": "feline", "lives": 1},
        ),
        ("discriminator: {propertyName: kind, mapping: {dog: Dog}}", {"kind": "Cat", "lives": 1}),
    ],
)
def test_a_discriminator_names_the_alternative_that_was_made(
    tmp_path: Path, schema: str, expected: dict[str, Any]
) -> None:
    union = "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], " + schema + "}"
    assert expected == answer(api_of(tmp_path, union, PETS))


def test_nullable_of_3_0_ends_a_schema_within_itself(tmp_path: Path) -> None:
    schema = "{type: object, nullable: true, required: [down], properties: {down: {$ref: '#/components/schemas/S'}}}"
    value, depth = answer(api_of(tmp_path, schema, version="3.0.3")), 0
    while value is not None:
        value, depth = value["down"], depth + 1

    assert depth < 20


@pytest.mark.parametrize(
    ("examples", "expected"),
    [
        ("example: {a: 2}", {"a": 2}),
        ("examples: {first: {value: {a: 3}}, second: {value: {a: 4}}}", {"a": 3}),
        ("examples: {wrong: {value: {a: x}}, right: {value: {a: 4}}}", {"a": 4}),
        ("example: {b: 1}", {"a": 1}),
        ("example: {a: 5, unknown: 1}", {"a": 5, "unknown": 1}),
        ("examples: {far: {externalValue: 'https://example.invalid/a.json'}}", {"a": 1}),
    ],
)
def test_a_worked_example_is_preferred_unless_it_breaks_its_own_schema(
    tmp_path: Path, examples: str, expected: dict[str, Any]
) -> None:
    schema = "{type: object, required: [a], properties: {a: {type: integer}}}"
    api = api_of(tmp_path, schema)
    text = (tmp_path / "api.yaml").read_text().replace("S'}}}", f"S'}}, {examples}}}}}")
    (tmp_path / "api.yaml").write_text(text)
    api = openapi.Api("v1", openapi.load(tmp_path / "api.yaml"))

    assert expected == answer(api)


PATTERNS = st.recursive(
    st.sampled_from(["a", "[a-c]", "[^a-z]", r"\d", r"\w", r"\s", ".", r"\.", "[-_]", r"[\d_]", "x{2}", r"\-"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        inner.map(lambda one: f"(?:{one})*"),
        inner.map(lambda one: f"({one})+"),
        inner.map(lambda one: f"({one}){{2,5}}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.integers(0, 6))
@settings(deadline=None)
def test_a_text_made_for_a_pattern_matches_it(pattern: str, least: int) -> None:
    text = text_for(f"^{pattern}$", least)

    assert text is None or (re.search(f"^{pattern}$", text) and len(text) >= least)
    assert least or text is not None


def test_a_named_group_is_read_as_ecma_262_writes_it() -> None:
    assert "1aaa" == text_for("^(?<year>1a{3})$")


@pytest.mark.parametrize("pattern", ["(", "a{99999999999}", "(?=b)a", "(a{999}){999}"])
def test_a_pattern_that_no_short_text_is_known_for_gives_none(pattern: str) -> None:
    assert text_for(pattern) is None
