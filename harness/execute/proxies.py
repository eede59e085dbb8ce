"""The guard if the system gives no namespaces: proxy variables that lead back to the case's own mock.

A client that honours them brings its tries at other hosts to the mock, where they are seen and refused. One that
ignores them gets out.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from harness.common.hosts import STANDARD
from harness.model import Escape, Exchange

OWN = "127.0.0.1,localhost"
"""The names of the mock, which no proxy is asked for."""
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def environment(port: int) -> dict[str, str]:
    """The variables for a case whose mock listens on a port of the loopback address."""
    own = f"http://127.0.0.1:{port}"
    # NODE_USE_ENV_PROXY: since Node.js 24 its fetch honours the variables where it is set
    return dict.fromkeys(VARIABLES, own) | {"no_proxy": OWN, "NO_PROXY": OWN, "NODE_USE_ENV_PROXY": "1"}


def separate(exchanges: Iterable[Exchange]) -> tuple[tuple[Exchange, ...], tuple[Escape, ...]]:
    """The exchanges with the mock itself, and the tries at other hosts that came to it as to a proxy."""
    own, escapes = [], []
    for exchange in exchanges:
        request = exchange.request
        target = f"https://{request.target}" if request.method == "CONNECT" else request.target
        if not target.startswith(("http://", "https://")):
            own.append(exchange)
            continue
        escape = _escape(target)
        if escape is None or escape.host == "127.0.0.1":
            own.append(exchange)
        else:
            escapes.append(escape)
    return tuple(own), tuple(escapes)


def _escape(target: str) -> Escape | None:
    """The host and port of a URL; None for what is none."""
    try:
        parts = urlsplit(target)
        return Escape(parts.hostname or target, parts.port or STANDARD[parts.scheme], "tcp")
    except ValueError:
        return None
