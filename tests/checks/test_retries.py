"""What is said of repetitions: by when they came, what they held, and what the first attempt may have done."""

from __future__ import annotations

import json
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import yaml
from assess.evidence import BEARER, JSON, Situation, get, post
from discover.notes import document

from harness import openapi
from harness.checks import Evidence, ending, request, retries
from harness.model import Exchange, Finished, Headers, Reply, TimedOut
from harness.openapi import Api

BODY = '{"text": "a"}'
MULTIPART = '--{0}\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\n{1}\r\n--{0}--\r\n'


def at(exchange: Exchange, started: float, reply: Reply | None = None) -> Exchange:
    """An exchange at a time, with another answer."""
    return replace(exchange, started=started, reply=reply or exchange.reply)


def of(*exchanges: Exchange, operation: str = "getNote", scenario: str = "rate-limited") -> Evidence:
    return Situation("it", (), "import requests\n", exchanges, operation=operation, scenario=scenario).evidence


def codes(*exchanges: Exchange, operation: str = "getNote") -> list[str]:
    return [finding.code for finding in retries.check(of(*exchanges, operation=operation))]


def limited(wait: str, status: int = 429) -> Reply:
    return Reply(status, (("Retry-After", wait),))


@pytest.mark.parametrize(
    ("wait", "after", "found"),
    [
        ("1", 0.5, ["retry-early"]),
        ("1", 0.95, []),  # timers may ring a little early
        ("1", 1.2, []),
        ("0", 0.0, []),
        ("soon", 0.0, []),
        ("", 0.0, []),
        (formatdate(1_000_005, usegmt=True), 2.0, ["retry-early"]),
        (formatdate(1_000_005, usegmt=True), 4.5, []),  # dates have whole seconds
        (formatdate(1_000_005, usegmt=True), 6.0, []),
    ],
)
def test_a_repetition_waits_as_long_as_it_is_asked_to(wait: str, after: float, found: list[str]) -> None:
    first = at(get(), 1_000_000.0, limited(wait))
    assert found == codes(first, at(get(), 1_000_000.0 + after))


def test_the_wait_counts_from_the_answer_on() -> None:
    first = replace(at(get(), 10.0, limited("1")), seconds=2.0)
    assert ["retry-early"] == codes(first, at(get(), 12.5))


def test_what_the_wait_of_an_answer_was_is_said_with_both_times() -> None:
    (finding,) = retries.check(of(at(get(), 10.0, limited("3")), at(get(), 10.5)))
    assert "GET /v1/notes/n1 after 0.5 s" in finding.message
    assert "Retry-After says: 3 s" in finding.expected


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        ("", "error"),
        ("s3 = boto3.client('s3')\ns3.put_object(Bucket='b', Key='k')\n", "warning"),
        ("for _ in range(3):\n    answer = get(url)\n", "error"),
        ("client.get(url, max_retries=3)\n", "error"),
        ("curl --retry 3 $url\n", "error"),
    ],
)
def test_when_a_library_repeats_by_itself_it_is_a_warning(source: str, severity: str) -> None:
    evidence = replace(of(at(get(), 10.0, limited("3")), at(get(), 10.5)), source=source)
    assert [severity] == [finding.severity for finding in retries.check(evidence)]


def test_each_fault_is_said_once_a_request() -> None:
    assert ["retry-early"] == codes(*(at(get(), 0.1 * count, limited("1")) for count in range(4)))


@pytest.mark.parametrize(
    ("headers", "body", "found"),
    [
        ((), BODY, []),
        ((), '{ "text":"a" }', []),  # the same value
        ((), '{"text": "b"}', ["retry-changed"]),
        ((), "", ["retry-changed"]),
        ((("Idempotency-Key", "k1"),), BODY, []),
        ((("Idempotency-Key", "k2"),), BODY, ["retry-changed"]),
        ((("X-Request-Id", "2"), ("Date", "now"), ("X-Signature", "s2")), BODY, []),
    ],
)
def test_a_repetition_is_the_same_request(headers: Headers, body: str, found: list[str]) -> None:
    keyed = bool(headers) and headers[0][0] == "Idempotency-Key"
    first = post(BODY, (*BEARER, *JSON, ("Idempotency-Key", "k1")) if keyed else (*BEARER, *JSON), 429)
    assert found == codes(first, post(body, (*BEARER, *JSON, *headers)), operation="addNote")


