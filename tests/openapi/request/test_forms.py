"""Names with brackets, and texts that are to be values."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import openapi
from harness.openapi.request import forms
from harness.openapi.request.forms import Field
from harness.openapi.request.readings import filled
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.typed import typed
from openapi.helpers import body_api, codes, found, post

URLENCODED = "application/x-www-form-urlencoded"
BODY = """\
Body:
  type: object
  required: [prompts]
  properties:
    prompts:
      type: array
      items: {type: object, required: [text], properties: {text: {type: string}, weight: {type: number}}}
    steps: {type: integer, minimum: 10}
    scale: {type: number}
    flag: {type: boolean}
    name: {type: string}
    either: {oneOf: [{type: integer}, {type: boolean}]}
    perhaps: {type: integer, nullable: true}
    tags: {type: array, items: {type: string}}
    sizes: {type: array, items: {type: integer}}
    'odd[]': {type: array, items: {type: string}}
    options: {type: object, properties: {deep: {type: object, properties: {n: {type: integer}}}}}
    free: {type: object}
"""


@pytest.fixture
def shop(tmp_path: Path) -> openapi.Api:
    return body_api(tmp_path, BODY, URLENCODED)


def inspect(shop: openapi.Api, *fields: tuple[str, str]) -> openapi.Inspection:
    return shop.inspect(post(urlencode(fields), URLENCODED), shop.operations[0])


PROMPT = ("prompts[0][text]", "a")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([], {}),
        ([("prompts[0][weight]", "1.5")], {"prompts": [{"text": "a", "weight": 1.5}]}),
        ([("prompts[7][text]", "c"), ("prompts[3][text]", "b")], {"prompts": [{"text": t} for t in "abc"]}),
        ([("prompts[10][text]", "c"), ("prompts[9][text]", "b")], {"prompts": [{"text": t} for t in "abc"]}),
        ([("steps", "30"), ("scale", "7"), ("flag", "true"), ("name", "7")], {"steps": 30, "scale": 7, "flag": True}),
        (
            [("scale", "-1.5e2"), ("either", "false"), ("perhaps", "")],
            {"scale": -150.0, "either": False, "perhaps": None},
        ),
        ([("steps", "+30"), ("scale", ".5")], {"steps": 30, "scale": 0.5}),
        ([("tags", "x"), ("tags", "y")], {"tags": ["x", "y"]}),
        ([("tags", "x")], {"tags": ["x"]}),
        ([("tags[]", "x"), ("tags[]", "y")], {"tags": ["x", "y"]}),
        ([("tags[1]", "y"), ("tags[0]", "x")], {"tags": ["x", "y"]}),
        ([("sizes", "1"), ("sizes", "2")], {"sizes": [1, 2]}),
        ([("odd[]", "x")], {"odd[]": ["x"]}),
        ([("options[deep][n]", "7")], {"options": {"deep": {"n": 7}}}),
        ([("options", '{"deep": {"n": 7}}')], {"options": {"deep": {"n": 7}}}),
        ([("options[deep]", '{"n": 7}')], {"options": {"deep": {"n": 7}}}),
        ([("free[a]", "1"), ("free[b][]", "2")], {"free": {"a": "1", "b": ["2"]}}),
    ],
)
def test_a_form_becomes_the_value_that_its_schema_asks_for(
    shop: openapi.Api, fields: list[tuple[str, str]], expected: dict[str, Any]
) -> None:
    seen = inspect(shop, PROMPT, *fields)

    assert () == seen.violations
    assert seen.call is not None
    body = {"prompts": [{"text": "a"}], **({"name": "7"} if ("name", "7") in fields else {}), **expected}
    assert body == seen.call.body


def test_objects_that_are_appended_begin_where_a_name_comes_again(shop: openapi.Api) -> None:
    fields = [("prompts[][text]", "a"), ("prompts[][weight]", "1"), ("prompts[][text]", "b")]
    seen = inspect(shop, *fields)

    assert seen.call is not None
    assert {"prompts": [{"text": "a", "weight": 1}, {"text": "b"}]} == seen.call.body


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("steps", "512.5")], [("body-schema", "/steps")]),
        ([("steps", "abc")], [("body-schema", "/steps")]),
        ([("steps", "")], [("body-schema", "/steps")]),
        ([("steps", " 30")], [("body-schema", "/steps")]),
        ([("steps", "9")], [("body-schema", "/steps")]),
        ([("scale", "NaN")], [("body-schema", "/scale")]),
        ([("scale", "Infinity")], [("body-schema", "/scale")]),
        ([("scale", "1e999")], [("body-schema", "/scale")]),
        ([("flag", "yes")], [("body-schema", "/flag")]),
        ([("either", "x")], [("body-schema", "/either")]),
        ([("sizes", "1"), ("sizes", "x")], [("body-schema", "/sizes/1")]),
        ([("unknown", "1")], [("unknown-field", "/unknown")]),
        ([("prompts[1][text]", "b"), ("prompts[1][wait]", "1")], [("unknown-field", "/prompts/1/wait")]),
        ([("prompts[0][weight]", "x")], [("body-schema", "/prompts/0/weight")]),
        ([("prompts[1][weight]", "1")], [("body-schema", "/prompts/1/text")]),
        ([("prompts[a][text]", "b")], [("body-schema", "/prompts")]),
        ([PROMPT], [("repeated-field", "/prompts/0/text")]),
        ([("steps", "30"), ("steps", "30")], [("repeated-field", "/steps")]),
        ([("options", "{}"), ("options", "{}")], [("repeated-field", "/options")]),
        ([("options", "{")], [("body-schema", "/options")]),
        ([("name[", "x")], [("unknown-field", "/name[")]),
        ([("[name]", "x")], [("unknown-field", "/[name]")]),
    ],
)
def test_one_fault_in_a_form_has_one_violation(
    shop: openapi.Api, fields: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert expected == found(inspect(shop, PROMPT, *fields))


def test_a_required_field_that_is_missing_is_told_of(shop: openapi.Api) -> None:
    assert [("body-schema", "/prompts")] == found(inspect(shop, ("steps", "30")))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("prompts[0][text]=a+b%26", []),
        ("prompts%5B0%5D%5Btext%5D=a", []),
        ("&prompts[0][text]=a&&", []),
        ("prompts[0][text]=%zz", ["body-unreadable"]),
        ("prompts[0][text]=%ff", ["body-unreadable"]),
        (b"prompts[0][text]=\xff", ["body-unreadable"]),
    ],
)
def test_the_coding_of_a_form_is_judged(shop: openapi.Api, body: bytes | str, expected: list[str]) -> None:
    assert expected == codes(shop.inspect(post(body, URLENCODED), shop.operations[0]))


def test_a_repeated_field_says_what_was_sent(shop: openapi.Api) -> None:
    (fault,) = inspect(shop, PROMPT, ("prompts[0][text]", "b")).violations

    assert ('"prompts[0][text]" once', '"a" and "b"') == (fault.expected, fault.actual)
    assert "prompts[0][text]" == fault.words[0]


NAMES = st.text(st.sampled_from("abc_-."), min_size=1, max_size=5)
LEAVES = st.text(max_size=8)
# An empty list or mapping has no name in a form, and a mapping whose keys are numbers reads as a list.
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(NAMES, VALUES, max_size=4)


def flat(value: Any, name: str, gap: int) -> list[Field]:
    """The fields that stand for a value, indexes `gap` apart."""
    if isinstance(value, list):
        return [one for index, item in enumerate(value) for one in flat(item, f"{name}[{index * gap + gap}]", gap)]
    if isinstance(value, dict):
        return [one for key, item in value.items() for one in flat(item, f"{name}[{key}]", gap)]
    return [Field(name, value)]


@given(TREES, st.integers(1, 7), st.randoms(use_true_random=False))
def test_a_value_that_was_flattened_is_expanded_again_in_any_order(tree: dict[str, Any], gap: int, random: Any) -> None:
    fields = [one for name, value in tree.items() for one in flat(value, name, gap)]
    random.shuffle(fields)

    expanded, repeated = forms.expand(fields, None)

    assert (tree, []) == (filled(expanded), repeated)


@given(st.lists(st.tuples(st.text(st.sampled_from("ab0[]+é²"), max_size=9), LEAVES), max_size=6))
def test_no_names_are_too_strange_to_be_expanded(fields: list[tuple[str, str]]) -> None:
    forms.expand([Field(name, value) for name, value in fields], None)
    forms.expand([Field(name, value) for name, value in fields], Shape.of({"type": "array", "items": {}}))


@given(st.lists(st.tuples(NAMES, LEAVES), max_size=6))
def test_names_and_values_survive_the_coding_of_a_form(pairs: list[tuple[str, str]]) -> None:
    from harness.openapi.request.sent import query_pairs

    assert pairs == query_pairs("&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs))


NUMBER = Shape.of({"type": "number"})


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_was_written_is_read_back(number: float) -> None:
    assert number == typed(NUMBER, str(number))


@given(st.text(max_size=10) | st.integers().map(str))
def test_text_stays_text_where_text_is_allowed(text: str) -> None:
    assert text == typed(Shape.of({"type": ["string", "integer"]}), text)
