"""Copies of a terminal -> the commands alone, each line where it was."""

from __future__ import annotations

import pytest

from harness.languages.transcripts import commands, is_python_session, is_session, python_commands


@pytest.mark.parametrize(
    ("source", "session"),
    [
        ("$ ls\n", True),
        ("% ls\n", True),
        ("\n# a\n\n$ ls\n", True),
        ("$  ls\n", False),
        ("$\n", False),
        (" $ ls\n", False),
        ("ls\n$ ls\n", False),
        ("$HOME/a\n", False),
        ("# a\n", False),
        ("", False),
    ],
)
def test_a_session_begins_behind_a_prompt(source: str, session: bool) -> None:
    assert session == is_session(source)


@pytest.mark.parametrize(
    ("source", "session"),
    [(">>> a\n", True), ("# a\n\n>>> a\n", True), (">>>a\n", False), ("a\n>>> b\n", False), ("", False)],
)
def test_a_python_session_begins_behind_its_prompt(source: str, session: bool) -> None:
    assert session == is_python_session(source)


def test_of_a_python_session_the_lines_stay_where_they_are() -> None:
    assert "# a\nfor x in y:\n    print(x)\n\n\n" == python_commands("# a\n>>> for x in y:\n...     print(x)\n...\n1\n")


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("$ ls\na  b\n", "ls\n\n"),
        ("$ ls\r\na\r\n", "ls\r\n\r\n"),
        ("$ ls", "ls"),
        ("$ ls\n# a\n$ pwd\n", "ls\n# a\npwd\n"),
        ("$ curl \\\n  -s x\nout\n", "curl \\\n  -s x\n\n"),
        ("$ curl \\\n> -s x \\\n> -d y\nout\n", "curl \\\n-s x \\\n-d y\n\n"),
        ("$ curl \\\n-s x \\\n> y\nout\n", "curl \\\n-s x \\\n> y\n\n"),
        ("$ echo 'a\nb'\nout\n", "echo 'a\nb'\n\n"),
        ('$ echo "a\'\nb"\nout\n', 'echo "a\'\nb"\n\n'),
        ("$ echo 'a\\'\nout\n", "echo 'a\\'\n\n"),
        ('$ echo "a\\"\nb"\nout\n', 'echo "a\\"\nb"\n\n'),
        ("$ echo a\\\\\nout\n", "echo a\\\\\n\n"),
        ("$ cat <<EOF\na 'b\nEOF\nout\n", "cat <<EOF\na 'b\nEOF\n\n"),
        ("$ cat <<-'END'\n> a\n> END\nout\n", "cat <<-'END'\na\nEND\n\n"),
        ("$ cat <<A <<B\na\nB\nA\nb\nB\nout\n", "cat <<A <<B\na\nB\nA\nb\nB\n\n"),
        ("$ cat <<<EOF\nout\n", "cat <<<EOF\n\n"),
        ("out\n\n$ ls\n", "\n\nls\n"),
    ],
)
def test_what_was_printed_is_blanked(source: str, kept: str) -> None:
    assert kept == commands(source)
    assert len(source.splitlines()) == len(kept.splitlines())
