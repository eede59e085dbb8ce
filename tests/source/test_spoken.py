"""The line of a message, and the line of an exit status."""

from __future__ import annotations

import pytest

from harness.source.spoken import line_that_ends, line_that_says, says_own

SAID = {
    "a text": ('x = 1\nsys.exit("Something went wrong")\n', "Something went wrong\n", 2),
    "a text with a value in it": (
        'a\nb\nlog.Fatalf("the status was %d: %s", a, b)\n',
        "2024 the status was 401: no\n",
        3,
    ),
    "a template": ("a\nconsole.error(`failed with ${status}`);\n", "failed with 401\n", 2),
    "a text of the shell": ("a\necho 'Something went wrong' >&2\n", "Something went wrong\n", 2),
    "the longer of two": ('print("Request")\nprint("Request failed: no")\n', "Request failed: no\n", 2),
    "a comment": ('# "Something went wrong"\nraise E("Something went wrong")\n', "Something went wrong\n", 2),
}
ENDS = {
    "Python": ("a\nsys.exit(3)\n", 3, 2),
    "Node.js": ("a\nprocess.exitCode = 3;\n", 3, 2),
    "Node.js at once": ("process.exit(3);\n", 3, 1),
    "Go": ("a\n\tos.Exit(3)\n", 3, 2),
    "a shell": ("a\n  exit 3\n", 3, 2),
    "Rust": ("std::process::exit(3);\n", 3, 1),
}


@pytest.mark.parametrize(("source", "said", "line"), SAID.values(), ids=SAID)
def test_a_message_is_found_where_the_program_says_it(source: str, said: str, line: int) -> None:
    assert line == line_that_says(said, source, ("#", "//"))


def test_of_two_that_say_the_same_none_is_meant() -> None:
    assert line_that_says("it failed", 'a("it failed")\nb("it failed")\n', ("#",)) is None


@pytest.mark.parametrize("said", ["", "401: no such key", "Traceback (most recent call last):\nKeyError: 'a'\n"])
def test_what_no_text_says_has_no_line(said: str) -> None:
    assert line_that_says(said, 'a("x")\nb("it failed")\n', ("#",)) is None


@pytest.mark.parametrize(("source", "status", "line"), ENDS.values(), ids=ENDS)
def test_an_exit_status_is_found_where_the_program_gives_it(source: str, status: int, line: int) -> None:
    assert line == line_that_ends(status, source, ("#", "//"))


@pytest.mark.parametrize("source", ["exit 1\nexit 1\n", "# exit 1\n", "exit 10\n", "exit_code\n"])
def test_a_status_that_stands_nowhere_or_often_has_no_line(source: str) -> None:
    assert line_that_ends(1, source, ("#",)) is None


@pytest.mark.parametrize(("text", "line"), [("abcd", 1), ("abc", None)])
def test_a_piece_of_four_characters_is_no_chance(text: str, line: int | None) -> None:
    assert line == line_that_says(f"it said {text}", f'print("{text}")\n', ("#",))


@pytest.mark.parametrize(
    ("source", "own"),
    [
        ('raise Odd("no id in the answer")\n', True),
        ("throw new Error(`no id in ${answer}`);\n", True),
        ('raise Odd("id")\n', False),
        ('# "no id in the answer"\n', False),
        ("", False),
    ],
)
def test_a_sentence_of_the_programs_own_is_more_than_one_word(source: str, own: bool) -> None:
    assert own == says_own("Odd: no id in the answer", source, ("#", "//"))
