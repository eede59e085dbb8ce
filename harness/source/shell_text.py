"""Texts that a shell reads otherwise than they look: signs that it takes away, and ones that it can't read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.source.shell_words import MARK, ShellCommand, Word, script

_SMART = re.compile("[\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb]")
_PRINTS = ("echo", "printf")
"""Programs to which no sign means anything."""
_DASH = re.compile("^[\u2010-\u2015\u2212]")
_AMOUNT = re.compile(r"\$[0-9]([0-9]+(?:[.,][0-9]+)*|(?:[.,][0-9]+)+)")
_LITERAL = re.compile(r"'(?P<bare>[^\W\d_]+)'")


@dataclass(frozen=True)
class Misread:
    """A text that a shell reads otherwise than it looks."""

    line: int
    seen: str
    trouble: str
    expected: str
    became: str = ""
    """What is sent instead; empty if that depends on more than the text."""
    command: str = ""
    """The program that the shell looks for by mistake; empty if it looks for none."""


def certain(source: str) -> Iterator[Misread]:
    """What no shell reads as it looks: a byte order mark, line ends of Windows, typographic quotes and dashes."""
    if source.startswith(MARK):
        yield Misread(
            1, "U+FEFF", "the file begins with a byte order mark", "a file that begins with its first command"
        )
    if "\r\n" in source:
        line = source.count("\n", 0, source.index("\r\n")) + 1
        yield Misread(line, "CR LF", "the line ends as on Windows: the shell takes the CR for a part of the word", "LF")
    for word in _words(source):
        raw = source[word.start : word.end]
        if _DASH.match(raw):
            trouble = f"{raw[0]} is a typographic dash, which begins no option"
            yield Misread(word.line, _short(raw), trouble, "a hyphen, as in -H or --header")
        elif found := _SMART.match(_bare(raw)):
            trouble = f"{found[0]} is a typographic quote, which the shell takes for a letter"
            yield Misread(word.line, _short(raw), trouble, "a straight quote: ' or \"")
        elif _SMART.search(raw) and not _is_json(word.text) and _is_json(_SMART.sub('"', word.text)):
            trouble = "JSON is written with typographic quotes"
            yield Misread(word.line, _short(raw), trouble, 'a straight quote: "')


def eaten(source: str) -> Iterator[Misread]:
    """What a shell takes out of a text that is otherwise read: apostrophes, amounts, words in backticks."""
    for word in _words(source):
        raw = source[word.start : word.end]
        yield from [*_apostrophes(word, raw)] or _quoted_words(word, raw)
        for found in re.finditer(r"(?<!\\)`([^\s`]+)[^`]*`", raw) if '"' in raw else ():
            line = word.line + raw.count("\n", 0, found.start())
            trouble = f"the shell runs {found[0]} as a command, since backticks stand in double quotes"
            yield Misread(line, found[0], trouble, "\\` in double quotes, or single quotes", command=found[1])
    yield from _amounts(source)


def _apostrophes(word: Word, raw: str) -> Iterator[Misread]:
    """`'it's'`: a quote between two letters of a text in single quotes ends it, or begins another."""
    found = re.search(r"(?<![^\W\d_])[^\W\d_]+'[^\W\d_]+", raw)
    if raw.startswith("'") and found:
        line = word.line + raw.count("\n", 0, found.start())
        trouble = f"the apostrophe of {found[0]} ends the text in single quotes, and is not sent"
        yield Misread(line, found[0], trouble, "'\\'' for an apostrophe in single quotes", became=word.text)


def _quoted_words(word: Word, raw: str) -> Iterator[Misread]:
    """`'{"text": "yes or 'no'"}'`: quotes around a word of a text in JSON end the shell's text, and begin it anew."""
    for found in _LITERAL.finditer(raw) if raw.startswith("'") else ():
        before = raw[: found.start()]
        if found["bare"] and before.count("'") % 2 and len(re.findall(r'(?<!\\)"', before)) % 2:
            line = word.line + raw.count("\n", 0, found.start())
            seen = f"'{found['bare']}'"
            trouble = f"the quotes of {seen} end the text in single quotes and begin it anew, and are not sent"
            yield Misread(line, seen, trouble, "'\\'' for an apostrophe in single quotes", became=word.text)
            return


def _amounts(source: str) -> Iterator[Misread]:
    """`"$10.00"`: the shell reads $1, which a program without arguments does not have."""
    for one in script(source).expansions:
        amount = _AMOUNT.match(source, one.start)
        if amount and not one.quoted and not one.operator:
            trouble = f"the shell takes {one.text} out of {amount[0]}, which is empty in a program without arguments"
            expected = f"\\{amount[0]} in double quotes, or single quotes"
            yield Misread(one.line, amount[0], trouble, expected, became=amount[1])


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _bare(raw: str) -> str:
    """A word from its first sign that is neither of an option nor of a name: `--header=“a` and `a=“b` too."""
    return re.sub(r"^[\w-]*=", "", raw)


def _words(source: str) -> Iterator[Word]:
    commands: tuple[ShellCommand, ...] = script(source).commands
    return (word for command in commands if command.program not in _PRINTS for word in command.words)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
