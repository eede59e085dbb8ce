"""How does the time of judging grow with what a program prints, sends or is written in?

.venv/bin/python bench/patterns.py [--size 1000]

Each regular expression of `harness/` is tried on texts that are hard for such expressions: one character over and over,
and the expression's own literal words over and over, at a size and at eight times that. What takes more than sixteen
times as long, and more than a twentieth of a second, is named: it is worse than linear. An expression that is only
matched at one place is tried at the beginning of the text alone.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import importlib
import re
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.machine import ROOT, table

TIMES = 8
WORST = 2.0 * TIMES
SHORTEST = 0.05
"""Seconds that are too short to say anything."""
PIECES = (
    "\n",
    " ",
    "\t",
    " \n",
    "a",
    "1",
    "a.",
    "a:",
    "/a",
    "<",
    "{",
    "[",
    "(",
    '"',
    "'",
    "$",
    "-",
    "=",
    "\\",
    "a b ",
    "a,",
)
LITERAL = re.compile(r"[A-Za-z][A-Za-z_ ]{2,}")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The compiled expressions and those of the languages' dialects, by where they are."""
    from harness import languages
    from harness.settings import Settings

    seen: set[str] = set()
    for path in sorted((ROOT / "harness").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if path.stem in ("__main__", "fork_server", "warden"):
            continue
        for key, value in vars(importlib.import_module(name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and value.pattern not in seen:
                seen.add(value.pattern)
                yield f"{name}.{key}", value
    for language in languages.load(Settings(ROOT)).values():
        for field, value in vars(language.dialect).items():
            for text in _texts(value):
                if text and text not in seen and _is_pattern(field):
                    seen.add(text)
                    yield f"{language.name}.{field}", re.compile(text)


def _is_pattern(field: str) -> bool:
    return field in (
        *("variables", "files", "crashes", "stack_traces", "echoes", "unused", "unsent", "function", "trace_line"),
        *("head", "whole", "imports", "undefined", "missing_library"),
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            # Of a pattern with a description only the first part is one.
            yield from _texts(one[0] if isinstance(one, tuple) else one)


def pieces(pattern: str) -> list[str]:
    """What a text is made of that is hard for this pattern."""
    words = LITERAL.findall(pattern)[:6]
    return [*PIECES, *(word + end for word in words for end in ("", " ", "\n", " a", "[", "("))]


def seconds(pattern: re.Pattern[str], text: str, *, everywhere: bool) -> float:
    """How long a search for all takes, or a match at the beginning."""
    start = time.process_time()
    if everywhere:
        for _ in pattern.finditer(text):
            pass
    else:
        pattern.match(text)
    return time.process_time() - start


def is_searched(where: str, code: Mapping[Path, str]) -> bool:
    """False for a named expression that is only matched at one place; one with a `_` is its own module's."""
    module, _, name = where.rpartition(".")
    own = [path for path in code if ".".join(path.relative_to(ROOT).with_suffix("").parts).startswith(module)]
    texts = [code[path] for path in (own if name.startswith("_") else code)]
    uses = {use for text in texts for use in re.findall(rf"\b{re.escape(name)}\.(\w+)\(", text)}
    return not uses or bool(uses - {"match", "fullmatch"})


def main() -> int:
    """Prints what grows; 1 where something does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--size", type=int, default=1000, metavar="N", help="characters of the short text (default 1000)"
    )
    size = parser.parse_args().size
    found, count = [], 0
    code = {path: path.read_text("utf-8") for path in sorted((ROOT / "harness").rglob("*.py"))}
    for where, pattern in patterns():
        count += 1
        everywhere = is_searched(where, code)
        for piece in pieces(pattern.pattern):
            short, long = (piece * (many // len(piece) + 1) for many in (size, size * TIMES))
            took = seconds(pattern, long, everywhere=everywhere)
            if took > SHORTEST and took > WORST * min(seconds(pattern, short, everywhere=everywhere) for _ in range(3)):
                found.append([where, repr(piece), f"{took:.2f} s"])
                break
    if found:
        table(["pattern", "text of", f"{size * TIMES} characters"], found)
    print(f"{len(found)} of {count} patterns grow more than linearly")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
