"""A variable in a host's name -> the texts around it: `https://$SHOP.parcel.example/v2`."""

from __future__ import annotations

import re
from typing import NamedTuple

_START = r"https?://(?P<start>(?:[\w.-]*[.-])?)"
_END = r"(?P<end>[.-][\w.-]*\w)"
_BEFORE = re.compile(rf"""{_START}["'`]?[\s+.&(]*(?:[$#]?\{{\s*)?(?:\w+(?:\.|::))*\Z""")
"""What is before a read that is written into the host."""
_CLOSED = re.compile(rf"""["'`]?[\])]*\s*(?:\}}|[+.]\s*["'`]){_END}""")
"""What is behind a value that is written into a text, by braces or by an operator."""
_PLAIN = re.compile(_END)
"""What is behind a value that a sign alone names: `$SHOP.parcel.example`."""


class Around(NamedTuple):
    """The rest of the host; both empty where the variable holds all of it."""

    start: str
    end: str

    def within(self, host: str) -> str | None:
        """What the variable holds where it is a part of this host.

        >>> Around("", ".parcel.example").within("demo.parcel.example")
        'demo'
        """
        fits = host.startswith(self.start) and host.endswith(self.end) and len(host) > len(self.start) + len(self.end)
        return host[len(self.start) : len(host) - len(self.end)] if fits else None


def around(before: str, after: str, *, is_plain: bool) -> Around | None:
    """The host around a read, by the texts before and behind it; None where it is not written into one."""
    found = _BEFORE.search(before)
    return Around(found["start"], _end(after, is_plain)) if found else None


def of_name(text: str, name: str) -> Around | None:
    """The host around a name that holds a variable's value: `f"https://{shop}.parcel.example"`."""
    plain = re.escape(name.lstrip("$"))
    put = re.search(rf"""{_START}(?P<sign>[$#]?\{{\s*|\$|["'`]\s*[+.]\s*\$?){plain}\b""", text)
    if put:
        return Around(put["start"], _end(text[put.end() :], put["sign"] == "$"))
    filled = re.search(rf"""{_START}(?:%s|\{{\d?\}}){_END}?[^"'`\n]*["'`][^\n;]*\b{plain}\b""", text)
    return Around(filled["start"], filled["end"] or "") if filled else None


def _end(after: str, is_plain: bool) -> str:
    found = _CLOSED.match(after) or (_PLAIN.match(after) if is_plain else None)
    return found["end"] if found else ""
