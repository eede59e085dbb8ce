"""Which variables a shell program takes from its environment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.source.shell_variables import taken

SET = {
    "in braces": "{ n=1; echo $n; }",
    "behind if !": "if ! a=$(date); then echo $a; fi",
    "behind while": "while a=$(next); do echo $a; done",
    "behind then": "if true; then k=1; fi; echo $k",
    "in a case": "case x in x) k=1;; esac; echo $k",
    "in a function": "f() { k=$1; }; f 1; echo $k",
    "in a function by its word": "function f { local k=$1; echo $k; }",
    "in a subshell": "(k=1; echo $k)",
    "getopts": "while getopts vo: o; do echo $o $OPTARG; done",
    "read": "echo 1 2 | { read -r x y; echo $x $y; }",
    "read with a prompt": 'read -p "Your name: " name; echo $name',
    "read into an array": "read -ra parts; echo ${parts[0]}",
    "a default that stays": ': "${LIMIT:=10}"; echo $LIMIT',
    "a default": "echo ${LIMIT:-10} ${OTHER-} ${X:+x}",
    "a file that is read": ". ./env.sh; echo $X",
    "source": "source env.sh && echo $X",
    "eval": 'eval "k=1"; echo $k',
    "eval of what is printed": 'eval "$(login)"; echo $X',
    "export of what is printed": "export $(grep -v '^#' .env | xargs); echo $X",
    "export of a file": "[ -f .env ] && export `cat .env`; echo $X",
    "a coprocess": "coproc cat; echo ${COPROC[0]}",
    "a word of jq": "jq --arg n 1 '{name: $n}' file",
    "a word of awk": "awk '{ print $1, $NF }' file",
    "options by hand": "while [ $# -gt 0 ]; do case $1 in --out=*) OUT=${1#*=}; shift;; esac; done; echo $OUT",
    "the status behind an answer": "r=$(curl x); body=${r%$'\\n'*}; code=${r##*$'\\n'}; echo $body $code",
    "select": "select x in a b; do echo $x; break; done",
    "a here-document with a mark in another case": "cat <<\\X\n$notset\nX\n",
    "local": "f() { local k; echo $k; }",
    "export": "export k=1 m=2; echo $k $m",
    "declare": "declare -A k=([a]=1); echo ${k[a]}",
    "an array": "args=(-s -S); args+=(-f); curl ${args[@]}",
    "mapfile": "mapfile -t lines < file; echo ${lines[0]}",
    "printf -v": "printf -v k %s 1; echo $k",
    "for": "for i in 1 2; do echo $i; done",
    "for with numbers": "for ((i = 0; i < 2; i++)); do echo $i; done",
    "a sum": "(( n = 1 )); let m=2; echo $n $m $((n + m))",
    "a quoted here-document": "cat <<'EOF'\n$X\nEOF\n",
    "a here-document that keeps its backslashes": "cat <<EOF\n\\$X\nEOF\n",
    "single quotes of bash": "echo $'it\\'s $X'",
    "a comment": "ls # $X",
    "before a command": "k=1 m=2; echo $k $m",
    "IFS before read": "while IFS=, read -r a b; do echo $a $b; done",
    "the shell's own": "echo $HOME $? $1 $# $@ $UID",
}


@pytest.mark.parametrize("source", SET.values(), ids=SET)
def test_a_variable_that_the_program_sets_is_not_taken(source: str) -> None:
    assert [] == [one.expansion.name for one in taken(source) if not one.expansion.quoted]


TAKEN = {
    "a word": "echo $X",
    "quotes": 'echo "a $X b"',
    "a substitution": 'a=$(echo "$X")',
    "backticks": "a=`echo $X`",
    "an unquoted here-document": "curl -d @- <<EOF\n{\"a\": \"$X\"}\nEOF\n",
    "a here-document with a substitution": "cat <<-EOF\n\t$(echo $X)\n\tEOF\nk=1",
    "behind a here-string": "k=1; cat <<< $X",
    "another's default": "echo ${k:-$X}",
    "a part of it": "echo ${X%/*}",
    "a sum": "echo $(($X + 1))",
    "export alone": "export X; curl $X",
    "an assignment that is a word": "echo X=1; echo $X",
}  # fmt: skip


@pytest.mark.parametrize("source", TAKEN.values(), ids=TAKEN)
def test_a_variable_that_nothing_sets_is_taken(source: str) -> None:
    assert {"X"} == {one.expansion.name for one in taken(source)}


@pytest.mark.parametrize(
    "source",
    ['[ "$X" = true ] && echo', '[ -n "$X" ]', 'if test -z "$X"; then exit 1; fi', "[[ -n $X && $X == a ]]",
     "case $X in a) ;; esac", "echo ${X:?}"],
)  # fmt: skip
def test_a_variable_that_the_program_asks_about_is_known_to_be(source: str) -> None:
    assert {("X", True)} == {(one.expansion.name, one.tested) for one in taken(source)}


@pytest.mark.parametrize(
    "source", ['[[ -n a ]]; echo "$X"', '[[ -n a\n]]\ncurl "$X"', 'case a in a) curl "$X" ;; esac']
)
def test_what_comes_behind_a_question_is_none(source: str) -> None:
    assert {("X", False)} == {(one.expansion.name, one.tested) for one in taken(source)}


def test_a_case_of_nothing_asks_about_nothing() -> None:
    assert {("X", False)} == {(one.expansion.name, one.tested) for one in taken('case\necho "$X"')}


def test_expansions_know_where_they_stand() -> None:
    source = "cat <<EOF\na\n$X\nEOF\necho \"\n${Y}\" '\n$Z'\n"
    found = [one.expansion for one in taken(source)]
    assert [("$X", 3, False), ("${Y}", 6, False), ("$Z", 7, True)] == [
        (one.text, one.line, one.quoted) for one in found
    ]
    assert [one.text for one in found] == [source[one.start : one.start + len(one.text)] for one in found]


@given(st.text(alphabet="aX $(){}'\"`\\\n;&|<>#-=E:", max_size=60))
def test_any_text_is_read(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= one.expansion.line <= lines for one in taken(text))


def test_commands_that_are_read_again_are_read_to_an_end() -> None:
    assert [] == taken("eval " * 5000 + "k=1; echo $k")
