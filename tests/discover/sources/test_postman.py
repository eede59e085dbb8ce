"""The requests of Postman collections, as calls of curl."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.discover.sources import Block, Page
from harness.discover.sources.postman import blocks
from harness.errors import UserError

URL = "https://a.example/x"


def read(*items: Any, **more: Any) -> list[Block]:
    return list(blocks(Page("c.json", json.dumps({"item": list(items), **more}, indent=1))))


def called(**request: Any) -> str:
    """The text of a request's only block, without what every call begins with."""
    (one,) = read({"name": "it", "request": {"url": URL, **request}})
    return one.text.removeprefix("curl --silent --show-error --request ").replace(" \\\n  ", " ").strip()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"mode": "raw", "raw": "plain"}, "--data-raw 'plain'"),
        ({"mode": "raw", "raw": '{"a": 1}'}, "--header 'Content-Type: application/json' --data-raw '{\"a\": 1}'"),
        (
            {"mode": "raw", "raw": "{a", "options": {"raw": {"language": "json"}}},
            "--header 'Content-Type: application/json' --data-raw '{a'",
        ),
        ({"mode": "raw", "raw": '{"a": 1}', "options": {"raw": {"language": "text"}}}, "--data-raw '{\"a\": 1}'"),
        (
            {
                "mode": "urlencoded",
                "urlencoded": [{"key": "a", "value": "1"}, {"key": "c", "disabled": True}, {"key": "b"}],
            },
            "--header 'Content-Type: application/x-www-form-urlencoded' --data-raw 'a=1&b='",
        ),
        (
            {
                "mode": "formdata",
                "formdata": [
                    {"key": "a", "value": "1"},
                    {"key": "off", "disabled": True},
                    {"key": "f", "type": "file", "src": ["a.png"]},
                    {"key": "g", "type": "file", "src": "b.png"},
                ],
            },
            "--form a=1 --form f=@a.png --form g=@b.png",
        ),
        ({"mode": "other"}, ""),
        (None, ""),
    ],
)
def test_a_body_is_sent_as_its_mode_says(body: Any, words: str) -> None:
    assert f"POST {URL} {words}".strip() == called(method="post", body=body)


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        ({"type": "bearer", "bearer": [{"key": "token", "value": "t"}]}, "--header 'Authorization: Bearer t'"),
        ({"type": "bearer", "bearer": {"token": "t"}}, "--header 'Authorization: Bearer t'"),
        ({"type": "bearer", "bearer": []}, ""),
        ({"type": "apikey", "apikey": {"key": "X-Key", "value": "k"}}, "--header 'X-Key: k'"),
        ({"type": "apikey", "apikey": {"key": "X-Key", "value": "k", "in": "query"}}, ""),
        ({"type": "apikey", "apikey": {"value": "k"}}, ""),
        ({"type": "other"}, ""),
    ],
)
def test_a_key_is_sent_in_its_header(auth: Any, words: str) -> None:
    assert f"GET {URL} {words}".strip() == called(auth=auth)


def test_headers_that_are_given_win_and_those_that_are_off_stay_out() -> None:
    header = [{"key": "authorization", "value": "own"}, {"key": "X-Off", "disabled": True}]
    auth = {"type": "bearer", "bearer": {"token": "t"}}
    assert f"GET {URL} --header 'authorization: own'" == called(auth=auth, header=header)
    header = [{"key": "Content-Type", "value": "a/b"}]
    assert f"GET {URL} --header 'Content-Type: a/b' --data-raw '1'" == called(
        header=header, body={"mode": "raw", "raw": "1"}
    )


def test_requests_of_folders_have_their_names_and_the_nearest_key() -> None:
    request = {"url": {"raw": "{{base}}/x"}}
    inner = {"name": "inner", "item": [{"name": "one", "request": request}]}
    outer = {"name": "outer", "auth": {"type": "bearer", "bearer": {"token": "t"}}, "item": [inner]}
    last = {"name": "two", "request": request}
    whole = {"type": "apikey", "apikey": {"key": "X-Key", "value": "k"}}
    first, second = read(
        "nothing",
        {"name": "none", "request": {"url": ""}},
        outer,
        last,
        auth=whole,
        variable=[{"key": "base", "value": "https://a.example"}, {"key": "empty", "value": ""}],
    )
    assert ("one", ("inner", "outer"), ("GET", "/x")) == (first.name, first.headings, first.request)
    assert "--header 'Authorization: Bearer t'" in first.text
    assert ("two", ()) == (second.name, second.headings)
    assert "--header 'X-Key: k'" in second.text
    assert URL in second.text


def test_each_line_has_its_place_in_the_collection() -> None:
    (one,) = read({"name": "it", "request": {"url": URL, "header": [{"key": "A", "value": "1"}]}})
    assert (6, 8) == one.lines


@pytest.mark.parametrize(
    ("text", "words"), [("{", "c.json:2: expected a Postman"), ("[]", "with items"), ("{}", "with items")]
)
def test_what_is_no_collection_is_told(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        list(blocks(Page("c.json", text)))
