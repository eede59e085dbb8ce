"""Text of programs and servers is made harmless to read on a page."""

from __future__ import annotations

import pytest

from harness.report.html.plain import finalize, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text\n\tin lines", "plain text\n\tin lines"),
        ("a\r\nb", "a\nb"),
        ("ä\r\nb", "ä\nb"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x00\x7f", "\\x00\\x7f"),
        ("\x9b", "\\x9b"),
        ("a\u202eb", "a\\u202eb"),
        ("\u200b\ufeff\ud800", "\\u200b\\ufeff\\ud800"),
        ("\u2028", "\\u2028"),
        ("日本 ä", "日本 ä"),
    ],
)
def test_what_would_not_be_seen_is_written_out(text: str, shown: str) -> None:
    assert shown == plain(text)


def test_only_texts_are_made_plain() -> None:
    class Markup(str):
        """Markup of our own."""

        __slots__ = ()

    assert ["\\x1b", 7, "\x1b"] == [finalize("\x1b"), finalize(7), finalize(Markup("\x1b"))]
