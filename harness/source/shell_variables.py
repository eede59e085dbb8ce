"""The variables of a shell program: which ones it takes from its environment (POSIX 1-2024, XCU 2.5 and 2.6.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.source.shell_words import ASSIGNMENT, Expansion, Script, ShellCommand, Word, script

GIVEN = frozenset(
    (
        *("HOME", "PWD", "PATH", "TMPDIR", "USER", "SHELL", "LANG", "RANDOM", "LINENO", "PPID", "OLDPWD", "IFS"),
        *("OPTARG", "OPTIND", "REPLY", "MAPFILE", "UID", "EUID", "HOSTNAME", "SECONDS", "PIPESTATUS", "FUNCNAME"),
        *("BASH", "BASHPID", "BASH_SOURCE", "BASH_VERSION", "BASH_REMATCH", "EPOCHSECONDS", "EPOCHREALTIME"),
        *("COPROC", "DIRSTACK", "GROUPS", "HISTCMD", "SRANDOM", "PS3", "BASH_VERSINFO", "BASH_COMMAND"),
        *("HOSTTYPE", "OSTYPE", "MACHTYPE", "LOGNAME", "TERM", "COLUMNS", "LINES", "SHLVL", "PS1", "PS4"),
    )
)
"""Variables that a shell has by itself."""
_HAS_A_VALUE = frozenset((":-", "-", ":=", "=", ":+", "+"))
"""How an expansion says what to do without the variable."""
_DECLARES = frozenset(("local", "declare", "typeset", "readonly", "export"))
_NAMES = frozenset(("read", "mapfile", "readarray", "unset", "vared"))
_TAKES_A_WORD = {"read": "dinNptu", "mapfile": "dnOsuCc", "readarray": "dnOsuCc"}
"""Options whose value is the next word."""
_SETS_IN_NUMBERS = re.compile(
    r"\b([A-Za-z_]\w*)(?:\[[^\]]{0,200}\])?\s*(?:[-+*/%&|^]?=(?!=)|<<=|>>=|\+\+|--)|(?:\+\+|--)([A-Za-z_]\w*)"
)
_EXPANDED = re.compile(r"\$\{?[#!]?([A-Za-z_]\w*)")


@dataclass(frozen=True)
class Taken:
    """An expansion of a variable that the program does not set."""

    expansion: Expansion
    tested: bool
    """True where the program asks whether it is set, or ends by `${name:?}` where it is not."""


def taken(source: str) -> list[Taken]:
    """The variables that a program takes from its environment, and has no value instead of.

    None where it sets variables that its text does not name: `. ./env.sh`, `eval "$(...)"`, `export $(cat .env)`.
    """
    read = script(source)
    if any(_sets_anything(command) for command in read.commands):
        return []
    own = GIVEN | set(_set(read))
    tested = set(_tested(read.commands))
    return [
        Taken(expansion, expansion.name in tested or expansion.operator in (":?", "?"))
        for expansion in sorted(read.expansions, key=lambda one: one.start)
        if expansion.name not in own
        and re.match(r"[A-Za-z_]", expansion.name)
        and expansion.operator not in _HAS_A_VALUE
    ]


def _set(read: Script) -> Iterator[str]:
    yield from (expansion.name for expansion in read.expansions if expansion.operator in (":=", "="))
    for command in read.commands:
        yield from _set_by(command.called)


def _set_by(words: Sequence[Word]) -> Iterator[str]:
    """The names that a command gives a value."""
    texts = [word.text for word in words]
    while texts and (found := ASSIGNMENT.match(texts[0])):
        yield found[1]
        texts = texts[1:]
    program, arguments = (texts[0], texts[1:]) if texts else ("", [])
    while program in ("builtin", "eval") and arguments[:1] in (["eval"], ["read"], ["printf"]):
        program, arguments = arguments[0], arguments[1:]
    if program in ("for", "select"):
        yield from arguments[:1]
    if program in _DECLARES:
        yield from _declared(program, arguments)
    elif program in _NAMES:
        yield from _named(arguments, _TAKES_A_WORD.get(program, ""))
    elif program == "getopts" or (program == "printf" and arguments[:1] == ["-v"]):
        yield from arguments[1:2]
    elif program == "eval":
        for command in script(" ".join(arguments)).commands:
            yield from _set_by(command.called)
    if program == "let" or any(text.startswith("((") for text in texts):
        yield from (found[1] or found[2] for found in _SETS_IN_NUMBERS.finditer(" ".join(texts)))


def _declared(program: str, arguments: Sequence[str]) -> Iterator[str]:
    """`export NAME` alone sets nothing: its reader is to have set it."""
    for text in arguments:
        found = ASSIGNMENT.match(text)
        if found:
            yield found[1]
        elif program not in ("export", "readonly"):
            yield text


def _named(arguments: Sequence[str], with_value: str) -> Iterator[str]:
    skipped = False
    for text in arguments:
        if not skipped and not text.startswith("-"):
            yield text
        skipped = bool(with_value) and re.fullmatch(rf"-\w*[{with_value}]", text) is not None


def _tested(commands: Sequence[ShellCommand]) -> Iterator[str]:
    """The variables that a program asks about: it knows what to do without them."""
    inside = False
    for command in commands:
        inside = inside or command.program == "[["
        if inside or command.program in ("[", "test"):
            yield from (name for word in command.words for name in _EXPANDED.findall(word.text))
        elif command.program == "case":
            yield from _EXPANDED.findall(command.called[1].text if len(command.called) > 1 else "")
        inside = inside and all(word.text != "]]" for word in command.words)


def _sets_anything(command: ShellCommand) -> bool:
    """True for a command that sets variables which the text does not name."""
    words = [word.text for word in command.called]
    if command.program in (".", "source"):
        return len(words) > 1
    if command.program == "export" and any(text.startswith(("$(", "`", '"$(')) for text in words):
        return True  # export $(grep -v '^#' .env)
    return command.program == "eval" and any(mark in text for text in words for mark in ("$", "`"))
