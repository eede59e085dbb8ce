"""Keywords, and the words in which a fault is told."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.schema.fault_text import place, wrong_type
from harness.openapi.schema.json_trouble import hint
from harness.openapi.schema.keywords import plain_keywords, types_of
from harness.openapi.schema.violation import Violation, listed, shown, words


@pytest.mark.parametrize(
    ("schema", "converted"),
    [
        ({"type": "string"}, {"type": "string"}),
        ({"type": ["string", "null"]}, {"type": ["null", "string"]}),
        ({"type": "file"}, {}),
        ({"enum": []}, {}),
        ({"enum": [1]}, {"enum": [1]}),
        ({"const": None}, {"const": None}),
        ({"minLength": 0, "maxLength": 2.0}, {"minLength": 0, "maxLength": 2}),
        ({"minLength": -1, "maxItems": 1.5, "minItems": True, "maxLength": "1"}, {}),
        ({"minContains": 2}, {"minContains": 2}),
        ({"multipleOf": 0}, {}),
        ({"multipleOf": 0.5}, {"multipleOf": 0.5}),
        ({"uniqueItems": True}, {"uniqueItems": True}),
        ({"uniqueItems": 1}, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": 5}, {"maximum": 1, "exclusiveMaximum": 5}),
        ({"pattern": "^a$"}, {"pattern": "^a$"}),
        ({"pattern": "("}, {}),
        ({"format": "date"}, {"format": "date"}),
        ({"format": "date", "contentEncoding": "BASE64"}, {"format": "byte"}),
        ({"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"a": ["b"]}}),
        ({"description": "a"}, {}),
    ],
)
def test_keywords_are_kept_where_they_are_sound(schema: dict[str, Any], converted: dict[str, Any]) -> None:
    assert converted == plain_keywords(schema)


def test_types_that_do_not_exist_are_none() -> None:
    assert frozenset({"string"}) == types_of({"type": ["string", "any", 7]})
    assert frozenset() == types_of({})


@pytest.mark.parametrize(
    ("text", "position", "said", "start"),
    [
        ('{"a": 1,}', 8, "", "Take out the comma before }"),
        ("[1,]", 3, "", "Take out the comma before ]"),
        ("{'a': 1}", 1, "", "Put names and texts in double quotes"),
        ("{\u201ca\u201d: 1}", 1, "", 'Write straight double quotes (")'),
        ("{ // x", 2, "", "Take out the comment"),
        ("{ # x", 2, "", "Take out the comment"),
        ("[None]", 1, "", "Write null for None"),
        ("[True]", 1, "", "Write true for True"),
        ('"a\n"', 2, "Invalid control character at", "Write a line break in a text as \\n"),
        ('{"a": 1 "b"', 8, "Expecting ',' delimiter", "Put a comma between the two"),
        ('{"a": 1', 7, "Expecting ',' delimiter", "Close what is open"),
        ("{a: 1}", 1, "Expecting property name enclosed", "Put the name in double quotes."),
        ("[nothing]", 1, "Expecting value", ""),
    ],
)
def test_a_text_that_is_no_json_has_a_hint_where_one_is_certain(
    text: str, position: int, said: str, start: str
) -> None:
    found = hint(text, position, said)
    assert found.startswith(start)
    assert bool(found) is bool(start)


@pytest.mark.parametrize(
    ("path", "shown_"), [((), "the value"), (("a", 0, "b"), "a[0].b"), ((0, 1), "[0][1]"), ((0, "a"), "[0].a")]
)
def test_a_place_is_written_as_people_do(path: tuple[str | int, ...], shown_: str) -> None:
    assert shown_ == place(path)


@pytest.mark.parametrize(
    ("types", "value", "message"),
    [
        (["integer"], "x", 'a: expected an integer, got "x"'),
        (["null", "string"], 7, "a: expected a string or null, got 7"),
        (["array", "object"], None, "a: expected an array or an object, got null"),
    ],
)
def test_a_value_of_another_type_is_told_with_those_that_are_due(types: list[str], value: Any, message: str) -> None:
    assert message == wrong_type(("a",), types, value).message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        ({"a": "ä"}, '{"a": "ä"}'),
        ("x" * 118, f'"{"x" * 118}"'),
        ("x" * 119, f'"{"x" * 116}...'),
        (b"a", "b'a'"),
    ],
)
def test_a_value_is_shown_as_json_as_far_as_a_message_has_room(value: Any, text: str) -> None:
    assert text == shown(value)
    assert 120 >= len(shown(value))


@pytest.mark.parametrize(
    ("values", "text"), [([], "nothing"), (["a"], '"a"'), (["a", 1], '"a" or 1'), (["a", "b", 1], '"a", "b" or 1')]
)
def test_values_are_listed_with_an_or(values: list[Any], text: str) -> None:
    assert text == listed(values)


def test_words_are_what_a_source_may_hold_each_once() -> None:
    assert ("a", "7", "b") == words("a", 7, "", "b", "a", "two\nlines", "x" * 121)
    assert ("x" * 120,) == words("x" * 120)


@pytest.mark.parametrize(
    ("pointer", "name"), [("/a/0/b/1", "b"), ("/0", ""), ("", ""), ("X-Kind", "X-Kind"), ("/a~1b", "a/b"), ("7", "")]
)
def test_a_violation_is_named_by_the_last_field(pointer: str, name: str) -> None:
    assert name == Violation("a", "m", pointer=pointer).name


@pytest.mark.parametrize(("pointer", "there"), [("/a/0", True), ("/a/1", False), ("/b", False), ("", True)])
def test_a_violation_is_in_a_body_that_has_its_place(pointer: str, there: bool) -> None:
    assert there is Violation("a", "m", pointer=pointer).is_in({"a": [1]})
