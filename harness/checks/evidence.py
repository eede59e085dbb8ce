"""What a check is given: the case, what was to happen, and what did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from harness.catalogue.rules import Rules
from harness.common.attempts import Attempts, attempts, place
from harness.common.hosts import Host
from harness.common.redaction import redact
from harness.credentials import Credential, Keyring, digest, of_key
from harness.model import Case, Dialect, Exchange, Operation, Outcome, Step, Traces
from harness.openapi import Api
from harness.respond import NO_STAND_INS, NOTHING_ADDED, Additions, StandIns
from harness.scenarios import Ending, Scenario
from harness.source.unsent import unsent

Text = TypeVar("Text", str, bytes)


@dataclass(frozen=True)
class Promise:
    """What the settings say that the programs of an operation do with a good answer."""

    media: str | None = None
    """The media type that the example asks for; None where nothing is said."""
    writes: Mapping[str, str] = field(default_factory=dict)
    """Media type -> path of a file relative to the private copy, with `{index}` in it."""
    prints: bool = False


@dataclass(frozen=True)
class Evidence:
    """A case with its outcome, and all that it is judged by."""

    case: Case
    scenario: Scenario
    operation: Operation
    outcome: Outcome
    traces: Traces
    key: str
    api: Api
    rules: Rules
    promise: Promise
    inputs: Mapping[str, bytes]
    """The inputs that lie beside the programs: base name -> content."""
    key_env: str
    steps: tuple[Step, ...] = ()
    """The requests that are due, where there are several."""
    source: str = ""
    """The program's text."""
    variables: frozenset[str] = frozenset()
    """The variables that the program was given."""
    lacking: frozenset[str] = frozenset()
    """The files that its text names, and that are not there."""
    credentials: tuple[Credential, ...] = ()
    """All that the case has to say who it is; empty where that is its key alone."""
    host_env: str = ""
    """The variable that holds the host; empty where programs name their host."""
    additions: Additions = NOTHING_ADDED
    """What a sample's library adds to its requests."""
    tolerant: bool = False
    """True where what the document does not name is worth a note alone, unless it forbids it."""
    stand_ins: StandIns = NO_STAND_INS
    """What the program's placeholders stand for."""
    hosts: Mapping[Operation, tuple[Host, ...]] = field(default_factory=dict)
    """Where each operation of the case may be called by a program that names its host."""
    retries: int = 5
    """How often it may repeat a request that failed."""

    @property
    def due(self) -> Ending:
        """How a good program ends now, by the last attempt of each of its requests.

        A request that was refused for a fault of its own is a failure to be told, and so is one that was not repeated
        until it was answered, where a program may choose.
        """
        lasts = [one.last for one in self.attempts]
        match self.scenario.ending:
            case "recovers" if any(one.failed for one in self.attempts) or not lasts:
                return "failure"
            case "recovers" if any(self.turn_of(last).body in ("broken", "wrong-shape") for last in lasts):
                return "faithful"
            case "recovers":
                return "success"
            case "success" | "faithful" if any(
                last.reply.status >= 400 and not last.reply.unfinished for last in lasts
            ):
                return "failure"
        return self.scenario.ending

    @cached_property
    def attempts(self) -> tuple[Attempts, ...]:
        """The requests, each with its repetitions."""
        return attempts(self.exchanges)

    def turn_of(self, exchange: Exchange) -> Scenario:
        """What the scenario had in store for one exchange."""
        where = place(exchange.request)
        before = self.exchanges[: next(index for index, one in enumerate(self.exchanges) if one is exchange)]
        return self.scenario.turn(sum(place(one.request) == where for one in before))

    def repeated(self, tried: Attempts) -> int:
        """How often a request was repeated after a failure."""
        return sum(one.reply.fault is not None or one.reply.status >= 400 for one, _ in tried.repeats)

    def shown(self, text: Text) -> Text:
        """A text as a finding may quote it, without the key. It is cut after this: no part of a key would be found."""
        redacted: Text = redact(text, self.keyring.secrets)
        return redacted

    @cached_property
    def unsent(self) -> tuple[str, int] | None:
        """What keeps the program from sending a request, and its line, where nothing was sent and that can be seen."""
        return None if self.exchanges else unsent(self.source, self.traces.stderr, self.dialect)

    @property
    def dialect(self) -> Dialect:
        """How the program's text reads."""
        return self.case.example.dialect

    @cached_property
    def keyring(self) -> Keyring:
        """The credentials of the case."""
        return Keyring(self.credentials or of_key(self.key_env, self.key), self.rules.signature)

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges, in order, without those that only asked for the challenge of HTTP Digest."""
        return digest.settled(self.traces.exchanges)

    @property
    def last(self) -> Exchange | None:
        """The last exchange; None where nothing was sent."""
        return self.exchanges[-1] if self.exchanges else None
