"""The hosts that programs name themselves: from the settings, and from the documents' servers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness.common.hosts import Host, hosts_of
from harness.errors import UserError
from harness.model import Operation
from harness.settings import Settings

if TYPE_CHECKING:
    from harness.openapi import Api


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
