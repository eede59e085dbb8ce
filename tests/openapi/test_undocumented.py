"""An API that there is no document of: it reads any request, and answers what the settings say."""

from __future__ import annotations

import json

import pytest

from harness.model import Request
from harness.openapi.undocumented import Undocumented

API = Undocumented("v1", {"getNote": {"id": "n1"}, "none": None}, {"note": "getNote"})


@pytest.mark.parametrize(("program", "operation"), [("note", "getNote"), ("other", "other")])
def test_a_program_shows_the_operation_of_its_name_unless_the_settings_name_another(
    program: str, operation: str
) -> None:
    assert operation == API.operation(program).id


@pytest.mark.parametrize(
    ("program", "status", "message", "value"),
    [
        ("note", 200, "", {"id": "n1"}),
        ("note", 399, "", {"id": "n1"}),
        ("other", 200, "", {}),
        ("none", 200, "", None),
        ("note", 400, "", {"message": "Bad Request"}),
        ("note", 404, "no such note", {"message": "no such note"}),
        ("note", 599, "", {"message": "status 599"}),
    ],
)
def test_an_answer_is_what_the_settings_say_and_a_failure_tells_its_status(
    program: str, status: int, message: str, value: object
) -> None:
    answer = API.answer(API.operation(program), status, message=message)
    assert (status, (("Content-Type", "application/json"),)) == (answer.status, answer.headers)
    assert value == json.loads(answer.body)


def test_a_request_is_read_without_a_document() -> None:
    call = API.inspect(
        Request("POST", "/v1/a%20b?q=1&q=2", (("Content-Type", "application/json"), ("X-A", "1")), b'{"a": 1}'),
        API.operation("note"),
    ).call
    assert call is not None
    assert ({"path": "/v1/a%20b"}, {"q": ["1", "2"]}) == (call.path, call.query)
    assert ({"content-type": "application/json", "x-a": "1"}, {"a": 1}) == (call.headers, call.body)


def test_a_query_that_can_not_be_decoded_is_kept_as_it_is() -> None:
    call = API.inspect(Request("GET", "/v1?q=%ff", (), b""), API.operation("note")).call
    assert call is not None
    assert {"": ["q=%ff"]} == call.query


def test_only_a_body_that_can_not_be_read_is_at_fault() -> None:
    broken = Request("POST", "/v1", (("Content-Type", "application/json"),), b"{")
    inspected = API.inspect(broken, API.operation("note"))
    assert inspected.call is None
    assert inspected.violations
    whole = API.inspect(Request("POST", "/v1", broken.headers, b"{}"), API.operation("note"))
    assert () == whole.violations


@pytest.mark.parametrize(
    ("place", "name", "carries"),
    [
        ("header", "Authorization", True),
        ("header", "X-Api-Key", True),
        ("header", "X-Auth", True),
        ("header", "access-token", True),
        ("header", "client-secret", True),
        ("header", "Cookie", True),
        ("header", "Accept", False),
        ("query", "Authorization", False),
    ],
)
def test_a_header_whose_name_says_so_carries_the_key(place: str, name: str, carries: bool) -> None:
    assert carries is API.carries_key(API.operation("note"), place, name)


def test_headers_that_no_client_adds_by_itself_are_remembered() -> None:
    api = Undocumented("v1", {}, {})
    headers = (("X-Page", "1"), ("Accept", "*/*"), ("Api-Key", "k"), ("User-Agent", "a"))
    api.inspect(Request("GET", "/", headers, b""), api.operation("note"))
    assert {"x-page", "api-key"} == api.header_names(api.operation("note"))
