"""The key never stands in what is written down."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.common import redaction
from harness.common.redaction import REDACTED, find, make_key, redact

KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=8, max_size=32).map(lambda word: f"sk-{word}")
TEXTS = st.text(st.characters(codec="ascii"), max_size=12)
SHORTEST_LEAK = 6
"""Characters of the key's middle that must not be found in what was redacted."""


def has_piece_of(encoded: str, text: str) -> bool:
    """True if so much of the encoded key stands in the text that the key could be known by it."""
    middle = encoded[4:-4]
    return any(middle[i : i + SHORTEST_LEAK] in text for i in range(max(0, len(middle) - SHORTEST_LEAK)))


def test_each_case_has_a_key_of_its_own_that_stays_the_same() -> None:
    assert make_key("v1/a/go/success") == make_key("v1/a/go/success")
    assert make_key("v1/a/go/success") != make_key("v1/a/go/hang")


@given(KEYS, TEXTS, TEXTS)
def test_the_key_is_redacted_wherever_it_stands(key: str, before: str, after: str) -> None:
    text = redact(f"{before}{key}{after}", key)
    assert key not in text
    assert REDACTED in text


@given(KEYS, st.binary(max_size=9), st.binary(max_size=9))
def test_the_key_in_base64_is_redacted_at_every_offset(key: str, before: bytes, after: bytes) -> None:
    encoded = base64.b64encode(before + key.encode() + after).decode()
    own = base64.b64encode(b"\0" * (len(before) % 3) + key.encode()).decode()
    text = redact(f"Basic {encoded}", key)
    assert text.startswith("Basic ")
    assert REDACTED in text
    assert not has_piece_of(own, text.replace(REDACTED, ""))


@given(KEYS, TEXTS)
def test_bytes_are_redacted_as_texts_are(key: str, text: str) -> None:
    assert redact(f"{text}{key}", key).encode() == redact(f"{text}{key}".encode(), key)


@given(KEYS)
def test_every_corner_of_a_value_is_redacted(key: str) -> None:
    value = {key: [key, (key, {"a": f"Bearer {key}"})], "n": 1, "none": None}
    expected = {REDACTED: [REDACTED, [REDACTED, {"a": f"Bearer {REDACTED}"}]], "n": 1, "none": None}
    assert expected == redact(value, key)


@given(KEYS, TEXTS.filter(lambda text: "sk-" not in text))
def test_a_text_without_the_key_stays_as_it_is(key: str, text: str) -> None:
    assert text == redact(text, key)


@pytest.mark.parametrize("before", range(30))
def test_a_key_in_lines_is_found_across_the_pieces_that_are_searched(
    before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redaction, "PIECE", 16)
    key = "sk-0123456789abcdef"
    text = b"x" * before + b"sk-0123\r\n45678\n9abcdef" + b"y" * 20
    assert find(text, key) == key
    assert find(text.replace(b"9a", b"a9"), key) is None
