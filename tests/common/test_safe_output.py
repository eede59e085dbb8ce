"""Safe output: in however many pieces a text comes, no command gets through."""

from __future__ import annotations

import io
from typing import TextIO

import pytest

from harness.common.printable import json_text
from harness.common.safe_output import SafeStream, open_for_colours, open_for_commands


def through(*pieces: str) -> str:
    """What comes out."""
    out = io.StringIO()
    stream = SafeStream(out)
    for piece in pieces:
        stream.write(piece)
    return out.getvalue()


@pytest.mark.parametrize(
    "pieces",
    [
        ("::error::x",),
        (":", ":error::x"),
        ("  ", "::error::x"),
        ("a\n", "::error::x"),
        ("a\n  :", ":error::x"),
        ("a", "\n::error::x"),
        ("\t::error::x",),
    ],
)
def test_a_line_that_begins_as_a_command_does_is_escaped(pieces: tuple[str, ...]) -> None:
    assert "".join(pieces).replace("::e", "\\u003a:e").replace(":\\u003a:e", "\\u003a:e") in (
        through(*pieces).replace(":\\u003a", "\\u003a:"),
        through(*pieces),
    )
    assert "::e" not in through(*pieces)


@pytest.mark.parametrize("text", ["a::b", "std::vec", "a: b", "x ", "tab\there\n", "é 日本 ok\n"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert text == through(text)


@pytest.mark.parametrize("text", ["\x1b[31m", "\x07", "\x9b", "\u202e", "\r", "\x00"])
def test_what_a_terminal_obeys_is_escaped(text: str) -> None:
    assert text not in through(f"a{text}b")


def test_rich_s_own_colours_pass_and_commands_behind_them_do_not() -> None:
    out = io.StringIO()
    open_for_colours(out).write("\x1b[31m::error::x\x1b[0m\n")
    assert "\x1b[31m\\u003a:error::x\x1b[0m\n" == out.getvalue()


def test_the_harness_s_own_commands_pass() -> None:
    out: TextIO = io.StringIO()
    assert out is open_for_commands(SafeStream(out))  # type: ignore[arg-type]  # it is a stream


def test_json_holds_the_same_value_and_nothing_that_a_log_obeys() -> None:
    import json

    value = {"##[error]": "\x9b\x7f\u202e\ud800##[x"}
    text = json_text(value)
    assert value == json.loads(text)
    assert text.isprintable()
    assert "##[" not in text
