"""No code goes without a program that gets it."""

from __future__ import annotations

import pytest

from faults import test_catalogue, test_ending, test_hosts, test_output, test_request
from harness.codes import all_codes

ELSEWHERE = {"no-client-timeout", "chained-value", "example-missing", "example-orphan", "sample-link"} | {
    "retry-early",
    "retry-changed",
    "retry-unsafe",
    "retry-endless",
    "page-lost",
    "page-loop",
    "redirect-changed",
    "graphql-query",
    "socket-handshake",
    "socket-message",
    "close-ignored",
    "stream-garbled",
    "stream-lost",
    "oauth-grant",
    "oauth-client",
    "oauth-scope",
    "output-stale",
}
FAULTS = (*test_ending.FAULTS, *test_request.FAULTS, *test_output.FAULTS, *test_catalogue.FAULTS, *test_hosts.FAULTS)
"""Codes that no single faulty program gets under a scenario in which the API answers."""
CODES = [
    name
    for name, code in all_codes().items()
    if code.group in ("ending", "request", "output", "catalogue") and name not in ELSEWHERE
]


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_faulty_programs_in_two_languages_or_more(code: str) -> None:
    assert 2 <= len({fault.language for fault in FAULTS if fault.code == code})


def test_no_two_rows_have_one_name() -> None:
    names = [str(fault) for fault in FAULTS]
    assert len(set(names)) == len(names)
