"""How a new program says who it is: by the document's own kind of credential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from harness.common.hosts import hosts_of
from harness.errors import UserError
from harness.model import Operation
from harness.openapi import Api, Scheme
from harness.settings import Settings


@dataclass(frozen=True)
class SignIn:
    """What a program sends beside its own headers. `header` is a key that is among them."""

    kind: Literal["header", "query", "cookie", "basic", "oauth"] = "header"
    name: str = ""
    """The name of the query parameter or of the cookie."""
    user_env: str = ""
    """The variable of the user name, or of the client's id; empty where the key is the user name."""
    token_url: str = ""
    """Where a token is given: a path below the host, or another host's URL."""
    scope: str = ""
    """The scopes that the operation needs, with spaces between them."""


BY_HEADER = SignIn()


def sign_in(settings: Settings, api: Api, operation: Operation) -> tuple[SignIn, str]:
    """How the programs of an operation sign in, by its first requirement that needs one secret; and its variable.

    Raises UserError for a kind that needs a variable which the settings do not name.
    """
    for schemes in api.security(operation).alternatives:
        shown = [scheme for scheme in schemes if scheme.shows]
        if len(shown) != 1:
            continue
        scheme = shown[0]
        own: dict[str | None, str] = {
            one.part: one.env for one in settings.credentials.values() if one.scheme in (None, scheme.name)
        }
        key_env = next((own[part] for part in ("password", "client_secret", "key", "token", None) if part in own), "")
        key_env = key_env or settings.key_env
        if scheme.prefix == "basic":
            return SignIn("basic", user_env=own.get("username", "")), key_env
        if scheme.takes_tokens and "token" not in own and (flow := _flow(api, scheme)):
            return _by_token(settings, api, scheme, flow, own), key_env
        if scheme.kind == "apiKey" and scheme.place == "query":
            return SignIn("query", scheme.field), key_env
        if scheme.kind == "apiKey" and scheme.place == "cookie":
            return SignIn("cookie", scheme.field), key_env
        return BY_HEADER, key_env
    return BY_HEADER, settings.key_env


def _flow(api: Api, scheme: Scheme) -> str:
    """The token URL of a scheme's client credentials; empty where it has none."""
    flows = (flow for flow in api.flows if flow.scheme == scheme.name and flow.kind == "clientCredentials")
    return next((one.url for flow in flows for one in flow.endpoints if one.role == "token"), "")


def _by_token(settings: Settings, api: Api, scheme: Scheme, url: str, own: Mapping[str | None, str]) -> SignIn:
    if "client_id" not in own:
        raise UserError(
            f"{settings.shown}: programs that get a token by {scheme.name}: expected a credential with part = "
            '"client_id", found none'
        )
    there, servers = hosts_of([url]), hosts_of(api.all_servers)
    elsewhere = bool(there) and there[0] not in servers
    path = "/" + url.partition("//")[2].partition("/")[2] if "//" in url else "/" + url.lstrip("/")
    return SignIn("oauth", "", own["client_id"], url if elsewhere else path, " ".join(scheme.scopes))
