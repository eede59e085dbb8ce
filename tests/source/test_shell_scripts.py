"""Shell programs with all that is read of them: words, ends, lines, programs and expansions."""

from __future__ import annotations

import pytest

from harness.source.shell_words import DEEPEST, script

Command = tuple[list[str], str, int, bool, str]
"""Words, end, line of the end, whether it is tight, and the program."""
Expanded = tuple[str, str, str, int, int, bool]
"""Text, name, operator, line, start, and whether single quotes hold it."""


@pytest.mark.parametrize(
    ("source", "commands", "expansions"),
    [
        ("a b", [(["a", "b"], "", 1, False, "a")], []),
        ("a\tb\r\nc", [(["a", "b"], "\n", 1, False, "a"), (["c"], "", 2, False, "c")], []),
        ("a&b", [(["a"], "&", 1, True, "a"), (["b"], "", 1, False, "b")], []),
        ("a & b", [(["a"], "&", 1, False, "a"), (["b"], "", 1, False, "b")], []),
        ("a &b", [(["a"], "&", 1, False, "a"), (["b"], "", 1, False, "b")], []),
        ("a||b", [(["a"], "||", 1, True, "a"), (["b"], "", 1, False, "b")], []),
        ("a |b", [(["a"], "|", 1, False, "a"), (["b"], "", 1, False, "b")], []),
        ("(a)", [(["a"], ")", 1, False, "a")], []),
        ("a;b", [(["a"], ";", 1, True, "a"), (["b"], "", 1, False, "b")], []),
        ("a\\\nb", [(["ab"], "", 2, False, "ab")], []),
        ("x \\", [(["x", ""], "", 1, False, "x")], []),
        ("a#b #c", [(["a#b"], "", 1, False, "a#b")], []),
        ("# a\nb", [(["b"], "", 2, False, "b")], []),
        ("((i++)) && a", [(["((i++))"], "&&", 1, False, "((i++))"), (["a"], "", 1, False, "a")], []),
        (
            "for ((i=0; i<3; i++)); do a; done",
            [
                (["for", "((i=0; i<3; i++))"], ";", 1, False, "for"),
                (["do", "a"], ";", 1, False, "a"),
                (["done"], "", 1, False, "done"),
            ],
            [],
        ),
        ("a ((b", [(["a"], "(", 1, False, "a"), (["b"], "", 1, False, "b")], []),
        (
            "diff <(a b) >(c)",
            [
                (["a", "b"], ")", 1, False, "a"),
                (["c"], ")", 1, False, "c"),
                (["diff", "<(a b)", ">(c)"], "", 1, False, "diff"),
            ],
            [],
        ),
        ("a<b", [(["a", "b"], "", 1, False, "a")], []),
        ("a<<<b", [(["a", "b"], "", 1, False, "a")], []),
        ("a>>b 2>&1", [(["a", "b", "2", "1"], "", 1, False, "a")], []),
        (
            "cat <<E\n$a `b c`\n\\$d\nE\nx",
            [(["cat"], "\n", 1, True, "cat"), (["b", "c"], "`", 2, False, "b"), (["x"], "", 5, False, "x")],
            [("$a", "a", "", 2, 8, False)],
        ),
        ("cat <<'E'\n$a\nE\nx", [(["cat"], "\n", 1, True, "cat"), (["x"], "", 4, False, "x")], []),
        ("cat <<\\E\n$a\nE\nx", [(["cat"], "\n", 1, True, "cat"), (["x"], "", 4, False, "x")], []),
        (
            "cat <<-E\n\t$a\n\tE\nx",
            [(["cat"], "\n", 1, False, "cat"), (["x"], "", 4, False, "x")],
            [("$a", "a", "", 2, 10, False)],
        ),
        ("cat <<A <<B\na\nA\nb\nB\nx", [(["cat"], "\n", 1, True, "cat"), (["x"], "", 6, False, "x")], []),
        ("cat <<E\nno end $a", [(["cat"], "\n", 1, True, "cat")], [("$a", "a", "", 2, 15, False)]),
        (
            "a '$b ${c:-d} e'",
            [(["a", "$b ${c:-d} e"], "", 1, False, "a")],
            [("$b", "b", "", 1, 3, True), ("${c:-d}", "c", ":-", 1, 6, True)],
        ),
        ("a $'b\\'c \\\\ d'", [(["a", "b'c \\ d"], "", 1, False, "a")], []),
        ("a $'b", [(["a", "b"], "", 1, False, "a")], []),
        ('a "b\\"c \\$d \\x" $e', [(["a", 'b"c $d \\x', "$e"], "", 1, False, "a")], [("$e", "e", "", 1, 16, False)]),
        ('a "b', [(["a", "b"], "", 1, False, "a")], []),
        (
            'a ${b:-$(c d)} ${#e} ${f[1]} ${g-"h}"} $1 $@ ${!i}',
            [
                (["c", "d"], ")", 1, True, "c"),
                (["a", "${b:-$(c d)}", "${#e}", "${f[1]}", '${g-"h}"}', "$1", "$@", "${!i}"], "", 1, False, "a"),
            ],
            [
                ("${b:-$(c d)}", "b", ":-", 1, 2, False),
                ("${#e}", "e", "", 1, 15, False),
                ("${f[1]}", "f", "", 1, 21, False),
                ('${g-"h}"}', "g", "-", 1, 29, False),
                ("$1", "1", "", 1, 39, False),
                ("$@", "@", "", 1, 42, False),
                ("${!i}", "i", "", 1, 45, False),
            ],
        ),
        ("a $((1 + $b)) c", [(["a", "$((1 + $b))", "c"], "", 1, False, "a")], [("$b", "b", "", 1, 9, False)]),
        ('a `b "c"` d', [(["b", "c"], "`", 1, False, "b"), (["a", '`b "c"`', "d"], "", 1, False, "a")], []),
        (
            "a \"$(b 'c')\"\n$d",
            [(["b", "c"], ")", 1, True, "b"), (["a", "$(b 'c')"], "\n", 1, True, "a"), (["$d"], "", 2, False, "$d")],
            [("$d", "d", "", 2, 13, False)],
        ),
        ("\ufeffa b", [(["a", "b"], "", 1, False, "a")], []),
        ("a=1 b[2]=3 c+=4 d e", [(["a=1", "b[2]=3", "c+=4", "d", "e"], "", 1, False, "d")], []),
        (
            "if ! sudo /usr/bin/curl x; then time b; fi",
            [
                (["if", "!", "sudo", "/usr/bin/curl", "x"], ";", 1, False, "curl"),
                (["then", "time", "b"], ";", 1, False, "b"),
                (["fi"], "", 1, False, "fi"),
            ],
            [],
        ),
        ("function f { g; }", [(["function", "f", "{", "g"], ";", 1, False, "g"), (["}"], "", 1, False, "}")], []),
        ("exec a", [(["exec", "a"], "", 1, False, "a")], []),
        ("a; ;b", [(["a"], ";", 1, False, "a"), (["b"], "", 1, False, "b")], []),
        ("'a\nb' $c", [(["a\nb", "$c"], "", 2, False, "a\nb")], [("$c", "c", "", 2, 6, False)]),
    ],
)
def test_a_program_is_read_to_the_last_sign(source: str, commands: list[Command], expansions: list[Expanded]) -> None:
    found = script(source)
    assert commands == [
        ([word.text for word in one.words], one.end, one.line, one.tight, one.program) for one in found.commands
    ]
    assert expansions == [
        (one.text, one.name, one.operator, one.line, one.start, one.quoted) for one in found.expansions
    ]


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("ab 'c d'\n  e", [(1, 0, 2), (1, 3, 8), (2, 11, 12)]),
        ("a <(b)", [(1, 4, 5), (1, 0, 1), (1, 2, 6)]),
        ("((i +\n1)) && a", [(1, 0, 9), (2, 13, 14)]),
    ],
)
def test_words_know_where_they_are(source: str, places: list[tuple[int, int, int]]) -> None:
    words = [word for command in script(source).commands for word in command.words]
    assert places == [(word.line, word.start, word.end) for word in words]


def test_what_lies_too_deep_is_plain_text() -> None:
    assert DEEPEST + 1 == len(script("$(a " * (DEEPEST + 1)).commands)
    assert DEEPEST + 1 == len(script("$(a " * (DEEPEST + 9)).commands)
    assert DEEPEST + 1 == len(script("${a:-" * (DEEPEST + 9)).expansions)
