"""What answers the requests of one start of a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from harness.common.elsewhere import SECOND
from harness.credentials import TokenServer
from harness.model import Exchange, Operation, Responder
from harness.respond import Alone, Answerer, AsNamed, Effect, InOrder, Leads, Things, WithElsewhere, WithTokens


@dataclass(frozen=True)
class Start:
    """Makes what answers one start of a program."""

    server: TokenServer
    answerers: tuple[Answerer, ...]
    resources: Mapping[Operation, Effect] | None
    in_order: bool
    by_name: bool

    def responder(self) -> Responder:
        """For a program that has sent nothing yet: no client waits while validators are made."""
        for one in self.answerers:
            one.api.prepare(one.operation)
        earlier: list[Exchange] = []
        api = self.server.api
        things = None if self.resources is None else Things(api, self.resources)
        leads = Leads(SECOND)
        own = [replace(one, earlier=earlier, things=things, leads=leads) for one in self.answerers]
        answers: Responder = Alone(own[0])
        if self.in_order:
            answers = InOrder(api, own)
        elif self.by_name:
            answers = AsNamed(api, own[0])
        asked = WithTokens(self.server, own[0].scenario, answers, earlier)
        return WithElsewhere(api, own[0].operation, own[0].scenario, asked, leads)

    def lenient(self, asked_for: tuple[str, ...]) -> Responder:
        """As `responder`, for a start whose every request is answered well."""
        kind = tuple(replace(one, lenient=True, asked_for=asked_for) for one in self.answerers)
        return replace(self, server=replace(self.server, lenient=True), answerers=kind).responder()
