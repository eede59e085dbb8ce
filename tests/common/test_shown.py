"""An exchange as it may be shown."""

from __future__ import annotations

import gzip

import pytest

from harness.common.redaction import make_key, redact
from harness.common.shown import shown, shown_reply
from harness.model import Exchange, Reply, Request

KEY = make_key("v1/masking/go/success")
PERCENT = "%73%6B%2d" + KEY[3:]


def test_every_part_of_a_request_is_without_the_key_and_its_sizes_are_those_that_were_sent() -> None:
    raw = f"POST /{KEY} HTTP/1.1\r\nX: {KEY}\r\n\r\n{KEY}".encode()
    request = Request("POST", f"/{KEY}", ((KEY, KEY),), KEY.encode(), raw, f"no {KEY}", f"https://{KEY}")
    found = shown(Exchange(request, Reply(), 1.0, 2.0), KEY)
    clean = b"POST /[key] HTTP/1.1\r\nX: [key]\r\n\r\n[key]"
    assert (
        Request("POST", "/[key]", (("[key]", "[key]"),), b"[key]", clean, "no [key]", "https://[key]") == found.request
    )
    assert (len(raw), len(raw) - len(KEY), len(KEY), 0) == (
        found.raw_bytes,
        found.head_bytes,
        found.request_bytes,
        found.reply_bytes,
    )


def test_a_compressed_reply_that_holds_the_key_is_shown_without_its_compression() -> None:
    reply = Reply(200, (("Content-Encoding", "gzip"), ("A", KEY)), gzip.compress(KEY.encode()))
    assert Reply(200, (("A", "[key]"),), b"[key]") == shown_reply(reply, KEY)


def test_a_compressed_reply_without_the_key_stays_as_it_is() -> None:
    reply = Reply(200, (("Content-Encoding", "gzip"),), gzip.compress(b"words"))
    assert reply == shown_reply(reply, KEY)


@pytest.mark.parametrize("text", [PERCENT, f"/v1/{PERCENT}?a=%20"])
def test_a_key_that_is_percent_encoded_is_redacted_too(text: str) -> None:
    assert text.replace(PERCENT, "[key]") == redact(text, KEY)
    assert text.replace(PERCENT, "[key]").encode() == redact(text.encode(), KEY)


def test_other_percent_signs_stay_as_they_are() -> None:
    assert "100 % of %20 and %zz" == redact("100 % of %20 and %zz", KEY)
