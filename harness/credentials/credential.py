"""One credential of a case, and all of them together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from harness.common.redaction import make_key
from harness.model import Reply, Request

Signature = Callable[[Request, str], str | None]
"""Checks the signature of one request with the secret: None, or what is wrong with it."""


@dataclass(frozen=True)
class Credential:
    """A value that a program reads from a variable, and sends where a security scheme says."""

    env: str
    value: str
    """The case's own."""
    scheme: str = ""
    """The name of the scheme in the document; empty for a key that serves whatever scheme asks for one."""
    part: str = ""
    """Which part of the scheme it is, e.g. `username`; empty for one that may be any."""
    secret: bool = True

    def under(self, state: str) -> str | None:
        """What its variable holds where the secrets are `set`, `empty` or `missing`; None for one that is not set."""
        if state == "set" or not self.secret:
            return self.value
        return "" if state == "empty" else None


@dataclass(frozen=True)
class Keyring:
    """The credentials of a case, that of `key_env` first, and what checks its signatures."""

    credentials: tuple[Credential, ...]
    signature: Signature | None = None
    issued: bool = False
    """True once the access token was issued: from then on it is due wherever one is asked for."""

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """The values that no one may see."""
        return tuple(one.value for one in self.credentials if one.secret)

    @property
    def key(self) -> Credential:
        """The credential that `key_env` names."""
        return self.credentials[0]

    @cached_property
    def token(self) -> str:
        """The access token that the mock issues to the case."""
        return "at-" + hashlib.sha256(f"token of {self.key.value}".encode()).hexdigest()[:40]

    def after(self, replies: Iterable[Reply]) -> Keyring:
        """The same after these replies."""
        token = self.token.encode()
        return replace(self, issued=True) if any(token in reply.body for reply in replies) else self

    def of(self, scheme: str) -> tuple[Credential, ...]:
        """The credentials that a scheme has for itself."""
        return tuple(one for one in self.credentials if one.scheme == scheme)

    @cached_property
    def loose(self) -> tuple[Credential, ...]:
        """The credentials that serve any scheme."""
        return self.of("")


def of_key(env: str, key: str) -> tuple[Credential, ...]:
    """The credentials of a case that has nothing but its key."""
    return (Credential(env, key),)


def made(case: str, env: str, *, secret: bool) -> str:
    """A value that no other case has."""
    return make_key(f"{case} {env}") if secret else "id" + hashlib.sha256(f"{case} {env}".encode()).hexdigest()[:20]
