"""A request to an authorization server, read: its parameters, and how its client says who it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from harness.common import json_values
from harness.credentials.tokens import bearer
from harness.model import Request
from harness.openapi.request.security import basic_pair

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class TokenRequest:
    """What a request says, in its body and in its query."""

    request: Request

    @cached_property
    def media_type(self) -> str:
        """The media type of its body, in lower case."""
        return (self.request.header("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def path(self) -> str:
        """Its path, without a slash at the end."""
        return urlsplit(self.request.target).path.rstrip("/") or "/"

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters of its body, of a form or of a JSON object."""
        text = self.request.body.decode("utf-8", "replace")
        if self.media_type != FORM and text.lstrip()[:1] == "{":
            try:
                value = json_values.loads(text)
            except ValueError:
                return ()
            return tuple((str(name), one if isinstance(one, str) else json.dumps(one)) for name, one in value.items())
        return tuple(parse_qsl(text, keep_blank_values=True)) if self.media_type in (FORM, "") else ()

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The parameters of its URL."""
        return dict(parse_qsl(urlsplit(self.request.target).query, keep_blank_values=True))

    @cached_property
    def values(self) -> Mapping[str, str]:
        """All its parameters; an empty one is none (RFC 6749, section 3.2)."""
        return {name: value for name, value in (*self.query.items(), *self.pairs) if value}

    def __getitem__(self, name: str) -> str:
        """A parameter; empty if there is none."""
        return self.values.get(name, "")

    @cached_property
    def basic(self) -> tuple[str, str] | None:
        """Client id and secret of HTTP Basic, each decoded (RFC 6749, section 2.3.1)."""
        value = (self.request.header("Authorization") or "").strip()
        pair = basic_pair(bearer(self.request)) if value.lower().startswith("basic ") else None
        return (unquote_plus(pair[0]), unquote_plus(pair[1])) if pair else None

    @property
    def client_id(self) -> str:
        """Who the client says it is; empty where it says nothing."""
        return (self.basic or ("",))[0] or self["client_id"]

    @property
    def client_secret(self) -> str:
        """What it proves that with; empty where it has nothing."""
        return (self.basic or ("", ""))[1] or self["client_secret"]

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that it asks for."""
        return tuple(self["scope"].split())
