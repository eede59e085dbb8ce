"""Programs run live: what reaches the real host, what never does, and what is said of its answers."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.runs import errors
from support.trees import Program

from commands.live.host import JSON, REAL_KEY, Host, closed_port, live_tree, run_live, run_one, true_host
from harness.model import Reply, Request

BALANCE = Program("curl", "get_balance")
PYTHON = Program("python", "get_balance")
GOOD = Reply(200, JSON, b'{"credits": 7.5}')


def test_programs_that_are_true_pass_against_a_host_that_is(tmp_path: Path) -> None:
    programs = [BALANCE, PYTHON, Program("curl", "text_to_image"), Program("python", "text_to_image")]
    live_tree(tmp_path / "tree", *programs)
    host = true_host(tmp_path / "tree")
    try:
        records = run_live(tmp_path / "tree", host.url, "success", "missing-key", "empty-key")
    finally:
        host.close()
    assert {"passed"} == {record["verdict"] for record in records.values()}, records
    assert 12 == len(records)
    assert [f"Bearer {REAL_KEY}"] * 4 == [request.header("Authorization") for request in host.requests]


def test_the_request_reaches_the_host_as_the_program_sent_it_but_for_the_key(tmp_path: Path) -> None:
    record, host = run_one(tmp_path / "tree", Program("python", "get_balance"), GOOD)
    (request,) = host.requests
    sent = dict(record["exchanges"][0]["request"]["headers"])
    assert ("GET", "/v1/user/balance") == (request.method, request.target)
    assert (sent["User-Agent"], sent["Accept"]) == (request.header("User-Agent"), request.header("Accept"))
    assert host.url.removeprefix("http://") == request.header("Host")
    assert "Bearer [key]" == sent["Authorization"]


def test_an_upload_reaches_the_host_byte_for_byte(tmp_path: Path) -> None:
    live_tree(tmp_path / "tree", Program("python", "masking"))
    host = true_host(tmp_path / "tree")
    try:
        (record,) = run_live(tmp_path / "tree", host.url).values()
    finally:
        host.close()
    assert "passed" == record["verdict"], record["findings"]
    (request,) = host.requests
    assert str(len(request.body)) == request.header("Content-Length")
    assert (tmp_path / "tree/examples/init_image.png").read_bytes() in request.body


def test_no_program_finds_the_real_key_in_its_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STABILITY_API_KEY", raising=False)
    prying = Program("curl", "get_balance", (('cat "$tmp/body"\n', 'cat "$tmp/body"\nenv >&2\n'),))
    record, _ = run_one(tmp_path / "tree", prying, GOOD)
    assert "STABILITY_API_KEY=[key]" in record["outcome"]["stderr"]
    assert REAL_KEY not in json.dumps(record)


def test_a_key_that_the_host_repeats_is_gone_before_the_program_gets_it(tmp_path: Path) -> None:
    def echo(request: Request) -> Reply:
        key = request.header("Authorization") or ""
        return Reply(200, (*JSON, ("X-Seen", key)), json.dumps({"credits": 1, "seen": key}).encode())

    record, host = run_one(tmp_path / "tree", BALANCE, echo)
    assert REAL_KEY in host.exchanges[0].reply.body.decode()
    assert '"seen": "Bearer [key]"' in record["outcome"]["stdout"]
    assert REAL_KEY not in json.dumps(record)


def test_a_key_that_the_host_repeats_in_a_compressed_answer_is_gone_too(tmp_path: Path) -> None:
    body = gzip.compress(json.dumps({"credits": 1, "seen": REAL_KEY}).encode())
    record, host = run_one(tmp_path / "tree", PYTHON, Reply(200, (*JSON, ("Content-Encoding", "gzip")), body))
    assert "gzip" == host.requests[0].header("Accept-Encoding")
    assert "[key]" in record["outcome"]["stdout"]
    assert REAL_KEY not in json.dumps(record)


def test_a_compressed_answer_is_handed_on_as_it_came(tmp_path: Path) -> None:
    body = gzip.compress(b'{"credits": 7.5}')
    record, _ = run_one(tmp_path / "tree", PYTHON, Reply(200, (*JSON, ("Content-Encoding", "gzip")), body))
    assert "passed" == record["verdict"], record["findings"]
    assert ["Content-Encoding", "gzip"] in record["exchanges"][0]["response"]["headers"]


def test_a_redirect_is_given_to_the_program_and_not_followed(tmp_path: Path) -> None:
    record, host = run_one(tmp_path / "tree", BALANCE, Reply(302, (("Location", "http://192.0.2.1/"),)))
    assert 1 == len(host.requests)
    assert 302 == record["exchanges"][0]["response"]["status"]
    assert "spec-disagrees" in errors(record)


def test_a_second_request_of_a_program_is_not_sent_on_because_it_was_not_paid_for(tmp_path: Path) -> None:
    twice = Program(
        "curl", "get_balance", (("http_code=$(", 'curl -s -o /dev/null "$api_host/v1/user/balance"\nhttp_code=$('),)
    )
    record, host = run_one(tmp_path / "tree", twice, GOOD)
    assert 1 == len(host.requests)
    assert [200, 421] == [exchange["response"]["status"] for exchange in record["exchanges"]]
    assert "extra-request" in errors(record)


def test_a_request_for_another_operation_is_not_sent_on(tmp_path: Path) -> None:
    other = Program("curl", "get_balance", (("/v1/user/balance", "/v1/user/account"),))
    record, host = run_one(tmp_path / "tree", other, GOOD)
    assert [] == host.requests
    assert ["wrong-operation"] == errors(record)
    assert "did not send the request on: it is not for userBalance" in record["outcome"]["stderr"]


def test_a_program_that_sends_a_request_without_a_key_sends_it_to_the_mock_alone(tmp_path: Path) -> None:
    bold = Program("curl", "get_balance", (("  exit 1\nfi\n\ntmp=", "fi\n\ntmp="),))
    live_tree(tmp_path / "tree", bold)
    host = true_host(tmp_path / "tree")
    try:
        (record,) = run_live(tmp_path / "tree", host.url, "empty-key").values()
    finally:
        host.close()
    assert ["request-without-key"] == errors(record)
    assert [] == host.requests


@pytest.mark.parametrize("status", [401, 402, 403, 429, 500, 503])
def test_a_host_that_refuses_for_the_caller_s_sake_leaves_the_case_not_run(tmp_path: Path, status: int) -> None:
    record, _ = run_one(tmp_path / "tree", BALANCE, Reply(status, JSON, b'{"message": "Not today."}'))
    assert "could-not-run" == record["verdict"]
    assert f"the real host answered {status} " in record["reason"]
    assert "Not today." in record["reason"]


def test_a_refusal_that_the_program_brought_on_itself_is_the_program_s_fault(tmp_path: Path) -> None:
    keyless = Program("curl", "get_balance", (('"Authorization: Bearer $STABILITY_API_KEY"', '"X-Nothing: 1"'),))
    record, _ = run_one(tmp_path / "tree", keyless, Reply(401, JSON, b'{"message": "Who are you?"}'))
    assert "failed" == record["verdict"]
    assert "auth-missing" in errors(record)


def test_a_host_that_nobody_answers_for_leaves_the_case_not_run_and_is_named(tmp_path: Path) -> None:
    live_tree(tmp_path / "tree", BALANCE)
    url = closed_port()
    (record,) = run_live(tmp_path / "tree", url).values()
    assert "could-not-run" == record["verdict"]
    assert f"no answer from {url}: " in record["reason"]


def test_an_answer_that_comes_too_late_for_the_program_is_recorded_and_fails_the_case(tmp_path: Path) -> None:
    impatient = Program("curl", "get_balance", (("--max-time 15", "--max-time 0.2"),))
    record, _ = run_one(tmp_path / "tree", impatient, replace(GOOD, delay=1.0))
    assert ["exit-status"] == errors(record)
    assert [200] == [exchange["response"]["status"] for exchange in record["exchanges"]]


def test_a_host_that_hangs_up_leaves_the_case_not_run(tmp_path: Path) -> None:
    record, _ = run_one(tmp_path / "tree", BALANCE, Reply(fault="reset"))
    assert "could-not-run" == record["verdict"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(200, JSON, b'{"amount": 7.5}'), "in the answer, credits is missing"),
        (Reply(200, JSON, b'{"credits": "many"}'), "credits"),
        (Reply(203, JSON, b'{"credits": 7.5}'), "the document knows no answer with status 203"),
        (Reply(200, (("Content-Type", "text/csv"),), b"7.5"), "no answer of the type"),
        (Reply(400, JSON, b'{"message": "No."}'), "refused a request that the document allows, with status 400"),
    ],
    ids=["field", "type", "status", "media", "refused"],
)
def test_an_answer_that_the_document_does_not_know_is_told_of_as_the_document_s_fault(
    tmp_path: Path, reply: Reply, said: str
) -> None:
    record, _ = run_one(tmp_path / "tree", BALANCE, reply)
    found = [finding for finding in record["findings"] if finding["code"] == "spec-disagrees"]
    assert any(said in finding["message"] for finding in found), record["findings"]
    assert {("spec", "v1.yaml")} == {(finding["blame"], Path(finding["file"]).name) for finding in found}
    assert all(finding["line"] and finding["hint"] and finding["expected"] and finding["actual"] for finding in found)
    assert {"harness run --live v1/get_balance/curl/success"} == {
        finding["reproduce"] for finding in record["findings"]
    }
    assert "failed" == record["verdict"]


def test_a_field_that_the_document_leaves_out_is_a_warning(tmp_path: Path) -> None:
    record, _ = run_one(tmp_path / "tree", BALANCE, Reply(200, JSON, b'{"credits": 7.5, "currency": "none"}'))
    assert "passed" == record["verdict"]
    assert [("spec-disagrees", "warning")] == [(found["code"], found["severity"]) for found in record["findings"]]


def test_answers_that_change_between_two_programs_are_no_difference_between_languages(tmp_path: Path) -> None:
    live_tree(tmp_path / "tree", BALANCE, PYTHON)
    credits_left = iter(range(100))
    host = Host(lambda _: Reply(200, JSON, json.dumps({"credits": next(credits_left)}).encode()))
    try:
        records = run_live(tmp_path / "tree", host.url)
    finally:
        host.close()
    assert {"passed"} == {record["verdict"] for record in records.values()}, records
