"""The hosts that programs name themselves: from the settings, and from the documents' servers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.errors import UserError
from harness.model import Operation
from harness.settings import Settings

if TYPE_CHECKING:
    from harness.openapi import Api

STANDARD = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"(https?)://((?:\*\.)?{_LABEL}(?:\.{_LABEL})*)\.?(?::([0-9]{{1,5}}))?(?=[/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Host:
    """A scheme, a name and a port; `*` in place of a name's first label stands for any one label."""

    scheme: str
    name: str
    """In lower case."""
    port: int

    def __str__(self) -> str:
        """The origin (RFC 6454, section 6.1), e.g. `https://api.example.com`."""
        return f"{self.scheme}://{self.name}" + ("" if self.port == STANDARD[self.scheme] else f":{self.port}")

    def covers(self, other: Host) -> bool:
        """True if this is the other, or stands for it."""
        return (self.scheme, self.port) == (other.scheme, other.port) and self.covers_name(other.name)

    def covers_name(self, name: str) -> bool:
        """True if the name is this one's, or one of those that it stands for."""
        return name == self.name or (self.name.startswith("*.") and name.partition(".")[2] == self.name[2:])


def host_of(url: str) -> Host | None:
    """The host of an absolute URL; None for any other text."""
    found = _ORIGIN.match(url)
    if not found:
        return None
    scheme, name, port = found[1].lower(), found[2].lower(), int(found[3] or STANDARD[found[1].lower()])
    return Host(scheme, name, port) if 0 < port < 65536 and len(name) < 254 else None


def hosts_of(urls: Iterable[str]) -> tuple[Host, ...]:
    """The hosts of some URLs, each once; what has none is left out."""
    return tuple(dict.fromkeys(host for host in map(host_of, urls) if host))


def hard_coded(settings: Settings, apis: Mapping[str, Api]) -> tuple[Host, ...]:
    """Every host that programs may name; none where they take it from a variable.

    Raises UserError where the settings say that programs name their host, and nothing says which.
    """
    if not settings.hard_coded:
        return ()
    urls = [*settings.hosts, *(url for table in settings.apis.values() for url in table.hosts)]
    for api in apis.values():
        urls += api.all_servers
    found = hosts_of(urls)
    if not found:
        raise UserError(
            f"{settings.shown}: programs that name their host: expected a document with an absolute server, "
            'or "hosts" such as ["https://api.example.com"], found neither'
        )
    return found


def serving(settings: Settings, api: Api, operation: Operation) -> tuple[Host, ...]:
    """The hosts that an operation may be called at: its servers, and those that the settings alone name.

    Where its servers are not known, as `https://{your-host}` is not, it is every host of the API.
    """
    own, declared = hosts_of(api.servers(operation)), hosts_of(api.all_servers)
    named = hosts_of((*settings.hosts, *settings.api(api.name).hosts))
    return (*(own or declared), *(host for host in named if not any(other.covers(host) for other in declared)))
