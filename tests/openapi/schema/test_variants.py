"""Schemas with alternatives: which one a value is judged by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openapi.helpers import body_api, codes, found, post

ONE_OF = """\
Body:
  oneOf: [{$ref: "#/components/schemas/Strength"}, {$ref: "#/components/schemas/Schedule"}]
  discriminator:
    propertyName: mode
    mapping: {STRENGTH: "#/components/schemas/Strength", SCHEDULE: "#/components/schemas/Schedule"}
Base: {type: object, required: [image], properties: {image: {type: string}}}
Strength:
  allOf:
    - {$ref: "#/components/schemas/Base"}
    - type: object
      properties: {mode: {type: string, enum: [STRENGTH], default: STRENGTH}, strength: {type: number, maximum: 1}}
Schedule:
  allOf:
    - {$ref: "#/components/schemas/Base"}
    - type: object
      required: [mode]
      properties: {mode: {type: string, enum: [SCHEDULE]}, start: {type: number}}
"""
FAMILY = """\
Body:
  type: object
  required: [image]
  properties: {image: {type: string}, mode: {type: string, default: STRENGTH}}
  discriminator:
    propertyName: mode
    mapping: {STRENGTH: "#/components/schemas/Strength", SCHEDULE: "#/components/schemas/Schedule"}
Strength:
  allOf: [{$ref: "#/components/schemas/Body"}, {properties: {strength: {type: number, maximum: 1}}}]
Schedule:
  allOf: [{$ref: "#/components/schemas/Body"}, {properties: {start: {type: number}}}]
"""
CASES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"image": "a"}, []),
    ({"image": "a", "strength": 0.5}, []),
    ({"image": "a", "mode": "STRENGTH", "strength": 0.5}, []),
    ({"image": "a", "mode": "SCHEDULE", "start": 0.5}, []),
    ({"mode": "SCHEDULE"}, [("body-schema", "/image")]),
    ({}, [("body-schema", "/image")]),
    ({"image": "a", "mode": "SCHEDULE", "strength": 0.5}, [("unknown-field", "/strength")]),
    ({"image": "a", "mode": "STRENGTH", "start": 0.5}, [("unknown-field", "/start")]),
    ({"image": "a", "start": 0.5}, [("unknown-field", "/start")]),
    ({"image": "a", "strength": 2}, [("body-schema", "/strength")]),
    ({"image": "a", "strength": 2, "zz": 1}, [("body-schema", "/strength"), ("unknown-field", "/zz")]),
    ({"image": 1, "mode": "SCHEDULE"}, [("body-schema", "/image")]),
]


@pytest.mark.parametrize("schema", [ONE_OF, FAMILY], ids=["oneOf", "allOf"])
@pytest.mark.parametrize(("body", "expected"), CASES)
def test_the_variant_is_chosen_by_the_fields_value_and_without_it_by_the_default(
    tmp_path: Path, schema: str, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    shop = body_api(tmp_path, schema)
    assert sorted(expected) == sorted(found(shop.inspect(post(json.dumps(body)), shop.operations[0])))


def test_without_value_and_default_the_variant_that_does_not_require_the_field_is_meant(tmp_path: Path) -> None:
    shop = body_api(tmp_path, ONE_OF.replace(", default: STRENGTH", ""))
    sent = [{"image": "a", "strength": 2}, {"image": "a", "start": 1}]

    assert [[("body-schema", "/strength")], [("unknown-field", "/start")]] == [
        found(shop.inspect(post(json.dumps(body)), shop.operations[0])) for body in sent
    ]


def test_a_value_that_chooses_no_variant_is_the_one_fault(tmp_path: Path) -> None:
    shop = body_api(tmp_path, ONE_OF)
    body = {"mode": "NONE", "strength": 0.5, "whatever": 1}

    assert [("body-schema", "/mode")] == found(shop.inspect(post(json.dumps(body)), shop.operations[0]))


PETS = """\
Body:
  type: object
  properties:
    pet: {$ref: "#/components/schemas/Pet"}
    pets: {type: array, items: {allOf: [{$ref: "#/components/schemas/Pet"}]}}
