"""A listener that represents a host which programs name themselves."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from harness.common.hosts import STANDARD


@dataclass(frozen=True)
class Door:
    """The port of a host, and with what certificate TLS is spoken there, where the client does."""

    port: int
    context: ssl.SSLContext

    def origin(self, scheme: str, host: str) -> str:
        """The origin of a request (RFC 6454, section 6.1), by the name in its `Host` header."""
        name = host.lower().rpartition(":")[0] if ":" in host.rpartition("]")[2] else host.lower()
        return f"{scheme}://{name or 'unknown.invalid'}" + ("" if self.port == STANDARD[scheme] else f":{self.port}")
