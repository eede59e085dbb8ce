"""The servers of a document as URLs, their variables filled in (OpenAPI 3.1, section 4.8.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

MOST_URLS = 256
"""URLs that one server is expanded to: its variables multiply."""
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_FIRST_LABEL = re.compile(r"^(https?://)\{[^{}]*\}(?=\.)", re.IGNORECASE)

_SOCKET = re.compile(r"^ws(s?)://", re.IGNORECASE)


def are_sockets(servers: Any) -> bool:
    """True for servers that are all named as those of WebSockets, and for one at least."""
    named = [server.get("url") for server in servers if isinstance(server, dict)] if isinstance(servers, list) else []
    return bool(named) and all(isinstance(url, str) and _SOCKET.match(url) for url in named)


def urls(servers: Any) -> tuple[str, ...]:
    """The absolute `http` and `https` URLs of some servers, each once, in document order. `ws` is `http` there, and
    `wss` is `https`: a WebSocket begins with a request (RFC 6455, section 3).

    A variable with an `enum` gives a URL for each of its values. One without may be anything: where it is the first
    label of the host, `*` represents that, as in a certificate's name, and elsewhere it has its default.
    """
    found: dict[str, None] = {}
    for server in servers if isinstance(servers, list) else ():
        if isinstance(server, dict) and isinstance(server.get("url"), str):
            url = _SOCKET.sub(r"http\1://", server["url"])
            found |= dict.fromkeys(islice(_expanded(url, server.get("variables")), MOST_URLS))
    return tuple(url for url in found if url.lower().startswith(("http://", "https://")))


def _expanded(url: str, variables: Any) -> Iterator[str]:
    declared = variables if isinstance(variables, dict) else {}
    names = _VARIABLE.findall(url)
    choices = [_choices(declared.get(name)) for name in names]
    for chosen in product(*choices):
        values = iter(chosen)
        yield _VARIABLE.sub(lambda _, values=values: next(values), url)  # type: ignore[misc]
    first = _VARIABLE.search(url)
    if _FIRST_LABEL.match(url) and first and not _listed(declared.get(first[1])):
        for chosen in product(*choices[1:]):
            rest = iter(chosen)
            yield _VARIABLE.sub(lambda _, rest=rest: next(rest), _FIRST_LABEL.sub(r"\1*", url))  # type: ignore[misc]


def _listed(variable: Any) -> bool:
    return isinstance(variable, dict) and bool(variable.get("enum"))


def _choices(variable: Any) -> list[str]:
    """The values that a variable may have, as far as the document says; its own braces where it says nothing."""
    listed = variable.get("enum") if isinstance(variable, dict) else None
    if isinstance(listed, list) and listed:
        return [str(value) for value in listed]
    return [str(variable["default"])] if isinstance(variable, dict) and "default" in variable else ["{}"]
