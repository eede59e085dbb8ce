"""The names by which parameters and answers say that a list comes in pages."""

from __future__ import annotations

from typing import Any

import pytest

from harness.openapi.answer.paging import Paging, identity_of, list_of, paging_of, parameters_of
from openapi.helpers import api

ITEM = {"id": "a"}
CURSORS = """cursor page_token next_token next_page_token next_cursor continuation_token continuation start_cursor
page_cursor pagination_token pagination_cursor marker start_key bookmark scroll_id page_after after"""
ITEMS = "starting_after start_after after_id since_id last_id"
PAGES = "page page_number page_no page_num page_index"
OFFSETS = "offset skip start start_index page_offset start_at"
SIZES = "limit per_page page_size page_limit max_results size count max_items top take rows"
MORE = "has_more has_next has_next_page more more_pages is_more"
NEXT = """next next_cursor next_page next_page_token next_token next_page_cursor next_offset next_marker next_key
continuation_token end_cursor next_link next_url next_page_url next_href next_page_uri next_uri @odata.nextLink"""
NEXT_OF_CURSORS = "cursor after page_token marker scroll_id bookmark continuation start_cursor"
TOTALS = "total total_count total_items total_results total_elements total_size total_records"
TOTAL_PAGES = "total_pages page_count last_page pages pages_total"
NUMBERS = "page current_page page_number page_no page_index number"


def paged(answer: Any, *headers: str, **parameters: str) -> Paging | None:
    """The paging of an answer to an operation with parameters of these types."""
    return paging_of({name: {"type": kind} for name, kind in parameters.items()}, answer, frozenset(headers), bool)


def sure(answer: Any, **parameters: str) -> Paging:
    found = paged(answer, **parameters)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "names", "first"),
    [
        ("cursor", CURSORS, 0),
        ("item", ITEMS, 0),
        ("page", PAGES, 1),
        ("offset", OFFSETS.replace(" start_index", ""), 0),
    ],
)
def test_a_parameter_names_a_page(kind: str, names: str, first: int) -> None:
    for name in names.split():
        found = sure({"data": [ITEM], "has_more": True, "next": "x"}, **{name: "string"})
        assert (kind, name, first, False) == (found.kind, found.parameter, found.first, found.whole)


def test_an_index_counts_from_one_unless_the_document_says_otherwise() -> None:
    assert 1 == sure([ITEM], startIndex="integer").first
    for key, told, first in (("default", 0, 0), ("minimum", 1, 1), ("minimum", 5, 1)):
        found = paging_of({"startIndex": {"type": "integer", key: told}}, [ITEM], frozenset(), bool)
        assert found is not None
        assert (first, True) == (found.first, found.whole)


@pytest.mark.parametrize("kind", ["boolean", "object", "array"])
def test_a_parameter_of_another_type_names_none(kind: str) -> None:
    assert paged([ITEM], page=kind) is None


def test_a_page_has_a_size() -> None:
    for name in SIZES.split():
        assert name == sure([ITEM], page="integer", **{name: "integer"}).size
    assert "" == sure([ITEM], page="integer", order="string").size


def test_a_flag_says_whether_more_follows() -> None:
    for name in MORE.split():
        assert (name,) == sure({"data": [ITEM], name: False}, cursor="string").more
        assert paged({"data": [ITEM], name: "yes"}, cursor="string") is None


@pytest.mark.parametrize("value", ["x", None, 3])
def test_a_field_leads_to_the_next_page(value: object) -> None:
    for name in NEXT.split():
        assert (name,) == sure({"data": [ITEM], name: value}, page="integer").next
    for name in NEXT_OF_CURSORS.split():
        assert (name,) == sure({"data": [ITEM], name: value}, cursor="string").next
        assert () == sure({"data": [ITEM], name: value}, page="integer").next


@pytest.mark.parametrize("value", [True, {"a": 1}, [], 1.5])
def test_another_value_leads_nowhere(value: object) -> None:
    assert () == sure({"data": [ITEM], "next": value}, page="integer").next


