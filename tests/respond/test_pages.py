"""A list in pages: the part that is asked for, and what leads to the next one."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model import Headers, Portion, Request
from harness.openapi import Paging
from harness.respond.pages import LARGEST, Listed, part

KNOWN = [{"id": "a"}, {"id": "b"}]
HOST: Headers = (("Host", "api.example"),)


def paging(kind: str, parameter: str, **more: Any) -> Paging:
    """How a list of things comes."""
    given = {"items": ("things",), "identity": "id", "size": "", "whole": False, "first": int(kind == "page")} | more
    return Paging(kind=kind, parameter=parameter, **given)


def listed(of: Paging, pages: int | None = 3, value: Any = None, link: str = "", **asked: Any) -> Listed:
    """The list as a request finds it."""
    return Listed(of, value or {"things": KNOWN}, link, asked, pages, "seed")


def ids(value: Any) -> list[str]:
    """The names of the items of an answer."""
    return [item["id"] for item in value["things"]]


def got(of: Paging, target: str = "/v1/things", **more: Any) -> tuple[Any, Headers, Portion]:
    """What a request gets."""
    return part(listed(of, **more), Request("GET", target, HOST, b""))


PAGE, OFFSET = paging("page", "page", size="limit"), paging("offset", "offset", size="limit")
CURSOR = paging("cursor", "cursor", size="limit", next=("next",))
ITEM = paging("item", "after", size="limit", more=("has_more",))


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, 3),
        ({"limit": 5}, 5),
        ({"limit": "5"}, 5),
        ({"limit": 0}, 3),
        ({"limit": "x"}, 3),
        ({"limit": 500}, LARGEST),
    ],
)
def test_a_page_has_as_many_items_as_are_asked_for_up_to_a_limit(asked: dict[str, Any], size: int) -> None:
    assert size == listed(PAGE, **asked).size


def test_the_last_of_several_pages_is_not_full() -> None:
    assert [3, 3, 2] == [len(got(PAGE, page=number)[0]["things"]) for number in (1, 2, 3)]
    assert 8 == listed(PAGE).total


@pytest.mark.parametrize(
    ("of", "sent", "start"),
    [
        (PAGE, {}, 0),
        (PAGE, {"page": 1}, 0),
        (PAGE, {"page": "2"}, 3),
        (PAGE, {"page": 0}, 0),
        (PAGE, {"page": -1}, 0),
        (PAGE, {"page": "x"}, None),
        (OFFSET, {"offset": 4}, 4),
        (CURSOR, {"cursor": "unknown"}, None),
        (CURSOR, {"cursor": ""}, 0),
    ],
)
def test_a_page_begins_where_its_name_says(of: Paging, sent: dict[str, Any], start: int | None) -> None:
    assert start == listed(of, **sent).start


def test_every_item_has_a_name_of_its_own_and_the_known_ones_come_first() -> None:
    names = [name for number in (1, 2, 3) for name in ids(got(PAGE, page=number)[0])]
    assert ["a", "b"] == names[:2]
    assert 8 == len(set(names))


@pytest.mark.parametrize(("may", "texts"), [(True, ("", "x 2", "x 3")), (False, ())])
def test_a_text_for_people_differs_from_item_to_item_where_the_document_allows_it(
    may: bool, texts: tuple[str, ...]
) -> None:
    value = {"things": [{"id": "a", "name": "x", "size": "y"}]}
    own = paging("page", "page", size="limit", accepts=lambda _: may)
    answer, _, page = got(own, value=value)
    assert texts == page.texts
    assert ["x", *texts[1:]] == [item["name"] for item in answer["things"]][: len(texts) or 1]
    assert {"y"} == {item["size"] for item in answer["things"]}


@pytest.mark.parametrize("of", [PAGE, OFFSET, CURSOR, ITEM])
def test_each_page_names_the_next_one_and_the_last_none(of: Paging) -> None:
    sent: dict[str, Any] = {}
    found = []
    for _ in range(4):
        value, _, page = got(of, **sent)
        found.append(tuple(ids(value)))
        assert tuple(ids(value)) == page.items
        if not page.more:
            break
        sent = {of.parameter: page.more}
    assert [3, 3, 2] == [len(one) for one in found]


def test_a_page_beyond_the_end_has_nothing_and_says_so() -> None:
    value, _, page = got(PAGE, page=4)
    assert ([], True, "") == (value["things"], page.beyond, page.more)
    assert not got(PAGE, page=3)[2].beyond


def test_more_is_true_until_the_last_page() -> None:
    first = got(ITEM)
    assert first[0]["has_more"] is True
    assert ids(first[0])[-1] == first[2].more
    last = got(paging("page", "page", more=("has_more",)), page=3)
    assert last[0]["has_more"] is False


def test_totals_numbers_and_ends_are_true_to_the_list() -> None:
    of = paging(
        "page",
        "page",
        totals=((("meta", "total"), "items"), (("meta", "pages"), "pages")),
        numbers=(("meta", "page"),),
        ends=((("first_id",), "first"), (("last_id",), "last")),
    )
    value = got(of, page=2)[0]
    assert {"total": 8, "pages": 3, "page": 2} == value["meta"]
    assert [ids(value)[0], ids(value)[-1]] == [value["first_id"], value["last_id"]]


def test_a_link_leads_on_with_the_rest_of_the_query() -> None:
    of = paging("page", "page", link=True)
    _, headers, _ = got(of, "/v1/things?kind=x&page=1")
    assert (("Link", '<http://api.example/v1/things?kind=x&page=2>; rel="next"'),) == headers
    assert () == got(of, page=3)[1]


@pytest.mark.parametrize(
    ("own", "shown"),
    [("https://x/v1/things?page=2", "http://api.example/v1/things?page=2"), ("/v1/things?page=2", "/v1/things?page=2")],
)
def test_an_address_in_the_answer_is_whole_or_a_path_as_the_document_has_it(own: str, shown: str) -> None:
    of = paging("page", "page", next=("next",), is_url=True)
    assert shown == got(of, value={"things": KNOWN, "next": own})[0]["next"]


def test_the_document_s_example_is_one_page_unless_it_says_that_more_follows() -> None:
    assert (2, "") == (listed(CURSOR, pages=None).total, got(CURSOR, pages=None)[2].more)
    more = {"things": KNOWN, "next": "c2"}
    assert 4 == listed(CURSOR, pages=None, value=more).total
    assert "c2" == got(CURSOR, pages=None, value=more)[2].more
    assert 4 == listed(PAGE, pages=None, link='<x>; rel="next"').total
    ends = {"things": KNOWN, "has_more": False, "next": "c2"}
    assert 2 == listed(paging("cursor", "cursor", next=("next",), more=("has_more",)), pages=None, value=ends).total


@pytest.mark.parametrize(
    ("of", "sent", "may"),
    [
        (CURSOR, "mine", True),
        (ITEM, "mine", True),
        (PAGE, "x", False),
        (CURSOR, "undefined", False),
        (CURSOR, "None", False),
        (CURSOR, "[object Object]", False),
    ],
)
def test_a_first_request_may_name_a_page_of_the_reader_s(of: Paging, sent: str, may: bool) -> None:
    assert may is listed(of, **{of.parameter: sent}).may_begin
