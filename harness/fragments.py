"""Samples that are no whole programs: what is certain to be lacking is added, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

MODULE = re.compile(r"(?m)^\s*(?:import\s+(?:[\w*{]|['\"])|export\s)")
REQUIRE = re.compile(r"\brequire\(")
FUNCTION = re.compile(r"\bfunction\b|=>")
TOP_AWAIT = re.compile(r"(?m)^(?:const |let |var )?[^\s/*].*\bawait\s")
GO_IMPORT = re.compile(r"import\s*(?:\([^)]*\)|(?:\w+\s+)?\"[^\"]+\")[ \t]*\n?")
GO_DECLARATION = re.compile(r"(?m)^(?:func|type)\s")
PROMPT = re.compile(r"^\$ ")


@dataclass(frozen=True)
class Completed:
    """A program that can be started, and what was added to the sample for that."""

    text: str
    origin: tuple[int, ...]
    """For each of its lines, the 0-based line of the sample that it was, or that it stands at."""
    added: str = ""
    """What was done, in words; empty where the sample was whole."""
    extension: str | None = None
    """The file's extension, where it says how the program is to be read."""


def complete(language: str, source: str) -> Completed:
    """A sample as a program of its language."""
    whole = Completed(source, tuple(range(len(source.splitlines()))))
    match language:
        case "go" if not re.search(r"(?m)^\s*package\s+\w+", source):
            return _go(source)
        case "php" if "<?" not in source:
            return _around(["<?php"], source, [], "`<?php`")
        case "javascript":
            return _javascript(whole)
        case "curl" if _prompted(source):
            text = "".join(PROMPT.sub("", line) for line in source.splitlines(keepends=True))
            return Completed(text, whole.origin, "without the prompt `$ `")
    return whole


def _go(source: str) -> Completed:
    """A file of its own has a package; statements stand in `main`. What it does not import is not guessed."""
    if GO_DECLARATION.search(source):
        return _around(["package main", ""], source, [], "`package main`")
    head = 0
    for found in GO_IMPORT.finditer(source):
        if source[head : found.start()].strip():
            break
        head = found.end()
    imports, body = source[:head], source[head:]
    first = len(imports.splitlines())
    lines = ["package main", "", *imports.splitlines(), "func main() {", *body.splitlines(), "}"]
    last = max(0, first + len(body.splitlines()) - 1)
    origin = (0, 0, *range(first), first, *range(first, first + len(body.splitlines())), last)
    return Completed("\n".join(lines) + "\n", origin, "`package main` and `func main`")


def _javascript(whole: Completed) -> Completed:
    """A module says so by its imports, or by an `await` outside of functions; what requires is none."""
    if REQUIRE.search(whole.text) and not MODULE.search(whole.text):
        return Completed(whole.text, whole.origin, extension="cjs")
    if MODULE.search(whole.text):
        return Completed(whole.text, whole.origin, extension="mjs")
    outside = TOP_AWAIT.search(whole.text)
    if outside and not FUNCTION.search(whole.text[: outside.start()]):
        return Completed(whole.text, whole.origin, "run as a module, for its top-level `await`", "mjs")
    return whole


def _around(before: list[str], source: str, after: list[str], said: str) -> Completed:
    lines = source.splitlines()
    origin = (*[0] * len(before), *range(len(lines)), *[max(0, len(lines) - 1)] * len(after))
    return Completed("\n".join([*before, *lines, *after]) + "\n", origin, said)


def _prompted(source: str) -> bool:
    """True if every command stands behind a prompt, as in a copy of a terminal; what it printed is then not there."""
    lines = source.splitlines()
    starts = [line for before, line in zip(["", *lines], lines, strict=False) if not before.endswith("\\")]
    commands = [line for line in starts if line.strip() and not line[:1].isspace()]
    return bool(commands) and all(PROMPT.match(line) for line in commands)
