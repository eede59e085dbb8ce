"""How a program goes through a list in pages, by literal exchanges."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from assess.evidence import Situation, get

from harness.checks import pages
from harness.model import Exchange, Finding, Finished, Portion, Traces, WrittenFile

LOOPS = "while cursor:\n    requests.get(HOST)\n"
ONCE = "requests.get(HOST)\n"
A, B = ("a1", "a2"), ("b1", "b2")


def page(asked: str = "", more: str = "", items: tuple[str, ...] = (), status: int = 200, **told: Any) -> Exchange:
    """The exchange of one page of a list."""
    one = get(f"/v1/notes/n1?cursor={asked}" if asked else "/v1/notes/n1")
    return replace(
        one, reply=replace(one.reply, status=status, page=Portion("cursor", asked, True, more, items, **told))
    )


def said(
    *asked: Exchange, source: str = ONCE, scenario: str = "many-pages", status: int = 0, **left: Any
) -> list[Finding]:
    """What the check finds in a program that ended with a status."""
    one = Situation("it", (), source, asked, scenario=scenario, status=status, traces=Traces(**left))
    return list(pages.check(one.evidence))


def told(*asked: Exchange, **more: Any) -> list[tuple[str, str]]:
    """The codes and severities of the same."""
    return [(finding.code, finding.severity) for finding in said(*asked, **more)]


def test_the_first_page_alone_is_enough() -> None:
    assert [] == told(page(more="p2"))


def test_all_pages_are_enough() -> None:
    assert [] == told(page(more="p2"), page("p2", "p3"), page("p3"))


def test_a_page_that_no_answer_named_is_lost() -> None:
    lost = page("p9")
    lost = replace(lost, reply=replace(lost.reply, page=Portion("cursor", "p9", known=False)))
    (finding,) = said(page(more="p2"), lost)
    assert ("page-lost", 'it asked for the page "p9", which no answer named') == (finding.code, finding.message)
    assert ("cursor=p2", "GET /v1/notes/n1?cursor=p9") == (finding.expected, finding.actual)
    assert (("cursor",), ("p9",)) == (finding.names, finding.values)


def test_a_lost_first_page_has_no_name_to_expect() -> None:
    lost = replace(page("p9"), reply=replace(page("p9").reply, page=Portion("cursor", "p9", known=False)))
    (finding,) = said(lost)
    assert "a page that an answer named" == finding.expected


def test_the_same_page_twice_is_a_loop() -> None:
    (finding,) = said(page(more="p2"), page("p2", "p3"), page("p2", "p3"))
    assert ("page-loop", "it asked for the same page 2 times") == (finding.code, finding.message)
    assert "cursor=p3, as the answer says" == finding.expected


@pytest.mark.parametrize(("status", "fault"), [(400, None), (503, None), (200, "reset")])
def test_the_same_page_again_after_a_failure_is_none(status: int, fault: str | None) -> None:
    failed = page("p2", status=status)
    assert [] == told(page(more="p2"), replace(failed, reply=replace(failed.reply, fault=fault)), page("p2"))


@pytest.mark.parametrize(("beyond", "codes"), [(1, []), (2, ["page-loop"])])
def test_one_page_beyond_the_last_may_be_asked_for(beyond: int, codes: list[str]) -> None:
    asked = [page(more="p2"), page("p2"), *(page(f"p{n + 3}", beyond=True) for n in range(beyond))]
    found = said(*asked)
    assert codes == [finding.code for finding in found]
    if found:
        assert "it asked for 2 pages beyond the last one" == found[0].message
        assert "no request after the answer that says that no page follows" == found[0].expected


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        (LOOPS, "error"),
        ("for (;;) {}", "error"),
        ("for {\n}", "error"),
        ("# all pages", "error"),
        ("get_all_pages()", "error"),
        ("fetchAllPages()", "error"),
        ("EachPage()", "error"),
        ("# a small page", "warning"),
        ("paginate()", "error"),
        (LOOPS + "max_pages = 2\n", "warning"),
        (LOOPS + "limit_items = 2\n", "warning"),
        (ONCE, "warning"),
        ("# meanwhile\n" + ONCE, "warning"),
    ],
)
def test_a_program_that_stops_before_the_last_page_is_at_fault_where_it_goes_through_all(
    source: str, severity: str
) -> None:
    (finding,) = said(page(more="p2"), page("p2", "p3"), source=source)
    assert ("page-lost", severity) == (finding.code, finding.severity)
    assert "it stopped after 2 pages, and the answer named another" == finding.message
    assert "the page cursor=p3 too, or the first page alone" == finding.expected


@pytest.mark.parametrize(("scenario", "status"), [("success", 0), ("many-pages", 1)])
def test_a_program_may_stop_where_it_fails_or_the_scenario_is_about_something_else(scenario: str, status: int) -> None:
    assert [] == told(page(more="p2"), page("p2", "p3"), scenario=scenario, status=status)


def test_a_page_that_begins_in_the_middle_of_another_is_not_the_next_one() -> None:
    (finding,) = said(page(more="2", items=A), page("1", "3", items=("a2", "b1")), page("3", items=("b2",)))
    assert ("page-lost", "error") == (finding.code, finding.severity)
    assert 'it asked for the page "1" in place of "2", and got items of the page before again' == finding.message
    assert "cursor=2, as the answer says" == finding.expected


@pytest.mark.parametrize(("source", "severity"), [(LOOPS, "error"), (ONCE, "warning")])
def test_a_page_may_not_be_left_out(source: str, severity: str) -> None:
    (finding,) = said(page(more="2", items=A), page("3", items=("c1",)), source=source)
    assert (severity, 'it asked for the page "3" in place of "2"') == (finding.severity, finding.message)


def test_pages_may_be_asked_for_in_any_order() -> None:
    assert [] == told(page(more="2", items=A), page("3", items=("c1",)), page("2", "3", items=B), source=LOOPS)


@pytest.mark.parametrize(
    ("source", "severities"),
    [
        ('while more:\n    get(cursor=last["cursor"])\n', ["error"]),
        ('while tries:\n    cursor = get("/notes")\n', []),
        ('get("/notes?cursor=" + given)\n', []),
        ('while max_pages:\n    get(last["cursor"])\n', []),
    ],
)
def test_one_page_is_too_few_for_a_loop_that_names_what_leads_on(source: str, severities: list[str]) -> None:
    assert severities == [finding.severity for finding in said(page(more="2", items=A), source=source)]


def test_a_program_may_stop_after_a_failure() -> None:
    assert [] == told(page(more="p2"), page("p2", "p3", status=500))


def listing(printed: str, **more: Any) -> list[Finding]:
    """What the check finds where two pages of two items came, and something was printed."""
    return said(page(more="p2", items=A), page("p2", items=B), stdout=printed, **more)


@pytest.mark.parametrize("printed", ["a1 a2 b1 b2", "a1 a2 b1", "nothing", "a1 b1", "a1"])
def test_items_of_both_pages_or_not_all_of_any_are_as_they_may_be(printed: str) -> None:
    assert [] == listing(printed)


def test_the_items_of_the_first_page_alone_may_be_meant() -> None:
    (finding,) = listing("a1, a2\n")
    assert ("page-lost", "warning") == (finding.code, finding.severity)
    assert "it printed the items of one page, and none of the page 2 that it got" == finding.message
    assert "b1, b2" == finding.expected


def test_the_items_of_the_last_page_alone_are_not_meant() -> None:
    (finding,) = listing("b1, b2\n")
    assert "error" == finding.severity
    assert "it printed the items of one page, and none of the page 1 that it got" == finding.message


def test_a_page_in_the_middle_is_not_left_out_on_purpose() -> None:
    asked = (page(more="p2", items=A), page("p2", "p3", items=B), page("p3", items=("c1", "c2")))
    (finding,) = said(*asked, stdout="a1 a2 c1 c2")
    assert "error" == finding.severity
    assert "it printed the items of 2 pages, and none of the page 2 that it got" == finding.message


def test_items_may_be_printed_by_their_texts() -> None:
    asked = (page(more="p2", items=A, texts=("", "Emma 2")), page("p2", items=B, texts=("Emma 3", "Emma 4")))
    assert [] == said(*asked, stdout="Emma, Emma 2, Emma 3, Emma 4")
    (finding,) = said(page(more="p2", items=A, texts=("Emma 1", "Emma 2")), asked[1], stdout="Emma 3, Emma 4")
    assert ("page-lost", "error") == (finding.code, finding.severity)


RECURSIVE = 'def notes(cursor):\n    show(page)\n    if page["next"]:\n        notes(page["next"])\n'


@pytest.mark.parametrize(
    ("source", "printed", "found"),
    [
        (RECURSIVE, "a1 a2", ["page-lost"]),
        (RECURSIVE, "a1", []),  # it may have found what it looked for
        (RECURSIVE.replace("cursor", "cursor, max_pages"), "a1 a2", []),
        (RECURSIVE.replace("        notes(", "        later("), "a1 a2", []),
        (RECURSIVE.replace("next", "rest").replace("cursor", "mark"), "a1 a2", []),
    ],
)
def test_a_recursion_that_ends_after_the_first_page_has_lost_its_result(
    source: str, printed: str, found: list[str]
) -> None:
    assert found == [one.code for one in said(page(more="p2", items=A), source=source, stdout=printed)]
    assert [] == said(page(items=A), source=source, stdout=printed)


def test_items_may_be_written_to_a_file() -> None:
    assert [] == listing("a1 a2", written=(WrittenFile("out/b", b"b1 b2"),))


def test_a_part_of_a_word_is_no_item() -> None:
    assert ["warning"] == [finding.severity for finding in listing("a1 a2 xb1 b2x")]


def test_pages_of_one_item_tell_nothing() -> None:
    assert [] == said(page(more="p2", items=("a1",)), page("p2", items=("b1",)), stdout="a1")


def test_a_request_without_pages_is_none_of_this() -> None:
    assert [] == said(get(), get("/v1/notes/n1"))


def test_the_end_of_a_program_that_was_stopped_tells_nothing() -> None:
    evidence = Situation("it", (), LOOPS, (page(more="p2"), page("p2", "p3")), scenario="many-pages").evidence
    assert [] == list(pages.check(replace(evidence, outcome=Finished(-9))))


@pytest.mark.parametrize(
    ("times", "beyond", "codes"),
    [(3, 0, []), (4, 0, ["page-loop"]), (1, 3, []), (1, 4, ["page-loop"])],
)
def test_a_program_of_several_requests_may_list_twice_on_purpose(times: int, beyond: int, codes: list[str]) -> None:
    """A sample's requests may be for other operations too: it is given more of its way."""
    asked = [page(more="p2"), *(page("p2") for _ in range(times)), *(page(f"x{n}", beyond=True) for n in range(beyond))]
    one = Situation("it", (), ONCE, tuple(asked), scenario="many-pages", sample=True)
    assert codes == [finding.code for finding in pages.check(one.evidence)]