@pytest.mark.parametrize(
    ("answer", "is_url"),
    [
        ({"next": "https://a"}, True),
        ({"next": "http://a"}, True),
        ({"next": "/a"}, True),
        ({"next": "abc"}, False),
        ({"next": ""}, False),
        ({"nextUrl": None}, True),
        ({"next_link": ""}, True),
        ({"next_page": None}, False),
        ({"links": {"next": {"href": None}}}, True),
    ],
)
def test_what_leads_on_may_be_an_address(answer: dict[str, Any], is_url: bool) -> None:
    assert is_url == sure({"data": [ITEM], **answer}, page="integer").is_url


def test_without_a_next_field_there_is_no_address() -> None:
    assert not sure([ITEM], page="integer").is_url


def test_totals_count_items_or_pages() -> None:
    for what, names in (("items", TOTALS), ("pages", TOTAL_PAGES)):
        for name in names.split():
            assert (((name,), what),) == sure({"data": [ITEM], name: 9}, page="integer").totals
            assert () == sure({"data": [ITEM], name: True}, page="integer").totals
    assert () == sure({"data": [ITEM], "count": 9}, page="integer").totals
    assert ((("count",), "items"),) == sure({"data": [ITEM], "count": 9, "next": None}, page="integer").totals


def test_the_number_of_the_page_may_be_repeated() -> None:
    for name in NUMBERS.split():
        assert ((name,),) == sure({"data": [ITEM], name: 1}, page="integer").numbers
        assert () == sure({"data": [ITEM], name: "1"}, page="integer").numbers
        assert () == sure({"data": [ITEM], name: True}, page="integer").numbers
    assert (("skip",),) == sure({"data": [ITEM], "skip": 1, "page": 1}, offset="integer").numbers
    assert () == sure({"data": [ITEM], "page": 1, "next": 1}, cursor="string").numbers


def test_the_ends_of_a_page_may_be_repeated() -> None:
    found = sure({"data": [ITEM], "first_id": "a", "last_id": "b"}, page="integer")
    assert ((("first_id",), "first"), (("last_id",), "last")) == found.ends


def test_a_link_leads_on_too() -> None:
    assert paged([ITEM], cursor="string") is None
    found = paged([ITEM], "link", cursor="string")
    assert found is not None
    assert (True, False) == (found.link, sure([ITEM], page="integer").link)


@pytest.mark.parametrize(
    ("answer", "steps"),
    [
        ([ITEM], ()),
        ([], None),
        ({"a": []}, None),
        ({"a": [1], "b": [ITEM], "results": [2]}, ("results",)),
        ({"a": [1], "b": [ITEM]}, ("b",)),
        ({"a": [1]}, ("a",)),
        ({"a": {"b": {"data": [1]}}}, ("a", "b", "data")),
        ({"a": {"b": {"c": {"data": [1]}}}}, None),
        ("text", None),
        *(({"x": [ITEM], name: [1]}, (name,)) for name in ("data", "items", "entries", "records", "values", "list")),
    ],
)
def test_the_list_of_an_answer_is_found(answer: Any, steps: tuple[str, ...] | None) -> None:
    assert steps == list_of(answer)


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("text", ""),
        ({"a": 1}, ""),
        ({"name": "a", "id": 1}, "id"),
        ({"id": True, "name": "a"}, "name"),
        ({"id": {"a": 1}, "pet_id": 1}, "pet_id"),
        ({"petId": 1}, "petId"),
        ({"a_key": "k"}, "a_key"),
        ({"a_uuid": "k"}, "a_uuid"),
        ({"paid": 1}, ""),
        *(({name: "x"}, name) for name in ("_id", "uuid", "key", "sha", "slug", "number")),
    ],
)
def test_an_item_is_told_from_others(item: Any, name: str) -> None:
    assert name == identity_of(item)


@pytest.mark.parametrize(("name", "found"), [("page", ["page", "kind"]), ("order", [])])
def test_an_operation_without_a_page_has_no_parameters_of_pages(tmp_path: Any, name: str, found: list[str]) -> None:
    query = ", ".join(f"{{name: {one}, in: query, schema: {{type: string}}}}" for one in (name, "kind"))
    text = f"paths: {{/a: {{get: {{operationId: a, parameters: [{query}], responses: {{}}}}}}}}"
    held = api(tmp_path, text)
    assert found == list(parameters_of(held.document, held.document.entries[0]))
