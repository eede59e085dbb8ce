"""A good answer with a broken body, or without its fields."""

from __future__ import annotations

import pytest

from harness.respond import bent

EVENTS, LINES = "text/event-stream", "application/x-ndjson"
STREAM = b'event: a\ndata: {"b": "c"}\n\ndata: {"b": "d"}\n\ndata: [DONE]\n\n'


@pytest.mark.parametrize(
    ("body", "media", "broken"),
    [
        (b'{"a": 1}', "application/json", b'{"a"'),
        (b"x", "image/png", b"x"),
        (STREAM, EVENTS, b'event: a\ndata: {"b":\n\ndata: {"b":\n\ndata: [DONE]\n\n'),
        (b'data:{"b": 1}\n\n', EVENTS, b'data:{"b"\n\n'),
        (b"data: plain text\n\n", EVENTS, b"data: plain text\n\n"),
        (b'{"a": 1}\n{"a": 2}\n', LINES, b'{"a"\n{"a"\n'),
        (b'\x1e{"a": 1}\n', "application/json-seq", b'\x1e{"a"\n'),
        (b"a,b\n1,2\n", "text/csv", b"a,b\n1,2\n"),
        (b"<a></a>", "text/xml", b"<a>"),
    ],
)
def test_a_broken_body_is_one_that_a_reader_must_notice(body: bytes, media: str, broken: bytes) -> None:
    assert broken == bent.broken(body, media)


@pytest.mark.parametrize(
    ("body", "media", "shapeless"),
    [
        (b'{"a": 1}', "application/json", b"{}"),
        (b' [{"a": 1}]', "application/json", b"[{}]"),
        (b"[]", "application/json", b"[]"),
        (STREAM, EVENTS, STREAM),
        (b'{"a": 1}\n{"a": 2}\n', LINES, b'{"a": 1}\n{"a": 2}\n'),
    ],
)
def test_a_wrong_shape_is_json_without_fields(body: bytes, media: str, shapeless: bytes) -> None:
    assert shapeless == bent.shapeless(body, media)
