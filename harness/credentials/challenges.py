"""What a refusal asks for: the `WWW-Authenticate` of a 401 (RFC 9110, section 11.6.1)."""

from __future__ import annotations

from harness.credentials import digest
from harness.model import Headers
from harness.openapi.request.security import Requirements, Scheme


def challenges(security: Requirements, key: str) -> Headers:
    """One header for each way of the document in which a program may say who it is."""
    shown = [scheme for schemes in security.alternatives for scheme in schemes if scheme.shows]
    return tuple(("WWW-Authenticate", text) for text in dict.fromkeys(_challenge(one, key) for one in shown))


def _challenge(scheme: Scheme, key: str) -> str:
    if scheme.prefix == "digest":
        return digest.challenge(key)
    if scheme.prefix == "basic":
        return f'Basic realm="{digest.REALM}", charset="UTF-8"'
    word = {"bearer": "Bearer", None: "ApiKey"}.get(scheme.prefix, scheme.prefix or "")
    return f'{word} realm="{digest.REALM}"'
