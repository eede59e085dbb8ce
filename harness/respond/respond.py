"""A scenario and an operation -> the callable that decides what a request is answered with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harness import openapi
from harness.catalogue.rules import Rules
from harness.common.statuses import phrase
from harness.credentials import Keyring, digest, fault
from harness.credentials.challenges import challenges
from harness.model import Call, Exchange, Headers, Operation, Portion, Reply, Request
from harness.respond import bent, chaining, paced, pages, pictures, talks
from harness.respond.additions import NOTHING_ADDED, Additions
from harness.respond.asked_for import with_asked
from harness.respond.leads import Leads
from harness.respond.scripted import filled, with_fields
from harness.respond.stand_ins import NO_STAND_INS, StandIns
from harness.respond.things import Things
from harness.scenarios import Fault, Scenario, ScriptedAnswer

if TYPE_CHECKING:
    from harness.openapi.graphql import Graphql

DEFAULT_SIZE = (512, 512)
BENT = ("broken", "wrong-shape")
"""Bodies that are made of a good one."""
TRUE_ANSWER = ScriptedAnswer()
Scripts = Mapping[Operation, Sequence[ScriptedAnswer]]
"""Operation -> what the true API answers to a request that is sent again and again."""
REFUSED = {
    "auth-missing": 401,
    "auth-scheme": 401,
    "oauth-scope": 403,
    "unknown-operation": 404,
    "wrong-operation": 404,
    "method": 405,
}
"""What a server answers to a violation, whatever the document declares."""
USUAL = {"accept": 406, "content-type": 415}
"""What it answers unless the document prefers 400 or 422 (RFC 9110, 15.5.7 and 15.5.16); to all others 400."""


@dataclass(frozen=True)
class Answerer:
    """Answers as the API would, to a request for any of its operations, and as the scenario bends it."""

    api: openapi.Api
    operation: Operation
    scenario: Scenario
    rules: Rules
    keyring: Keyring
    """The credentials that the case has for itself."""
    unique: str
    """A text that no other case has: it makes the images and the error ids the case's own."""
    chained: tuple[str, ...] = ()
    """Fields of the answer, as `file.id`, that a later request carries: their values are the case's own."""
    additions: Additions = NOTHING_ADDED
    """What a sample's library adds: a server passes over it."""
    tolerant: bool = False
    """True where what the document does not name is passed over, unless it forbids it."""
    stand_ins: StandIns = NO_STAND_INS
    """What the program's placeholders stand for."""
    earlier: Sequence[Exchange] = ()
    """The exchanges of the program so far."""
    last_page: bool = False
    """True where a list says that no more of it follows: a client that reads all pages would else never end."""
    begun: bool = False
    """True where a request of the same method and path was answered before: the pages that follow are known."""
    in_pages: bool = True
    """False where the settings say themselves which pages a program asks for."""
    things: Things | None = None
    """What the program made so far; None where the API keeps no state."""
    leads: Leads | None = None
    """What remembers the addresses that answers give; None leaves them as the document has them."""
    scripts: Scripts = field(default_factory=dict)
    scripted: ScriptedAnswer = TRUE_ANSWER
    """What of the true answer the settings have otherwise, this time."""
    lenient: bool = False
    """True where no request is refused: a program whose request is at fault shows what it does with a good answer."""
    asked_for: tuple[str, ...] = ()
    """Fields that the program asks for and the answer lacks: each then is beside what is most like it."""

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        reply = self._decide(request)
        if digest.is_challenged(Exchange(request, reply)):
            return reply  # a scenario is about the answer to a request that says who it is
        scenario, own = self.scenario, self.scripted
        if reply.body and scenario.compress and "gzip" in (request.header("Accept-Encoding") or ""):
            reply = replace(
                reply,
                headers=(*reply.headers, ("Content-Encoding", "gzip")),
                body=gzip.compress(reply.body, compresslevel=1, mtime=0),
            )
        if scenario.stream != "whole":
            reply = self._in_pieces(reply)
        return replace(
            _with(reply, scenario.headers, request),
            framing="chunked" if reply.cuts else scenario.framing if reply.body else "sized",
            close=scenario.close,
            delay=scenario.delay + (own.delay if scenario.status is None else 0),
            fault=reply.fault or scenario.fault or (own.fault if scenario.status is None else None),
            unfinished=reply.status < 400 and (scenario.body, own.body) != ("answer", "answer") and not reply.unbroken,
        )

    def _in_pieces(self, reply: Reply) -> Reply:
        """A stream in pieces, cut off where the scenario has it so; any other answer as it is."""
        media = reply.header("Content-Type") or ""
        if reply.status >= 300 or not openapi.is_stream(media) or not reply.body:
            return reply
        body = paced.marked(reply.body, media)
        fault: Fault | None = "truncate" if self.scenario.stream == "cut" else None
        return replace(reply, body=body, cuts=paced.cuts(body), pause=paced.PAUSE, fault=fault)

    def _decide(self, request: Request) -> Reply:
        if request.fault:
            return self._error(None, 400, None, f"The request could not be read: {request.fault}.")
        if self.scenario.body == "page":
            return _page(self.scenario.status or 502)
        if (self.scenario.status or 0) >= 300:
            return self._error(None, self.scenario.status or 0, None, None)
        request = self.stand_ins.filled(request)
        seen = self.api.inspect(request, self.operation)
        refusal = self._refused(request, seen)
        if self.lenient and not (refusal and digest.is_challenged(Exchange(request, refusal))):
            return self._success(request, seen.call)
        return replace(refusal, refused=True) if refusal else self._success(request, seen.call)

    def _refused(self, request: Request, seen: openapi.Inspection) -> Reply | None:
        """The answer to a request that is at fault; None for any other."""
        for violation in seen.violations:
            passed = (self.tolerant and violation.undeclared) or self.additions.hold(violation, request)
            if violation.severity == "error" and not passed:
                status = REFUSED.get(violation.code) or self.api.refusal_status(
                    self.operation, USUAL.get(violation.code, 400)
                )
                return self._error(seen.call, status, None, _sentence(violation.message))
        wrong = fault(self.api, self.operation, request, self.keyring.after(self.earlier))
        if wrong and wrong.severity == "error":
            return self._error(seen.call, REFUSED.get(wrong.code, 401), None, None)
        for rule in self.rules.violations(seen.call) if seen.call else ():
            return self._error(seen.call, rule.status, rule.name, rule.message)
        if self.api.socket(self.operation):
            return talks.refusal(request)
        if self.api.graphql and seen.call and self.api.speaks_graphql(self.operation):
            faults = self.api.graphql.faults(seen.call.body)
            return _of_graphql(400, {"errors": [{"message": one} for one in faults]}) if faults else None
        return None

    def _success(self, request: Request, call: Call | None) -> Reply:
        own = self.scripted
        if own.body == "page":
            return _with(_page(own.status or 502), own.headers, request)
        status = self.scenario.status or own.status or self.api.success_status(self.operation)
        if (own.status or 0) >= 300 or own.body == "error":
            return _with(self._error(call, status, None, None), own.headers, request)
        if socket := self.api.socket(self.operation):
            conversation = talks.Conversation(socket, self.scenario.socket, self.tolerant)
            return talks.refusal(request) or talks.opened(request, conversation)
        if self.api.graphql and call and self.api.speaks_graphql(self.operation):
            return self._of_query(call.body, self.api.graphql)
        absent = self.things.absent(call) if self.things and call else None
        if absent:
            return replace(self._error(call, 404, None, None), absent=absent)
        contents = self.rules.contents(call) if call else {}
        size = contents.get("image_size") or DEFAULT_SIZE
        count = self.scenario.artifacts or contents.get("count", 1)
        answer = self.api.answer(
            self.operation,
            status,
            request.header("Accept"),
            lambda index: pictures.draw(*size, f"{self.unique}#{index}"),
            count,
            streamed=_asks_for_stream(call, self.api.stream_field(self.operation)),
        )
        wide = frozenset(name for name in self.chained if self.api.is_wide(self.operation, name))
        body = chaining.with_own_values(answer.body, self.chained, self.unique, wide) if self.chained else answer.body
        body = chaining.without_more(body) if self.last_page else body
        if self.things and call and self._is_whole:
            body = self.things.answered(call, status, body)
        paged = self._paged(request, call, replace(answer, body=body)) if status < 300 else None
        if paged and paged.status >= 400:
            return paged
        headers, body = (paged.headers, paged.body) if paged else (answer.headers, body)
        body = chaining.with_token(body, self.keyring.after(self.earlier).next_token)
        body = with_asked(body, self.asked_for) if self.asked_for else body
        if self.leads is not None:
            headers, body = self.leads.answer(self.api, request, headers, body)
        changed = self._bent(body, answer.header("Content-Type") or "")
        unbroken = changed == body and self._kind in BENT
        reply = Reply(answer.status, headers, changed, page=paged.page if paged else None, unbroken=unbroken)
        return _with(reply, own.headers, request)

    def _of_query(self, body: Any, schema: Graphql) -> Reply:
        """The answer to a query; of one that is at fault, and answered all the same, errors."""
        faults = schema.faults(body)
        if self.scenario.graphql == "errors" or faults:
            message = faults[0] if faults else "The data could not be read."
            value = {"data": None, "errors": [{"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}
        else:
            value = schema.answer(body)
        reply = _of_graphql(200, value)
        return replace(reply, body=self._bent(reply.body, "application/json"))

    def _paged(self, request: Request, call: Call | None, answer: openapi.Answer) -> Reply | None:
        """The part of a list that a request asks for; None where the operation has no list that comes in pages."""
        paging = self.api.paging(self.operation) if self.in_pages and call else None
        if paging is None or call is None or "json" not in (answer.header("Content-Type") or ""):
            return None
        asked = {**(call.body if isinstance(call.body, dict) else {}), **call.query}
        seed, link = f"{self.operation.api} {self.operation.id}", answer.header("Link") or ""
        listed = pages.Listed(paging, json.loads(answer.body), link, asked, self.scenario.pages, seed)
        if not listed.known:
            return None
        if listed.start is None and (self.begun or not listed.may_begin):
            told = f'{paging.parameter}: no answer gave "{listed.sent}".'
            page = Portion(paging.parameter, listed.sent, known=False)
            return replace(self._error(call, self.api.refusal_status(self.operation), None, told), page=page)
        value, more, page = pages.part(listed, request)
        kept = tuple(one for one in answer.headers if one[0].lower() != "link" or not paging.link)
        return Reply(answer.status, (*kept, *more), json.dumps(value, ensure_ascii=False).encode(), page=page)

    @property
    def _is_whole(self) -> bool:
        """True where the request is carried out. One whose connection breaks could have been, and here it was not."""
        return (self.scenario.fault or self.scripted.fault) is None

    @property
    def _kind(self) -> str:
        return self.scenario.body if self.scenario.body != "answer" else self.scripted.body

    def _bent(self, body: bytes, media: str) -> bytes:
        """The answer's body as the scenario has it, or the settings."""
        if self._kind == "broken":
            return bent.broken(body, media)
        if self._kind == "wrong-shape":
            return bent.shapeless(body, media)
        return with_fields(body, self.scripted.set)

    def _error(self, call: Call | None, status: int, name: str | None, message: str | None) -> Reply:
        reply = self._refusal(call, status, name, message)
        if status != 401 or reply.header("WWW-Authenticate"):
            return reply
        asked = challenges(self.api.security(self.operation), self.keyring.key.value)
        return replace(reply, headers=(*reply.headers, *asked))

    def _refusal(self, call: Call | None, status: int, name: str | None, message: str | None) -> Reply:
        body: Mapping[str, object] | None = self.rules.error_body(call, status, name, message, self.unique)
        if body is None:
            answer = self.api.answer(self.operation, status, "application/json", message=message or "")
            if answer.body:
                return Reply(status, answer.headers, answer.body)
            body = {"message": message or phrase(status, f"status {status}")}
        return Reply(status, (("Content-Type", "application/json"),), json.dumps(body).encode())


def _of_graphql(status: int, value: Any) -> Reply:
    return Reply(status, (("Content-Type", "application/json"),), json.dumps(value, ensure_ascii=False).encode())


def _asks_for_stream(call: Call | None, name: str) -> bool:
    """True where the field of that name is true: so clients ask for events, whatever their `Accept` says."""
    if call is None:
        return False
    body = call.body if isinstance(call.body, dict) else {}
    return body.get(name) is True or call.query.get(name) is True


def _with(reply: Reply, more: Headers, request: Request) -> Reply:
    """An answer with headers that a scenario or the settings have for it; those of the same names are replaced.

    A wait that only the document names is made short: a program that heeds it would wait for minutes.
    """
    names = {name.lower() for name, _ in more}
    kept = ((name, _brief(value) if name.lower() == "retry-after" else value) for name, value in reply.headers)
    return replace(reply, headers=(*(one for one in kept if one[0].lower() not in names), *filled(more, request)))


def _brief(wait: str) -> str:
    return "1" if wait.isdecimal() and int(wait) > 1 else wait


def _page(status: int) -> Reply:
    title = f"{status} {phrase(status, f'status {status}')}"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body>\r\n</html>\r\n"
    return Reply(status, (("Content-Type", "text/html"),), page.encode())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
