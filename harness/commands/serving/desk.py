"""What a person at the mock has before them: the requests that came, and the scenario that is next."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal

from harness.commands.serving.seen import Seen
from harness.errors import nearest
from harness.respond import Turns
from harness.scenarios import Scenario

MOST_KEPT = 200
"""Requests that are remembered; older ones are forgotten."""
MOST_WAITING = 1000
"""Events that wait for one reader before it is given up."""
BEAT = 15.0
"""Seconds without an event after which a comment goes out, so that a reader that has gone is noticed."""
NORMAL = "success"
Lasts = Literal["once", "always"]


class Unknown(ValueError):
    """A scenario that can't be played here: one line that says what could."""


class Desk:
    """Everything that changes while the mock serves. For one event loop."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        """`scenarios` are those that can be played to whoever calls: somebody listens, and knows a key."""
        self.start = ""
        """The line that sends a first request, once the address is known."""
        self.scenarios = {one.name: one for one in scenarios if one.listening and one.key == "set"}
        self.chosen = NORMAL
        self.lasts: Lasts = "always"
        self._turns, self._played = Turns(), 0
        self.run = secrets.token_hex(4)
        """Distinguishes it from an earlier run of the command, whose numbers were others."""
        self.count = 0
        self.kept: deque[Seen] = deque(maxlen=MOST_KEPT)
        self._readers: set[asyncio.Queue[bytes]] = set()

    def choose(self, name: str, lasts: str = "once") -> None:
        """Sets the scenario of the next request (`once`) or of all that follow (`always`). Raises Unknown."""
        if name not in self.scenarios:
            raise Unknown(f'expected a scenario, got "{name}"{nearest(name, self.scenarios)}')
        if lasts not in ("once", "always"):
            raise Unknown(f'expected "once" or "always", got "{lasts}"')
        self.chosen, self.lasts = name, "once" if lasts == "once" else "always"
        self._turns, self._played = Turns(), 0
        self._tell("state", self.state())

    def take(self) -> tuple[Scenario, Turns]:
        """The scenario for the request that has come, and how far it is. Once is once through all of its answers."""
        scenario, turns = self.scenarios[self.chosen], self._turns
        self._played += 1
        if self.lasts == "once" and self._played >= len(scenario.answers):
            self.choose(NORMAL, "always")
        return scenario, turns

    def add(self, seen: Seen) -> Seen:
        """Remembers a request and tells all readers of it; gives it back with its number."""
        self.count += 1
        numbered = {"number": self.count, **seen}
        self.kept.append(numbered)
        self._tell("request", numbered, self.count)
        return numbered

    def state(self) -> dict[str, Any]:
        """What is next, and what could be."""
        choices = [{"name": one.name, "summary": one.summary} for one in self.scenarios.values()]
        return {
            "scenario": self.chosen,
            "lasts": self.lasts,
            "scenarios": choices,
            "run": self.run,
            "start": self.start,
        }

    async def events(self, last: str) -> AsyncIterator[bytes]:
        """Server-sent events (HTML standard, 9.2), from the one after `last` on: `state`, and `request` for each."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._readers.add(queue)
        run, _, number = last.partition("-")
        after = int(number) if run == self.run and number.isdecimal() else 0
        try:
            yield b"retry: 1000\n\n" + _event("state", self.state())
            for seen in [one for one in self.kept if one["number"] > after]:
                yield _event("request", seen, f"{self.run}-{seen['number']}")
            while queue in self._readers:
                try:
                    yield await asyncio.wait_for(queue.get(), BEAT)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._readers.discard(queue)

    def _tell(self, kind: str, value: Any, number: int | None = None) -> None:
        event = _event(kind, value, f"{self.run}-{number}" if number else "")
        for queue in tuple(self._readers):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._readers.discard(queue)


def _event(kind: str, value: Any, identity: str = "") -> bytes:
    lines = [f"id: {identity}"] if identity else []
    return "\n".join([*lines, f"event: {kind}", f"data: {json.dumps(value)}", "", ""]).encode()
