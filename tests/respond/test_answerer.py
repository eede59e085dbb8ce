"""What a request is answered with, word by word: errors, pages of a gateway, headers, scripted answers."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from openapi.helpers import api

from harness.catalogue.rules import NoRules
from harness.credentials import Keyring, of_key
from harness.model import Call, Headers, Operation, Reply, Request
from harness.openapi import Api
from harness.respond import Answerer
from harness.respond.respond import _asks_for_stream, _brief, _sentence
from harness.respond.responders import Alone, AsNamed, InOrder, like
from harness.scenarios import Scenario, ScriptedAnswer
from respond.test_refusals import JSON, KEY, SUCCESS, answerer, asked, shop

__all__ = ["shop"]

LISTS = """
paths:
  /things:
    get:
      operationId: list
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {type: object}}, example: [{id: a}, {id: b}]}}
  /things/{id}:
    get:
      operationId: one
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {}, example: {id: a}}}}}
  /pictures:
    get:
      operationId: picture
      responses: {"200": {description: ok, content: {image/png: {schema: {type: string, format: binary}}}}}
"""


def page(status: int, phrase: str) -> bytes:
    title = f"{status} {phrase}"
    return f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body>\r\n</html>\r\n".encode()


@pytest.mark.parametrize(
    ("status", "phrase"), [(None, "Bad Gateway"), (503, "Service Unavailable"), (599, "status 599")]
)
def test_a_gateway_answers_with_a_page_of_its_own(shop: Api, status: int | None, phrase: str) -> None:
    reply = asked(answerer(shop, Scenario("gateway", "x", status=status, body="page")))
    assert (status or 502, page(status or 502, phrase)) == (reply.status, reply.body)
    assert (("Content-Type", "text/html"),) == reply.headers
    reply = asked(answerer(shop, scripted=ScriptedAnswer(status=status, body="page", headers=(("X-A", "b"),))))
    assert (status or 502, page(status or 502, phrase)) == (reply.status, reply.body)
    assert (("Content-Type", "text/html"), ("X-A", "b")) == reply.headers


def test_a_request_that_cannot_be_read_is_told_why(shop: Api) -> None:
    reply = answerer(shop)(Request("POST", "/v1/things", (), b"", fault="no colon"))
    assert (400, {"message": "The request could not be read: no colon."}) == (reply.status, json.loads(reply.body))
    assert not reply.refused


@pytest.mark.parametrize(
    ("status", "message"),
    [(300, "Multiple Choices"), (404, "Not Found"), (500, "Internal Server Error"), (599, "Status 599")],
)
def test_a_status_of_the_scenario_comes_before_any_look_at_the_request(shop: Api, status: int, message: str) -> None:
    reply = asked(answerer(shop, Scenario("bad", "x", status=status)), "/v1/nothing", headers=())
    assert (status, {"message": message}) == (reply.status, json.loads(reply.body))
    assert (("Content-Type", "application/json"), False) == (reply.headers[0], reply.refused)


def test_a_status_below_300_is_that_of_a_good_answer(shop: Api) -> None:
    assert 202 == asked(answerer(shop, Scenario("other", "x", status=202))).status
    assert 401 == asked(answerer(shop, Scenario("other", "x", status=202)), headers=(JSON,)).status
    assert 299 == asked(answerer(shop, scripted=ScriptedAnswer(status=299))).status


@pytest.mark.parametrize(
    ("scripted", "status", "body"),
    [
        (ScriptedAnswer(status=300), 300, {"message": "Multiple Choices"}),
        (ScriptedAnswer(status=503), 503, {"message": "Service Unavailable"}),
        (ScriptedAnswer(body="wrong-shape"), 201, {}),
        (ScriptedAnswer(set={"id": 7}), 201, {"id": 7, "of": [2]}),
    ],
)
def test_settings_script_an_answer(shop: Api, scripted: ScriptedAnswer, status: int, body: object) -> None:
    reply = asked(answerer(shop, scripted=replace(scripted, headers=(("X-A", "b"),))))
    assert (status, body, "b") == (reply.status, json.loads(reply.body), reply.header("X-A"))


def test_a_broken_body_is_the_first_half(shop: Api) -> None:
    whole = asked(answerer(shop)).body
    assert whole[: len(whole) // 2] == asked(answerer(shop, Scenario("broken", "x", body="broken"))).body
    assert b"[" == answerer(shop, Scenario("broken", "x", body="broken"))._bent(b"[]", "application/json")
    assert b"[" == answerer(shop, Scenario("broken", "x", body="broken"))._bent(b"[", "application/json")


@pytest.mark.parametrize(("body", "bent"), [(b' [{"a": 1}]', b"[{}]"), (b'{"a": 1}', b"{}"), (b"[]", b"[]")])
def test_a_wrong_shape_is_empty_objects(shop: Api, body: bytes, bent: bytes) -> None:
    assert bent == answerer(shop, Scenario("wrong", "x", body="wrong-shape"))._bent(body, "application/json")


def test_an_answer_is_packed_for_who_can_unpack_it(shop: Api) -> None:
    packing = answerer(shop, Scenario("packed", "x", compress=True))
    plain = asked(answerer(shop)).body
    reply = asked(packing, headers=(KEY, JSON, ("Accept-Encoding", "br, gzip")))
    assert (plain, "gzip") == (gzip.decompress(reply.body), reply.header("Content-Encoding"))
    assert 0 == int.from_bytes(reply.body[4:8], "little")
    for headers in ((KEY, JSON), (KEY, JSON, ("Accept-Encoding", "br"))):
        assert plain == asked(packing, headers=headers).body


def test_the_scenario_and_the_settings_say_how_an_answer_comes(shop: Api) -> None:
    slow = Scenario("slow", "x", delay=2, close=True, framing="chunked", headers=(("X-A", "b"),))
    own = ScriptedAnswer(delay=3, fault="reset")
    reply = asked(answerer(shop, slow, scripted=own))
    assert (5, True, "chunked", "reset", "b") == (
        reply.delay,
        reply.close,
        reply.framing,
        reply.fault,
        reply.header("X-A"),
    )
    reply = asked(answerer(shop, replace(slow, status=503), scripted=own))
    assert (2, None) == (reply.delay, reply.fault)
    assert "hang" == asked(answerer(shop, replace(slow, fault="hang"), scripted=own)).fault


@pytest.mark.parametrize(
    ("scenario", "scripted", "unfinished"),
    [
        (SUCCESS, ScriptedAnswer(), False),
        (SUCCESS, ScriptedAnswer(body="broken"), True),
        (Scenario("a", "x", body="broken"), ScriptedAnswer(), True),
        (Scenario("a", "x", status=400, body="broken"), ScriptedAnswer(), False),
    ],
)
def test_an_answer_with_a_bent_body_is_unfinished(
    shop: Api, scenario: Scenario, scripted: ScriptedAnswer, unfinished: bool
) -> None:
    assert unfinished == asked(answerer(shop, scenario, scripted=scripted)).unfinished


@pytest.mark.parametrize(
    ("wait", "brief"), [("0", "0"), ("1", "1"), ("2", "1"), ("60", "1"), ("Fri, 31 Dec", "Fri, 31 Dec")]
)
def test_a_wait_of_the_document_is_made_short(wait: str, brief: str) -> None:
    assert brief == _brief(wait)


@pytest.mark.parametrize(("text", "sentence"), [("the a", "The a."), ("A.", "A."), ("a..", "A."), ("", ".")])
def test_a_message_is_a_sentence(text: str, sentence: str) -> None:
    assert sentence == _sentence(text)


@pytest.mark.parametrize(
    ("body", "query", "asks"),
    [
        ({"stream": True}, {}, True),
        ({"stream": "true"}, {}, False),
        ([], {"stream": True}, True),
        ({}, {"stream": 1}, False),
        ({}, {}, False),
    ],
)
def test_a_stream_is_asked_for_by_a_field(body: Any, query: dict[str, Any], asks: bool) -> None:
    call = Call(Operation("v1", "a", "POST", "/a"), {}, query, {}, None, body)
    assert asks == _asks_for_stream(call, "stream")
    assert not _asks_for_stream(None, "stream")


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Api:
    return api(tmp_path_factory.mktemp("lists"), LISTS, "3.1.0")


def of(lists: Api, name: str, scenario: Scenario = SUCCESS, **more: Any) -> Answerer:
    operation = next(one for one in lists.operations if one.id == name)
    return Answerer(lists, operation, scenario, NoRules(), Keyring(of_key("KEY", "key-of-it")), "unique", **more)


def get(target: str, headers: Headers = (("Host", "api.example"),)) -> Request:
    return Request("GET", target, headers, b"")


def test_a_list_comes_in_pages_unless_the_settings_say_which(lists: Api) -> None:
    reply = of(lists, "list")(get("/v1/things?page=2"))
    assert ("page", "2", True) == (
        reply.page and reply.page.parameter,
        reply.page and reply.page.asked,
        reply.page.known if reply.page else None,
    )
    assert of(lists, "list", in_pages=False)(get("/v1/things?page=2")).page is None
    assert of(lists, "one")(get("/v1/things/a")).page is None
    assert of(lists, "picture")(get("/v1/pictures")).page is None


def test_a_page_that_no_answer_named_is_refused(lists: Api) -> None:
    reply = of(lists, "list")(get("/v1/things?page=x"))
    assert reply.status >= 400
    reply = of(lists, "list")(get("/v1/things?page=-"))
    assert reply.status >= 400


def test_a_picture_has_the_usual_size(lists: Api) -> None:
    body = of(lists, "picture")(get("/v1/pictures")).body
    assert (512).to_bytes(4) + (512).to_bytes(4) == body[16:24]


def test_a_list_goes_on_whatever_is_due(lists: Api) -> None:
    replies = InOrder(lists, [of(lists, "list"), of(lists, "one")])
    first, second, third = (replies(get(target)) for target in ("/v1/things", "/v1/things?page=2", "/v1/things/a"))
    assert (200, 200, 200) == (first.status, second.status, third.status)
    assert second.page is not None
    assert third.page is None


def test_what_no_request_names_is_answered_by_what_is_due(lists: Api) -> None:
    replies = InOrder(lists, [of(lists, "one"), of(lists, "list")])
    assert 404 == replies(get("/v1/nothing")).status
    assert 200 == replies(get("/v1/things")).status
    assert 200 == replies(get("/v1/things/a")).status  # all over again


def test_an_operation_is_named_by_the_request(lists: Api) -> None:
    replies = AsNamed(lists, of(lists, "one"))
    assert isinstance(json.loads(replies(get("/v1/things")).body), list)
    assert {"id": "a"} == json.loads(replies(get("/v1/things/a")).body)
    assert 404 == replies(get("/v1/nothing")).status


def test_a_request_that_names_none_is_most_like_one(lists: Api) -> None:
    assert ["list", "one", "picture"] == [
        like(get(target), lists).id for target in ("/v1/thing", "/v1/things/a", "/v1/picture")
    ]


def test_a_program_of_one_request_is_answered_again(lists: Api) -> None:
    replies = Alone(of(lists, "one"))
    assert [200, 200] == [replies(get("/v1/things/a")).status for _ in range(2)]


def test_headers_of_the_same_name_are_replaced(lists: Api) -> None:
    scenario = Scenario("own", "x", headers=(("content-type", "text/x"), ("X-Host", "{host}")))
    reply: Reply = of(lists, "one", scenario)(get("/v1/things/a"))
    assert [("content-type", "text/x")] == [one for one in reply.headers if one[0].lower() == "content-type"]
    assert "api.example" in (reply.header("X-Host") or "")
