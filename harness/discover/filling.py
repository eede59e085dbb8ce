"""Placeholders of a sample -> values, where document or settings say which."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from harness.model import Dialect, Finding
from harness.source import placeholders
from harness.source.keys import is_key_variable
from harness.source.placeholders import HOST, URL, Spot


@dataclass(frozen=True)
class Filled:
    """A sample with values for placeholders, and what took the place of what."""

    text: str
    notes: tuple[Finding, ...] = ()


def fill(
    source: str, dialect: Dialect, template: str, examples: Mapping[str, str], values: Mapping[str, str]
) -> Filled:
    """Puts a value in the place of each placeholder in an address, and of each unset variable in a shell's.

    `template` is the operation's path, `examples` what the document says of its variables. `values` are the
    settings', by the placeholder's name or the variable's, and win. What no one knows stays as it is.
    """
    spots = [*placeholders.placeholders(source, dialect)]
    spots += [spot for spot in placeholders.texts(source) if spot.start not in {one.start for one in spots}]
    if dialect.is_shell:
        spots += [
            spot for spot in placeholders.variables(source, dialect) if _is_plain(spot) and _in_address(source, spot)
        ]
    text, notes = source, []
    for spot in sorted(spots, key=lambda spot: -spot.start):
        value, origin = _value(source, spot, template, examples, values)
        if value is not None:
            text = text[: spot.start] + value + text[spot.start + len(spot.text) :]
            notes.append(_note(spot, value, origin))
    return Filled(text, tuple(reversed(notes)))


def with_key(filled: Filled, dialect: Dialect, key_env: str, known: Container[str]) -> Filled:
    """Puts the key's variable in the place of another that no one sets and that a shell's sample calls the key."""
    text, notes = filled.text, []
    for spot in reversed(placeholders.variables(text, dialect) if dialect.is_shell else []):
        plain = _is_plain(spot) and not spot.quoted and spot.name not in known
        if plain and is_key_variable(text, spot.name, spot.start):
            text = f"{text[: spot.start]}${{{key_env}}}{text[spot.start + len(spot.text) :]}"
            notes.append(_note(spot, "the key", f"the variable {key_env}"))
    return Filled(text, (*filled.notes, *reversed(notes)))


def _value(
    source: str, spot: Spot, template: str, examples: Mapping[str, str], values: Mapping[str, str]
) -> tuple[str | None, str]:
    if spot.name in values:
        return values[spot.name], "the settings"
    variable = _variable_at(source, spot, template)
    if variable in values:
        return values[variable], "the settings"
    if variable in examples:
        return quote(examples[variable], safe=":@!$&()*+,;=~"), f"the document's example of {variable}"
    return None, ""


def _variable_at(source: str, spot: Spot, template: str) -> str:
    """The variable of the operation's path that a whole segment stands for; empty where it stands for none."""
    url = next((url for url in URL.finditer(source) if url.start() <= spot.start < url.end()), None)
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
    return any(url.start() <= spot.start < url.end() for url in URL.finditer(source))


def _note(spot: Spot, value: str, origin: str) -> Finding:
    return Finding(
        "placeholder",
        f"{spot.text} was taken for {value}",
        expected="a value, or a word of what to put there",
        actual=f"{spot.text}, filled from {origin}",
        severity="note",
        at=spot.line,
    )
