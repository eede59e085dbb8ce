"""A shell program as its commands and words, as far as reading it tells (POSIX 1-2024, XCU 2.3 and 2.9).

Nothing is run or expanded: `$name` stays as it is. What can't be read ends the reading; nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

DEEPEST = 40
"""Command substitutions in one another that are read; a deeper one is plain text."""
_HEREDOC = re.compile(r"<<(?P<tabs>-?)[ \t]*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)")
_ASSIGNMENT = re.compile(r"\w+=")
_BEFORE = frozenset({"if", "then", "else", "elif", "while", "until", "do", "!", "exec", "time", "command", "{", "sudo"})
"""Words that may stand before the name of the program."""


@dataclass(frozen=True)
class Word:
    """One word, its quotes undone, and the 1-based line that it begins in."""

    text: str
    line: int


@dataclass(frozen=True)
class ShellCommand:
    """The words of one command, and what ended it."""

    words: tuple[Word, ...]
    end: str
    """`\\n`, `;`, `&`, `|`, `)`, or nothing at the end of the program."""
    line: int
    """The line of that end."""
    tight: bool = False
    """True where no blank stands before the end nor after it, as in `a&b`."""

    @cached_property
    def program(self) -> str:
        """The name of the program; empty where the command only sets variables."""
        words = (word.text for word in self.words)
        named = next((text for text in words if text not in _BEFORE and not _ASSIGNMENT.match(text)), "")
        return named.rpartition("/")[2]


@lru_cache(maxsize=256)
def read(source: str) -> tuple[ShellCommand, ...]:
    """All commands of a program, those inside `$(...)` before the one that they stand in.

    Kept, since every case of a program asks for them.
    """
    reader = _Reader(source)
    reader.read("")
    return tuple(reader.commands)


@dataclass
class _Reader:
    text: str
    at: int = 0
    line: int = 1
    depth: int = 0
    commands: list[ShellCommand] = field(default_factory=list)
    heredocs: list[tuple[str, bool]] = field(default_factory=list)

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

    def _redirection(self) -> None:
        found = _HEREDOC.match(self.text, self.at)
        if found:
            self.heredocs.append((found["end"], bool(found["tabs"])))
            self.at = found.end()
        else:
            self.at += 2 if self.text.startswith((">&", "<&", ">>"), self.at) else 1

    def _skip_heredocs(self) -> None:
        for end, tabs in self.heredocs:
            while self.at < len(self.text):
                line = self.text[self.at : self._line_end()]
                self._skip(len(line) + 1)
                if (line.lstrip("\t") if tabs else line) == end:
                    break
        self.heredocs.clear()

    def _word(self, closing: str) -> Word:
        line = self.line
        parts: list[str] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in " \t\r\n;&|()<>" or character == closing:
                break
            parts.extend(self._part(character))
        return Word("".join(parts), line)

    def _part(self, character: str) -> Iterator[str]:
        if character == "'":
            yield self._upto("'")
        elif character == '"':
            yield from self._double_quoted()
        elif character == "\\":
            yield self.text[self.at + 1 : self.at + 2].replace("\n", "")
            self._skip(2)
        elif character == "`":
            yield self._upto("`")
        elif self.text.startswith("$(", self.at):
            yield self._substitution()
        elif self.text.startswith("${", self.at):
            yield self._upto("}")
        else:
            yield character
            self._skip(1)

    def _upto(self, closing: str) -> str:
        """From one quote to the next, without quotes; braces are kept."""
        end = self.text.find(closing, self.at + 1)
        end = len(self.text) if end < 0 else end
        inside = self.text[self.at : end + 1]
        self._skip(len(inside))
        return inside if closing == "}" else inside[1:].removesuffix(closing)

    def _double_quoted(self) -> Iterator[str]:
        self._skip(1)
        while self.at < len(self.text) and self.text[self.at] != '"':
            if self.text[self.at] == "\\":
                escaped = self.text[self.at + 1 : self.at + 2]
                yield "" if escaped == "\n" else escaped if escaped in '$`"\\' else "\\" + escaped
                self._skip(2)
            elif self.text.startswith("$(", self.at):
                yield self._substitution()
            else:
                yield self.text[self.at]
                self._skip(1)
        self._skip(1)

    def _substitution(self) -> str:
        """`$(...)`, its commands read as well."""
        begin = self.at
        self._skip(2)
        if self.depth < DEEPEST:
            self.depth += 1
            self.read(")")
            self.depth -= 1
        return self.text[begin : self.at]

    def _line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def _skip(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count