@pytest.mark.parametrize(
    ("name", "found"), [("timestamp", []), ("nonce", []), ("X-Ts", []), ("page", ["retry-changed"])]
)
def test_what_is_of_the_moment_may_change_in_a_query(name: str, found: list[str]) -> None:
    first, second = (get(f"/v1/notes/n1?{name}={value}") for value in ("1", "2"))
    assert found == codes(at(first, 0, Reply(500)), second)


@pytest.mark.parametrize(("content", "found"), [("same", []), ("other", ["retry-changed"])])
def test_a_boundary_is_no_change(content: str, found: list[str]) -> None:
    def form(boundary: str, text: str) -> Exchange:
        kind = ("Content-Type", f"multipart/form-data; boundary={boundary}")
        return post(MULTIPART.format(boundary, text), (*BEARER, kind), 429)

    assert found == codes(form("one", "same"), form("two", content), operation="addNote")


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (Reply(500), ["retry-unsafe"]),
        (Reply(502), ["retry-unsafe"]),
        (Reply(503), ["retry-unsafe"]),
        (limited("1", 503), []),
        (Reply(429), []),
        (Reply(408), []),
        (Reply(fault="reset"), ["retry-unsafe"]),
        (Reply(fault="truncate"), ["retry-unsafe"]),
        (Reply(fault="hang"), ["retry-unsafe"]),
    ],
)
def test_a_post_is_repeated_only_where_it_was_not_carried_out(reply: Reply, found: list[str]) -> None:
    first = at(post(BODY, (*BEARER, *JSON)), 0, reply)
    assert found == codes(first, at(first, 2, Reply(200)), operation="addNote")
    keyed = at(post(BODY, (*BEARER, *JSON, ("Idempotency-Key", "k"))), 0, reply)
    assert [] == codes(keyed, at(keyed, 2, Reply(200)), operation="addNote")
    in_body = at(post('{"text": "a", "idempotency_key": "k"}', (*BEARER, *JSON)), 0, reply)
    assert [] == codes(in_body, at(in_body, 2, Reply(200)), operation="addNote")


CREATES = {"type": "string", "description": "Client-supplied idempotency key."}
NAMED = {"type": "string", "description": "An identifier of the request."}


def documented(folder: Path, fields: dict[str, Any], *parameters: dict[str, Any]) -> Api:
    """The notes, whose new ones have further fields and parameters."""
    note = {"type": "object", "properties": {"text": {"type": "string"}, **fields}}
    content = {"requestBody": {"content": {"application/json": {"schema": note}}}, "parameters": list(parameters)}
    file = folder / "notes.yaml"
    file.write_text(yaml.dump(document(addNote=content)), "utf-8")
    return Api("v1", openapi.load(file))


