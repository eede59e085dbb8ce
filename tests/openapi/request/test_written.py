"""Values as they are sent, quoted strings, content types, and streams: by literals."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.request.content_type import fault_of_type, wrong_type
from harness.openapi.request.media import MediaType
from harness.openapi.request.quoted import split_outside_quotes, unquote
from harness.openapi.request.streams import EVENTS, encode, is_stream, says_done, written
from harness.openapi.request.written import path_value, query_pairs

LIST, OBJECT = [1, "a b"], {"k": 1, "l": True}


def declared(style: str, *, explode: bool | None = None) -> dict[str, Any]:
    """A parameter `p` of a style."""
    return {"name": "p", "style": style} | ({} if explode is None else {"explode": explode})


@pytest.mark.parametrize(
    ("style", "explode", "value", "text"),
    [
        ("simple", False, "a b", "a%20b"),
        ("simple", False, LIST, "1,a%20b"),
        ("simple", False, OBJECT, "k,1,l,true"),
        ("simple", True, OBJECT, "k=1,l=true"),
        ("label", False, 7, ".7"),
        ("label", False, LIST, ".1,a%20b"),
        ("label", True, LIST, ".1.a%20b"),
        ("label", True, OBJECT, ".k=1.l=true"),
        ("matrix", False, 7, ";p=7"),
        ("matrix", False, LIST, ";p=1,a%20b"),
        ("matrix", True, LIST, ";p=1;p=a%20b"),
        ("matrix", False, OBJECT, ";p=k,1,l,true"),
        ("matrix", True, OBJECT, ";k=1;l=true"),
    ],
)
def test_a_value_of_a_path_is_written_as_its_style_says(style: str, explode: bool, value: Any, text: str) -> None:
    assert text == path_value(declared(style, explode=explode), value)


@pytest.mark.parametrize(
    ("style", "explode", "value", "pairs"),
    [
        ("form", True, "a&b", ["p=a%26b"]),
        ("form", True, LIST, ["p=1", "p=a%20b"]),
        ("form", False, LIST, ["p=1,a%20b"]),
        ("form", True, OBJECT, ["k=1", "l=true"]),
        ("form", False, OBJECT, ["p=k,1,l,true"]),
        ("spaceDelimited", False, LIST, ["p=1%20a%20b"]),
        ("pipeDelimited", False, LIST, ["p=1%7Ca%20b"]),
        (
            "deepObject",
            True,
            {"k": {"l": 1}, "m": [2, 3]},
            ["p%5Bk%5D%5Bl%5D=1", "p%5Bm%5D%5B%5D=2", "p%5Bm%5D%5B%5D=3"],
        ),
        ("form", True, None, ["p=null"]),
    ],
)
def test_a_value_of_a_query_is_written_as_its_style_says(
    style: str, explode: bool, value: Any, pairs: list[str]
) -> None:
    assert pairs == list(query_pairs(declared(style, explode=explode), value))


def test_a_value_with_a_media_type_is_written_as_json() -> None:
    parameter = {"name": "p", "content": {"application/json": {}}}
    assert "%7B%22k%22%3A%201%7D" == path_value(parameter, {"k": 1})
    assert ["p=%7B%22k%22%3A%201%7D"] == list(query_pairs(parameter, {"k": 1}))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a;b", ["a", "b"]),
        ('a="x;y";b', ['a="x;y"', "b"]),
        ('a="x\\";y";b', ['a="x\\";y"', "b"]),
        ('"a', ['"a']),
        ('"a";', ['"a"', ""]),
        ("", [""]),
    ],
)
def test_separators_in_quotes_separate_nothing(text: str, parts: list[str]) -> None:
    assert parts == split_outside_quotes(text, ";")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "a"),
        ('"a b"', "a b"),
        ('"a\\"b"', 'a"b'),
        ('"a\\\\b"', "a\\b"),
        ('"', '"'),
        ('""', ""),
        ('"a', '"a'),
        ('a"', 'a"'),
    ],
)
def test_a_quoted_string_stands_for_what_is_in_it(text: str, value: str) -> None:
    assert value == unquote(text)


FORM = MediaType("multipart/form-data", {})
OFFERS = ["application/json", "text/plain"]


@pytest.mark.parametrize(
    ("headers", "sent", "name", "message"),
    [
        ([], None, None, "the body has no Content-Type"),
        (["a/b"], MediaType("a/b", {}), None, 'Content-Type: expected "application/json" or "text/plain", got "a/b"'),
        (
            ["a/b", "c/d"],
            MediaType("a/b", {}),
            "a/b",
            'Content-Type: expected "application/json" or "text/plain", got "a/b and Content-Type: c/d"',
        ),
        (
            ["multipart/form-data"],
            FORM,
            "multipart/form-data",
            "Content-Type names no boundary, so that the parts of the form can't be told apart",
        ),
    ],
)
def test_what_is_wrong_with_a_content_type_is_said(
    headers: list[str], sent: MediaType | None, name: str | None, message: str
) -> None:
    fault = fault_of_type(headers, sent, name, OFFERS)
    assert fault is not None
    assert ("content-type", message, "Content-Type") == (fault.code, fault.message, fault.name)


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        (["application/json"], MediaType("application/json", {})),
        (["application/json", "application/json"], MediaType("application/json", {})),
        (["multipart/form-data; boundary=b"], MediaType("multipart/form-data", {"boundary": "b"})),
    ],
)
def test_a_content_type_that_is_offered_is_right(headers: list[str], sent: MediaType) -> None:
    assert fault_of_type(headers, sent, sent.name, OFFERS) is None


def test_a_wrong_type_shows_what_was_due_and_sent() -> None:
    fault, none = wrong_type("a/b", OFFERS), wrong_type(None, OFFERS)
    expected = "Content-Type: application/json or text/plain"
    assert (expected, "Content-Type: a/b", "a/b") == (fault.expected, fault.actual, fault.value)
    assert (expected, "no Content-Type", None) == (none.expected, none.actual, none.value)


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("text/event-stream", True),
        ("application/x-ndjson", True),
        ("application/json-seq", True),
        ("application/jsonl", True),
        ("application/json", False),
    ],
)
def test_a_stream_is_known_by_its_media_type(name: str, yes: bool) -> None:
    assert yes is is_stream(name)


@pytest.mark.parametrize(
    ("name", "values", "done", "body"),
    [
        ("application/x-ndjson", [{"a": 1}, "ä"], False, '{"a": 1}\n"ä"\n'),
        ("application/json-seq", [1, 2], False, "\x1e1\n\x1e2\n"),
        (EVENTS, [{"a": 1}], False, 'data: {"a": 1}\n\n'),
        (EVENTS, ["a\nb"], False, "data: a\ndata: b\n\n"),
        (EVENTS, [""], False, "data: \n\n"),
        (EVENTS, [{"id": 7, "event": "add\nx", "data": {"a": 1}}], False, 'id: 7\nevent: add x\ndata: {"a": 1}\n\n'),
        (EVENTS, [{"data": "a", "retry": None}], False, "data: a\n\n"),
        (EVENTS, [{"data": "a", "other": 1}], False, 'data: {"data": "a", "other": 1}\n\n'),
        (EVENTS, [1], True, "data: 1\n\ndata: [DONE]\n\n"),
        (EVENTS, [1, "[DONE]"], True, "data: 1\n\ndata: [DONE]\n\n"),
    ],
)
def test_values_are_written_as_a_stream(name: str, values: list[Any], done: bool, body: str) -> None:
    assert body.encode() == encode(name, values, done=done)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("data: a\r\n\r\ndata: b", b"data: a\n\ndata: b\n\n"),
        ("event: a\ndata: b\n\n\n", b"event: a\ndata: b\n\n"),
        ("id: 1", b"id: 1\n\n"),
        ("datum: a", None),
        ('{"a": 1}', None),
    ],
)
def test_a_stream_that_an_example_writes_out_is_ended(text: str, body: bytes | None) -> None:
    assert body == written(text)


@pytest.mark.parametrize(
    ("holders", "done"),
    [
        ([{"example": "data: [DONE]"}], True),
        ([{"examples": {"a": {"value": ["x", "[DONE]"]}}}], True),
        ([{"x-oaiMeta": {"returns": "[DONE]"}}], True),
        ([{"description": "[DONE]"}], False),
        ([None, {"example": "a"}], False),
    ],
)
def test_an_example_shows_whether_a_stream_says_that_it_is_done(holders: list[Any], done: bool) -> None:
    assert done is says_done(holders)
