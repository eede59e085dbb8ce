"""The scenarios as data: what the world does while a program runs, and what a good program does then.

A new scenario is a new entry here, or a table in a project's settings. Other modules name three: `success`, in which
requests are compared and samples run, and the two without a key (`missing-key`, `empty-key`), which live runs add.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Body = Literal["answer", "error", "page", "broken", "wrong-shape"]
Ending = Literal["success", "failure", "faithful", "no-request"]
Fault = Literal["reset", "truncate", "hang"]


@dataclass(frozen=True)
class Scenario:
    """How the mock behaves, and how a good program ends."""

    name: str
    summary: str
    """What happens, in a few words."""
    ending: Ending = "success"
    """What a good program does. "success": it uses the answer and exits 0. "failure": it prints what went wrong on
    stderr, in the server's own words where there are any, leaves no file and exits with another status. "faithful":
    either of the two, the first only with just what came. "no-request": as "failure", before any request."""
    status: int | None = None
    """The status that every request is answered with; None answers as the true API would."""
    body: Body = "answer"
    """What an answer that is sent holds: the true one or an error (by the status), a gateway's HTML page, the true one
    broken in its middle, or JSON of another shape."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that the answer has beside its own."""
    framing: Literal["sized", "chunked"] = "sized"
    """Whether the answer has a length, or comes in chunks."""
    compress: bool = False
    """True where the answer is compressed, if the client offered it."""
    close: bool = False
    """True where the server closes the connection after the answer."""
    delay: float = 0.0
    """Seconds before the answer."""
    fault: Fault | None = None
    """What goes wrong on the connection: it is reset, cut off in the middle of the answer, or never answered."""
    listening: bool = True
    """False where nobody listens on the port."""
    artifacts: int | None = None
    """How many artifacts the answer holds; None leaves it to the request."""
    key: Literal["set", "missing", "empty"] = "set"
    """What the variable of the key holds."""
    needs: Literal["anything", "artifact-list", "json-answer"] = "anything"
    """What an example must be like for the scenario to apply to it."""

    @property
    def waits(self) -> float:
        """Seconds that a program waits here without work, for the order of a run."""
        return 1e9 if self.fault == "hang" else self.delay

    @property
    def waits_long(self) -> bool:
        """True where a whole run waits for the programs, and not they for their turn."""
        return self.waits >= LONG


LONG = 10.0
"""Seconds of waiting from which on a program is what the whole run waits for."""
SLOW = 2.0
"""Seconds: longer than any program is busy, and well within every client's patience."""

BUNDLED = (
    Scenario("success", "the API answers well, and keeps the connection open"),
    Scenario("success-closed", "the API answers well, and closes the connection", close=True),
    Scenario("success-compressed", "the answer is compressed, where the client offered it", compress=True),
    Scenario("success-chunked", "the answer comes in chunks, without a length", framing="chunked"),
    Scenario("many-artifacts", "the answer holds more artifacts than one", artifacts=3, needs="artifact-list"),
    Scenario("unauthorized", "the key is refused (401)", "failure", status=401),
    Scenario("bad-request", "the request is refused (400)", "failure", status=400),
    Scenario("rate-limited", "too many requests (429)", "failure", status=429, headers=(("Retry-After", "1"),)),
    Scenario("server-error", "the server fails (500, JSON)", "failure", status=500),
    Scenario("gateway-error", "a gateway fails (502, an HTML page)", "failure", status=502, body="page"),
    Scenario("malformed-body", "status 200, but the JSON or the image is broken", "faithful", body="broken"),
    Scenario(
        "wrong-shape",
        "status 200 and JSON, but its fields are missing",
        "faithful",
        body="wrong-shape",
        needs="json-answer",
    ),
    Scenario("truncated", "the answer is cut off in its middle", "failure", fault="truncate"),
    Scenario("reset", "the connection is reset", "failure", fault="reset"),
    Scenario("refused", "nobody listens", "failure", listening=False),
    Scenario("slow", f"the answer comes after {SLOW:g} s", delay=SLOW),
    Scenario("hang", "the answer never comes", "failure", fault="hang"),
    Scenario("missing-key", "the variable of the key is not set", "no-request", key="missing"),
    Scenario("empty-key", "the variable of the key is empty", "no-request", key="empty"),
)


def all_scenarios(own: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """The bundled scenarios, those of the same name replaced by a project's own, and its others behind them."""
    named = {scenario.name: scenario for scenario in (*BUNDLED, *own)}
    return tuple(named.values())
