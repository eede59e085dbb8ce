"""Texts that may be read in several ways: the validator says which one is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from harness import openapi
from openapi.helpers import api, body_api, found, post, request

ENUM = "{type: string, enum: [all]}"
URLENCODED = "application/x-www-form-urlencoded"


def sent(folder: Path, schema: str, text: str, place: str = "query") -> openapi.Inspection:
    path, target = ("/a/{v}", f"/v1/a/{text}") if place == "path" else ("/a", f"/v1/a?v={text}")
    parameter = f"{{name: v, in: {place}, required: true, schema: {schema}}}"
    shop = api(folder, f"paths: {{'{path}': {{get: {{parameters: [{parameter}], responses: {{}}}}}}}}", "3.1.0")
    return shop.inspect(request("GET", target), shop.operations[0])


@pytest.mark.parametrize("place", ["query", "path"])
@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (f"{{oneOf: [{{type: integer}}, {ENUM}]}}", "5", 5),
        (f"{{oneOf: [{{type: integer}}, {ENUM}]}}", "all", "all"),
        (f"{{anyOf: [{ENUM}, {{type: number, minimum: 1}}]}}", "1.5", 1.5),
        ("{anyOf: [{type: string, format: uuid}, {type: integer}]}", "5812605", 5812605),
        ("{type: [string, integer]}", "7", "7"),
        ("{type: [string, integer], maxLength: 0, minimum: 7}", "7", 7),
        ("{const: 5}", "5", 5),
        ("{const: '5'}", "5", "5"),
        ("{enum: [1, true, two]}", "true", True),
        ("{enum: [1, true, two]}", "two", "two"),
        ("{enum: [null, 1]}", "null", None),
        ("{type: array, items: {oneOf: [{type: integer}, {const: all}]}}", "3", [3]),
        ("{oneOf: [{type: array, items: {type: integer}}, {type: boolean}]}", "true", True),
    ],
)
def test_a_text_is_what_one_of_the_alternatives_takes(
    tmp_path: Path, place: str, schema: str, text: str, value: Any
) -> None:
    seen = sent(tmp_path, schema, text, place)

    assert () == seen.violations
    assert seen.call is not None
    assert value == (seen.call.query if place == "query" else seen.call.path)["v"]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (f"{{oneOf: [{{type: integer}}, {ENUM}]}}", "some"),
        ("{const: 5}", "6"),
        ("{enum: [1, true]}", "True"),
        ("{type: boolean}", "1"),
        ("{type: integer}", "1.5"),
        ("{type: string, maxLength: 1}", "77"),
    ],
)
def test_a_text_that_no_alternative_takes_is_at_fault(tmp_path: Path, schema: str, text: str) -> None:
    assert [("query-parameter", "v")] == found(sent(tmp_path, schema, text))


def test_each_item_is_read_for_itself(tmp_path: Path) -> None:
    schema = f"{{type: array, items: {{oneOf: [{{type: integer}}, {ENUM}]}}}}"
    seen = sent(tmp_path, schema, "1&v=all&v=2")

    assert seen.call is not None
    assert [1, "all", 2] == seen.call.query["v"]


VARIANTS = """\
Body:
  oneOf:
    - {type: object, required: [kind, v], properties: {kind: {const: number}, v: {type: integer}}}
    - {type: object, required: [kind, v], properties: {kind: {const: text}, v: {type: string, pattern: '^0'}}}
"""


@pytest.mark.parametrize(("fields", "value"), [({"kind": "number", "v": "07"}, 7), ({"kind": "text", "v": "07"}, "07")])
def test_a_field_of_a_form_is_read_as_the_variant_has_it(tmp_path: Path, fields: dict[str, str], value: Any) -> None:
    shop = body_api(tmp_path, VARIANTS, URLENCODED, "3.1.0")
    seen = shop.inspect(post(urlencode(fields), URLENCODED), shop.operations[0])

    assert () == seen.violations
    assert seen.call is not None
    assert value == seen.call.body["v"]


@pytest.mark.parametrize("text", ["True", "False", "TRUE", "1", "0", "on", "off"])
def test_a_boolean_as_clients_write_it_in_forms_has_a_warning_at_most(tmp_path: Path, text: str) -> None:
    shop = body_api(tmp_path, "Body: {type: object, properties: {flag: {type: boolean}}}", URLENCODED)
    (fault,) = shop.inspect(post(f"flag={text}", URLENCODED), shop.operations[0]).violations

    assert ("warning", "/flag", f'"{text}"') == (fault.severity, fault.pointer, fault.actual)
