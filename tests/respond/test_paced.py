"""Streams in pieces."""

from __future__ import annotations

import pytest

from harness.respond.paced import COMMENT, EVENTS, MARK, OPENING, RETRY, cuts, marked


def test_events_have_marks_and_a_comment_between_them() -> None:
    body = b'event: a\ndata: {"text": "x", "n": 1}\n\ndata: [DONE]\n\n'
    expected = f'{OPENING}{RETRY}event: a\ndata: {{"text": "x{MARK}1", "n": 1}}\n\n{COMMENT}data: [DONE]\n\n'
    assert expected == marked(body, EVENTS).decode()


def test_a_stream_of_data_alone_says_nothing_of_retries() -> None:
    assert f"{OPENING}data: a\n\n{COMMENT}data: b\n\n" == marked(b"data: a\n\ndata: b\n\n", EVENTS).decode()


def test_lines_of_json_have_marks_and_no_comment() -> None:
    body = b'{"delta": {"content": "x"}}\n{"id": "y"}\n'
    assert f'{{"delta": {{"content": "x{MARK}1"}}}}\n{{"id": "y"}}\n' == marked(body, "application/x-ndjson").decode()


def test_the_first_and_the_last_character_of_several_bytes_are_torn() -> None:
    body = f"a{MARK}1\nb{MARK}2\n".encode()
    first, last = cuts(body)
    for place in (first, last):
        with pytest.raises(UnicodeDecodeError):
            body[:place].decode()
    assert first < body.index(b"\n") < last


def test_a_stream_of_plain_text_is_cut_within_lines() -> None:
    assert (2, 6) == cuts(b"abcd\nefgh\nxy\n"[:11] + b"\n")
    assert () == cuts(b"")
