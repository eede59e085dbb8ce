"""A shell program as its commands and words, as far as reading it tells (POSIX 1-2024, XCU 2.3 and 2.9).

Nothing is run or expanded: `$name` stays as it is. What can't be read ends the reading; nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

MARK = "\ufeff"
"""A byte order mark."""
DEEPEST = 40
"""Expansions in one another that are read; a deeper one is plain text."""
_HEREDOC = re.compile(
    r"<<(?!<)(?P<tabs>-?)[ \t]*(?:(?P<quote>['\"\\])(?P<quoted>[^'\"\n\s]+)['\"]?|(?P<end>[^\s;&|<>()'\"]+))"
)
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=")
"""A variable that is set, as a word begins."""
_NAME = re.compile(r"\$([A-Za-z_]\w*|[0-9@*#?$!-])")
_BRACED = re.compile(r"\$\{[#!]?([A-Za-z_]\w*|[0-9]+|[@*#?$!-])(?:\[[^\]}]*\])?(:?[-=+?]|)")
_BEFORE = frozenset(
    {"if", "then", "else", "elif", "while", "until", "do", "!", "exec", "time", "command", "{", "sudo", "function"}
)
"""Words that may stand before the name of the program."""


@dataclass(frozen=True)
class Word:
    """One word, its quotes undone, and the 1-based line that it begins in."""

    text: str
    line: int
    start: int = 0
    end: int = 0
    """Where it appears in the source, in characters."""


@dataclass(frozen=True)
class Expansion:
    """`$name` or `${name...}`, as it is written."""

    text: str
    name: str
    operator: str
    """What follows the name in braces: `:-`, `-`, `:=`, `=`, `:+`, `+`, `:?` or `?`; empty for any other."""
    line: int
    start: int
    quoted: bool = False
    """True in single quotes, where a shell leaves it as it is."""


@dataclass(frozen=True)
class Script:
    """A program as it was read."""

    commands: tuple[ShellCommand, ...]
    expansions: tuple[Expansion, ...]


@dataclass(frozen=True)
class ShellCommand:
    """The words of one command, and what ended it."""

    words: tuple[Word, ...]
    end: str
    """`\\n`, `;`, `&`, `|`, `)`, or nothing at the end of the program."""
    line: int
    """The line of that end."""
    tight: bool = False
    """True where no blank comes before the end nor after it, as in `a&b`."""

    @cached_property
    def program(self) -> str:
        """The name of the program; empty where the command only sets variables."""
        named = next((word for word in self.called if not ASSIGNMENT.match(word.text)), Word("", 0))
        return named.text.rpartition("/")[2]

    @cached_property
    def called(self) -> tuple[Word, ...]:
        """The words without those of the shell's grammar that stand first."""
        begin = 0
        while begin < len(self.words) and self.words[begin].text in _BEFORE:
            begin += 2 if self.words[begin].text == "function" else 1
        return self.words[begin:]


def read(source: str) -> tuple[ShellCommand, ...]:
    """All commands of a program, those inside `$(...)` before the one that they stand in."""
    return script(source).commands


@lru_cache(maxsize=256)
def script(source: str) -> Script:
    """The commands and the expansions of a program. Kept, since every case of a program asks for them."""
    reader = _Reader(source, len(MARK) if source.startswith(MARK) else 0)
    reader.read("")
    return Script(tuple(reader.commands), tuple(reader.expansions))


