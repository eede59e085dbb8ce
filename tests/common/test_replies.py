"""Bodies of answers, for the checks and the reports."""

from __future__ import annotations

import base64
import gzip
import json
import zlib

import pytest

from harness.common.replies import (
    MOST_MEMBERS,
    MOST_PLAIN,
    images,
    is_image,
    json_body,
    plain_body,
    scalars,
    texts,
    uncoded,
)
from harness.model import Reply

WHOLE = gzip.compress(b'{"a": 1}', mtime=0)
HEADERS = (("Content-Encoding", "gzip"), ("Content-Type", "application/json"))


def test_a_compressed_body_is_read_without_its_coding() -> None:
    assert {"a": 1} == json_body(Reply(headers=HEADERS, body=WHOLE))


def test_the_chunks_of_s3s_clients_are_put_together() -> None:
    chunked = b"5\r\n1 2 3\r\n2;chunk-signature=ab\r\n 4\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"
    assert b"1 2 3 4" == uncoded(chunked, "aws-chunked")


@pytest.mark.parametrize("body", [b"5\r\n1 2", b"x\r\n", b""])
def test_chunks_that_are_cut_off_are_told(body: bytes) -> None:
    with pytest.raises(ValueError, match="aws-chunked"):
        uncoded(body, "aws-chunked")


@pytest.mark.parametrize(
    "body", [WHOLE[:-9], b"no gzip", WHOLE[:12] + b"\xff" * 9, b""], ids=["cut", "none", "bent", "empty"]
)
def test_a_body_whose_coding_is_broken_stays_as_it_came(body: bytes) -> None:
    assert body == plain_body(Reply(headers=HEADERS, body=body))


def test_json_that_is_nested_too_deep_to_read_is_none() -> None:
    assert json_body(Reply(headers=HEADERS[1:], body=b"[" * 100_000)) is None


@pytest.mark.parametrize(
    ("media", "body", "value"),
    [
        ("application/json", b'{"a": 1}', {"a": 1}),
        ("application/problem+json; charset=utf-8", b"[]", []),
        ("text/plain", b"[]", None),
        ("application/json", b"{", None),
    ],
)
def test_only_json_has_a_value(media: str, body: bytes, value: object) -> None:
    assert value == json_body(Reply(headers=(("Content-Type", media),), body=body))


def test_a_reply_without_a_type_has_no_value() -> None:
    assert json_body(Reply(body=b"{}")) is None


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (None, b"a"),
        ("", b"a"),
        ("identity", b"a"),
        ("gzip", gzip.compress(b"a", mtime=0)),
        ("X-GZIP", gzip.compress(b"a", mtime=0)),
        ("deflate", zlib.compress(b"a")),
        ("deflate, gzip", gzip.compress(zlib.compress(b"a"), mtime=0)),
        ("gzip , identity", gzip.compress(b"a", mtime=0)),
    ],
)
def test_codings_are_undone_the_last_one_first(coding: str | None, body: bytes) -> None:
    assert b"a" == uncoded(body, coding)


@pytest.mark.parametrize(
    ("coding", "message"), [("br", '"br" is not known'), ("deflate", "the body is not deflate data")]
)
def test_a_coding_that_can_not_be_undone_is_named(coding: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        uncoded(b"a", coding)


PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
TEXT = base64.b64encode(PNG).decode()


def of(value: object, media: str = "application/json") -> Reply:
    """A reply with a JSON value."""
    return Reply(headers=(("Content-Type", media),), body=json.dumps(value).encode())


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ({"a": TEXT}, 1),
        ({"a": [{"b": TEXT}, {"b": TEXT}]}, 2),
        ([TEXT], 1),
        ({TEXT: 1}, 0),
        ({"a": TEXT[:-1]}, 0),
        ({"a": base64.b64encode(b"x" * 60).decode()}, 0),
        ({"a": f"{TEXT}!"}, 0),
    ],
)
def test_the_images_of_a_json_answer_are_its_texts_that_are_one_in_base64(value: object, count: int) -> None:
    assert (PNG,) * count == images(of(value))


def test_a_text_is_an_image_from_40_characters_on() -> None:
    texts_of = [base64.b64encode(PNG[:length]).decode() for length in (30, 27)]
    assert [40, 36] == [len(text) for text in texts_of]
    assert (PNG[:30],) == images(of(texts_of))


def test_an_answer_that_is_an_image_is_one() -> None:
    assert (PNG,) == images(Reply(headers=(("Content-Type", "image/png"),), body=PNG))
    assert () == images(Reply(headers=(("Content-Type", "text/plain"),), body=PNG))


def test_scalars_are_texts_and_numbers_in_order() -> None:
    value = {"a": ["x", 1, {"b": 2.5}], "c": True, "d": None, "e": "y"}
    assert ["x", 1, 2.5, "y"] == list(scalars(value))
    assert ["x", "y"] == list(texts(value))


@pytest.mark.parametrize(
    ("content", "yes"),
    [(PNG, True), (b"\xff\xd8\xff", True), (b"GIF89a", True), (b"RIFF", True), (b"\x89PNG", False), (b"", False)],
)
def test_an_image_is_known_by_its_first_bytes(content: bytes, yes: bool) -> None:
    assert yes is is_image(content)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_body_that_holds_too_much_is_not_read_to_its_end(coding: str) -> None:
    packed = gzip.compress(bytes(MOST_PLAIN + 1), 1) if coding == "gzip" else zlib.compress(bytes(MOST_PLAIN + 1), 1)
    with pytest.raises(ValueError, match="more than 80 MB"):
        uncoded(packed, coding)


def test_members_of_gzip_are_read_one_after_another_up_to_a_number() -> None:
    assert b"a" * MOST_MEMBERS == uncoded(gzip.compress(b"a") * (MOST_MEMBERS + 1), "gzip")
    assert b"" == uncoded(b"", "gzip")


def test_deep_json_of_an_answer_is_none() -> None:
    deep = b"[" * 5000 + b"]" * 5000
    assert None is json_body(Reply(headers=(("Content-Type", "application/json"),), body=deep))
