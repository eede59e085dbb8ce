"""What a program that receives is sent, by literal rules and examples."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.credentials.deliveries import Signer
from harness.model import Delivery, Operation
from harness.plan import deliveries
from harness.plan.deliveries import LARGE, MOST, Post, Sample, event_field, event_of, why_not
from harness.settings import DeliverySettings

NOW = 1_800_000_000
HOOK = cast("Operation", SimpleNamespace(id="orderPaid", method="POST", path="order.paid"))
PAID = {"id": "evt_12345", "type": "order.paid", "order": "o-1"}
SIGNED = DeliverySettings(
    headers={"X-Sign": "t={timestamp},v1={signature}", "X-Id": "{id}", "X-Event": "{event}"},
    signed="{timestamp}.{body}",
)
PLAIN = DeliverySettings()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries.time, "time", lambda: NOW + 0.5)


def scenario(kind: str) -> Any:
    return SimpleNamespace(deliveries=kind)


def post(kind: str, *bodies: Any, rule: DeliverySettings = SIGNED) -> tuple[Delivery, ...]:
    samples = [Sample(HOOK, body) for body in bodies or (PAID,)]
    return Post(scenario(kind), samples, Signer(rule, "secret"), None, "/hook", "v1/hook/go/x").deliveries(
        "127.0.0.1:8"
    )


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        ("good", ["good", "good"]),
        ("forged", ["forged", "unsigned", "good"]),
        ("replayed", ["replayed", "good"]),
        ("unknown-event", ["unknown-event", "good"]),
        ("not-json", ["not-json", "good"]),
        ("large-body", ["large-body", "good"]),
    ],
)
def test_all_examples_are_sent_where_all_is_well_and_else_a_good_one_after_the_bad(kind: str, kinds: list[str]) -> None:
    assert kinds == [one.kind for one in post(kind, PAID, PAID | {"order": "o-2"})]


def test_no_more_deliveries_are_sent_than_the_limit() -> None:
    assert MOST == len(post("good", *[PAID] * (MOST + 1)))


def test_a_delivery_is_a_whole_request_whose_body_is_the_example_indented() -> None:
    (one,) = post("good")
    request = one.request
    assert ("orderPaid", "POST", "/hook") == (one.name, request.method, request.target)
    assert json.dumps(PAID, indent=2).encode() == request.body
    assert "127.0.0.1:8" == request.header("Host")
    assert str(len(request.body)) == request.header("Content-Length")
    assert "application/json" == request.header("Content-Type")
    assert request.raw.startswith(b"POST /hook HTTP/1.1\r\nHost: 127.0.0.1:8\r\n")
    assert request.raw.endswith(b"\r\n\r\n" + request.body)


def test_deliveries_of_a_case_have_ids_of_their_own_and_the_event_of_their_body() -> None:
    first, second = post("good", PAID, PAID)
    assert (first.request.header("X-Id") or "").startswith("msg_")
    assert first.request.header("X-Id") != second.request.header("X-Id")
    assert "order.paid" == first.request.header("X-Event")


def test_a_forged_delivery_is_signed_with_another_secret_and_has_another_id() -> None:
    forged, unsigned, good = post("forged")
    assert good.request.header("X-Sign") == Signer(SIGNED, "secret").headers(good.request.body, "", "", NOW)[0][1]
    assert forged.request.header("X-Sign") not in (
        None,
        Signer(SIGNED, "secret").headers(forged.request.body, "", "", NOW)[0][1],
    )
    assert unsigned.request.header("X-Sign") is None
    ids = [json.loads(one.request.body)["id"] for one in (forged, unsigned, good)]
    assert "evt_12345" == ids[2]
    assert 3 == len(set(ids))


def test_a_replayed_delivery_is_well_signed_an_hour_ago() -> None:
    replayed, good = post("replayed")
    expected = Signer(SIGNED, "secret").headers(replayed.request.body, "", "", NOW - 3600)[0][1]
    assert expected == replayed.request.header("X-Sign")
    assert (good.request.header("X-Sign") or "").startswith(f"t={NOW},")
    assert replayed.request.body == good.request.body


def test_an_unknown_event_is_named_in_the_body_and_in_the_headers() -> None:
    unknown, _ = post("unknown-event")
    assert PAID | {"type": "harness.unknown_event"} == json.loads(unknown.request.body)
    assert "harness.unknown_event" == unknown.request.header("X-Event")


def test_a_body_that_is_no_json_is_cut_and_a_large_one_has_a_megabyte_more() -> None:
    cut, good = post("not-json")
    assert good.request.body[: len(good.request.body) // 2] == cut.request.body
    large, _ = post("large-body")
    assert PAID | {"padding": "x" * LARGE} == json.loads(large.request.body)


@pytest.mark.parametrize(
    ("kind", "body", "rule", "reason"),
    [
        ("good", PAID, PLAIN, ""),
        ("none", PAID, SIGNED, "it receives, and calls nothing"),
        ("forged", PAID, PLAIN, "its deliveries are not signed"),
        ("forged", PAID, SIGNED, ""),
        ("replayed", PAID, PLAIN, "what signs its deliveries holds no time"),
        ("replayed", PAID, SIGNED, ""),
        ("unknown-event", {"a": 1}, PLAIN, "nothing in its deliveries names the event"),
        ("unknown-event", PAID, PLAIN, ""),
        ("unknown-event", {"a": 1}, SIGNED, ""),
        ("large-body", [PAID], SIGNED, "its deliveries are no JSON objects"),
        ("large-body", PAID, SIGNED, ""),
    ],
)
def test_a_scenario_applies_where_its_deliveries_can_be_made(
    kind: str, body: Any, rule: DeliverySettings, reason: str
) -> None:
    assert reason == why_not(scenario(kind), [Sample(HOOK, body)], Signer(rule, "secret"), None)


@pytest.mark.parametrize(
    ("body", "named", "expected"),
    [
        (PAID, None, "type"),
        ({"event": "a"}, None, "event"),
        ({"event": "a", "type": "b"}, None, "type"),
        ({"type": 1, "event": "a"}, None, "event"),
        (PAID, "order", "order"),
        (PAID, "gone", None),
        ([PAID], None, None),
    ],
)
def test_the_field_of_the_event_is_that_of_the_settings_or_a_usual_one(
    body: Any, named: str | None, expected: str | None
) -> None:
    assert expected == event_field(body, named)
    assert (body[expected] if expected else "order.paid") == event_of(Sample(HOOK, body), named)
