"""Which line of a program a finding is about."""

from __future__ import annotations

import pytest

from harness.source.locate import line_of

SOURCE = """\
# the key goes into Authorization
key = os.getenv("API_KEY")
headers = {"Authorization": key}
# only here: zebra
send(headers)
"""


def test_the_first_word_that_is_found_wins_over_the_first_line() -> None:
    assert 5 == line_of(SOURCE, ("send(", "API_KEY"))


def test_a_word_that_is_not_found_gives_way_to_the_next() -> None:
    assert 2 == line_of(SOURCE, ("curl ", "API_KEY"))


def test_a_line_of_code_is_preferred_to_a_comment_above_it() -> None:
    assert 3 == line_of(SOURCE, ("Authorization",))


def test_a_comment_is_taken_where_no_code_has_the_word() -> None:
    assert 4 == line_of(SOURCE, ("zebra",))


def test_a_port_is_a_word_like_any_other_and_no_line() -> None:
    assert 5 == line_of(SOURCE, (":3", "send("))


def test_an_empty_word_is_found_nowhere() -> None:
    assert line_of(SOURCE, ("",)) is None


def test_nothing_is_said_where_no_word_is_found() -> None:
    assert line_of(SOURCE, ("curl ",)) is None
    assert line_of("", ("curl ",)) is None


@pytest.mark.parametrize("line", ["import http.client", "from http.client import X", "use http.Client;"])
def test_a_call_is_preferred_to_the_import_above_it(line: str) -> None:
    assert 2 == line_of(f"{line}\nhttp.client.call()\n", ("http.",))
    assert 1 == line_of(f"{line}\ncall()\n", ("http.",))


def test_a_word_that_only_a_comment_has_gives_way_to_the_next() -> None:
    assert 2 == line_of("# above is what it must send\nsend()\n", ("above", "send("))
