"""Answers whatever request comes as the API would, in the scenario that is next, and puts it on the desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.commands.serving.credentials import credentials
from harness.commands.serving.desk import Desk
from harness.commands.serving.lookup import Lookup
from harness.commands.serving.preference import preference_of, preferred
from harness.commands.serving.seen import Judge, Seen
from harness.credentials import Keyring, of_key
from harness.model import Exchange, Reply, Request
from harness.respond import Answerer


@dataclass(frozen=True)
class HandMock:
    """The API for a program that a person starts: any key will do, and any operation of any version."""

    lookup: Lookup
    judge: Judge
    desk: Desk
    own_keys: tuple[str, ...]
    """Keys that are hidden wherever they come, since this process was given them."""
    told: Callable[[Seen], None]

    def __call__(self, request: Request) -> Reply:
        """The reply to a request for the API."""
        started = time.time()
        found, scenario = self.lookup.find(request), self.desk.take()
        keys = tuple(dict.fromkeys((*credentials(found.api, found.operation, request), *self.own_keys)))
        unique = f"request {self.desk.count + 1}"
        sent = next(iter(credentials(found.api, found.operation, request)), "")
        answerer = Answerer(found.api, found.operation, scenario, self.lookup.catalogue.rules, _held(sent), unique)
        wanted = preference_of(request)
        reply = answerer(request) if wanted is None else preferred(found.api, found.operation, request, wanted)
        self.told(self.desk.add(self.judge.seen(Exchange(request, reply, started), found, scenario, keys)))
        return reply


def _held(key: str) -> Keyring:
    """Whatever a person's program sends is its key."""
    return Keyring(of_key("", key))
