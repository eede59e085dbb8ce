"""The scenarios as data: what the world does while a program runs, and what a good program does then.

A new scenario is a new entry here (or, for one project, in its settings): no other module names one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Body = Literal["answer", "error"]
Ending = Literal["success", "failure", "no-request"]


@dataclass(frozen=True)
class Scenario:
    """How the mock behaves, and how a good program ends.

    `ending`: "success" uses the answer and exits 0; "failure" prints what went wrong on stderr, writes nothing and
    exits with another status; "no-request" does that without having sent anything.
    """

    name: str
    summary: str
    ending: Ending = "success"
    status: int | None = None
    """The status that every request is answered with; None answers as the true API would."""
    framing: Literal["sized", "chunked"] = "sized"
    compress: bool = False
    close: bool = False
    artifacts: int | None = None
    """How many artifacts the answer holds; None leaves it to the request."""
    key: Literal["set", "missing", "empty"] = "set"
    needs: Literal["anything", "artifact-list"] = "anything"
    """What an example must be like for the scenario to apply to it."""


BUNDLED = (
    Scenario("success", "the API answers well, and keeps the connection open"),
    Scenario("success-closed", "the API answers well, and closes the connection", close=True),
    Scenario("success-compressed", "the answer is compressed, where the client offered it", compress=True),
    Scenario("success-chunked", "the answer comes in chunks, without a length", framing="chunked"),
    Scenario("many-artifacts", "the answer holds more artifacts than one", artifacts=3, needs="artifact-list"),
    Scenario("unauthorized", "the key is refused (401)", "failure", status=401),
    Scenario("server-error", "the server fails (500, JSON)", "failure", status=500),
    Scenario("missing-key", "the variable of the key is not set", "no-request", key="missing"),
    Scenario("empty-key", "the variable of the key is empty", "no-request", key="empty"),
)
