"""How a list comes in pages is read from parameters and answer."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.answer.paging import Paging, paging_of

ITEM = {"id": "a", "text": "b"}
TEXT: dict[str, Any] = {"type": "string"}
DEEP = ("paging", "next", "after")
HREF = ("links", "next", "href")
NUMBER: dict[str, Any] = {"type": "integer"}


def read(answer: Any, *headers: str, **parameters: dict[str, Any]) -> Paging | None:
    return paging_of(parameters, answer, frozenset(headers), bool)


@pytest.mark.parametrize(
    ("answer", "parameters", "expected"),
    [
        ({"data": [ITEM], "next_cursor": "x"}, {"cursor": TEXT}, ("cursor", "cursor", ("next_cursor",))),
        ({"d": [ITEM], "paging": {"next": {"after": "x"}}}, {"after": TEXT}, ("cursor", "after", DEEP)),
        ({"items": [ITEM], "nextPageToken": "x"}, {"pageToken": TEXT}, ("cursor", "pageToken", ("nextPageToken",))),
        ({"data": [ITEM], "has_more": True}, {"starting_after": TEXT}, ("item", "starting_after", ())),
        ({"data": [ITEM], "has_more": True, "last_id": "a"}, {"after": TEXT}, ("item", "after", ())),
        ({"results": [ITEM], "next": "http://a/b"}, {"page": NUMBER}, ("page", "page", ("next",))),
        ([ITEM], {"page": NUMBER}, ("page", "page", ())),
        ({"items": [ITEM], "total": 9}, {"skip": NUMBER}, ("offset", "skip", ())),
        ({"d": [ITEM], "links": {"next": {"href": "/b"}}}, {"page[number]": NUMBER}, ("page", "page[number]", HREF)),
    ],
)  # fmt: skip
def test_each_kind_is_known_by_its_names(answer: Any, parameters: dict[str, Any], expected: tuple[Any, ...]) -> None:
    paging = paging_of(parameters, answer, frozenset(), bool)
    assert paging is not None
    assert expected == (paging.kind, paging.parameter, paging.next)


@pytest.mark.parametrize(
    ("answer", "parameters"),
    [
        ({"data": [ITEM], "next_cursor": "x"}, {}),  # nothing names a page
        ({"data": [ITEM]}, {"cursor": TEXT}),  # nothing says where it ends
        ({"text": "x", "next_cursor": "x"}, {"cursor": TEXT}),  # no list
        ([], {"page": NUMBER}),  # no item to make others of
        ([ITEM], {"page": {"type": "object"}}),
        ([ITEM], {"limit": NUMBER}),
    ],
)
def test_what_is_no_list_in_pages_is_none(answer: Any, parameters: dict[str, Any]) -> None:
    assert read(answer, **parameters) is None


def test_numbers_may_begin_at_zero() -> None:
    paging = read([ITEM], page={"type": "integer", "minimum": 0})
    assert paging is not None
    assert 0 == paging.first


def test_a_header_link_ends_a_list_by_cursor_too() -> None:
    paging = read([ITEM], "link", cursor=TEXT)
    assert paging is not None
    assert paging.link
