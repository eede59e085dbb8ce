"""WebSockets of an API: what is said on one, and what is wrong with a program's messages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from harness.common import json_values
from harness.model import Request
from harness.openapi.request.body import Bodies
from harness.openapi.schema.violation import Violation

JSON = "application/json"
"""Messages that are text are JSON, where the document says what they hold."""


@dataclass(frozen=True)
class ScriptLine:
    """One line of what is said: a message of the program or of the mock, or the mock's close."""

    by: Literal["program", "mock", "close"]
    value: Any = None
    """Of the mock's message its JSON value, or its text; of the program's the fields that it has. None is any."""
    code: int = 1000
    """The code of a close."""

    @property
    def data(self) -> bytes:
        """The message of the mock as it is sent."""
        text = self.value if isinstance(self.value, str) else json.dumps(self.value, ensure_ascii=False)
        return text.encode()

    def takes(self, data: bytes) -> bool:
        """True for a message of the program that the line waits for."""
        if self.value is None:
            return True
        try:
            return _is_in(self.value, json_values.loads(data))
        except ValueError:
            return isinstance(self.value, str) and data == self.value.encode()


@dataclass(frozen=True)
class Socket:
    """What is said on the WebSocket of one operation."""

    lines: tuple[ScriptLine, ...]
    bodies: Bodies | None = None
    """What each text message of the program must be; None where nothing says."""

    def faults(self, data: bytes) -> tuple[Violation, ...]:
        """What is wrong with a text message of the program."""
        if self.bodies is None:
            return ()
        seen = self.bodies.read(Request("GET", "/", (("Content-Type", JSON),), data))
        return tuple(one for one in seen.violations if one.severity == "error")

    def awaited(self, sent: Iterable[bytes]) -> ScriptLine | None:
        """The first message of the program that these are not; None where all came."""
        due = [line for line in self.lines if line.by == "program"]
        for data in sent:
            if due and due[0].takes(data):
                due.pop(0)
        return due[0] if due else None


@dataclass(frozen=True)
class SocketScript:
    """What the settings say of a WebSocket."""

    lines: tuple[ScriptLine, ...] = ()
    message: str = ""
    """The pointer into the document of the schema of the program's messages; empty for its operation's body."""


def _is_in(part: Any, whole: Any) -> bool:
    """True where a value has at least the fields of another, with their values."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and _is_in(one, whole[name]) for name, one in part.items())
    return type(part) is type(whole) and bool(part == whole)
