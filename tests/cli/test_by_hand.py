"""What is said of the requests that a program sends when it is called by hand."""

from __future__ import annotations

import io

import pytest

from harness.cli.by_hand import _telling, ending
from harness.common.redaction import make_key
from harness.model import Reply, Request


class Pipe(io.StringIO):
    """Text that counts as said once it is flushed."""

    said = ""

    def flush(self) -> None:
        """Says what was written."""
        self.said = self.getvalue()


def test_each_request_is_said_at_once_and_the_key_in_it_is_not() -> None:
    pipe, key = Pipe(), make_key("by hand")
    answer = _telling(lambda _: Reply(200, body=b"12"), key, pipe)
    answer(Request("GET", f"/v1/notes?key={key}", (), b""))
    assert pipe.said.startswith("GET /v1/notes?key=")
    assert pipe.said.endswith(" -> 200, 2 bytes\n")
    assert key not in pipe.said


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(200, body=b"12"), "200, 2 bytes"),
        (Reply(fault="reset"), "the connection is reset"),
        (Reply(fault="hang"), "no answer"),
        (Reply(200, body=b"1234", fault="truncate"), "200, 4 bytes, cut off in its middle"),
    ],
)
def test_an_answer_is_said_by_its_status_or_its_fault(reply: Reply, words: str) -> None:
    assert words == ending(reply)
