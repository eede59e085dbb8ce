"""The base paths of servers: what comes before the paths of their operations."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from harness.openapi.document import servers
from harness.openapi.document.document import server_path

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def base_paths(declared: Any) -> tuple[str, ...]:
    """The paths of some servers, each once, the first one's first; none if there are no servers.

    A variable has its default, each value of its `enum`, or stays as it is where it may be anything.
    """
    first = server_path(declared)
    if first is None:
        return ()
    found = {first: None}
    for server in declared:
        if isinstance(server, dict) and isinstance(server.get("url"), str):
            found |= dict.fromkeys(_paths(server))
    return tuple(found)


def _paths(server: dict[str, Any]) -> list[str]:
    declared = server.get("variables")
    variables: dict[str, Any] = declared if isinstance(declared, dict) else {}
    free = {key for key, one in variables.items() if isinstance(one, dict) and not one.get("enum")}
    fixed = {key: one for key, one in variables.items() if key not in free}
    # a variable without an enum is left in braces, by which a route takes any segment there
    left = {key: {"default": f"{{{key}}}"} for key in _VARIABLE.findall(server["url"]) if key not in fixed}
    found = [*_expanded(server["url"], variables), *_expanded(server["url"], {**fixed, **left})]
    return [path for url in found if (path := _path(url)) is not None]


def _expanded(url: str, variables: dict[str, Any]) -> tuple[str, ...]:
    relative = "http://relative" + ("" if url.startswith(("/", "{")) else "/") + url
    urls = servers.urls([{"url": url, "variables": variables}])
    return urls or servers.urls([{"url": relative, "variables": variables}])


def _path(url: str) -> str | None:
    try:
        path = urlsplit(url).path.rstrip("/")
    except ValueError:
        return None
    return path if path.startswith("/") or not path else "/" + path