Pet:
  type: object
  required: [kind]
  properties: {kind: {type: string}, friend: {$ref: "#/components/schemas/Pet"}}
  discriminator: {propertyName: kind, mapping: {tom: "#/components/schemas/Cat"}}
Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {required: [lives], properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: "#/components/schemas/Pet"}, {properties: {tricks: {type: array, items: {type: string}}}}]}
"""


@pytest.mark.parametrize(
    ("pet", "expected"),
    [
        ({"kind": "tom", "lives": 9}, []),
        ({"kind": "Dog", "tricks": ["sit"]}, []),
        ({"kind": "Dog", "friend": {"kind": "tom", "lives": 9}}, []),
        ({"kind": "Bird"}, []),
        ({"kind": "tom"}, [("body-schema", "/lives")]),
        ({"kind": "Dog", "lives": 9}, [("unknown-field", "/lives")]),
        ({"kind": "Dog", "friend": {"kind": "tom"}}, [("body-schema", "/friend/lives")]),
        ({"lives": 9}, [("body-schema", "/kind")]),
    ],
)
def test_children_of_a_base_schema_are_chosen_at_any_depth(
    tmp_path: Path, pet: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    shop = body_api(tmp_path, PETS)
    for body, prefix in (({"pet": pet}, "/pet"), ({"pets": [pet]}, "/pets/0")):
        seen = found(shop.inspect(post(json.dumps(body)), shop.operations[0]))
        assert sorted((code, prefix + place) for code, place in expected) == sorted(seen)


SHARED = """\
Body:
  anyOf:
    - {$ref: "#/components/schemas/Short"}
    - {$ref: "#/components/schemas/Long"}
    - {$ref: "#/components/schemas/Other"}
  discriminator: {propertyName: type}
