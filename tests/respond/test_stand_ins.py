"""Requests as the program's reader would send them."""

from __future__ import annotations

import pytest

from harness.model import Request
from harness.respond import StandIns

OWN = StandIns(owned=frozenset({"id12"}), example=lambda: "/v1/Accounts/AC00/Notes.json?page=1")


@pytest.mark.parametrize(
    ("target", "seen"),
    [
        ("/v1/Accounts/id12/Notes.json?a=id12", "/v1/Accounts/AC00/Notes.json?a=id12"),
        ("/Accounts/id12/Notes.json", "/Accounts/AC00/Notes.json"),
        ("/v1/Accounts/id123/Notes.json", "/v1/Accounts/id123/Notes.json"),
        ("/id12/v1/v2/v3/v4/v5/v6", "/id12/v1/v2/v3/v4/v5/v6"),
    ],
)
def test_a_user_name_in_a_path_is_read_as_one_that_the_document_would_have(target: str, seen: str) -> None:
    assert seen == OWN.filled(Request("GET", target, (("A", "id12"),), b"id12")).target
    assert (b"id12", (("A", "id12"),)) == (
        (filled := OWN.filled(Request("GET", target, (("A", "id12"),), b"id12"))).body,
        filled.headers,
    )
