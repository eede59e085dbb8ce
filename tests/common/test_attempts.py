"""Which of a program's requests are one and the same, sent again."""

from __future__ import annotations

import pytest

from harness.common.attempts import attempts, leads_on, may_pass
from harness.model import Exchange, Portion, Reply, Request


def sent(method: str, target: str, reply: Reply) -> Exchange:
    """A request, and its answer."""
    return Exchange(Request(method, target, (), b""), reply)


def sizes(*exchanges: Exchange) -> list[int]:
    return [len(one.exchanges) for one in attempts(exchanges)]


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
def test_a_request_is_repeated_after_what_may_pass(status: int) -> None:
    assert [2] == sizes(sent("GET", "/a", Reply(status)), sent("GET", "/a?page=1", Reply(200)))


@pytest.mark.parametrize("status", [200, 201, 304, 400, 401, 403, 404, 410])
def test_after_any_other_answer_it_is_another_request(status: int) -> None:
    assert [1, 1] == sizes(sent("GET", "/a", Reply(status)), sent("GET", "/a", Reply(200)))


@pytest.mark.parametrize("other", [("POST", "/a"), ("GET", "/b")])
def test_another_method_or_path_is_another_request(other: tuple[str, str]) -> None:
    assert [1, 1] == sizes(sent("GET", "/a", Reply(500)), sent(*other, Reply(200)))


def test_repetitions_may_be_mixed_with_other_requests() -> None:
    assert [2, 2] == sizes(
        sent("GET", "/a", Reply(429)),
        sent("GET", "/b", Reply(500)),
        sent("GET", "/a", Reply()),
        sent("GET", "/b", Reply()),
    )


@pytest.mark.parametrize(("body", "found"), [(b"a", [2]), (b"b", [1, 1])])
def test_of_several_requests_of_one_kind_only_the_same_one_is_a_repetition(body: bytes, found: list[int]) -> None:
    first, then = (Exchange(Request("POST", "/a", (), one), Reply(500)) for one in (b"a", body))
    assert found == [len(one.exchanges) for one in attempts((first, then), several=True)]
    assert [2] == [len(one.exchanges) for one in attempts((first, then))]


def test_the_boundary_of_a_form_makes_no_other_request() -> None:
    forms = [
        Request("POST", "/a", (("Content-Type", f"multipart/form-data; boundary={one}"),), f"--{one}--".encode())
        for one in ("x1", "x2")
    ]
    exchanges = [Exchange(one, Reply(429)) for one in forms]
    assert [2] == [len(one.exchanges) for one in attempts(exchanges, several=True)]


@pytest.mark.parametrize("fault", ["reset", "truncate", "hang"])
def test_a_broken_connection_may_pass(fault: str) -> None:
    assert may_pass(Reply(fault=fault))  # type: ignore[arg-type]


def test_an_answer_that_is_not_the_last_of_its_sequence_may_pass_but_not_a_refused_key() -> None:
    assert may_pass(Reply(200, unfinished=True))
    assert may_pass(Reply(404, unfinished=True))
    assert not may_pass(Reply(401, unfinished=True))


@pytest.mark.parametrize(("upgrade", "found"), [("websocket", [2]), ("h2c", [1, 1])])
def test_a_handshake_that_the_client_of_nodejs_repeats_after_a_401_is_one(upgrade: str, found: list[int]) -> None:
    one = Exchange(Request("GET", "/a", (("Upgrade", upgrade),), b""), Reply(401))
    assert found == sizes(one, one)


@pytest.mark.parametrize(
    ("fault", "asked", "leads"),
    [(None, "3", True), ("truncate", "2", True), ("truncate", "", False), ("reset", "3", False)],
)
def test_a_page_leads_to_the_next_one_though_it_was_cut_off(fault: str | None, asked: str, leads: bool) -> None:
    first, then = Portion("page", "", more="2"), Portion("page", asked)
    assert leads == leads_on(Reply(200, page=first, fault=fault), Reply(200, page=then))
