"""What the mock refuses a request with, by what is wrong with it, and how scenarios and settings bend an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from openapi.helpers import api

from harness.catalogue.rules import NoRules
from harness.credentials import Keyring, of_key
from harness.model import Headers, Reply, Request
from harness.openapi import Api
from harness.respond import Answerer
from harness.respond.asked_for import with_asked
from harness.scenarios import BUNDLED, Scenario, ScriptedAnswer

SPEC = """
paths:
  /things:
    post:
      operationId: make
      security: [{key: []}]
      parameters: [{name: n, in: query, schema: {type: integer}}]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {type: object}, example: {id: 1, of: [2]}}}}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
"""
KEY, JSON = ("Authorization", "Bearer key-of-it"), ("Content-Type", "application/json")
SUCCESS = Scenario("success", "it answers")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The document of the tests."""
    return api(tmp_path_factory.mktemp("refusals"), SPEC, "3.1.0")


def answerer(shop: Api, scenario: Scenario = SUCCESS, **more: Any) -> Answerer:
    """What answers the one operation."""
    ring = Keyring(of_key("KEY", "key-of-it"))
    return Answerer(shop, shop.operations[0], scenario, NoRules(), ring, "unique", **more)


def asked(
    of: Answerer, target: str = "/v1/things", headers: Headers = (KEY, JSON), body: bytes = b"{}", method: str = "POST"
) -> Reply:
    """The reply to a request."""
    return of(Request(method, target, headers, body))


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 201),
        ({"headers": (JSON,)}, 401),
        ({"headers": (("Authorization", "Basic x"), JSON)}, 401),
        ({"headers": (("Authorization", "Bearer other"), JSON)}, 401),
        ({"target": "/v1/nothings"}, 404),
        ({"method": "PUT"}, 405),
        ({"headers": (KEY, JSON, ("Accept", "image/png"))}, 406),
        ({"headers": (KEY, ("Content-Type", "text/plain"))}, 415),
        ({"target": "/v1/things?n=x"}, 400),
        ({"body": b"{"}, 400),
        ({"body": b'{"a": 1}'}, 400),
    ],
)
def test_a_request_is_refused_by_what_is_wrong_with_it(shop: Api, changed: dict[str, Any], status: int) -> None:
    reply = asked(answerer(shop), **changed)
    assert (status, status != 201) == (reply.status, reply.refused)


def test_a_refusal_says_what_is_wrong_in_a_sentence_and_a_401_asks_for_the_key(shop: Api) -> None:
    reply = asked(answerer(shop), "/v1/things?n=x")
    assert 'The query parameter n: expected an integer, got "x"' in json.loads(reply.body)["message"]
    assert json.loads(reply.body)["message"].endswith(".")
    missing = asked(answerer(shop), headers=(JSON,))
    assert 'Bearer realm="harness"' == missing.header("WWW-Authenticate")


def test_bytes_that_are_no_request_are_told_so(shop: Api) -> None:
    reply = answerer(shop)(Request("", "", (), b"", b"\x16", "illegal request line"))
    assert (400, "The request could not be read: illegal request line.") == (
        reply.status,
        json.loads(reply.body)["message"],
    )


@pytest.mark.parametrize(
    ("status", "message"), [(429, "Too Many Requests"), (599, "Status 599"), (300, "Multiple Choices")]
)
def test_a_scenario_s_failure_has_its_phrase(shop: Api, status: int, message: str) -> None:
    reply = asked(answerer(shop, replace(SUCCESS, status=status)))
    assert (status, {"message": message}) == (reply.status, json.loads(reply.body))


def test_a_status_below_300_is_a_good_answer(shop: Api) -> None:
    reply = asked(answerer(shop, replace(SUCCESS, status=299)))
    assert (299, {"id": 1, "of": [2]}) == (reply.status, json.loads(reply.body))


def test_a_gateway_s_page_is_html(shop: Api) -> None:
    reply = asked(answerer(shop, replace(SUCCESS, status=502, body="page")))
    assert (502, "text/html") == (reply.status, reply.header("Content-Type"))
    assert b"<h1>502 Bad Gateway</h1>" in reply.body
    assert 502 == asked(answerer(shop, replace(SUCCESS, body="page"))).status


@pytest.mark.parametrize(("body", "bytes_"), [("wrong-shape", b"{}"), ("broken", b'{"id": 1, ')])
def test_a_scenario_bends_a_good_answer(shop: Api, body: Any, bytes_: bytes) -> None:
    reply = asked(answerer(shop, replace(SUCCESS, body=body)))
    assert (201, bytes_, True) == (reply.status, reply.body, reply.unfinished)


@pytest.mark.parametrize(
    ("own", "status", "body"),
    [
        (ScriptedAnswer(202), 202, {"id": 1, "of": [2]}),
        (ScriptedAnswer(409), 409, {"message": "Conflict"}),
        (ScriptedAnswer(set={"id": 7}), 201, {"id": 7, "of": [2]}),
    ],
)
def test_the_settings_bend_it_too(shop: Api, own: ScriptedAnswer, status: int, body: Any) -> None:
    reply = asked(answerer(shop, scripted=own))
    assert (status, body) == (reply.status, json.loads(reply.body))


@pytest.mark.parametrize(
    ("accepts", "scenario", "coded"),
    [("gzip", True, "gzip"), ("gzip, br", True, "gzip"), ("br", True, None), ("gzip", False, None)],
)
def test_an_answer_is_compressed_where_the_client_offered_it(
    shop: Api, accepts: str, scenario: bool, coded: str | None
) -> None:
    reply = asked(
        answerer(shop, replace(SUCCESS, compress=scenario)), headers=(KEY, JSON, ("Accept-Encoding", accepts))
    )
    assert coded == reply.header("Content-Encoding")


