"""Hosts: a scheme, a name and a port, read from URLs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

STANDARD = {"http": 80, "https": 443}
"""Scheme -> the port that a URL need not name."""
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_ORIGIN = re.compile(
    rf"(https?|wss?)://((?:\*\.)?{_LABEL}(?:\.{_LABEL})*)\.?(?::([0-9]{{1,5}}))?(?=[/?#]|$)", re.IGNORECASE
)


@dataclass(frozen=True, order=True)
class Host:
    """A scheme, a name and a port; `*` in place of a name's first label represents any one label."""

    scheme: str
    name: str
    """In lower case."""
    port: int

    def __str__(self) -> str:
        """The origin (RFC 6454, section 6.1), e.g. `https://api.example.com`."""
        return f"{self.scheme}://{self.name}" + ("" if self.port == STANDARD[self.scheme] else f":{self.port}")

    def covers(self, other: Host) -> bool:
        """True if this is the other, or represents it."""
        return (self.scheme, self.port) == (other.scheme, other.port) and self.covers_name(other.name)

    def covers_name(self, name: str) -> bool:
        """True if the name is this one's, or one of those that it represents."""
        return name == self.name or (self.name.startswith("*.") and name.partition(".")[2] == self.name[2:])


def host_of(url: str) -> Host | None:
    """The host of an absolute URL; None for any other text. That of a `wss` URL is reached by `https`."""
    found = _ORIGIN.match(url)
    if not found:
        return None
    scheme, name = found[1].lower().replace("ws", "http"), found[2].lower()
    port = int(found[3] or STANDARD[scheme])
    return Host(scheme, name, port) if 0 < port < 65536 and len(name) < 254 else None


def hosts_of(urls: Iterable[str]) -> tuple[Host, ...]:
    """The hosts of some URLs, each once; what has none is left out."""
    return tuple(dict.fromkeys(host for host in map(host_of, urls) if host))
