"""Signatures of deliveries, as four APIs document them."""

from __future__ import annotations

import base64
import hmac

from harness.credentials.deliveries import Signer, made_secret
from harness.settings import DeliverySettings

BODY = '{"name": "Zoë"}'.encode()


def test_stripe_signs_the_time_and_the_body() -> None:
    rule = DeliverySettings({"Stripe-Signature": "t={timestamp},v1={signature}"}, "{timestamp}.{body}")
    made = hmac.new(b"whsec_test", b"1614265330." + BODY, "sha256").hexdigest()
    found = Signer(rule, "whsec_test").headers(BODY, "", "", 1614265330)
    assert (("Stripe-Signature", f"t=1614265330,v1={made}"),) == found


def test_github_documents_the_signature_of_a_text() -> None:
    rule = DeliverySettings({"X-Hub-Signature-256": "sha256={signature}", "X-GitHub-Event": "{event}"})
    assert (
        ("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
        ("X-GitHub-Event", "push"),
    ) == Signer(rule, "It's a Secret to Everybody").headers(b"Hello, World!", "push", "1", 0)


def test_slack_documents_the_signature_of_a_command() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
        b"96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    rule = DeliverySettings({"X-Slack-Signature": "v0={signature}"}, "v0:{timestamp}:{body}")
    ((_, value),) = Signer(rule, "8f742231b10e8888abcd99yyyzzz85a5").headers(body, "", "", 1531420618)
    assert "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503" == value


def test_standard_webhooks_documents_the_signature_of_a_message() -> None:
    headers = {"webhook-signature": "v1,{signature}"}
    rule = DeliverySettings(headers, "{id}.{timestamp}.{body}", "base64", "S", "base64")
    signer = Signer(rule, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    ((_, value),) = signer.headers(b'{"test": 2432232314}', "", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330)
    assert "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" == value


def test_a_secret_in_base64_has_the_form_that_programs_decode() -> None:
    rule = DeliverySettings(secret="base64")  # noqa: S106 - how it is written
    assert b"made" == base64.b64decode(made_secret(rule, "made").removeprefix("whsec_"))
    assert "made" == made_secret(DeliverySettings(), "made")


def test_an_unsigned_delivery_keeps_what_is_no_signature() -> None:
    rule = DeliverySettings({"Sig": "{signature}", "Time": "{timestamp}", "Event": "{event}"})
    assert (("Time", "7"), ("Event", "paid")) == Signer(rule, "s").unsigned("paid", "1", 7)


def test_only_a_time_that_is_signed_dates_a_delivery() -> None:
    headers = {"Sig": "{signature}", "Time": "{timestamp}"}
    assert [False, True] == [
        Signer(DeliverySettings(headers, signed), "s").dates for signed in ("{body}", "{timestamp}{body}")
    ]


def test_a_body_that_holds_a_place_is_signed_as_it_is() -> None:
    rule = DeliverySettings({"Sig": "{signature}"}, "{id}{body}")
    assert Signer(rule, "s").headers(b"{id}", "", "x", 0) == Signer(
        DeliverySettings({"Sig": "{signature}"}), "s"
    ).headers(b"x{id}", "", "", 0)
