"""The settings' tables of credentials and the documents' security schemes -> the credentials of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from harness.credentials.credential import Credential, made
from harness.errors import UserError, nearest
from harness.openapi.request.security import Scheme
from harness.settings import CredentialSettings, Settings


def declared(settings: Settings, schemes: Iterable[Scheme]) -> tuple[Credential, ...]:
    """The credentials that programs read, without values. `schemes` are those of all documents.

    Raises UserError, one line with file and line, for a scheme or part that does not fit.
    """
    known = {scheme.name: scheme for scheme in schemes}
    found = [_credential(name, table, known) for name, table in settings.credentials.items()]
    if all(one.env != settings.key_env for one in found):
        found.append(Credential(settings.key_env, ""))
    return tuple(found)


def held(credentials: Sequence[Credential], case: str, key_env: str, key: str) -> tuple[Credential, ...]:
    """The credentials of a case, that of the variable `key_env` first: its value is `key`."""
    first = [replace(one, value=key) for one in credentials if one.env == key_env]
    others = [one for one in credentials if one.env != key_env]
    return (*first, *(replace(one, value=made(case, one.env, secret=one.secret)) for one in others))


def _credential(name: str, table: CredentialSettings, known: dict[str, Scheme]) -> Credential:
    at, part = f'{table.shown}: "credentials.{name}": expected', table.part or ""
    if table.scheme is not None and table.scheme not in known:
        near = nearest(table.scheme, known)
        names = ", ".join(known) or "none"
        raise UserError(f'{at} a security scheme of the document ({names}), got "{table.scheme}"{near}')
    fitting = [one for one in known.values() if table.scheme in (None, one.name) and (not part or part in _parts(one))]
    if table.scheme is not None and not fitting:
        raise UserError(f'{at} a part of {table.scheme} ({", ".join(_parts(known[table.scheme]))}), got "{part}"')
    if len(fitting) > 1:
        raise UserError(f'{at} "scheme", since several fit: {", ".join(one.name for one in fitting)}; got none')
    if not fitting and part and known:
        raise UserError(f"{at} a part that some security scheme of the document takes, got {part}")
    return Credential(table.env, "", fitting[0].name if fitting else "", part, table.secret)


def _parts(scheme: Scheme) -> tuple[str, ...]:
    """What a scheme is made of, as far as programs are given it."""
    if scheme.kind in ("oauth2", "openIdConnect"):
        return ("token", "client_id", "client_secret", "username", "password")
    if scheme.prefix in ("basic", "digest"):
        return ("username", "password")
    return ("token", "key") if scheme.shows else ()
