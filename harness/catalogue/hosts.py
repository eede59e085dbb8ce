"""The hosts that programs name themselves: from the settings, and from the documents' servers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from harness.common.elsewhere import NAMED
from harness.common.hosts import Host, hosts_of
from harness.errors import UserError
from harness.model import Example, Operation
from harness.settings import Settings

if TYPE_CHECKING:
    from harness.openapi import Api


def hard_coded(settings: Settings, apis: Mapping[str, Api], examples: Iterable[Example] = ()) -> tuple[Host, ...]:
    """Every host that programs may name, and to which answers lead: the API's, and those that give access tokens.

    Where programs take the API's host from a variable, a host that gives tokens is one of them if `examples` name it.
    Raises UserError where the settings say that programs name their host, and nothing says which.
    """
    given = tuple(dict.fromkeys(host for api in apis.values() for host in token_hosts(api)))
    if not settings.hard_coded:
        return _named(given, examples) if given else ()
    urls = [*settings.hosts, *(url for table in settings.apis.values() for url in table.hosts)]
    for api in apis.values():
        urls += api.all_servers
    found = hosts_of(urls)
    if not found:
        raise UserError(
            f"{settings.shown}: programs that name their host: expected a document with an absolute server, "
            'or "hosts" such as ["https://api.example.com"], found neither'
        )
    second = hosts_of((NAMED,))
    return (*found, *(host for host in (*given, *second) if not any(other.covers(host) for other in found)))


def token_hosts(api: Api) -> tuple[Host, ...]:
    """The hosts of an API's authorization servers."""
    return tuple(dict.fromkeys(one.host for flow in api.flows for one in flow.endpoints if one.host))


def _named(hosts: Iterable[Host], examples: Iterable[Example]) -> tuple[Host, ...]:
    """Those hosts whose names stand in the text of some example."""
    texts = [example.file.read_bytes() for example in examples if example.file.is_file()]
    return tuple(host for host in hosts if any(host.name.lstrip("*").encode() in text for text in texts))


def serving(settings: Settings, api: Api, operation: Operation) -> tuple[Host, ...]:
    """The hosts that an operation may be called at: its servers, and those that the settings alone name.

    Where its servers are not known, as `https://{your-host}` is not, it is every host of the API.
    """
    own, declared = hosts_of(api.servers(operation)), hosts_of(api.all_servers)
    named = hosts_of((*settings.hosts, *settings.api(api.name).hosts))
    return (*(own or declared), *(host for host in named if not any(other.covers(host) for other in declared)))
