"""The names that a program's text gives a value, in whichever language, and those that it lacks.

A text is read by its lines and never parsed: samples are fragments, and often of no valid syntax.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from harness.model import Dialect

_WORD = r"[A-Za-z_]\w*"
_DECLARES = (
    rf"(?:(?:const|let|var|val|final|auto|local|export|readonly|static|mut|my)[ \t]+)*(?:{_WORD}(?:<[^=>\n]*>)?[ \t]+)?"
)
_LIST = rf"[$@]?{_WORD}(?:[ \t]*,[ \t]*[$@]?{_WORD})*"
_ASSIGNED = re.compile(rf"(?m)^[ \t]*{_DECLARES}({_LIST})[ \t]*(?::[ \t]*[\w<>\[\].|]+)?[ \t]*:?=(?![=~>])")
"""`client = ...`, `const client: Client = ...`, `client, err := ...`, `Client client = ...`, `$client = ...`."""
_UNPACKED = re.compile(r"(?m)^[ \t]*(?:const|let|var)\s*[\[{]([^=]{0,2000})[\]}]\s*=")
"""`const {a, b: c} = ...`."""
_DEFINED = re.compile(rf"\b(?:def|func|fn|function|class|struct|type|interface|enum|module|namespace)\s+({_WORD})")
_BOUND = re.compile(rf"\b(?:as|for|foreach|catch)\s*\(?\s*(?:const\s+|let\s+|var\s+)?({_WORD})")
_TEXT = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
LONGEST_LINE = 2000
"""Characters of a line in which texts are found: each quote that none closes is looked for to the end of its line."""
_FIELD = re.compile(rf"\s*(({_WORD})(?:(?:\.|::|->)\w+)+)\s*=(?![=~>])")
"""`acme.key = ...`: a field of something that has a name."""
_CONTINUES = re.compile(r"[ \t]|[)\]}]|end\b")
"""How a line begins that goes on with the statement before it."""
TYPO = 0.8
"""How alike two names are of which one is the other, misspelt (difflib)."""


def given(text: str, dialect: Dialect) -> frozenset[str]:
    """The names that the text imports, defines or gives a value."""
    return frozenset(_given(text, dialect))


def used(text: str) -> frozenset[str]:
    """The names that stand in the text outside of quotes and are no field of something: `client` of `client.files`."""
    return frozenset(re.findall(rf"(?<![\w.])({_WORD})", without_texts(text))) | _expanded(text)


def without_texts(text: str) -> str:
    """A text with `""` for what is in quotes; lines that are too long to be a person's stay as they are."""
    return "\n".join(_TEXT.sub('""', line) if len(line) <= LONGEST_LINE else line for line in text.split("\n"))


def misspelt(name: str, text: str, dialect: Dialect) -> bool:
    """True for a name that is nearly one which the text gives a value: the text itself is at fault."""
    others = [one for one in given(text, dialect) if one.lower() != name.lower()]  # `client` holds a `Client`
    return bool(get_close_matches(name, others, 1, TYPO))


def statements(text: str) -> list[str]:
    """The statements of a text with no more than one level: what is indented or in brackets goes on with the last."""
    found: list[str] = []
    depth = 0
    for line in text.splitlines():
        if found and (depth > 0 or _CONTINUES.match(line)):
            found[-1] += f"\n{line}"
        elif line.strip():
            found.append(line)
            depth = 0
        bare = without_texts(line)
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
    return found


def lacked(source: str, prelude: str, dialect: Dialect) -> list[str]:
    """The statements of a prelude that a sample lacks, and those that they need in turn.

    With them come those that give no name, but not a field that the sample sets itself. There are none where the
    sample needs no name that the prelude gives, and no field that it sets.
    """
    own = given(source, dialect)
    wanted, fields = used(source) - own, [_FIELD.match(one) for one in statements(prelude)]
    every = [one for one, field in zip(statements(prelude), fields, strict=True) if not field or field[1] not in source]
    sets = any(field and field[2] in used(source) and field[1] not in source for field in fields)
    given_there = frozenset[str]().union(*(given(one, dialect) for one in every))
    if given_there and not given_there & wanted and not sets:
        return []
    return _needed(every, wanted, own, dialect)


def giving(name: str, text: str, dialect: Dialect) -> list[str]:
    """The statements of a text that give a name its value, and those that they need."""
    naming = [one for one in statements(text) if given(one, dialect)]
    found = _needed(naming, {name}, frozenset(), dialect)
    return found if any(name in given(one, dialect) for one in found) else []


def _needed(every: list[str], names: Collection[str], own: Collection[str], dialect: Dialect) -> list[str]:
    """The statements that give some names, or none at all, and those that give what these use."""
    wanted, kept = set(names), []
    for statement in reversed(every):
        gives = given(statement, dialect)
        if not gives or gives & wanted:
            kept.append(statement)
            wanted |= used(statement) - set(own)
    return kept[::-1]


def _given(text: str, dialect: Dialect) -> Iterator[str]:
    for pattern in dialect.imports:
        for found in re.finditer(pattern, text, re.MULTILINE):
            words = re.findall(_WORD, found[1])
            yield from (word for word in words if word not in ("as", "type"))
    for found in (*_ASSIGNED.finditer(text), *_UNPACKED.finditer(text)):
        yield from re.findall(_WORD, found[1])
    for found in (*_DEFINED.finditer(text), *_BOUND.finditer(text)):
        yield found[1]


def _expanded(text: str) -> frozenset[str]:
    """Names that a text in quotes takes a value of: `$token`, `${token}`, `#{token}`, an f-string's `{token}`."""
    return frozenset(re.findall(rf"(?:\$|[$#]?\{{)({_WORD})", text))
