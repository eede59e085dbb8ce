"""Answers in sequence: which one is due to a request, by how often its method and path came before."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace

from harness.common.attempts import place
from harness.credentials import digest
from harness.model import Exchange, Reply, Request
from harness.respond.pages import PATIENCE
from harness.respond.respond import Answerer


@dataclass
class Turns:
    """The requests that came to one start of a program."""

    _played: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many of a method and path came."""
    _answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many of them had an answer of the API's own, and not the scenario's."""

    _pages: Counter[tuple[str, str, bytes]] = field(default_factory=Counter)
    """How often each page was asked for; those beyond the end of a list are one."""

    def reply(self, answerer: Answerer, request: Request) -> Reply:
        """The reply that is due to a request now.

        A scenario's answers come first. Those of the operation are what the true API answers, so that they go on
        wherever the scenario leaves a request to it.
        """
        where, scenario = place(request), answerer.scenario.begun(self._answered.total())
        played, script = self._played[where], answerer.scripts.get(answerer.operation, ())
        answered = min(self._answered[where], max(0, len(script) - 1))
        turn = replace(
            answerer,
            scenario=scenario.turn(played),
            scripted=script[answered] if script else answerer.scripted,
            begun=self._answered[where] > 0,
        )
        reply = turn(request)
        if digest.is_challenged(Exchange(request, reply)):
            return reply
        left_to_api = turn.scenario.status is None and turn.scenario.fault is None
        if scenario.after and reply.status >= 400 and answerer.api.paging(answerer.operation):
            reply = replace(reply, page=replace(turn, scenario=scenario.begun(0))(request).page)
        if self._loops(request, reply):
            return replace(too_often(request), page=reply.page)
        refused = left_to_api and reply.status >= 400 and not turn.scripted.fails
        self._played[where] += 1
        self._answered[where] += left_to_api and not refused
        goes_on = scenario.goes_on_after(played) or (left_to_api and answered < len(script) - 1)
        return replace(reply, unfinished=reply.unfinished or (goes_on and not refused))

    def _loops(self, request: Request, reply: Reply) -> bool:
        """True for a page that was given often enough: a program that asks for it for ever is ended."""
        if reply.page is None or reply.status >= 400:
            return False
        which = (*place(request), b"") if reply.page.beyond else (request.method, request.target, request.body)
        self._pages[which] += 1
        return self._pages[which] > PATIENCE


def too_often(request: Request) -> Reply:
    """What a server says to a client that asks for one page again and again (RFC 6585, section 4)."""
    body = {"message": f"{request.target} was asked for too often."}
    return Reply(429, (("Content-Type", "application/json"),), json.dumps(body).encode(), close=True)
