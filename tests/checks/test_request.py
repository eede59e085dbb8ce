"""What is said of the requests that a program sent, and of those that it did not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from assess.evidence import JSON, Situation, api, get, post

from harness.checks import request
from harness.checks.evidence import Promise
from harness.common.hosts import host_of
from harness.model import Exchange, Finding, Finished, Outcome, Reply, Request, Step, TimedOut

SOURCE = "import requests\nrequests.get(HOST)\n"
GET, POST = (next(one for one in api().operations if one.id == name) for name in ("getNote", "addNote"))


def said(*asked: Exchange, outcome: Outcome | None = None, scenario: str = "success", **more: Any) -> list[Finding]:
    """What the check finds in a program that shows `getNote`, and ended with status 0 unless `outcome` says other."""
    operation = more.pop("shows", "getNote")
    evidence = Situation("it", (), SOURCE, asked, operation=operation, scenario=scenario).evidence
    return list(request.check(replace(evidence, outcome=outcome or evidence.outcome, **more)))


def codes(*asked: Exchange, **more: Any) -> list[str]:
    """The codes of the same."""
    return [finding.code for finding in said(*asked, **more)]


@pytest.mark.parametrize(
    ("open_to_all", "source", "expected"),
    [
        (True, SOURCE, []),
        (True, "os.environ['NOTES_KEY']\n", ["request-without-key"]),
        (False, SOURCE, ["request-without-key"]),
    ],
)
def test_an_operation_that_needs_no_key_may_be_called_without_one(
    open_to_all: bool, source: str, expected: list[str]
) -> None:
    known = api(open_to_all=open_to_all)
    shown = next(one for one in known.operations if one.id == "getNote")
    assert expected == codes(get(headers=()), scenario="missing-key", api=known, operation=shown, source=source)


def accepting(accept: str | None, reply: Reply, media: str | None = "application/json") -> list[str]:
    """The codes for a request with an `Accept`, of which the settings promise a media type."""
    headers = get().request.headers + ((("Accept", accept),) if accept else ())
    asked = replace(get(headers=headers), reply=reply)
    return codes(asked, promise=Promise(media))


def answered(status: int, media: str) -> Reply:
    """An answer of a media type."""
    return Reply(status, (("Content-Type", media),), b"{}")


@pytest.mark.parametrize(
    ("status", "expected"), [(199, []), (200, ["accept"]), (299, ["accept"]), (300, []), (404, [])]
)
def test_a_good_answer_in_another_form_than_promised_was_not_asked_for_as_it_should(
    status: int, expected: list[str]
) -> None:
    assert expected == accepting(None, answered(status, "text/plain"))


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/*", "text/plain, application/json"])
@pytest.mark.parametrize("media", ["application/json", "Application/JSON; charset=utf-8"])
def test_an_answer_in_the_promised_form_was(accept: str | None, media: str) -> None:
    assert [] == accepting(accept, answered(200, media))


@pytest.mark.parametrize("status", [200, 404])
def test_an_accept_without_the_promised_form_is_at_fault_whatever_came(status: int) -> None:
    evidence = Situation("it", (), SOURCE, (get(),)).evidence
    exchange = replace(get(headers=(("Accept", "text/plain;q=0.9"),)), reply=answered(status, "application/json"))
    (finding,) = request._other_media(evidence, exchange, ())
    assert "accept" == finding.code
    assert ("Accept: application/json", "Accept: text/plain;q=0.9") == (finding.expected, finding.actual)


def test_where_nothing_is_promised_any_form_will_do() -> None:
    assert [] == accepting(None, answered(200, "text/plain"), media=None)


def test_an_answer_that_says_no_form_is_taken_for_the_promised_one() -> None:
    assert [] == accepting(None, Reply(200, (), b"{}"))


@pytest.mark.parametrize(
    ("key", "sent", "message"),
    [
        ("missing-key", (get(),), "it sent a request though NOTES_KEY was missing"),
        ("empty-key", (get(),), "it sent a request though NOTES_KEY was empty"),
    ],
)
def test_a_request_without_a_key_is_told_with_what_was_sent(key: str, sent: tuple[Exchange, ...], message: str) -> None:
    (finding,) = said(*sent, scenario=key)
    assert ("request-without-key", message, "GET /v1/notes/n1") == (finding.code, finding.message, finding.actual)


def test_no_request_without_a_key_is_as_it_should_be() -> None:
    assert [] == codes(scenario="missing-key")


def test_a_program_that_ends_well_without_a_request_is_told_what_was_due() -> None:
    (finding,) = said()
    assert "no-request" == finding.code
    assert "it ended without having sent a request" == finding.message
    assert "the request of getNote" == finding.expected


@pytest.mark.parametrize(
    ("outcome", "scenario", "expected"),
    [
        (Finished(1), "success", []),  # its end tells
        (Finished(0), "refused", []),  # nobody could have seen one
        (TimedOut(30.0), "success", []),  # its end tells
    ],
)
def test_a_program_whose_end_tells_more_is_not_told_that_it_sent_nothing(
    outcome: Outcome, scenario: str, expected: list[str]
) -> None:
    assert expected == codes(outcome=outcome, scenario=scenario)


def test_a_program_that_hangs_for_want_of_a_call_is_told_which() -> None:
    source = "import http.client\nc = http.client.HTTPSConnection(HOST)\n"
    evidence = Situation("it", (), source, ()).evidence
    (finding,) = request.check(replace(evidence, outcome=TimedOut(30.0)))
    assert finding.message.startswith("it was still running at its time limit, without having sent a request: ")
    assert 2 == finding.at


def test_more_requests_than_are_due_are_counted() -> None:
    (finding,) = said(get(), get("/v1/notes/n2"))
    assert "extra-request" == finding.code
    assert "it sent 2 requests where one is due" == finding.message
    assert ("GET /v1/notes/n1", "GET /v1/notes/n1, GET /v1/notes/n2") == (finding.expected, finding.actual)


STEPS = (Step(POST), Step(GET, ("id",)))
MADE = replace(post('{"text": "a"}'), reply=Reply(200, JSON, b'{"id": "x7"}'))


def test_the_requests_of_all_steps_are_due() -> None:
    assert [] == codes(MADE, get("/v1/notes/x7"), steps=STEPS, shows="addNote")


def test_a_program_that_ends_well_before_its_last_step_is_told_the_next_one() -> None:
    (finding,) = said(MADE, steps=STEPS, shows="addNote")
    assert "no-request" == finding.code
    assert "it sent 1 of 2 requests, and not the one of getNote" == finding.message
    assert ("addNote, getNote", "POST /v1/notes") == (finding.expected, finding.actual)


@pytest.mark.parametrize(
    ("outcome", "scenario"), [(Finished(1), "success"), (Finished(0), "unauthorized")], ids=["failed", "refused"]
)
def test_a_program_that_had_a_reason_to_stop_is_not(outcome: Outcome, scenario: str) -> None:
    asked = replace(MADE, reply=replace(MADE.reply, status=401)) if scenario == "unauthorized" else MADE
    assert [] == codes(asked, steps=STEPS, shows="addNote", outcome=outcome, scenario=scenario)


def test_one_request_more_than_there_are_steps_is_too_many() -> None:
    (finding,) = said(MADE, get("/v1/notes/x7"), get("/v1/notes/x7?"), steps=STEPS, shows="addNote")
    assert "it sent 3 requests where 2 are due" == finding.message


def test_a_value_of_an_answer_that_the_next_request_lacks_is_named() -> None:
    (finding,) = said(MADE, get("/v1/notes/n1"), steps=STEPS, shows="addNote")
    assert "chained-value" == finding.code
    assert "the request of getNote does not carry the id that was answered before" == finding.message
    assert ("id x7", "GET /v1/notes/n1") == (finding.expected, finding.actual)


def test_a_step_after_a_failure_carries_nothing() -> None:
    failed = replace(MADE, reply=replace(MADE.reply, status=400))
    found = said(failed, get("/v1/notes/n1"), steps=STEPS, shows="addNote", scenario="bad-request")
    assert "chained-value" not in [finding.code for finding in found]


def test_a_thing_that_no_answer_named_is_told_of() -> None:
    unknown = replace(get("/v1/notes/n%209?a=1"), reply=Reply(404, JSON, b"{}", absent="unknown"))
    finding = said(unknown, outcome=Finished(1))[0]
    assert "chained-value" == finding.code
    assert 'the request of getNote is for "n 9", which no answer named' == finding.message
    assert ("n%209", "/v1/notes/n%209") == finding.words


def test_bytes_that_are_no_request_are_shown_by_their_beginning() -> None:
    broken = Exchange(Request("", "", (), b"", b"\x16\x03" + b"x" * 100, "illegal request line"), Reply(400))
    (finding,) = said(broken, outcome=Finished(1))
    assert "body-unreadable" == finding.code
    assert "the request can't be read as HTTP: illegal request line" == finding.message
    assert f"102 bytes beginning {(chr(22) + chr(3) + 'x' * 78).encode()!r}" == finding.actual


HOSTS = {GET: (host_of("https://api.example.com"),)}


def named(origin: str) -> Exchange:
    """A request that names its host itself."""
    return replace(get(), request=replace(get().request, origin=origin))


def test_a_host_where_the_operation_is_served_is_right() -> None:
    assert [] == codes(named("https://api.example.com"), hosts=HOSTS)


def test_another_host_is_told_with_those_that_are_due() -> None:
    (finding,) = said(named("https://example.org"), hosts=HOSTS)
    assert "wrong-server" == finding.code
    assert finding.message.startswith("getNote is not served at ")
    assert "a request to https://api.example.com" == finding.expected
    assert "GET https://example.org/v1/notes/n1" == finding.actual


def test_the_right_host_without_tls_is_told_as_that() -> None:
    (finding,) = said(named("http://api.example.com"), hosts=HOSTS)
    assert "plain-http" == finding.code
    assert "it sent the request in the clear, to a host that is reached by TLS" == finding.message


def test_an_operation_that_no_server_has_can_not_be_called_by_name() -> None:
    (finding,) = said(named("https://example.org"), hosts={GET: ()})
    assert "a request to no server" == finding.expected


def test_the_same_fault_of_a_repetition_is_said_once() -> None:
    wrong = replace(get(headers=()), reply=Reply(503))
    assert ["auth-missing"] == codes(wrong, wrong, outcome=Finished(1), scenario="server-error")


def test_a_sound_request_is_not_spoken_of() -> None:
    assert [] == codes(get())


def test_another_body_between_two_attempts_does_not_end_the_look_at_them() -> None:
    tried = [post('{"text": "a"}'), post('{"text": "b"}'), post('{"text": "a"}', headers=JSON)]
    asked = [replace(one, reply=Reply(503)) for one in tried]
    found = said(*asked, outcome=Finished(1), scenario="server-error", shows="addNote")
    assert ["auth-missing"] == [finding.code for finding in found]