def test_a_lenient_answerer_refuses_nothing(shop: Api) -> None:
    reply = asked(answerer(shop, lenient=True), "/v1/things?n=x", headers=(JSON,))
    assert (201, False) == (reply.status, reply.refused)


def test_what_the_document_does_not_name_is_passed_over_where_that_is_tolerated(shop: Api) -> None:
    assert 400 == asked(answerer(shop), "/v1/things?more=1").status
    assert 201 == asked(answerer(shop, tolerant=True), "/v1/things?more=1").status
    assert 400 == asked(answerer(shop, tolerant=True), "/v1/things?n=x").status


@pytest.mark.parametrize(
    ("body", "names", "filled"),
    [
        ({"image_url": "a", "n": 1}, ["imageUrl"], {"image_url": "a", "n": 1, "imageUrl": "a"}),
        ({"n": 1, "items": [2], "s": "x"}, ["zzz"], {"n": 1, "items": [2], "s": "x", "zzz": [2]}),
        ({"n": 1, "s": "x"}, ["qqq"], {"n": 1, "s": "x", "qqq": "x"}),
        ({"n": 1}, ["qqq"], {"n": 1, "qqq": 1}),
        ({"n": 1}, ["n"], {"n": 1}),
        ({}, ["n"], {}),
        ([{"ab": 1}, "x"], ["a_b"], [{"ab": 1, "a_b": 1}, "x"]),
    ],
)
def test_a_field_that_a_program_asks_for_stands_beside_what_is_most_like_it(
    body: Any, names: list[str], filled: Any
) -> None:
    assert filled == json.loads(with_asked(json.dumps(body).encode(), names))


def test_every_object_of_an_answer_is_filled() -> None:
    found = json.loads(with_asked(b'{"of": {"ab": 2}}', ["a_b"]))
    assert {"ab": 2, "a_b": 2} == found["of"]


def test_what_is_no_json_is_not_filled() -> None:
    assert b"text" == with_asked(b"text", ["a"])


STATUSES = {
    "unauthorized": 401,
    "bad-request": 400,
    "rate-limited": 429,
    "server-error": 500,
    "gateway-error": 502,
    "server-error-later": 500,
}


def test_each_scenario_has_its_promised_status_wait_and_turns() -> None:
    by_name = {one.name: one for one in BUNDLED}
    assert STATUSES == {one.name: one.status for one in BUNDLED if one.status is not None}
    assert {"slow": 2.0} == {one.name: one.delay for one in BUNDLED if one.delay}
    assert {"truncated": "truncate", "reset": "reset", "hang": "hang"} == {
        one.name: one.fault for one in BUNDLED if one.fault
    }
    assert [(429, None, (("Retry-After", "1"),)), (None, None, ())] == [
        (one.status, one.fault, one.headers) for one in by_name["rate-limited-once"].answers
    ]
    assert [[500, None], [None, None]] == [
        [one.status for one in by_name[name].answers] for name in ("server-error-once", "reset-once")
    ]
    assert ["reset", None] == [one.fault for one in by_name["reset-once"].answers]
    assert (3, 3) == (by_name["many-artifacts"].artifacts, by_name["many-pages"].pages)
    assert (("Retry-After", "1"),) == by_name["rate-limited"].headers
    assert {"missing-key": "missing", "empty-key": "empty"} == {
        one.name: one.key for one in BUNDLED if one.key != "set"
    }
    assert {"token-expired": "expire", "token-refused": "refuse"} == {
        one.name: one.tokens for one in BUNDLED if one.tokens != "good"
    }


LIST = """
paths:
  /things:
    get:
      operationId: list
      parameters: [{name: cursor, in: query, schema: {type: string}}, {name: limit, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: ok
          headers: {X-Rate: {schema: {type: integer}, example: 7}}
          content: {application/json: {example: {data: [{id: a}, {id: b}], next_cursor: c2, has_more: true}}}
"""


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """A document with a list in pages."""
    return api(tmp_path_factory.mktemp("lists"), LIST)


def listing(lists: Api, target: str = "/v1/things", **more: Any) -> tuple[Reply, Any]:
    """The reply to a request for a page, and its value."""
    of = answerer(lists, replace(SUCCESS, pages=3), **more)
    reply = of(Request("GET", target, (("Host", "h"),), b""))
    return reply, json.loads(reply.body)


def test_each_page_of_a_list_leads_to_the_next(lists: Api) -> None:
    seen, target = [], "/v1/things"
    while True:
        reply, value = listing(lists, target)
        assert reply.page is not None
        seen.append(len(value["data"]))
        assert value["has_more"] is bool(reply.page.more)
        assert "7" == reply.header("X-Rate")
        if not reply.page.more:
            break
        assert reply.page.more == value["next_cursor"]
        target = f"/v1/things?cursor={reply.page.more}"
    assert [3, 3, 2] == seen


def test_a_page_that_no_answer_named_is_refused_once_the_list_has_begun(lists: Api) -> None:
    reply, value = listing(lists, "/v1/things?cursor=mine", begun=True)
    assert (400, 'Cursor: no answer gave "mine".'.lower()) == (reply.status, value["message"].lower())
    assert reply.page is not None
    assert (False, "mine", "cursor") == (reply.page.known, reply.page.asked, reply.page.parameter)
    first, _ = listing(lists, "/v1/things?cursor=mine")
    assert 200 == first.status


def test_where_the_settings_say_which_pages_are_asked_for_the_answer_is_the_document_s(lists: Api) -> None:
    reply, value = listing(lists, "/v1/things?cursor=mine", in_pages=False)
    assert (None, ["a", "b"]) == (reply.page, [one["id"] for one in value["data"]])
    _, last = listing(lists, in_pages=False, last_page=True)
    assert last["has_more"] is False