Short: {type: object, required: [type, text], properties: {type: {type: string, enum: [message]}, text: {type: string}}}
Long: {type: object, required: [type, parts], properties: {type: {type: string, enum: [message]}, parts: {type: array}}}
Other: {type: object, required: [type], properties: {type: {type: string, enum: [other]}}}
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"type": "message", "text": "a"}, []),
        ({"type": "message", "parts": []}, []),
        ({"type": "other"}, []),
        ({"type": "message", "parts": 1}, [("body-schema", "/parts")]),
        ({"type": "other", "text": "a"}, [("unknown-field", "/text")]),
        ({"text": "a"}, [("body-schema", "/type")]),
    ],
)
def test_variants_that_share_a_value_are_alternatives(
    tmp_path: Path, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    shop = body_api(tmp_path, SHARED)
    assert expected == found(shop.inspect(post(json.dumps(body)), shop.operations[0]))


WITHOUT = """\
Body:
  oneOf:
    - {type: object, required: [url], properties: {url: {type: string}, detail: {type: string, enum: [low, high]}}}
    - {type: object, required: [id], properties: {id: {type: integer}}}
    - {type: string, enum: [auto]}
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"url": "a"}, []),
        ({"id": 1}, []),
        ("auto", []),
        ({"url": "a", "detail": "mid"}, [("body-schema", "/detail")]),
        ({"id": "1"}, [("body-schema", "/id")]),
        ({"id": 1, "zz": 1}, [("unknown-field", "/zz")]),
        ("manual", [("body-schema", "")]),
        (7, [("body-schema", "")]),
    ],
)
def test_without_a_discriminator_the_nearest_alternative_tells_the_fault(
    tmp_path: Path, body: Any, expected: list[tuple[str, str]]
) -> None:
    shop = body_api(tmp_path, WITHOUT)
    assert expected == found(shop.inspect(post(json.dumps(body)), shop.operations[0]))


def test_a_type_that_no_alternative_has_is_told_with_all_that_would_do(tmp_path: Path) -> None:
    shop = body_api(tmp_path, WITHOUT)
    (fault,) = shop.inspect(post("7"), shop.operations[0]).violations

    assert "an object or a string" == fault.expected


EXCLUSIVE = """\
Body:
  type: object
  properties: {width: {type: integer}, height: {type: integer}, image: {type: string}}
  not: {required: [width, height]}
"""
ONE_ALONE = """\
Body:
  type: object
  properties: {width: {type: integer}, height: {type: integer}, image: {type: string}}
  oneOf: [{required: [width]}, {required: [height]}]
"""
SEPARATE = """\
Body:
  oneOf:
    - {type: object, required: [width], properties: {width: {type: integer}, image: {type: string}}}
    - {type: object, required: [height], properties: {height: {type: integer}, image: {type: string}}}
"""


@pytest.mark.parametrize("schema", [EXCLUSIVE, ONE_ALONE, SEPARATE], ids=["not", "required", "objects"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"width": 1, "image": "a"}, []),
        ({"height": 1}, []),
        ({"width": 1, "height": 1}, [("body-schema", "")]),
        ({"width": 1, "zz": 1}, [("unknown-field", "/zz")]),
        ({"width": "1"}, [("body-schema", "/width")]),
    ],
)
def test_fields_that_exclude_each_other_may_not_be_sent_together(
    tmp_path: Path, schema: str, body: Any, expected: list[tuple[str, str]]
) -> None:
    shop = body_api(tmp_path, schema)
    assert expected == found(shop.inspect(post(json.dumps(body)), shop.operations[0]))


def test_excluding_fields_are_named(tmp_path: Path) -> None:
    shop = body_api(tmp_path, EXCLUSIVE)
    (fault,) = shop.inspect(post('{"width": 1, "height": 2}'), shop.operations[0]).violations

    assert ("width", "height") == fault.words
    assert '"width" and "height" exclude one another' in fault.message


def test_a_wider_alternative_that_is_not_meant_takes_nothing_away(tmp_path: Path) -> None:
    schema = """\
Body:
  oneOf:
    - {type: object, properties: {a: {type: integer}}}
    - {type: object, properties: {a: {type: integer}, b: {type: integer}}}
"""
    shop = body_api(tmp_path, schema)
    assert [] == found(shop.inspect(post('{"a": 1, "b": 2}'), shop.operations[0]))


RECURSIVE = """\
Body:
  type: object
  properties: {name: {type: string}, children: {type: array, items: {$ref: "#/components/schemas/Body"}}}
"""


def test_a_schema_that_contains_itself_is_judged_at_every_depth(tmp_path: Path) -> None:
    shop = body_api(tmp_path, RECURSIVE)
    body = {"children": [{"children": [{"name": "a"}, {"name": 1, "zz": 1}]}]}
    seen = shop.inspect(post(json.dumps(body)), shop.operations[0])

    expected = [("body-schema", "/children/0/children/1/name"), ("unknown-field", "/children/0/children/1/zz")]
    assert expected == sorted(found(seen))


@pytest.mark.parametrize("schema", ["{allOf: [{$ref: '#/components/schemas/Body'}]}", "{type: str}", "{pattern: '['}"])
def test_a_schema_that_says_nothing_sound_refuses_nothing(tmp_path: Path, schema: str) -> None:
    shop = body_api(tmp_path, f"Body: {schema}")
    assert [] == found(shop.inspect(post("[1]"), shop.operations[0]))


MODERN = """\
Body:
  type: object
  required: [kind]
  properties:
    kind: {const: a}
    perhaps: {type: [string, "null"]}
    above: {type: number, exclusiveMinimum: 0}
    ref: {$ref: "#/components/schemas/Text", maxLength: 2}
    pair: {type: array, prefixItems: [{type: integer}, {type: string}], items: false}
    image: {type: string, contentEncoding: base64}
  patternProperties: {"^x-": {type: integer}}
  dependentRequired: {above: [perhaps]}
Text: {type: string, minLength: 1}
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"perhaps": None, "above": 0.1, "ref": "ab", "pair": [1, "a"], "image": "aGk=", "x-a": 1}, []),
        ({"kind": "b"}, [("body-schema", "/kind")]),
        ({"above": 0, "perhaps": "a"}, [("body-schema", "/above")]),
        ({"above": 1}, [("body-schema", "/perhaps")]),
        ({"ref": "abc"}, [("body-schema", "/ref")]),
        ({"ref": ""}, [("body-schema", "/ref")]),
        ({"image": "?"}, [("body-schema", "/image")]),
        ({"x-a": "1"}, [("body-schema", "/x-a")]),
        ({"y-a": 1}, [("unknown-field", "/y-a")]),
        ({"pair": ["a", "a"]}, [("body-schema", "/pair/0")]),
    ],
)
def test_version_3_1_is_json_schema(tmp_path: Path, more: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    shop = body_api(tmp_path, MODERN, version="3.1.0")
    assert expected == found(shop.inspect(post(json.dumps({"kind": "a", **more})), shop.operations[0]))


@pytest.mark.parametrize(
    ("value", "expected"),
    [({"n": 5}, []), ({"n": 0}, ["body-schema"]), ({"n": "x"}, ["body-schema"]), ({"n": 11}, ["body-schema"])],
)
def test_what_stands_beside_a_reference_counts_wherever_it_leads(
    value: Any, expected: list[str], tmp_path: Path
) -> None:
    """Since 3.1; a chain of references keeps the siblings of each."""
    schemas = """\
    Body: {type: object, properties: {n: {$ref: "#/components/schemas/Small"}}}
    Small: {$ref: "#/components/schemas/Positive", maximum: 10}
    Positive: {$ref: "#/components/schemas/Number", minimum: 1}
    Number: {type: integer}
    """
    seen = body_api(tmp_path, schemas, version="3.1.0")
    assert expected == codes(seen.inspect(post(json.dumps(value)), seen.operations[0]))
    old = body_api(tmp_path, schemas, version="3.0.3")
    expected = ["body-schema"] if value["n"] == "x" else []
    assert expected == codes(old.inspect(post(json.dumps(value)), old.operations[0]))