@pytest.mark.parametrize(
    ("fields", "parameters", "target", "body", "header", "found"),
    [
        ({"request_id": CREATES}, (), "", {"request_id": "r"}, None, []),
        ({"request_id": CREATES}, (), "", {}, None, [("error", "the same request_id in each attempt")]),
        ({"request_id": CREATES}, (), "", {"request_id": ""}, None, [("error", "the same request_id in each attempt")]),
        ({"request_id": NAMED}, (), "", {"request_id": "r"}, None, [("warning", "the same idempotency key")]),
        ({"idempotency_key": NAMED}, (), "", {}, None, [("error", "the same idempotency_key in each")]),
        ({"request_id": {**CREATES, "readOnly": True}}, (), "", {}, None, [("warning", "the same idempotency key")]),
        ({}, ({"name": "rid", "in": "query", "schema": CREATES},), "?rid=r", {}, None, []),
        ({}, ({"name": "rid", "in": "query", **CREATES, "schema": {}},), "?rid=r", {}, None, []),
        ({}, ({"name": "rid", "in": "query", **CREATES, "schema": {}},), "", {}, None, [("error", "the same rid in")]),
        ({}, ({"name": "X-Once", "in": "header", **CREATES, "schema": {}},), "", {}, "X-Once", []),
        (
            {},
            ({"name": "X-Once", "in": "header", **CREATES, "schema": {}},),
            "",
            {},
            None,
            [("error", "the same x-once")],
        ),
        (
            {},
            ({"name": "X-Trace", "in": "header", **NAMED, "schema": {}},),
            "",
            {},
            "X-Trace",
            [("warning", "the same")],
        ),
    ],
)
def test_a_key_has_the_name_that_the_document_describes_as_one(
    fields: dict[str, Any],
    parameters: tuple[dict[str, Any], ...],
    target: str,
    body: dict[str, str],
    header: str | None,
    found: list[tuple[str, str]],
    tmp_path: Path,
) -> None:
    first = post(json.dumps({"text": "a", **body}), (*BEARER, *JSON, *([(header, "k")] if header else ())))
    first = replace(first, request=replace(first.request, target=f"/v1/notes{target}"), reply=Reply(500))
    api = documented(tmp_path, fields, *parameters)
    operation = next(one for one in api.operations if one.id == "addNote")
    evidence = of(first, at(first, 2, Reply(200)), operation="addNote")
    findings = [*retries.check(replace(evidence, api=api, operation=operation))]
    assert ["retry-unsafe"] * len(found) == [one.code for one in findings]
    for finding, (severity, expected) in zip(findings, found, strict=True):
        assert severity == finding.severity
        assert finding.expected.startswith(expected)


def test_a_key_of_any_name_stays_the_same(tmp_path: Path) -> None:
    once = {"name": "X-Once", "in": "header", **CREATES}
    first, second = (post(BODY, (*BEARER, *JSON, ("X-Once", value)), 429) for value in ("1", "2"))
    for declared, found in (((once,), ["retry-changed"]), ((), [])):
        api = documented(tmp_path, {}, *declared)
        operation = next(one for one in api.operations if one.id == "addNote")
        evidence = replace(of(first, second, operation="addNote"), api=api, operation=operation)
        assert found == [one.code for one in retries.check(evidence)]


@pytest.mark.parametrize("fault", ["reset", "truncate", "hang"])
def test_a_get_may_always_be_repeated(fault: str) -> None:
    assert [] == codes(at(get(), 0, Reply(fault=fault)), get())  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "found"), [(5, []), (6, ["retry-endless"])])
def test_a_request_is_repeated_so_often_and_no_more(count: int, found: list[str]) -> None:
    assert found == codes(*[at(get(), 0, Reply(500))] * 1, *(at(get(), one, Reply(500)) for one in range(count)))


def test_polls_are_no_repetitions_after_a_failure() -> None:
    assert [] == codes(*(at(get(), one, Reply(200, unfinished=True)) for one in range(9)), get())


def test_a_client_that_repeats_without_end_is_named_for_that_and_not_for_its_time() -> None:
    evidence = of(*(at(get(), one, Reply(500)) for one in range(9)), scenario="server-error")
    still = replace(evidence, outcome=TimedOut(30.0, evidence.traces))
    assert ["retry-endless"] == [one.code for check in (retries.check, ending.check) for one in check(still)]


@pytest.mark.parametrize(
    ("times", "found"),
    [
        ((0, 9), ("timeout", "warning")),
        ((0, 1, 3, 7, 15), ("timeout", "warning")),  # the next attempt would be after 31 s
        ((0, 1, 2), ("timeout", "error")),  # it has given up repeating, and does not end
        ((0,), ("timeout", "error")),
    ],
)
def test_a_program_that_may_still_wait_between_two_attempts_is_warned_of(
    times: tuple[float, ...], found: tuple[str, str]
) -> None:
    evidence = of(*(at(get(), one, Reply(500)) for one in times), scenario="server-error")
    (finding,) = ending.check(replace(evidence, outcome=TimedOut(30.0, evidence.traces)))
    assert found == (finding.code, finding.severity)


