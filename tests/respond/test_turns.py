"""Answers in sequence: those of a scenario, those of an operation, and both."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from harness import openapi
from harness.catalogue import rules
from harness.credentials import Keyring, of_key
from harness.model import Reply, Request
from harness.respond import Alone, Answerer, AsNamed, InOrder
from harness.scenarios import BUNDLED, Scenario, ScriptedAnswer

TEXT = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /jobs:
    post:
      operationId: start
      responses:
        "200": {description: ok}
        "202": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}
        "429":
          description: no
          headers: {Retry-After: {example: 3600, schema: {type: integer}}}
          content: {application/json: {schema: {properties: {message: {type: string}}}}}
  /jobs/{id}:
    get:
      operationId: ask
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}
components:
  schemas:
    Job: {type: object, required: [status], properties: {status: {enum: [done, running]}, at: {type: object}}}
"""
RUNNING, DONE = ScriptedAnswer(set={"status": "running", "at": {"step": 1}}), ScriptedAnswer()
Ask = Callable[..., Reply]


@pytest.fixture
def api(tmp_path: Path) -> openapi.Api:
    (tmp_path / "api.yaml").write_text(TEXT)
    return openapi.Api("v1", openapi.load(tmp_path / "api.yaml"))


def answerer(api: openapi.Api, name: str, scenario: Scenario | str, **scripts: tuple[ScriptedAnswer, ...]) -> Answerer:
    """Answers the operation of a name, with the sequences of operations."""
    named = {one.id: one for one in api.operations}
    due = next(one for one in BUNDLED if one.name == scenario) if isinstance(scenario, str) else scenario
    own = {named[one]: answers for one, answers in scripts.items()}
    return Answerer(api, named[name], due, rules.load(None), Keyring(of_key("", "key")), "unique", scripts=own)


def get(target: str = "/jobs/1") -> Request:
    return Request("GET", target, (("Host", "localhost:80"),), b"")


POST = Request("POST", "/jobs", (("Host", "localhost:80"),), b"")


def test_a_scenario_gives_its_answers_in_order_and_repeats_the_last(api: openapi.Api) -> None:
    respond = Alone(answerer(api, "ask", "rate-limited-once"))
    assert [429, 200, 200] == [respond(get()).status for _ in range(3)]


def test_a_failure_closes_its_connection_for_its_body_may_be_left_unread(api: openapi.Api) -> None:
    respond = Alone(answerer(api, "ask", "server-error-once"))
    assert [True, False] == [respond(get()).close for _ in range(2)]


def test_each_start_of_a_program_begins_anew(api: openapi.Api) -> None:
    one = answerer(api, "ask", "server-error-once")
    assert [500, 500] == [Alone(one)(get()).status for _ in range(2)]


def test_each_method_and_path_is_counted_by_itself(api: openapi.Api) -> None:
    respond = AsNamed(api, answerer(api, "ask", "reset-once"))
    faults = [respond(one).fault for one in (POST, get(), POST, get("/jobs/1?again"), get("/jobs/2"))]
    assert ["reset", "reset", None, None, "reset"] == faults


def test_a_request_that_may_be_sent_again_is_still_due(api: openapi.Api) -> None:
    respond = InOrder(api, [answerer(api, "start", "rate-limited-once"), answerer(api, "ask", "rate-limited-once")])
    assert [429, 200, 429, 200] == [respond(one).status for one in (POST, POST, get(), get())]


def test_a_failure_that_comes_later_lets_the_first_request_pass(api: openapi.Api) -> None:
    respond = InOrder(api, [answerer(api, "start", "server-error-later"), answerer(api, "ask", "server-error-later")])
    assert [200, 500, 500, 500] == [respond(one).status for one in (POST, get(), get(), POST)]


def test_a_request_that_breaks_the_document_is_none_that_passed(api: openapi.Api) -> None:
    respond = AsNamed(api, answerer(api, "ask", "server-error-later"))
    assert [400, 200, 500] == [respond(get(f"/jobs/{number}")).status for number in ("x", 1, 2)]


def test_an_operation_answers_in_order(api: openapi.Api) -> None:
    respond = Alone(answerer(api, "ask", "success", ask=(RUNNING, DONE)))
    replies = [respond(get()) for _ in range(3)]
    assert ["running", "done", "done"] == [json.loads(one.body)["status"] for one in replies]
    assert 1 == json.loads(replies[0].body)["at"]["step"]
    assert [True, False, False] == [one.unfinished for one in replies]


def test_what_a_scenario_refuses_is_no_step_of_the_operation(api: openapi.Api) -> None:
    respond = Alone(answerer(api, "ask", "rate-limited-once", ask=(RUNNING, DONE)))
    replies = [respond(get()) for _ in range(3)]
    assert [429, 200, 200] == [one.status for one in replies]
    assert ["running", "done"] == [json.loads(one.body)["status"] for one in replies[1:]]


def test_a_request_that_breaks_the_document_is_no_step_either(api: openapi.Api) -> None:
    respond = Alone(answerer(api, "ask", "success", ask=(RUNNING, DONE)))
    refused = respond(Request("GET", "/jobs/x", (), b""))
    assert (400, False) == (refused.status, refused.unfinished)
    assert "running" == json.loads(respond(get()).body)["status"]


def test_an_operation_may_have_another_status_a_delay_a_fault_and_headers(api: openapi.Api) -> None:
    script = (
        ScriptedAnswer(status=202, headers=(("Location", "{host}/jobs/1"), ("Retry-After", "{now+2}")), delay=1.5),
        ScriptedAnswer(status=404),
        ScriptedAnswer(fault="reset"),
        ScriptedAnswer(body="page", status=503),
        ScriptedAnswer(body="broken"),
        DONE,
    )
    respond = Alone(answerer(api, "start", "success", start=script))
    first, *others = [respond(POST) for _ in script]
    assert (202, 1.5, "http://localhost:80/jobs/1") == (first.status, first.delay, first.header("Location"))
    assert "done" == json.loads(first.body)["status"]
    assert parsedate_to_datetime(first.header("Retry-After"))
    assert [404, 200, 503, 200, 200] == [one.status for one in others]
    assert "reset" == others[1].fault
    assert "text/html" == others[2].header("Content-Type")


def test_a_status_below_300_of_a_scenario_is_the_true_answer_of_that_status(api: openapi.Api) -> None:
    accepted = Scenario("accepted", "it takes its time", status=202)
    assert "done" == json.loads(Alone(answerer(api, "start", accepted))(POST).body)["status"]


def test_no_answer_asks_for_a_long_wait_that_only_the_document_names(api: openapi.Api) -> None:
    without = Scenario("full", "too many", "failure", status=429)
    assert ["1"] == [
        value for name, value in Alone(answerer(api, "start", without))(POST).headers if name == "Retry-After"
    ]
    own = Scenario("full", "too many", "failure", status=429, headers=(("retry-after", "2"),))
    headers = dict(Alone(answerer(api, "start", own))(POST).headers)
    assert "2" == headers["retry-after"]
    assert "Retry-After" not in headers
