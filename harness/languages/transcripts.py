"""Copies of a terminal: commands behind a prompt, and what they printed, -> the commands alone.

Python's prompts are `>>> ` and `... `; a line behind neither is what was printed.

`$ ` at the beginning of a line is no shell program, so a text that begins so is a copy: what is behind no prompt
and goes on with no command is what a command printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

PROMPT = re.compile(r"[$%] (?=\S)")
SECOND = re.compile(r"> ?")
"""What shells print before a further line of a command."""
HEREDOC = re.compile(r"(?<!<)<<-?\s*['\"]?(\w+)")


def is_session(source: str) -> bool:
    """True for a text whose first line that is neither empty nor a comment is behind a prompt."""
    first = next((line for line in source.splitlines() if line.strip() and not line.startswith("#")), "")
    return PROMPT.match(first) is not None


def commands(source: str) -> str:
    """The text with its prompts taken away and what was printed blanked: each line stays where it is."""
    return "".join(_commands(source.splitlines(keepends=True)))


def is_python_session(source: str) -> bool:
    """True for a text whose first line that is neither empty nor a comment is behind Python's prompt."""
    first = next((line for line in source.splitlines() if line.strip() and not line.startswith("#")), "")
    return first.startswith(">>> ")


def python_commands(source: str) -> str:
    """The text with Python's prompts taken away and what was printed blanked: each line stays where it is."""
    return "".join(_behind_prompt(line) + "\n" for line in source.splitlines())


def _behind_prompt(line: str) -> str:
    return line[4:] if line.startswith((">>> ", "... ")) else line if line.startswith("#") else ""


def _commands(lines: list[str]) -> Iterator[str]:
    command: _Command | None = None
    for line in lines:
        if command is not None:
            kept = command.further(line)
        elif PROMPT.match(line):
            command = _Command()
            kept = PROMPT.sub("", line, count=1)
            command.take(kept)
        elif line.startswith("#"):
            kept = line
        else:
            kept = line[len(line.rstrip("\r\n")) :]
        if command is not None and not command.goes_on:
            command = None
        yield kept if kept.splitlines() or not line.splitlines() else "\n"


@dataclass
class _Command:
    """One command as far as it is read."""

    quote: str = ""
    """The quote that is open; empty where none is."""
    heredocs: list[str] = field(default_factory=list)
    """The words that end the here-documents that have begun."""
    goes_on: bool = True
    marked: bool | None = None
    """Whether its further lines stand behind a prompt of their own; None before the second."""

    def further(self, line: str) -> str:
        """Takes one more line; gives it back without its prompt."""
        if self.marked is None:
            self.marked = SECOND.match(line) is not None
        kept = SECOND.sub("", line, count=1) if self.marked else line
        if self.heredocs and not self.quote:
            if kept.strip() == self.heredocs[0]:
                self.heredocs.pop(0)
            self.goes_on = bool(self.heredocs)
        else:
            self.take(kept)
        return kept

    def take(self, line: str) -> None:
        """Reads a line of the command itself."""
        escaped = False
        for character in line.rstrip("\r\n"):
            if escaped:
                escaped = False
            elif character == "\\" and self.quote != "'":
                escaped = True
            elif character in "'\"" and self.quote in ("", character):
                self.quote = "" if self.quote else character
        self.heredocs += HEREDOC.findall(line)
        self.goes_on = escaped or bool(self.quote or self.heredocs)
