"""Percent-decoding piece by piece gives what it gives at once."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest

from harness.common.percent import PIECE, decoded


@pytest.mark.parametrize("start", range(4))
@pytest.mark.parametrize("piece", [b"%41", b"%4", b"%", b"%%41", b"a", b"\xc3%C3%A4+"])
def test_a_text_of_several_pieces_is_decoded_as_it_is_at_once(piece: bytes, start: int) -> None:
    text = b"a" * start + piece * (3 * PIECE // len(piece))
    assert unquote_to_bytes(text) == decoded(text)


@pytest.mark.parametrize("text", [b"", b"%", b"%4", b"%41"])
def test_a_short_text_is_decoded(text: bytes) -> None:
    assert unquote_to_bytes(text) == decoded(text)
