"""Placeholders of a sample -> values, where document or settings say which."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from harness.model import Dialect, Finding
from harness.source import placeholders
from harness.source.keys import is_key_variable
from harness.source.placeholders import HOST, URL, Spot

LONGEST_NAME = 100
"""Characters before a placeholder in which the name of its field is looked for."""
_FIELD = re.compile(r"([\w.-]+)\\?[\"'`]?\s*(?::|=>|=|,)\s*\\?[\"'`]?\Z")


@dataclass(frozen=True)
class Filled:
    """A sample with values for placeholders, and what took the place of what."""

    text: str
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of the values of an operation."""

    template: str
    """The operation's path."""
    values: Mapping[str, str]
    """Those of the settings, by the placeholder's name, the variable's or the field's: they win."""
    examples: Callable[[], Mapping[str, str]]
    """Those of the document, by the name of a parameter or field; asked for where there is a placeholder."""


class Value(NamedTuple):
    """What takes the place of a placeholder, and who says so."""

    spot: Spot
    text: str
    origin: str


def fill(source: str, dialect: Dialect, known: Known) -> Filled:
    """Puts a value in the place of each placeholder, and of each unset variable of a shell's addresses.

    What no one knows stays as it is.
    """
    text, notes = source, []
    for value in reversed(values(source, dialect, known)):
        spot = value.spot
        text = text[: spot.start] + value.text + text[spot.start + len(spot.text) :]
        notes.append(_note(spot, value.text, value.origin))
    return Filled(text, tuple(reversed(notes)))


def values(source: str, dialect: Dialect, known: Known) -> list[Value]:
    """The values of a program's placeholders, in their order, as far as someone knows them."""
    spots = [*placeholders.placeholders(source, dialect)]
    if dialect.is_shell:
        spots += [
            spot for spot in placeholders.variables(source, dialect) if _is_plain(spot) and _in_address(source, spot)
        ]
    starts = {one.start for one in spots}
    texts = [spot for spot in placeholders.texts(source) if spot.start not in starts]
    starts |= {one.start for one in texts}
    named = [spot for spot in placeholders.named_texts(source, known.values) if spot.start not in starts]
    found = (_value(source, spot, known) for spot in sorted((*spots, *texts, *named), key=lambda spot: spot.start))
    return [value for value in found if value]


def stand_ins(file: Path, dialect: Dialect, known: Known) -> dict[str, str]:
    """The placeholders of a program that runs as it is, and the values that they stand for."""
    try:
        source = file.read_text("utf-8", "replace")
    except OSError:  # whoever runs it says so
        return {}
    return {value.spot.text: value.text for value in values(source, dialect, known) if value.spot.text[0] != "$"}


def with_key(filled: Filled, dialect: Dialect, key_env: str, known: Container[str]) -> Filled:
    """Puts the key's variable in the place of another that no one sets and that a shell's sample calls the key."""
    text, notes = filled.text, []
    for spot in reversed(placeholders.variables(text, dialect) if dialect.is_shell else []):
        plain = _is_plain(spot) and not spot.quoted and spot.name not in known
        if plain and is_key_variable(text, spot.name, spot.start):
            text = f"{text[: spot.start]}${{{key_env}}}{text[spot.start + len(spot.text) :]}"
            notes.append(_note(spot, "the key", f"the variable {key_env}"))
    return Filled(text, (*filled.notes, *reversed(notes)))


def _value(source: str, spot: Spot, known: Known) -> Value | None:
    if spot.name in known.values:
        return Value(spot, known.values[spot.name], "the settings")
    variable = _variable_at(source, spot, known.template)
    name = variable or _field_at(source, spot)
    if name in known.values:
        return Value(spot, known.values[name], "the settings")
    example = known.examples().get(name) if name else None
    if example is None:
        return None
    text = quote(example, safe=":@!$&()*+,;=~") if _in_address(source, spot) else example
    return Value(spot, text, f"the document's example of {name}")


def _field_at(source: str, spot: Spot) -> str:
    """The name of the field, header or parameter that a placeholder is the value of; empty if none is seen."""
    found = _FIELD.search(source, max(0, spot.start - LONGEST_NAME), spot.start)
    return found[1] if found else ""


def _variable_at(source: str, spot: Spot, template: str) -> str:
    """The variable of the operation's path that a whole segment represents; empty where it is for none."""
    url = _address_at(source, spot)
    path = re.match(rf"{HOST}([^?#]*)", url[0]) if url else None
    if url is None or path is None:
        return ""
    sent, due = path[1].split("/"), template.split("/")
    at, index = url.start() + path.start(1), 0
    while index < len(sent) and at + len(sent[index]) < spot.start:
        at += len(sent[index]) + 1
        index += 1
    whole = index < len(sent) and sent[index] == spot.text and len(sent) == len(due)
    return due[index].strip("{}") if whole and due[index].startswith("{") else ""


def _is_plain(spot: Spot) -> bool:
    """True for `$name` and `${name}`, of which nothing else is made."""
    return spot.text in (f"${spot.name}", f"${{{spot.name}}}")


def _in_address(source: str, spot: Spot) -> bool:
    return _address_at(source, spot) is not None


def _address_at(source: str, spot: Spot) -> re.Match[str] | None:
    """The address that a spot is in; None where it is in none."""
    starts, urls = _addresses(source)
    at = bisect(starts, spot.start) - 1
    return urls[at] if at >= 0 and spot.start < urls[at].end() else None


@lru_cache(maxsize=1)
def _addresses(source: str) -> tuple[list[int], list[re.Match[str]]]:
    """The addresses in a text, which is asked for again for each of its placeholders, and where they begin."""
    urls = list(URL.finditer(source))
    return [url.start() for url in urls], urls


def key_note(key: str, key_env: str) -> Finding:
    """What is said of a program in which a text represents the key."""
    return Finding(
        "placeholder",
        "the text that stands for the key was taken for it",
        expected=f"the variable {key_env}, or a text that stands for the key",
        actual=key,
        severity="note",
    )


def _note(spot: Spot, value: str, origin: str) -> Finding:
    return Finding(
        "placeholder",
        f"{spot.text} was taken for {value}",
        expected="a value, or a word of what to put there",
        actual=f"{spot.text}, filled from {origin}",
        severity="note",
        at=spot.line,
    )