@dataclass
class _Reader:
    text: str
    at: int = 0
    line: int = 1
    depth: int = 0
    commands: list[ShellCommand] = field(default_factory=list)
    expansions: list[Expansion] = field(default_factory=list)
    heredocs: list[re.Match[str]] = field(default_factory=list)

    def read(self, closing: str) -> None:
        """Reads commands up to an unquoted `closing`, or the end of the text."""
        words: list[Word] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == closing:
                self._end(words, closing)
                return
            if character in " \t\r":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self._skip(2)
            elif character == "#":
                self.at = self._line_end()
            elif self.text.startswith("((", self.at) and [word.text for word in words] in ([], ["for"]):
                words.append(self._counted())
            elif self.text.startswith(("<(", ">("), self.at):
                words.append(self._substituted())
            elif character in "\n;&|()":
                self._end(words, character)
                words = []
            elif character in "<>":
                self._redirection()
            else:
                words.append(self._word(closing))
        self._end(words, "")

    def _end(self, words: list[Word], by: str) -> None:
        after = self.text[self.at + 1 : self.at + 2]
        before = self.text[self.at - 1 : self.at]
        if words:
            tight = bool(before and after) and not (before.isspace() or after.isspace())
            double = by in "&|" and by and after == by
            self.commands.append(ShellCommand(tuple(words), by * 2 if double else by, self.line, tight))
        self._skip(2 if by and by in "&|" and after == by else len(by))
        if by == "\n":
            self._skip_heredocs()

    def _counted(self) -> Word:
        """`((...))` of bash as one word."""
        line, start = self.line, self.at
        return Word(self._arithmetic(), line, start, self.at)

    def _substituted(self) -> Word:
        """`<(...)` and `>(...)` of bash: a word that is a file, and the commands in it."""
        line, start = self.line, self.at
        self._skip(2)
        self._nested(")")
        return Word(self.text[start : self.at], line, start, self.at)

    def _redirection(self) -> None:
        found = _HEREDOC.match(self.text, self.at)
        if found:
            self.heredocs.append(found)
            self.at = found.end()
        else:
            sign = re.match(r"<<<|[<>]&|>>|[<>]", self.text[self.at : self.at + 3])
            self.at += len(sign[0]) if sign else 1

    def _skip_heredocs(self) -> None:
        heredocs, self.heredocs = self.heredocs, []
        for found in heredocs:
            begin = self.at
            while self.at < len(self.text):
                line = self.text[self.at : self._line_end()]
                if (line.lstrip("\t") if found["tabs"] else line) == (found["quoted"] or found["end"]):
                    break
                self.at += len(line) + 1
            self.at = min(self.at, len(self.text))
            if not found["quote"]:
                self._inside(begin, self.at)
            self.line += self.text.count("\n", begin, self.at)
            self._skip(self._line_end() + 1 - self.at)

    def _inside(self, begin: int, end: int) -> None:
        """Reads the expansions of a part of the text that holds no commands of its own."""
        reader = _Reader(self.text[:end], begin, self.line, self.depth, self.commands, self.expansions)
        while reader.at < end:
            if reader.text[reader.at] == "\\":
                reader._skip(2)
            else:
                list(reader._expanded())

    def _word(self, closing: str) -> Word:
        line, start = self.line, self.at
        parts: list[str] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in " \t\r\n;&|()<>" or character == closing:
                break
            parts.extend(self._part(character))
        return Word("".join(parts), line, start, self.at)

    def _part(self, character: str) -> Iterator[str]:
        if character == "'":
            yield self._single_quoted()
        elif character == '"':
            yield from self._double_quoted()
        elif character == "\\":
            yield self.text[self.at + 1 : self.at + 2].replace("\n", "")
            self._skip(2)
        elif self.text.startswith("$'", self.at):
            yield self._escaped_quoted()
        else:
            yield from self._expanded()

    def _single_quoted(self) -> str:
        end = self.text.find("'", self.at + 1)
        end = len(self.text) if end < 0 else end
        for found in _NAME.finditer(self.text, self.at, end):
            self._add(found[0], found[1], "", found.start(), quoted=True)
        for found in _BRACED.finditer(self.text, self.at, end):
            whole = self.text[found.start() : self.text.find("}", found.start()) + 1]
            self._add(whole, found[1], found[2], found.start(), quoted=True)
        inside = self.text[self.at + 1 : end]
        self._skip(len(inside) + 2)
        return inside

    def _escaped_quoted(self) -> str:
        """`$'...'`, in which a backslash keeps the next character from ending it."""
        found = re.compile(r"\$'((?:\\.|[^'\\])*)'?", re.DOTALL).match(self.text, self.at)
        inside = found[1] if found else ""
        self._skip(len(found[0]) if found else 1)
        return re.sub(r"\\(['\"\\])", r"\1", inside)

    def _double_quoted(self) -> Iterator[str]:
        self._skip(1)
        while self.at < len(self.text) and self.text[self.at] != '"':
            if self.text[self.at] == "\\":
                escaped = self.text[self.at + 1 : self.at + 2]
                yield "" if escaped == "\n" else escaped if escaped in '$`"\\' else "\\" + escaped
                self._skip(2)
            else:
                yield from self._expanded()
        self._skip(1)

    def _expanded(self) -> Iterator[str]:
        """An expansion as it is written, what is in it read as well; else one character."""
        begin = self.at
        if self.text.startswith("$((", begin):
            self._skip(1)
            self._arithmetic()
        elif self.text.startswith("$(", begin):
            self._skip(2)
            self._nested(")")
        elif self.text[begin] == "`":
            self._skip(1)
            self._nested("`")
        elif found := _BRACED.match(self.text, begin):
            line = self.line
            self._skip(len(found[0]))
            self._braced()
            self._add(self.text[begin : self.at], found[1], found[2], begin, line=line)
        elif found := _NAME.match(self.text, begin):
            self._add(found[0], found[1], "", begin)
            self._skip(len(found[0]))
        else:
            self._skip(1)
        yield self.text[begin : self.at]

    def _add(self, text: str, name: str, operator: str, start: int, quoted: bool = False, line: int = 0) -> None:
        line = line or self.line + self.text.count("\n", self.at, start)
        self.expansions.append(Expansion(text, name, operator, line, start, quoted))

    def _nested(self, closing: str) -> None:
        """Reads commands up to what closes them."""
        if self.depth < DEEPEST:
            self.depth += 1
            self.read(closing)
            self.depth -= 1

    def _braced(self) -> None:
        """Reads on to the brace that closes an expansion."""
        while self.at < len(self.text) and self.text[self.at] != "}":
            if self.depth >= DEEPEST:
                self._skip(1)
                continue
            self.depth += 1
            if self.text[self.at] in '"\\':
                list(self._part(self.text[self.at]))
            else:
                list(self._expanded())
            self.depth -= 1
        self._skip(1)

    def _arithmetic(self) -> str:
        """`((...))`, whose names without a dollar are set or read by the shell itself."""
        begin, open_ones = self.at, 0
        end = begin
        while end < len(self.text):
            open_ones += {"(": 1, ")": -1}.get(self.text[end], 0)
            end += 1
            if not open_ones:
                break
        self._inside(begin + 2, end)
        self._skip(end - begin)
        return self.text[begin:end]

    def _line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def _skip(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count
