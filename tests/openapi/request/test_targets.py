"""The parts of a request's target, and paths that only their queries tell apart."""

from __future__ import annotations

import pytest

from harness.model import Operation
from harness.openapi.request.route import (
    LONGEST_COMPARED,
    Router,
    bare_path,
    fixed_query,
    missing_from,
    normal_path,
    path_of,
    query_of,
    slashed,
)


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/a?b=c", "/a", "b=c"),
        ("/a", "/a", ""),
        ("/a?b#c", "/a", "b"),
        ("http://h/a?b", "/a", "b"),
        ("http://h", "/", ""),
        ("/http://h/a", "/http://h/a", ""),
        ("http://[h/a?b", "http://[h/a?b", "b"),
        ("*", "*", ""),
    ],
)
def test_a_target_has_a_path_and_a_query(target: str, path: str, query: str) -> None:
    assert (path, query) == (path_of(target), query_of(target))


@pytest.mark.parametrize(("target", "other"), [("/a", "/a/"), ("/a/", "/a"), ("/a?b", "/a/?b"), ("/a/?b", "/a?b")])
def test_a_slash_at_the_end_is_put_or_taken(target: str, other: str) -> None:
    assert other == slashed(target)


@pytest.mark.parametrize(
    ("target", "path"), [("/p%69ng", "/ping"), ("/a%2fb", "/a%2Fb"), ("/a%zz", "/a%zz"), ("/a%7E", "/a~"), ("/é", "/é")]
)
def test_needless_encoding_is_undone(target: str, path: str) -> None:
    assert path == normal_path(target)


@pytest.mark.parametrize(
    ("path", "bare", "fixed"),
    [
        ("/a?x=y&z", "/a", (("x", "y"), ("z", ""))),
        ("/a#b", "/a", ()),
        ("/a?x=a+b%20c", "/a", (("x", "a b c"),)),
        ("/a", "/a", ()),
    ],
)
def test_a_template_may_have_a_query_of_its_own(path: str, bare: str, fixed: tuple[tuple[str, str], ...]) -> None:
    assert (bare, fixed) == (bare_path(path), fixed_query(path))


@pytest.mark.parametrize(
    ("target", "lacking"),
    [
        ("/a?x=y&z=1", []),
        ("/a?x=n&z=1", [("x", "y")]),
        ("/a?x=y", [("z", "{any}")]),
        ("/a", [("x", "y"), ("z", "{any}")]),
    ],
)
def test_what_a_target_lacks_of_it(target: str, lacking: list[tuple[str, str]]) -> None:
    assert lacking == missing_from((("x", "y"), ("z", "{any}")), target)
    assert [] == missing_from((), target)


def op(name: str, path: str, method: str = "GET") -> Operation:
    return Operation("v1", name, method, path)


ALL, TRUE, BOTH = op("all", "/a"), op("true", "/a?b=true"), op("both", "/a?b=true&c={c}")
ONE, LITERAL, PART, OTHER = op("one", "/p/{id}"), op("literal", "/p/x"), op("part", "/p/x-{id}"), op("other", "/p/{x}")
ROUTER = Router((one, "/v1") for one in (ALL, TRUE, BOTH, ONE, LITERAL, PART))


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("/v1/a", "all"),
        ("/v1/a?b=false", "all"),
        ("/v1/a?b=true", "true"),
        ("/v1/a?c=1&b=true", "both"),
        ("/v1/p/x", "literal"),
        ("/v1/p/x-1", "part"),
        ("/v1/p/y", "one"),
        ("/v1/p/", "one"),
        ("/v1/p", None),
        ("/p/x", None),
        ("/v1/p/x/y", None),
    ],
)
def test_a_target_leads_to_the_operation_with_most_of_it(target: str, name: str | None) -> None:
    route = ROUTER.route("GET", target)
    assert name == (route.operation.id if route else None)
    assert ROUTER.route("POST", target) is None


def test_the_values_of_a_path_are_known() -> None:
    route = ROUTER.route("GET", "/v1/p/a%20b?c")
    assert route is not None
    assert ("/v1/p/a%20b", {"id": "a b"}) == (route.path, {name: one.text for name, one in route.path_values.items()})


def test_of_equal_paths_it_is_the_programs_own() -> None:
    router = Router(((ONE, ""), (OTHER, ""), (LITERAL, "")))
    found = [router.route("GET", "/p/y", own) for own in (None, ONE, OTHER, LITERAL)]
    assert ["one", "one", "other", "one"] == [route.operation.id for route in found if route]
    route = router.route("GET", "/p/x", OTHER)
    assert route is not None
    assert "literal" == route.operation.id


@pytest.mark.parametrize(
    ("one", "target", "at"),
    [
        (ALL, "/v1/a", True),
        (TRUE, "/v1/a", True),
        (ONE, "/v1/p/x", False),
        (LITERAL, "/v1/p/x", True),
        (ONE, "/v1/q", False),
    ],
)
def test_an_operation_is_at_a_path(one: Operation, target: str, at: bool) -> None:
    assert at == ROUTER.is_at(one, target)


def test_two_operations_are_the_same_but_for_their_query() -> None:
    assert ROUTER.is_same(ALL, TRUE)
    assert ROUTER.is_same(ONE, ONE)
    assert not ROUTER.is_same(ONE, LITERAL)
    posted = op("posted", "/a", "POST")
    assert not Router(((ALL, ""), (posted, ""))).is_same(ALL, posted)


def test_the_nearest_are_named_with_the_method_counting_a_little() -> None:
    router = Router(((op("a", "/pets", "POST"), "/v1"), (op("b", "/pets"), "/v1"), (op("c", "/food"), "/v1")))
    assert ("GET /v1/pets", "POST /v1/pets") == router.near_misses("GET", "/v1/pet", 2)
    assert ("POST /v1/pets", "GET /v1/pets", "GET /v1/food") == router.near_misses("POST", "/v1/pet", 9)
    assert ("GET /v1/food",) == router.near_misses("GET", "/v1/foo" + "d" * LONGEST_COMPARED, 1)
