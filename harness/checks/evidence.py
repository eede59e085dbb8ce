"""What a check is given: the case, what was to happen, and what did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from harness.catalogue.rules import Rules
from harness.common.attempts import Attempts, attempts, place
from harness.common.elsewhere import address_of
from harness.common.hosts import Host
from harness.common.redaction import redact
from harness.credentials import Credential, Keyring, TokenServer, granted, knows_no_key, of_key, settled
from harness.credentials.authorization import is_pending
from harness.model import Case, Dialect, Exchange, Finished, Operation, Outcome, Reply, Step, Traces
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
    server: TokenServer | None = None
    """What gives the case access tokens; None where the API knows none."""
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

        A request that was refused for a fault of its own is a failure to be reported. So is one that was not repeated
        until it was answered, where a program may choose. A scenario of keys, or of broken bodies, changes nothing for
        an operation without them, nor for an answer in which nothing can be broken.
        """
        lasts = [one.last for one in self.attempts]
        match self.scenario.ending:
            case "no-request" if lasts and self._knows_no_key:
                return "success"
            case "failure" if self.scenario.after and not any(one.failed for one in self.attempts):
                return "success"
            case "recovers" if any(one.failed for one in self.attempts) or not lasts:
                return "failure"
            case "recovers" if any(self.turn_of(last).body in ("broken", "wrong-shape") for last in lasts):
                return "faithful"
            case "recovers":
                return "success"
            case "success" | "faithful" if self.without_token or any(self._ends_it(last.reply) for last in lasts):
                return "failure"
            case "success" if self.failed_visits:
                return "failure"
            case "faithful" if lasts and all(one.reply.unbroken for one in self.exchanges):
                return "success"
            case "faithful" | "failure" if lasts and self.scenario.bends_bodies and all(map(_has_no_body, lasts)):
                return "success"
        return self.scenario.ending

    @property
    def _knows_no_key(self) -> bool:
        """True where the operation was not known when the case was planned, and the key is nothing to it."""
        variables = (self.key_env, *(one.env for one in self.credentials))
        return knows_no_key(self.api, self.steps or (Step(self.operation),), self.source, variables)

    def _ends_it(self, reply: Reply) -> bool:
        """True for an answer that is a failure. A program may show that what it removed is gone: its status says so."""
        if reply.absent == "deleted" and isinstance(self.outcome, Finished) and self.outcome.exit_status == 0:
            return False
        if reply.fault and (self.scenario.stream == "cut" or reply.status == 101):
            return True
        return (reply.status >= 400 or reply.moved) and not reply.unfinished

    @cached_property
    def attempts(self) -> tuple[Attempts, ...]:
        """The requests, each with its repetitions."""
        named = [step.operation for step in self.steps]
        several = not self.case.example.owes.one_operation or len(set(named)) < len(named)
        return attempts(self.exchanges, several=several)

    def turn_of(self, exchange: Exchange) -> Scenario:
        """What the scenario had in store for one exchange."""
        where = place(exchange.request)
        before = self.exchanges[: next(index for index, one in enumerate(self.exchanges) if one is exchange)]
        answered = sum(one.reply.status < 400 and one.reply.fault is None for one in before)
        return self.scenario.begun(answered).turn(sum(place(one.request) == where for one in before))

    def repeated(self, tried: Attempts) -> int:
        """How often a request was repeated after a failure."""
        return sum(one.reply.fault is not None or one.reply.status >= 400 for one, _ in tried.repeats)

    @property
    def without_token(self) -> bool:
        """True for a program that asked for an access token and was given none."""
        last = self.granted[-1:]
        return bool(last) and last[0].reply.status >= 400 and not is_pending(last[0].reply)

    def shown(self, text: Text) -> Text:
        """A text as a finding may quote it, without the key. It is cut after this: no part of a key would be found."""
        redacted: Text = redact(text, self.watched)
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
    def watched(self) -> tuple[str, ...]:
        """What no one may see: the secrets of the case, and what its tokens have in them."""
        return (*self.keyring.secrets, self.keyring.stem) if self.server else self.keyring.secrets

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges with the API, in order, without those that were only refused to be sent again with better
        credentials.
        """
        return settled(self.server, self.traces.exchanges)

    @property
    def broken_socket(self) -> Exchange | None:
        """The last exchange, where it opened a WebSocket that then broke off; None for any other."""
        last = self.last
        return last if last and last.reply.status == 101 and last.reply.fault else None

    @cached_property
    def granted(self) -> tuple[Exchange, ...]:
        """The requests for an access token."""
        return granted(self.server, self.traces.exchanges) if self.server else ()

    @cached_property
    def visits(self) -> tuple[Exchange, ...]:
        """The exchanges with a second host, to which answers of the API led."""
        return tuple(one for one in self.traces.exchanges if one.reply.visit is not None)

    @property
    def failed_visits(self) -> tuple[Exchange, ...]:
        """Those that were refused for good."""
        lasts = {address_of(one.request): one for one in self.visits}
        return tuple(one for one in lasts.values() if one.reply.status >= 400)

    @property
    def served(self) -> Exchange | None:
        """The last exchange in which a second host gave a file; None where none did."""
        got = (one for one in reversed(self.visits) if one.request.method == "GET" and one.reply.status < 300)
        return next(got, None)

    @property
    def last(self) -> Exchange | None:
        """The last exchange that tells how it went: with the API, or for a token; None where nothing was sent."""
        own = self.granted if self.without_token else self.failed_visits or self.exchanges
        return own[-1] if own else None


def _has_no_body(exchange: Exchange) -> bool:
    """True for a good answer that never has a body, which then can't be broken either."""
    reply = exchange.reply
    bare = exchange.request.method == "HEAD" or not reply.header("Content-Type")
    return bare and not reply.body and reply.status < 400
