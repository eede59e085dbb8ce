"""Samples that are no whole programs: what is certain to be lacking is added, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.discover import go_fragments, transcripts

MODULE = re.compile(r"(?m)^\s*(?:import\s+(?:[\w*{]|['\"])|export\s)")
REQUIRE = re.compile(r"\brequire\(")
FUNCTION = re.compile(r"\bfunction\b|=>")
TOP_AWAIT = re.compile(r"(?m)^(?:const |let |var )?[^\s/*].*\bawait\s")


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
        case "go" if go_fragments.is_fragment(source):
            lines, origin, said = go_fragments.whole(source)
            return Completed("\n".join(lines) + "\n", origin, said)
        case "php" if "<?" not in source:
            return _around(["<?php"], source, [], "`<?php`")
        case "javascript":
            return _javascript(whole)
        case "curl" if transcripts.is_session(source):
            return Completed(transcripts.commands(source), whole.origin, "run without its prompts and what was printed")
    return whole


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
