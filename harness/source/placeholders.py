"""What a program's text leaves to its reader: placeholders, variables that nobody sets, files that are not there.

Pure functions from a text to what appears in it. Lines count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.model import Dialect
from harness.source import shell_variables
from harness.source.curl_files import curl_files
from harness.source.written import is_written

HOST = r"(?:https?://[^\s\"'\\`/?#]*|(?<!\w)\$(?:[A-Z]\w*|\{[A-Z]\w*\})(?=/))"
"""How an address begins: with a host, or in a shell with a variable that holds one."""
URL = re.compile(HOST + r"(?:<[A-Za-z_][\w .-]*>|[^\s\"'\\`])*")
PLACE = re.compile(
    r"\{\{\s*[A-Za-z_][\w.-]*\s*\}\}|\{[A-Za-z_][\w.-]*\}|%7B[A-Za-z_][\w.-]*?%7D|<[A-Za-z_][\w .-]*>"
    r"|\[[A-Za-z_][\w -]*\]|:[A-Za-z_]\w*|YOUR[_-][\w-]+|your[_-][\w-]+"
    r"|(?<=/)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:ID|UUID|NAME|SLUG)(?![\w-])"
)
"""How documents write that a reader is to put a value here."""
SENT_PLACE = re.compile(r"(?<=/)(?:\{[A-Za-z_][\w.-]*\}|<[A-Za-z_][\w .-]*>|:[A-Za-z_]\w*)(?=/|$)")
"""The same where it came as a whole segment of a path: no language has put a value there."""
_VERBS = "your|my|insert|enter|replace|put|add"
TEXT = re.compile(
    r"(?:(?<=[\"'`=])|(?<=: ))(?:\[[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\]|<[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+>"
    rf"|\{{\{{\s*[A-Za-z_]\w*\s*\}}\}}|YOUR_[A-Z0-9_]+|<(?i:{_VERBS})[ _-][\w -]+>|\[(?i:{_VERBS})[ _-][\w -]+\])"
    r"(?=\\?[\"'`&])"
)
"""The same as a whole text in quotes, or as the value of a header or of a form, in a spelling that no value has."""
LOOSE = re.compile(
    rf"<[^<>]{{1,60}}>|\[[^\[\]]{{1,60}}\]|\{{{{1,2}}[^{{}}]{{1,60}}\}}{{1,2}}|(?i:{_VERBS})[ _-][\w -]+|:[A-Za-z_]\w*"
    r"|(?:[A-Z][A-Z0-9]*_)+(?:ID|UUID|NAME|SLUG|NUMBER|DATE|EMAIL|URL|VALUE)|[xX]{3,}|\.{3}|\u2026"
)
"""Spellings of a placeholder that may be values too: one is a placeholder where its schema takes no such text."""
TEMPLATE = re.compile(r"\bVAR_\w+")
"""What a documentation's own pages put a value in the place of, wherever it is."""


@dataclass(frozen=True)
class Spot:
    """A text that is at a place of a program."""

    text: str
    name: str
    """The text without its brackets."""
    line: int
    start: int
    """Where it begins in the source, in characters."""
    quoted: bool = False
    """True for a variable in single quotes, which a shell leaves as it is."""
    tested: bool = False
    """True for a variable that the program itself asks about, or does not go on without."""


def placeholders(source: str, dialect: Dialect) -> list[Spot]:
    """Placeholders in the paths of addresses, and a template's variables anywhere.

    In braces only where the language does not fill them in itself.
    """
    seen = without_comments(source) if dialect.is_shell else source
    found = []
    for url in URL.finditer(seen):
        if url[0].startswith("$") and not dialect.is_shell:
            continue
        path_at = url.start() + len(re.match(HOST, url[0])[0])  # type: ignore[index]  # URL begins so
        for spot in PLACE.finditer(seen, path_at, url.end()):
            text = spot[0]
            before = seen[spot.start() - 1]
            if text.startswith(":") and before != "/":
                continue
            if text.startswith("{") and (not dialect.is_shell or before == "$"):
                continue
            if text.lower().startswith("your") and before not in "/=":
                continue
            if text.startswith("[") and (before not in "/=" or source[spot.end() : spot.end() + 1].isalnum()):
                continue
            found.append(_spot(source, spot.start(), text))
    found += [_spot(source, spot.start(), spot[0]) for spot in TEMPLATE.finditer(seen)]
    return found


def texts(source: str) -> list[Spot]:
    """Placeholders that are a whole text in quotes: the value of a field or a header."""
    return [_spot(source, found.start(), found[0]) for found in TEXT.finditer(source)]


def named_texts(source: str, names: Iterable[str]) -> list[Spot]:
    """Whole texts in quotes that are a placeholder of one of these names in any spelling: `your-team`, `<team>`."""
    written = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    if not written:
        return []
    whole = re.compile(rf"(?<=[\"'`])(?:[<\[]|\{{{{1,2}}\s*)?(?:{written})(?:[>\]]|\s*\}}{{1,2}})?(?=\\?[\"'`])")
    return [_spot(source, found.start(), found[0]) for found in whole.finditer(source) if LOOSE.fullmatch(found[0])]


def is_placeholder(text: str) -> bool:
    """True for a text that its reader may be meant to replace, as its spelling goes."""
    return LOOSE.fullmatch(text) is not None


def variables(source: str, dialect: Dialect) -> list[Spot]:
    """Variables that a program takes from its environment, and that it does not set, nor has a value instead of."""
    if not dialect.is_shell:
        return _found(source, dialect.variables, dialect.comments)
    return [
        Spot(
            one.expansion.text,
            one.expansion.name,
            one.expansion.line,
            one.expansion.start,
            one.expansion.quoted,
            one.tested,
        )
        for one in shell_variables.taken(source)
    ]


def files(source: str, dialect: Dialect) -> list[Spot]:
    """Files that a program reads, as it names them. One that it writes itself is none."""
    spots = _found(source, dialect.files, dialect.comments)
    if dialect.is_shell:
        spots += [Spot(word.text, word.text, word.line, word.start) for word in curl_files(source)]
    read = (spot for spot in spots if not re.search(r"[{}*]|\$(?!HOME/)|^-$|^https?:", spot.name))
    return [spot for spot in read if not is_written(spot.name, source)]


def without_comments(source: str) -> str:
    """A shell program, its comments blanked."""
    return re.sub(r"(?m)^([^\S\n]*)#.*$", lambda found: " " * len(found[0]), source)


def _found(source: str, patterns: Sequence[str], comments: tuple[str, ...]) -> list[Spot]:
    spots = [
        Spot(found[0], found[1], source.count("\n", 0, found.start()) + 1, found.start())
        for pattern in patterns
        for found in re.finditer(pattern, source)
        if not source[source.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip().startswith(comments)
    ]
    return sorted(spots, key=lambda spot: spot.start)


def _spot(source: str, start: int, text: str) -> Spot:
    name = re.sub(r"^%7B|%7D$", "", text).strip("{}<>[]:").strip()
    return Spot(text, name, source.count("\n", 0, start) + 1, start)
