"""One credential of a case, and all of them together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from harness.common.redaction import make_key
from harness.credentials import tokens
from harness.credentials.tokens import Token
from harness.model import Exchange, Request

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
    issued: tuple[Token, ...] = ()
    """The access tokens that the case was given: once there are any, one is due wherever a token is asked for."""
    expired: frozenset[str] = frozenset()
    """Those of them that are no longer good."""

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """The values that no one may see."""
        return tuple(one.value for one in self.credentials if one.secret)

    @property
    def key(self) -> Credential:
        """The credential that `key_env` names."""
        return self.credentials[0]

    @cached_property
    def stem(self) -> str:
        """What all access tokens and refresh tokens of the case have in them."""
        return stem(self.key.value)

    @property
    def next_token(self) -> str:
        """The next access token that the mock issues to the case."""
        return f"at-{self.stem}-{len(self.issued) + 1}"

    @property
    def next_refresh_token(self) -> str:
        """The refresh token that goes with the next access token."""
        return f"rt-{self.stem}-{len(self.issued) + 1}"

    def token(self, value: str) -> Token | None:
        """The access token of this value, if it was issued."""
        return next((one for one in self.issued if one.value == value), None)

    def after(self, exchanges: Iterable[Exchange]) -> Keyring:
        """The same after these exchanges."""
        seen = tuple(exchanges)
        found = tuple(tokens.issued(seen, self.stem))
        gone = frozenset(tokens.expired(seen))
        return replace(self, issued=found, expired=gone) if found or gone else self

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


def stem(key: str) -> str:
    """What the access tokens of a case have in them, whose key is `key`."""
    return hashlib.sha256(f"token of {key}".encode()).hexdigest()[:40]
