"""What a program that receives made of its deliveries, by literal receptions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from assess.evidence import Situation, get

from harness.checks import receiving
from harness.model import Delivered, Delivery, Exchange, Finding, Kind, Reception, Reply, Request, Traces, WrittenFile

PAID = {"id": "evt_1", "order": "order-17"}


def delivered(kind: Kind = "good", status: int = 200, body: object = PAID, fault: Any = None, **did: Any) -> Delivered:
    request = Request("POST", "/webhook", (), json.dumps(body).encode())
    return Delivered(
        Delivery("orderPaid", kind, request), Exchange(request, Reply(status, body=b"no", fault=fault)), **did
    )


def found(*all_of: Delivered, status: int = 0, stderr: str = "", **more: Any) -> list[Finding]:
    traces = Traces(stderr=stderr, reception=Reception(8080, delivered=all_of, **more))
    return list(receiving.check(Situation("it", (), "listen()\n", (), status=status, traces=traces).evidence))


def told(*all_of: Delivered, **more: Any) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in found(*all_of, **more)]


def test_a_program_that_takes_the_good_and_refuses_the_forged_has_no_finding() -> None:
    assert [] == told(delivered(), delivered("forged", 400), delivered("unsigned", 401), delivered("replayed", 403))


@pytest.mark.parametrize(
    ("kind", "status", "code", "message"),
    [
        ("good", 199, "delivery-refused", "it answered 199 to a well signed delivery (orderPaid)"),
        ("good", 300, "delivery-refused", "it answered 300 to a well signed delivery (orderPaid)"),
        ("good", 400, "delivery-refused", "it answered 400 to a well signed delivery (orderPaid)"),
        ("good", 500, "receiver-error", "it answered 500 to a well signed delivery (orderPaid)"),
        ("forged", 399, "forgery-accepted", "it answered 399 to a delivery with a wrong signature (orderPaid)"),
        ("unsigned", 200, "forgery-accepted", "it answered 200 to a delivery without a signature (orderPaid)"),
        ("replayed", 200, "forgery-accepted", "it answered 200 to a delivery that was signed an hour ago (orderPaid)"),
        ("forged", 500, "receiver-error", "it answered 500 to a delivery with a wrong signature (orderPaid)"),
        (
            "not-json",
            500,
            "receiver-error",
            "it answered 500 to a well signed delivery whose body is no JSON (orderPaid)",
        ),
    ],
)
def test_an_answer_is_judged_by_the_kind_of_the_delivery(kind: Kind, status: int, code: str, message: str) -> None:
    assert [(code, message)] == told(delivered(kind, status))


@pytest.mark.parametrize("kind", ["not-json", "unknown-event", "large-body"])
@pytest.mark.parametrize("status", [200, 299, 400, 499])
def test_what_is_no_forgery_and_no_event_may_be_refused_or_taken(kind: Kind, status: int) -> None:
    assert [] == told(delivered(kind, status))


def test_each_fault_is_told_once_a_kind() -> None:
    refused, forged = delivered(status=400), delivered("forged")
    assert ["delivery-refused", "forgery-accepted"] == [code for code, _ in told(refused, refused, forged, forged)]


def test_a_good_delivery_that_is_refused_after_another_kind_says_so() -> None:
    ((_, message),) = told(delivered("not-json"), delivered(status=400))
    assert message.endswith("(orderPaid), after a well signed delivery whose body is no JSON")
    ((_, message),) = told(delivered(), delivered(status=400))
    assert message.endswith("(orderPaid)")


@pytest.mark.parametrize(
    ("fault", "how"), [("hang", "no answer came in time"), ("reset", "the connection ended without an answer")]
)
def test_a_delivery_without_an_answer_is_told(fault: str, how: str) -> None:
    (finding,) = found(delivered(fault=fault), stderr="a\nlast\n \n")
    assert ("delivery-unanswered", f"{how} to a well signed delivery (orderPaid)") == (finding.code, finding.message)
    assert (how, "last") == (finding.root, finding.detail)


def test_a_program_that_ended_is_told_of_that_and_not_of_what_it_did_not_answer() -> None:
    (finding,) = found(delivered("not-json", fault="reset"), status=1, stderr="boom\n", ended_early=True)
    assert "it ended by itself after a well signed delivery whose body is no JSON" == finding.message
    assert "exit status 1; stderr: 'boom'" == finding.actual
    assert [("receiver-ended", "it ended by itself before any delivery")] == told(ended_early=True)


def test_a_program_that_a_signal_ended_names_it() -> None:
    (finding,) = found(status=-9, ended_early=True)
    assert "ended by SIGKILL; stderr: ''" == finding.actual


@pytest.mark.parametrize(
    ("more", "what", "actual"),
    [
        ({}, "it never listened", "nobody listens; stderr: ''"),
        ({"others": (80, 81)}, "it listens on another port than it should", "it listens on 80, 81"),
        ({"ended_early": True, "others": (80,)}, "it ended before it listened", "exit status 0; stderr: ''"),
    ],
)
def test_a_program_that_did_not_listen_is_told_how(more: dict[str, Any], what: str, actual: str) -> None:
    (finding,) = found(listened=False, **more)
    assert ("receiver-silent", f"{what}: expected port 8080", actual) == (finding.code, finding.message, finding.actual)


def test_a_program_that_goes_on_after_sigterm_is_told() -> None:
    assert [("receiver-unstopped", "it was still running 2.5 s after SIGTERM")] == told(delivered(), lasted=2.5)


@pytest.mark.parametrize(
    ("did", "codes"),
    [
        ({"printed": "paid order-17\n"}, ["forgery-accepted"]),
        ({"printed": "refused\n"}, []),
        ({"written": (WrittenFile("log", b"start\npaid order-17\n"),)}, []),
        ({}, []),
    ],
)
def test_a_forgery_that_is_refused_and_does_the_work_is_told(did: dict[str, Any], codes: list[str]) -> None:
    good = delivered(printed="request\npaid order-17\n")
    forged = delivered("forged", 400, PAID | {"id": "evt_2"}, **did)
    assert codes == [code for code, _ in told(good, delivered("unsigned", 401), forged)]


def test_a_file_that_a_refused_forgery_wrote_as_a_good_one_is_told() -> None:
    written = (WrittenFile("log", b"paid order-17 evt_1\n"),)
    forged = (WrittenFile("log", b"paid order-17 evt_2\n"),)
    (finding,) = found(delivered(written=written), delivered("forged", 400, PAID | {"id": "evt_2"}, written=forged))
    assert "log: paid order-N [id]" == finding.actual


@pytest.mark.parametrize(
    ("fault", "codes"), [(None, ["delivery-refused"]), ("hang", ["delivery-unanswered"]), ("reset", [])]
)
def test_a_program_that_is_called_back_may_have_ended(fault: Any, codes: list[str]) -> None:
    traces = Traces(callbacks=(delivered(status=400, fault=fault),))
    evidence = Situation("it", (), "listen()\n", (), traces=traces).evidence
    assert codes == [finding.code for finding in receiving.check(evidence)]


@pytest.mark.parametrize(
    ("scenario", "status", "ports", "found"),
    [
        ("success", 0, (8080,), ["delivery-unanswered"]),
        ("slow", 0, (8080,), ["delivery-unanswered"]),
        ("success", 1, (8080,), []),
        ("malformed-body", 0, (8080,), []),
        ("success", 0, (), []),
    ],
)
def test_a_program_that_ends_well_before_its_call_is_found(
    scenario: str, status: int, ports: tuple[int, ...], found: list[str]
) -> None:
    left = Traces(uncalled=ports)
    one = Situation("it", (), "server.close()\n", (get(),), scenario=scenario, status=status, traces=left)
    assert found == [finding.code for finding in receiving.check(one.evidence)]
