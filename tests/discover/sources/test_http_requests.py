"""One part of a `.http` file -> the request that it describes."""

from __future__ import annotations

import pytest

from harness.discover.sources.http_file import _request
from harness.discover.sources.request_text import Described


def read(text: str, title: str = "") -> Described | None:
    return _request([(line, number) for number, line in enumerate(text.splitlines(), 1)], title)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("GET /a", Described("GET", ("/a", 1), [], [])),
        ("/a HTTP/1.1", Described("GET", ("/a", 1), [], [])),
        ("\n# a note\n@x = 1\n// other\nPOST /a", Described("POST", ("/a", 5), [], [])),
        ("# @name one\nGET /a", Described("GET", ("/a", 2), [], [], name="one")),
        (
            "GET /a\n  ?b=1\n  &c=2\nX: y",
            Described("GET", ("/a?b=1&c=2", 1), [("X", "y", 4)], []),
        ),
        (
            "POST /a\nX: y \nno header\nZ-A:b\n\nbody\n\nmore\n\n> {% x %}\nend",
            Described(
                "POST",
                ("/a", 1),
                [("X", "y", 2), ("Z-A", "b", 4)],
                [("body", 6), ("", 7), ("more", 8)],
            ),
        ),
        ("POST /a\n\n< ./b.json", Described("POST", ("/a", 1), [], [], file=("./b.json", 3))),
    ],
)
def test_a_request_is_read_line_by_line(text: str, request_: Described) -> None:
    assert request_ == read(text)


@pytest.mark.parametrize("text", ["", "\n# only a note", "< {% x %}\nGET /a", "two words here GET"])
def test_what_is_no_request_is_none(text: str) -> None:
    assert read(text) is None


def test_a_title_is_the_name_of_a_request_without_one() -> None:
    found = read("GET /a", "Read it")
    assert found is not None
    assert "Read it" in (found.name, *found.headings)
