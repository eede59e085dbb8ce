"""Bodies of answers, for the checks and the reports."""

from __future__ import annotations

import gzip

import pytest

from harness.common.replies import json_body, plain_body, uncoded
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
