"""A request whose bytes lie in a file."""

from __future__ import annotations

from dataclasses import replace

from harness.mock.spool import IN_MEMORY, LargeRequest, Spool


def test_a_copy_of_a_large_request_may_differ_in_any_part() -> None:
    body, raw = Spool(), Spool()
    body.add(b"x" * (IN_MEMORY + 1))
    raw.add(b"POST / HTTP/1.1\r\n\r\n" + b"x" * (IN_MEMORY + 1))
    large = LargeRequest("POST", "/a", (), body, raw)
    other = replace(large, target="/b", body=b"y")
    assert ("/b", b"y", large.raw) == (other.target, other.body, other.raw)
    assert len(large.raw) == other.size
