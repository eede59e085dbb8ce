"""Bodies of answers, for the checks and the reports."""

from __future__ import annotations

import gzip

import pytest

from harness.common.replies import json_body, plain_body
from harness.model import Reply

WHOLE = gzip.compress(b'{"a": 1}', mtime=0)
HEADERS = (("Content-Encoding", "gzip"), ("Content-Type", "application/json"))


def test_a_compressed_body_is_read_without_its_coding() -> None:
    assert {"a": 1} == json_body(Reply(headers=HEADERS, body=WHOLE))


@pytest.mark.parametrize(
    "body", [WHOLE[:-9], b"no gzip", WHOLE[:12] + b"\xff" * 9, b""], ids=["cut", "none", "bent", "empty"]
)
def test_a_body_whose_coding_is_broken_stays_as_it_came(body: bytes) -> None:
    assert body == plain_body(Reply(headers=HEADERS, body=body))
