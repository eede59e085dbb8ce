"""The settings of WebSockets: what is said on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from harness.settings.kinds import Says
from harness.settings.mistakes import Checked, Place

KINDS = ("server", "client", "close")
RESERVED = range(1004, 1007)
"""Codes that no close carries (RFC 6455, section 7.4.1)."""
Sent = Annotated[Any, Says({"title": "a text or a table"})]
CloseCode = Annotated[int, Says({"title": "a code from 1000 to 4999", "minimum": 1000, "maximum": 4999})]


@dataclass(frozen=True)
class SocketLine:
    """One line of what is said: of `server`, `client` and `close` it has one."""

    server: Sent = None
    """What the mock sends: a text, or a value that is sent as JSON."""
    client: Sent = None
    """What the program is to send: a text, or a table of fields that its JSON has; `{}` is any message."""
    close: CloseCode | None = None
    """The code with which the mock closes."""


@dataclass(frozen=True)
class SocketSettings:
    """A WebSocket of an API."""

    message: Annotated[str, Says({"title": 'a pointer such as "#/components/schemas/Ask"', "pattern": "^#/"})] = ""
    """Where in the document the schema of the program's messages is (default: the operation's request body)."""
    script: tuple[SocketLine, ...] = ()
    """What is said, line by line (default: a message of the program, if the operation has a request body, the
    document's examples of the response, and a close)."""
    shown: str = ""
    """File and line of its table, for messages."""


def check_sockets(checked: Checked, place: Place, table: Mapping[str, Any]) -> None:
    """Raises SettingsError for a line that is not of one kind, or a close that no server sends, or not at the end."""
    script = table.get("script", [])
    for index, line in enumerate(script):
        here = (*place, "script", index)
        if len(line) != 1:
            raise checked.error(here, f"one of {', '.join(KINDS)}", line)
        if line.get("close") in RESERVED:
            raise checked.error((*here, "close"), "a code that a server can send", line["close"])
        if "close" in line and index < len(script) - 1:
            raise checked.error(here, "a close as the last line", line)
