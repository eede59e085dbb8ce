"""A case's second host: it takes uploads, gives files, and is where redirects across hosts lead."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from harness import openapi
from harness.common.elsewhere import origin_of
from harness.model import Operation, Reply, Request, Responder, Visit
from harness.respond import pictures
from harness.respond.leads import TAKING, Leads, Redirected
from harness.scenarios import Scenario

MOVED = "/_moved"
"""What the paths begin with to which redirects on the API's own host lead."""
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


@dataclass
class WithElsewhere:
    """Answers one start of a program: the second host's requests, redirects, and all others as the API would."""

    api: openapi.Api
    operation: Operation
    scenario: Scenario
    inner: Responder
    leads: Leads

    def __call__(self, request: Request) -> Reply | Awaitable[Reply]:
        """The reply to one request."""
        first = self.leads.first(request)
        if first:
            return self._arrived(request, first)
        visit = self.leads.visit(request)
        if visit:
            return self._at_second_host(request, visit)
        return self._redirect(request) or self.inner(request)

    def _redirect(self, request: Request) -> Reply | None:
        """The redirect that is played before the answer; None where the document declares none."""
        if self.scenario.redirect == "none" or request.fault:
            return None
        route = self.api.route(request.method, request.target, self.operation)
        statuses = self.api.redirects(route.operation) if route else ()
        away = self.scenario.redirect == "other-host"
        where = self.leads.other_host(request) if away else origin_of(request) + MOVED
        if not (route and statuses and where):
            return None
        location = where + request.target
        self.leads.redirected[location] = Redirected(request, statuses[0], away)
        answer = self.api.answer(route.operation, statuses[0], request.header("Accept"))
        kept = tuple(one for one in answer.headers if one[0].lower() != "location")
        return Reply(statuses[0], (*kept, ("Location", location)), answer.body, moved=True)

    def _arrived(self, request: Request, first: Redirected) -> Reply | Awaitable[Reply]:
        """The answer to a request that followed a redirect.

        The second host needs no key: what it was sent of one is looked at, and not asked for.
        """
        asked = replace(request, target=first.request.target, origin=first.request.origin)
        if first.status == 303:
            asked = first.request
        elif request.method != first.request.method and request.method in ("GET", "HEAD"):
            reply = Reply(405, _JSON, json.dumps({"message": f"{request.method} is not allowed here."}).encode())
            return _visited(reply, request) if first.away else reply
        if first.away:
            asked = replace(asked, headers=first.request.headers)
        answered = self.inner(asked)
        return _visited(answered, request) if first.away and isinstance(answered, Reply) else answered

    def _at_second_host(self, request: Request, visit: Visit) -> Reply:
        """What a store of files answers. It never asks for a key: the address itself allows what is done there."""
        taking = request.method in TAKING
        if not visit.field:
            reply = _refusal(403, "SignatureDoesNotMatch", "The signature is not that of this address.")
        elif request.method not in visit.methods:
            reply = _refusal(405, "MethodNotAllowed", f"{request.method} is not allowed against this resource.")
        elif taking and self.scenario.uploads == "refused":
            reply = _refusal(403, "AccessDenied", "Request has expired")
        elif taking:
            reply = Reply(200, (("ETag", f'"{hashlib.md5(request.body, usedforsecurity=False).hexdigest()}"'),))
        else:
            reply = _file(urlsplit(request.target).path)
        return replace(reply, visit=visit)


_JSON = (("Content-Type", "application/json"),)


def _visited(reply: Reply, request: Request) -> Reply:
    return replace(reply, visit=Visit(origin_of(request), "Location"))


def _refusal(status: int, code: str, message: str) -> Reply:
    """An error as stores of files write it."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Reply(status, (("Content-Type", "application/xml"),), body.encode())


def _file(path: str) -> Reply:
    """A file that is the same in every language."""
    if path.lower().endswith(PICTURES):
        return Reply(200, (("Content-Type", "image/png"),), pictures.draw(64, 64, path))
    if path.lower().endswith(".json"):
        return Reply(200, _JSON, json.dumps({"path": path}).encode())
    return Reply(200, (("Content-Type", "application/octet-stream"),), f"The file {path}.\n".encode())
