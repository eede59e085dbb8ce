"""The OAuth 2 flows of a document: where tokens are given, and with which scopes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.common.hosts import Host, host_of
from harness.openapi.document.document import Document
from harness.openapi.request.security import scheme_objects

OPEN_ID = "openIdConnect"
"""The kind of a scheme whose endpoints its discovery document alone names."""
WELL_KNOWN = "/.well-known/"
_URLS = {
    "authorize": ("authorizationUrl",),
    "token": ("tokenUrl", "refreshUrl"),
    "device": ("deviceAuthorizationUrl", "x-deviceAuthorizationUrl", "x-device-authorization-url"),
}
_VARIABLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Endpoint:
    """One URL of an authorization server."""

    role: str
    """`authorize`, `token`, `device` or `discovery`."""
    url: str
    """As the document has it; a relative one is below the API's host."""

    @property
    def host(self) -> Host | None:
        """Its host; None for a relative URL, and for one whose host is not known."""
        return host_of(re.sub(r"//\{[^{}]*\}\.", "//*.", self.url))

    @property
    def path(self) -> str:
        """Its path, without a slash at the end."""
        below = self.url.partition("//")[2].partition("/")[2] if "//" in self.url else self.url
        return "/" + re.split(r"[?#]", below)[0].strip("/")

    def is_at(self, path: str, bases: tuple[str, ...]) -> bool:
        """True if a path is this one, or this one below a base path of the API where the URL is relative."""
        prefixes = ("", *bases) if "//" not in self.url else ("",)
        return any(_matches(prefix + self.path, path.rstrip("/") or "/") for prefix in prefixes)


@dataclass(frozen=True)
class Flow:
    """One flow of a security scheme; OpenID Connect is a flow whose grants are not listed."""

    scheme: str
    kind: str
    """`authorizationCode`, `implicit`, `password`, `clientCredentials`, `deviceAuthorization` or `openIdConnect`."""
    endpoints: tuple[Endpoint, ...]
    scopes: frozenset[str] = frozenset()


def flows(document: Document) -> tuple[Flow, ...]:
    """All flows of the document's schemes of the types `oauth2` and `openIdConnect`."""
    found = ((name, document.follow(scheme)) for name, scheme in scheme_objects(document).items())
    return tuple(flow for name, scheme in found if isinstance(scheme, dict) for flow in _flows(name, scheme))


def _flows(name: str, scheme: Mapping[str, Any]) -> Iterator[Flow]:
    declared = scheme.get("flows")
    if scheme.get("type") == OPEN_ID:
        url = scheme.get("openIdConnectUrl")
        yield Flow(name, OPEN_ID, (Endpoint("discovery", url),) if isinstance(url, str) and url else ())
    elif scheme.get("type") == "oauth2" and isinstance(declared, dict):
        shared = scheme.get("oauth2MetadataUrl")  # OpenAPI 3.2
        discovery = (Endpoint("discovery", shared),) if isinstance(shared, str) and shared else ()
        for kind, flow in declared.items():
            if isinstance(flow, dict):
                scopes = flow.get("scopes")
                names = frozenset(map(str, scopes)) if isinstance(scopes, dict) else frozenset()
                yield Flow(name, kind, (*_endpoints(flow), *discovery), names)


def _endpoints(flow: Mapping[str, Any]) -> Iterator[Endpoint]:
    for role, names in _URLS.items():
        for name in names:
            if isinstance(flow.get(name), str) and flow[name].strip():
                yield Endpoint(role, flow[name].strip())


def _matches(template: str, path: str) -> bool:
    if "{" not in template:
        return template == path
    pattern = "[^/]+".join(re.escape(piece) for piece in _VARIABLE.split(template))
    return re.fullmatch(pattern, path) is not None
