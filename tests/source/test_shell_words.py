"""Reading a shell program as commands and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.source.shell_words import read

CASES = {
    "words and quotes": ("curl -H 'a b' \"c $d\" e\\ f", [(["curl", "-H", "a b", "c $d", "e f"], "")]),
    "lines joined by a backslash": ("curl \\\n -X GET\nls", [(["curl", "-X", "GET"], "\n"), (["ls"], "")]),
    "a blank behind the backslash": ("curl a \\ \nb", [(["curl", "a", " "], "\n"), (["b"], "")]),
    "the signs between commands": ("a; b && c | d &", [(["a"], ";"), (["b"], "&&"), (["c"], "|"), (["d"], "&")]),
    "a substitution": ("x=$(curl -s u)\n", [(["curl", "-s", "u"], ")"), (["x=$(curl -s u)"], "\n")]),
    "a substitution in quotes": ('echo "$(a "b c")"', [(["a", "b c"], ")"), (["echo", '$(a "b c")'], "")]),
    "a here-document": ("cat <<-'E'\n\tx y\n\tE\nls", [(["cat"], "\n"), (["ls"], "")]),
    "comments": ("a # b\n#c\nd#e", [(["a"], "\n"), (["d#e"], "")]),
    "redirections": ("a 2>&1 >b <c", [(["a", "2", "1", "b", "c"], "")]),
    "a quote without its end": ("a 'b", [(["a", "b"], "")]),
}


@pytest.mark.parametrize(("source", "wanted"), CASES.values(), ids=CASES)
def test_a_program_is_read_as_the_shell_would(source: str, wanted: list[tuple[list[str], str]]) -> None:
    assert wanted == [([word.text for word in command.words], command.end) for command in read(source)]


def test_words_and_ends_know_their_lines() -> None:
    first, second = read("a \\\n 'b\nc' d\n\ne")
    assert ([1, 2, 3], 3) == ([word.line for word in first.words], first.line)
    assert [5] == [word.line for word in second.words]


def test_the_program_is_named_behind_assignments_and_words_of_the_shell() -> None:
    assert ["curl", "curl", ""] == [command.program for command in read("A=1 curl x; if ! /usr/bin/curl y; B=2")]


@given(st.text(alphabet="ab $(){}'\"`\\\n;&|<>#-=E", max_size=60))
def test_any_text_is_read_to_its_end(text: str) -> None:
    """Nothing is raised, and no word stands in a line that the text has not."""
    lines = text.count("\n") + 1
    assert all(1 <= word.line <= lines for command in read(text) for word in command.words)


def test_substitutions_in_one_another_are_read_to_a_depth() -> None:
    assert read("$(" * 5000)
