"""Values of an answer that a later request carries."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest

from harness.model import Headers, Reply, Request
from harness.respond import chaining

JSON: Headers = (("Content-Type", "application/json"),)


def own(value: Any, *names: str, unique: str = "u", wide: tuple[str, ...] = ()) -> Any:
    """The answer with values of its own."""
    return json.loads(chaining.with_own_values(json.dumps(value).encode(), names, unique, frozenset(wide)))


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("file-12345678", r"file-[0-9a-f]{8}"),
        ("abc", r"[0-9a-f]{8}"),
        ("12345678", r"[0-9a-f]{8}"),
        ("prefix_0123456789abcdef", r"prefix_01234567[0-9a-f]{8}"),
    ],
)
def test_a_text_has_the_same_beginning_and_length(value: str, pattern: str) -> None:
    assert re.fullmatch(pattern, chaining.own_value(value, "u"))


def test_a_value_is_a_case_s_own_and_stays_the_same() -> None:
    assert chaining.own_value("file-12345678", "u") == chaining.own_value("file-12345678", "u")
    assert chaining.own_value("file-12345678", "u") != chaining.own_value("file-12345678", "v")


def test_numbers_uuids_and_other_values_keep_their_form() -> None:
    number = chaining.own_value(7, "u")
    assert 1_000 <= number < 1_000 + 16**6
    wide = chaining.own_value(7, "u", chaining.BEYOND)
    assert wide >= chaining.BEYOND
    assert 1 == wide % 2
    made = chaining.own_value("3fa85f64-5717-4562-b3fc-2c963f66afa6", "u")
    assert made == str(uuid.UUID(made)) != "3fa85f64-5717-4562-b3fc-2c963f66afa6"
    assert [True, None, 1.5] == [chaining.own_value(one, "u") for one in (True, None, 1.5)]


def test_named_fields_are_changed_through_lists_and_others_stay() -> None:
    value = {"id": 1, "list": [{"id": 2, "x": 3}, {"id": 2}], "file": {"id": "a"}}
    found = own(value, "list.id", "file.id", "none.id")
    assert (1, 3) == (found["id"], found["list"][0]["x"])
    assert 2 != found["list"][0]["id"]
    assert found["list"][0]["id"] == found["list"][1]["id"]
    assert "a" != found["file"]["id"]
    assert chaining.BEYOND <= own({"id": 1}, "id", wide=("id",))["id"]


def test_what_is_no_json_stays() -> None:
    for change in (
        lambda body: chaining.with_own_values(body, ("id",), "u"),
        chaining.without_more,
        lambda body: chaining.with_token(body, "t"),
    ):
        assert b'"access_token" {' == change(b'"access_token" {')


@pytest.mark.parametrize(
    ("value", "last"),
    [
        ({"has_more": True, "a": 1}, {"has_more": False, "a": 1}),
        ({"hasNextPage": True}, {"hasNextPage": False}),
        ({"more": "x"}, {"more": "x"}),
        ({"a": 1}, {"a": 1}),
        ([1], [1]),
    ],
)
def test_a_list_is_said_to_be_at_its_end(value: Any, last: Any) -> None:
    assert last == json.loads(chaining.without_more(json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"access_token": "x", "a": 1}, {"access_token": "t", "a": 1}),
        ({"access_token": 7}, {"access_token": 7}),
        (["access_token"], ["access_token"]),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_an_access_token_is_the_case_s_own(value: Any, found: Any) -> None:
    assert found == json.loads(chaining.with_token(json.dumps(value).encode(), "t"))


@pytest.mark.parametrize(
    ("name", "values"),
    [("id", ["7"]), ("list.id", ["a", "b"]), ("none", []), ("list", []), ("deep.of.id", ["c"]), ("list.id.x", [])],
)
def test_values_of_an_answer_are_found_by_dotted_names(name: str, values: list[str]) -> None:
    body = json.dumps({"id": 7, "list": [{"id": "a"}, {"id": "b"}, {}], "deep": {"of": {"id": "c"}}})
    assert values == chaining.values_of(Reply(200, JSON, body.encode()), name)


@pytest.mark.parametrize(
    ("request_", "there"),
    [
        (Request("GET", "/a/x%201", (), b""), True),
        (Request("GET", "/a", (("X-Id", "of x 1"),), b""), True),
        (Request("POST", "/a", (), b'{"id": "x 1"}'), True),
        (Request("GET", "/a/x", (), b"x1"), False),
    ],
)
def test_a_value_is_carried_in_the_address_a_header_or_the_body(request_: Request, there: bool) -> None:
    assert there is chaining.carries(request_, "x 1")
