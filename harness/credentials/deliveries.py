"""Signs what an API delivers: HMAC-SHA256 of what a template says, in the headers that templates say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from harness.settings import DeliverySettings

PREFIX = "whsec_"
"""What secrets in base64 begin with (Standard Webhooks)."""
_PLACE = re.compile(r"(\{\w+\})")


@dataclass(frozen=True)
class Signer:
    """Makes the headers of deliveries, as the settings of an API say."""

    rule: DeliverySettings
    secret: str

    @property
    def signs(self) -> bool:
        """True where deliveries are signed."""
        return any("{signature}" in value for value in self.rule.headers.values())

    @property
    def dates(self) -> bool:
        """True where the signature holds the time, so that an old delivery is known as one."""
        return self.signs and "{timestamp}" in self.rule.signed

    def headers(self, body: bytes, event: str, identity: str, timestamp: int) -> tuple[tuple[str, str], ...]:
        """The headers of one delivery; `identity` names it, `timestamp` is in seconds since 1970."""
        values = {"{timestamp}": str(timestamp), "{id}": identity, "{event}": event}
        signed = b"".join(
            body if part == "{body}" else values.get(part, part).encode() for part in _PLACE.split(self.rule.signed)
        )
        values["{signature}"] = self._written(hmac.new(self._key, signed, hashlib.sha256).digest())
        return tuple((name, _filled(value, values)) for name, value in self.rule.headers.items())

    def unsigned(self, event: str, identity: str, timestamp: int) -> tuple[tuple[str, str], ...]:
        """The headers of a delivery without those that hold the signature."""
        values = {"{timestamp}": str(timestamp), "{id}": identity, "{event}": event}
        return tuple(
            (name, _filled(value, values)) for name, value in self.rule.headers.items() if "{signature}" not in value
        )

    @property
    def _key(self) -> bytes:
        if self.rule.secret == "base64":
            return base64.b64decode(self.secret.removeprefix(PREFIX))
        return self.secret.encode()

    def _written(self, digest: bytes) -> str:
        return digest.hex() if self.rule.encoding == "hex" else base64.b64encode(digest).decode()


def made_secret(rule: DeliverySettings, made: str) -> str:
    """A signing secret of the form that programs expect, from a value that no other case has."""
    return PREFIX + base64.b64encode(made.encode()).decode() if rule.secret == "base64" else made


def _filled(template: str, values: Mapping[str, str]) -> str:
    return "".join(values.get(part, part) for part in _PLACE.split(template))
