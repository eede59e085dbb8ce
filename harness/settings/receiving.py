"""The settings of programs that receive, and of what an API delivers to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from harness.settings.kinds import AnyText, Port, Says, Seconds, Variable
from harness.settings.mistakes import Checked, Place


@dataclass(frozen=True)
class DeliverySettings:
    """What an API delivers to programs that receive, and how it signs that: with HMAC-SHA256."""

    headers: Mapping[str, AnyText] = field(default_factory=dict)
    """Header -> its value, in which `{signature}`, `{timestamp}`, `{id}` and `{event}` are filled in, e.g.
    `t={timestamp},v1={signature}`."""
    signed: str = "{body}"
    """What is signed, with `{body}`, `{timestamp}` (seconds since 1970) and `{id}` filled in."""
    encoding: Literal["hex", "base64"] = "hex"
    """How the signature is written."""
    secret_env: Variable | None = None
    """The variable that programs read the signing secret from."""
    secret: Literal["text", "base64"] = "text"
    """Whether the secret signs as it is, or is written in base64 behind `whsec_`, as Standard Webhooks has it."""
    event: str | None = None
    """The topmost field of the body that names the event (default: `type` or `event`, where there is one)."""
    shown: str = ""
    """File and line of its table, for messages."""


@dataclass(frozen=True)
class ReceiverSettings:
    """A program that receives: it is started, sent deliveries, and ended by SIGTERM."""

    events: tuple[str, ...] = ()
    """The webhooks or callbacks of the document that it is sent, by name or operationId (default: that of its own
    name, else all)."""
    path: Annotated[str, Says({"title": 'a path such as "/webhook"', "pattern": "^/"})] = "/webhook"
    """The path that it listens at."""
    port_env: Variable = "PORT"
    """The variable that it reads its port from."""
    port: Port | None = None
    """Its port, where it reads none."""
    answer_limit: Seconds = 10.0
    """Seconds that it may take for an answer."""
    shown: str = ""
    """File and line of its table, for messages."""


def check_deliveries(checked: Checked, place: Place, table: Mapping[str, Any]) -> None:
    """Raises SettingsError for deliveries that are signed without a secret, or whose texts name what there is not."""
    headers = table.get("headers", {})
    signs = any("{signature}" in value for value in headers.values())
    if signs and "secret_env" not in table:
        expected = '"secret_env", the variable of the secret, beside headers with a {signature}'
        raise checked.error(place, expected, "none")
    if not signs and {"signed", "encoding", "secret", "secret_env"} & table.keys():
        raise checked.error((*place, "headers"), "a header with {signature} in its value", headers)
    signed = table.get("signed", "{body}")
    if "{body}" not in signed:
        raise checked.error((*place, "signed"), "a text with {body} in it", signed)
    for key, text, known in _texts(headers, signed):
        for name in re.findall(r"\{(\w*)\}", text):
            if name not in known:
                expected = f"no other place than {', '.join(f'{{{one}}}' for one in known)}"
                raise checked.error((*place, *key), expected, text)


def _texts(headers: Mapping[str, str], signed: str) -> Iterator[tuple[Place, str, Sequence[str]]]:
    """The texts with places in them: their key, and the places that there are."""
    for name, value in headers.items():
        yield ("headers", name), value, ("signature", "timestamp", "id", "event")
    yield ("signed",), signed, ("body", "timestamp", "id")
