"""Answers whatever request comes as the API would, in the scenario that is next, and puts it on the desk."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import cast

from harness.commands.serving.by_hand_tokens import HandTokens, secrets_of
from harness.commands.serving.desk import NORMAL, Desk
from harness.commands.serving.hiding import credentials
from harness.commands.serving.lookup import Found, Lookup
from harness.commands.serving.preference import preference_of, preferred
from harness.commands.serving.seen import Judge, Seen
from harness.common.attempts import may_pass, place
from harness.credentials import Keyring, TokenServer, of_key
from harness.model import Exchange, Finding, Message, Reply, Request, Talk, Visit
from harness.respond import Answerer, Leads, Scripts, Things, Turns, WithElsewhere
from harness.respond.tokens import expired
from harness.scenarios import Scenario

MOST_ATTEMPTS = 20
"""Attempts of one request that are remembered."""

PROBLEM = "Harness-Problem"
"""The header of a response that says what is wrong with the request."""
LONGEST_HEADER = 400
"""Characters of it."""


@dataclass(frozen=True)
class HandMock:
    """The API for a program that a person starts: any key will do, and any operation of any version."""

    lookup: Lookup
    judge: Judge
    desk: Desk
    own_keys: tuple[str, ...]
    """Keys that are hidden wherever they come, since this process was given them."""
    told: Callable[[Seen], None]
    strict: bool = False
    """True where what the document does not name is refused, as in a run."""
    scripts: Scripts = field(default_factory=dict)
    """What operations answer to a request that is sent again and again."""
    things: Mapping[str, Things] = field(default_factory=dict)
    """API version -> what was made since the start, where the API keeps state."""
    leads: Leads = field(default_factory=Leads)
    """The addresses that answers gave since the start."""
    _failed: dict[tuple[str, str], list[Exchange]] = field(default_factory=dict)
    """Method and path -> the attempts that may be repeated."""

    def __call__(self, request: Request) -> Reply:
        """The reply to a request for the API."""
        started = time.time()
        server = self._tokens.server(request)
        if server is not None:
            return self._token(server, request, started)
        first, visit = self.leads.first(request), self.leads.visit(request)
        asked = first.request if first else request
        found, (scenario, turns) = self.lookup.find(asked), self._next(visit)
        keys = tuple(dict.fromkeys((*credentials(found.api, found.operation, request), *self.own_keys)))
        unique = f"request {self.desk.count + 1}"
        sent = next(iter(credentials(found.api, found.operation, request)), "")
        rules, tolerant = self.lookup.catalogue.rules, not self.strict
        answerer = Answerer(
            found.api,
            found.operation,
            scenario,
            rules,
            _held(sent),
            unique,
            scripts=self.scripts,
            things=self.things.get(found.api.name),
            leads=self.leads,
            tolerant=tolerant,
        )
        wanted = preference_of(request)
        if scenario.tokens == "expire":
            reply = expired()
        elif wanted is None:
            answers = partial(turns.reply, answerer)
            led = WithElsewhere(found.api, found.operation, scenario, answers, self.leads)
            reply = cast(Reply, led(request))  # what answers for the API here does so at once
        else:
            reply = preferred(found.api, found.operation, request, wanted)
        exchange = Exchange(request, reply, started, reply.delay)
        judged = replace(exchange, request=asked)
        findings = [] if visit else self.judge.findings(judged, found, scenario, keys, self._earlier(judged))
        told = replace(exchange, reply=_with_problem(reply, findings))
        self.told(self.desk.add(self.judge.seen(told, found, scenario, keys, findings)))
        if reply.talk is not None:
            return replace(told.reply, talk=self._heard(told, found, scenario, keys, reply.talk))
        return told.reply

    def _heard(self, exchange: Exchange, found: Found, scenario: Scenario, keys: Sequence[str], talk: Talk) -> Talk:
        """The talk of a WebSocket, of whose messages each is put on the desk with what is said to it."""

        def hear(message: Message | None) -> tuple[Message, ...]:
            said = talk(message)
            if turn := (*filter(None, (message,)), *said):
                now = replace(exchange, messages=turn, started=time.time())
                findings = self.judge.said(now, found, scenario, keys)
                self.told(self.desk.add(self.judge.seen(now, found, scenario, keys, findings)))
            return said

        return hear

    def _next(self, visit: Visit | None) -> tuple[Scenario, Turns]:
        """The scenario for a request that has come: one to a second host is not what a person chose it for."""
        return (self.desk.scenarios[self.desk.chosen], Turns()) if visit else self.desk.take()

    def _token(self, server: TokenServer, request: Request, started: float) -> Reply:
        """The reply to a request for an access token. A scenario that is about the API waits for a request to it."""
        chosen = self.desk.scenarios[self.desk.chosen]
        scenario = self.desk.take()[0] if chosen.tokens == "refuse" else self.desk.scenarios[NORMAL]
        reply, findings = self._tokens.answered(server, request, scenario)
        exchange = Exchange(request, reply, started, reply.delay)
        keys = (*secrets_of(server, request), *self.own_keys)
        self.told(self.desk.add(self.judge.seen(exchange, self._tokens.found(server), scenario, keys, findings)))
        return reply

    @cached_property
    def _tokens(self) -> HandTokens:
        return HandTokens(self.lookup.catalogue.apis)

    def _earlier(self, exchange: Exchange) -> tuple[Exchange, ...]:
        """The attempts that a request repeats."""
        where = place(exchange.request)
        earlier = tuple(self._failed.pop(where, ()))
        if may_pass(exchange.reply):
            self._failed[where] = [*earlier, exchange][-MOST_ATTEMPTS:]
        return earlier


def _with_problem(reply: Reply, findings: Sequence[Finding]) -> Reply:
    """The reply with a header that says what is wrong with the request; few bodies have a place for it."""
    wrong = next((finding for finding in findings if finding.severity == "error"), None)
    if wrong is None:
        return reply
    text = " ".join(wrong.message.encode("ascii", "replace").decode().split())
    return replace(reply, headers=(*reply.headers, (PROBLEM, text[:LONGEST_HEADER])))


def _held(key: str) -> Keyring:
    """Whatever a person's program sends is its key."""
    return Keyring(of_key("", key))