@pytest.mark.parametrize(("source", "severity"), [("Retry(total=5)", "warning"), ("requests.get(URL)", "error")])
def test_where_nobody_listens_a_programs_text_tells_that_it_repeats(source: str, severity: str) -> None:
    evidence = replace(of(scenario="refused"), source=source)
    (finding,) = ending.check(replace(evidence, outcome=TimedOut(30.0, evidence.traces)))
    assert ("timeout", severity) == (finding.code, finding.severity)


def test_what_is_wrong_with_each_attempt_is_said_once_and_what_is_wrong_with_a_later_one_too() -> None:
    bad = at(get("/v1/notes/n1?x=1"), 0, Reply(429))
    assert ["query-parameter"] == [one.code for one in request.check(of(bad, replace(bad, reply=Reply(200))))]
    without_key = get(headers=())
    assert ["auth-missing"] == [one.code for one in request.check(of(at(get(), 0, Reply(429)), without_key))]


RECOVERED = (at(get(), 0, limited("1")), at(get(), 2))
GAVE_UP = (at(get(), 0, Reply(429, JSON, b'{"message": "too many"}', unfinished=True)),)


@pytest.mark.parametrize(
    ("exchanges", "status", "stderr", "found"),
    [
        (RECOVERED, 0, "", []),
        (RECOVERED, 1, "too many", ["exit-status"]),
        (GAVE_UP, 1, "too many", []),
        (GAVE_UP, 1, "oh", ["error-unclear"]),
        (GAVE_UP, 0, "too many", ["error-swallowed"]),
        ((), 1, "oh", ["no-request"]),
    ],
)
def test_a_program_gets_over_it_or_says_so(
    exchanges: tuple[Exchange, ...], status: int, stderr: str, found: list[str]
) -> None:
    evidence = of(*exchanges, scenario="rate-limited-once")
    traces = replace(evidence.traces, stderr=stderr)
    assert found == [
        one.code for one in ending.check(replace(evidence, traces=traces, outcome=Finished(status, traces)))
    ]


def test_the_status_is_message_enough_of_what_was_repeated() -> None:
    attempts = [at(get(), one, Reply(429, JSON, b'{"message": "too many"}')) for one in range(3)]
    for exchanges, found in ((attempts, []), (attempts[:1], ["error-unclear"])):
        evidence = of(*exchanges)
        traces = replace(evidence.traces, stderr="Max retries exceeded: too 429 error responses")
        assert found == [
            one.code for one in ending.check(replace(evidence, traces=traces, outcome=Finished(1, traces)))
        ]


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        (Reply(500), "status 500"),
        (Reply(fault="reset"), "a reset connection"),
        (Reply(fault="truncate"), "an answer that was cut off"),
        (Reply(fault="hang"), "no answer"),
    ],
)
def test_an_unsafe_repetition_is_told_with_what_came_before(reply: Reply, what: str) -> None:
    first = at(post(BODY, (*BEARER, *JSON)), 0, reply)
    (finding,) = retries.check(of(first, at(first, 2, Reply(200)), operation="addNote"))
    assert f"it repeated POST /v1/notes after {what}: the API may have carried it out already" == finding.message
    assert ("the same idempotency key in each attempt, or no repetition", "no key, and the document declares none") == (
        finding.expected,
        finding.actual,
    )
    assert ((), "warning") == (finding.names, finding.severity)


@pytest.mark.parametrize(
    ("headers", "body", "at_", "expected", "actual"),
    [
        ((), '{"text": "b"}', "body", "{'text': 'a'}", "{'text': 'b'}"),
        ((("Idempotency-Key", "k2"),), BODY, "header Idempotency-Key", "none", "k2"),
        ((), '{"text": "' + "b" * 300 + '"}', "body", "{'text': 'a'}", "{'text': '" + "b" * 190),
    ],
)
def test_a_change_is_told_with_both_values(headers: Headers, body: str, at_: str, expected: str, actual: str) -> None:
    first = post(BODY, (*BEARER, *JSON), 429)
    (finding,) = retries.check(of(first, post(body, (*BEARER, *JSON, *headers)), operation="addNote"))
    assert f"it repeated POST /v1/notes with another {at_}" == finding.message
    assert (expected, actual, (at_,)) == (finding.expected, finding.actual, finding.names)
