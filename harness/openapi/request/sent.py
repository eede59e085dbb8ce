"""Names and texts as a request sends them, before and after percent-decoding."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from harness.common import percent
from harness.openapi.schema.violation import shown


class BadText(ValueError):
    """Text in a URL that is no percent-encoded UTF-8."""


def as_it_is(text: str) -> str:
    """The decoding of what knows no percent-encoding: headers, cookies and the parts of a form."""
    return text


def decoded(text: str, *, plus: bool = True) -> str:
    """A percent-encoded text. Raises `BadText`."""
    if plus:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise BadText(f'"%" without two hexadecimal digits in {shown(text)}')
    try:
        return percent.decoded(text.encode()).decode()
    except UnicodeDecodeError:
        raise BadText(f"no UTF-8 in {shown(text)}") from None


class Sent(NamedTuple):
    """A text under a name."""

    name: str
    raw: str
    """As it was written."""
    decode: Callable[[str], str] = as_it_is

    @property
    def text(self) -> str:
        """The text without percent-encoding."""
        return self.decode(self.raw)

    def split(self, separator: str) -> list[str]:
        """The decoded texts between separators.

        What is percent-encoded is no separator (RFC 6570), unless all of them are: many clients encode them too.
        """
        if separator in self.raw:
            return [self.decode(part) for part in self.raw.split(separator)]
        return self.text.split(separator)


def sent_pairs(query: str) -> list[Sent]:
    """Names and texts of a query or of a urlencoded form, in order. Raises `BadText`."""
    pairs = [part.partition("=") for part in query.split("&") if part]
    found = [Sent(decoded(name), value, decoded) for name, _, value in pairs]
    for one in found:
        decoded(one.raw)
    return found


def query_pairs(query: str) -> list[tuple[str, str]]:
    """The same, decoded. Raises `BadText`."""
    return [(one.name, one.text) for one in sent_pairs(query)]


def grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of each name, in order."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
