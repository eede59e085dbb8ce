"""The samples that stand in a document, in each of the shapes, and the lines that they stand on."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.document import inline
from harness.openapi.document.inline import Written, lines_of, written


def of(shape: str, value: Any) -> list[Written]:
    """What an operation holds under a key."""
    return list(written({"operationId": "a", shape: value}, "/paths/~1a/get"))


def told(shape: str, value: Any) -> list[tuple[str, str, str, str]]:
    """Language, label, source and pointer from the key on, of each."""
    begin = f"/paths/~1a/get/{shape}"
    return [(one.lang, one.label, one.source, one.pointer.removeprefix(begin)) for one in of(shape, value)]


def test_an_operation_without_samples_holds_none() -> None:
    assert [] == list(written({"operationId": "a"}, ""))


@pytest.mark.parametrize("shape", ["x-codeSamples", "x-code-samples"])
def test_redocly_s_are_a_list(shape: str) -> None:
    samples = [{"lang": "cURL", "source": "a"}, {"lang": "Go", "label": "Two", "source": "b"}]
    assert [("cURL", "", "a", "/0/source"), ("Go", "Two", "b", "/1/source")] == told(shape, samples)


def test_one_that_is_a_link_is_a_file_s() -> None:
    assert [] == told("x-codeSamples", [{"$ref": "a.yaml"}, {"lang": "Go", "source": {"$ref": "a.go"}}])


def test_one_that_is_no_list_stands_for_one_item() -> None:
    assert [("Go", "", "a", "/0/source")] == told("x-codeSamples", {"lang": "Go", "source": "a"})


def test_openai_s_are_requests_by_language_or_one_text_for_curl() -> None:
    assert [("curl", "", "a", "/examples/request/curl"), ("node.js", "", "b", "/examples/request/node.js")] == told(
        "x-oaiMeta", {"examples": {"request": {"curl": "a", "node.js": "b"}}}
    )
    assert [("curl", "", "a", "/examples/request")] == told("x-oaiMeta", {"examples": {"request": "a"}})


def test_openai_s_titles_tell_several_examples_apart_and_one_needs_none() -> None:
    one, two = ({"title": title, "request": {"curl": title}} for title in ("One", "Two"))
    assert [("curl", "", "One", "/examples/0/request/curl")] == told("x-oaiMeta", {"examples": [one]})
    assert [("curl", "One", "One", "/examples/0/request/curl"), ("curl", "Two", "Two", "/examples/1/request/curl")] == (
        told("x-oaiMeta", {"examples": [one, two]})
    )
    texts = {"examples": [{"title": "One", "request": "a"}, {"request": "b"}]}
    assert [("curl", "One", "a", "/examples/0/request"), ("curl", "", "b", "/examples/1/request")] == told(
        "x-oaiMeta", texts
    )


@pytest.mark.parametrize(
    "value", [None, [], {}, {"examples": None}, {"examples": [1, "a"]}, {"examples": {"request": 1}}]
)
def test_openai_s_without_a_request_hold_none(value: Any) -> None:
    assert [] == told("x-oaiMeta", value)


@pytest.mark.parametrize("key", ["code-samples", "codeSamples"])
def test_fern_s_are_samples_of_examples(key: str) -> None:
    value = [{"name": "Outer", key: [{"language": "go", "code": "a"}, {"sdk": "python", "name": "Inner", "code": "b"}]}]
    assert [("go", "Outer", "a", f"/0/{key}/0/code"), ("python", "Inner", "b", f"/0/{key}/1/code")] == told(
        "x-fern-examples", value
    )


def test_readme_s_are_a_list_below_a_key() -> None:
    value = {"code-samples": [{"language": "go", "name": "One", "code": "a"}]}
    assert [("go", "One", "a", "/code-samples/0/code")] == told("x-readme", value)
    assert [] == told("x-readme", [1])


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        (None, "no text"),
        (7, "no text"),
        ("", "an empty text"),
        (" \n", "an empty text"),
        ("x" * 262_144, ""),
        ("x" * 262_145, "more than 262144 characters"),
    ],
)
def test_what_is_no_sample_says_why(source: Any, trouble: str) -> None:
    (one,) = of("x-codeSamples", [{"lang": "Go", "source": source}])
    assert trouble == one.trouble
    assert (source if not trouble else "") == one.source


def test_an_item_that_is_no_object_is_no_text() -> None:
    (one,) = of("x-codeSamples", ["curl"])
    assert ("", "no text", "/paths/~1a/get/x-codeSamples/0") == (one.lang, one.trouble, one.pointer)


TEXT = ["source: |", "  a", "", "  b", "other: 1"]


def test_the_lines_of_a_literal_scalar_are_its_own() -> None:
    assert (2, 3, 4) == lines_of("a\n\nb\n", TEXT, 1)


def test_the_lines_of_a_folded_scalar_are_those_that_each_begins_on() -> None:
    text = ["source: >", "  curl", "  -d a", "", "  jq", "other: 1"]
    assert (2, 5) == lines_of("curl -d a\njq\n", text, 1)


def test_what_can_not_be_found_stands_where_the_line_before_it_does() -> None:
    assert (1, 1) == lines_of("a\nb", ['source: "a\\\nb"'], 1)


def test_a_line_is_looked_for_as_far_as_a_scalar_may_reach() -> None:
    near = ["source: |", *[""] * (inline.AHEAD - 1), "  a"]
    assert (inline.AHEAD + 1,) == lines_of("a", near, 1)
    assert (1,) == lines_of("a", ["source: |", *[""] * inline.AHEAD, "  a"], 1)
