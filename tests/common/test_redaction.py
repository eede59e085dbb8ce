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


def _forms(key: str) -> list[str]:
    """A key as it may stand in a text: as it is, percent-encoded, and in lines."""
    return [key, f"%{ord(key[0]):02x}{key[1:]}", f"{key[:3]}\n{key[3:]}"]


@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_key_of_six_characters_is_redacted_in_every_form_and_a_shorter_one_in_none(as_bytes: bool) -> None:
    for text in _forms("abc123"):
        expected: str | bytes = f"<{REDACTED}>"
        shown = redact(f"<{text}>".encode() if as_bytes else f"<{text}>", "abc123")
        assert (expected.encode() if as_bytes else expected) == shown
    for text in _forms("abc12"):
        value = text.encode() if as_bytes else text
        assert value == redact(value, "abc12")


@pytest.mark.parametrize("text", ["%61bc123", "a%62c%3123", "%61%62%63%31%32%33"])
def test_a_key_with_some_characters_percent_encoded_is_found(text: str) -> None:
    assert "abc123" == find(text, "abc123")
    assert "abc123" == find(text.encode(), "abc123")


def test_of_several_secrets_each_is_redacted() -> None:
    assert "[key] and [key], but not abc" == redact(
        "secret-1 and secret-2, but not abc", ("secret-1", "secret-2", "abc")
    )


def test_a_text_as_short_as_the_shortest_secret_is_looked_at() -> None:
    assert [REDACTED, "abc12"] == redact(["abc123", "abc12"], "abc123")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_base64_in_lines_is_found_in_texts_and_in_bytes(end: str) -> None:
    encoded = base64.b64encode(b"sk-0123456789abcdef").decode()
    text = f"{encoded[:8]}{end}{encoded[8:]}"
    assert find(text, "sk-0123456789abcdef") is not None
    assert find(text.encode(), "sk-0123456789abcdef") is not None


def test_without_a_secret_nothing_is_redacted() -> None:
    assert ["text", b"a\nb%41"] == redact(["text", b"a\nb%41"], "")


def test_a_large_text_that_has_the_key_escaped_is_left_out_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "LARGEST", 40)
    key = make_key("v1/a/go/success")
    assert REDACTED == redact("a" * 40 + key.replace("-", "%2d"), key)
    assert f"{'a' * 40}{REDACTED}" == redact("a" * 40 + key, key)


def test_of_a_key_that_is_cut_in_two_no_longer_piece_is_left() -> None:
    key = make_key("v1/a/go/success")
    for at in range(len(key) // 2):
        left = redact(f"{key[:at]}\n{key[at:]}", key).replace(REDACTED, "")
        assert len(left.strip()) < 2 * SHORTEST_LEAK


def test_a_key_that_may_be_words_has_no_halves() -> None:
    assert "Set YOUR_API_KEY." == redact("Set YOUR_API_KEY.", "YOUR_API_KEY_FOR_THE_API")
