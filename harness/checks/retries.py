"""How the program repeated a request that failed: not before it may, not another one, not without end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from harness.checks.evidence import Evidence
from harness.common.attempts import Attempts, without_boundary
from harness.common.momentary import KEY, OF_THE_MOMENT
from harness.model import Exchange, Finding, Operation, Reply, Request

SLACK = 0.1
"""Seconds by which a repetition may be early: Node.js's timers, for one, may ring a little before their time."""
SLACK_OF_DATES = 1.0
"""The same for dates, which have whole seconds."""
IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"))
"""Methods that may be repeated whatever became of the first request (RFC 9110, 9.2.2)."""
WORDS = ("--retry", "sleep", "Sleep", "setTimeout", "backoff", "Retry(", "retries", "retry", "attempt")
"""What the line holds that repeats, or that waits."""
REPEATS = re.compile(
    r"(?i)--retry|sleep|settimeout|back_?off|retr(?:y|ies)|attempt|\b(?:for|while|until|loop|do|goto)\b"
)
"""What a program holds that repeats a request by itself, or says how its library does."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "retries"; each at most once a request."""
    for tried in evidence.attempts:
        yield from _endless(evidence, tried)
        route = evidence.api.route(tried.first.request.method, tried.first.request.target, evidence.operation)
        operation = route.operation if route else evidence.operation
        pairs = list(tried.repeats)
        for found in (
            (_early(evidence, one, then) for one, then in pairs),
            (_changed(evidence, operation, one.request, then.request) for one, then in pairs),
            (_unsafe(evidence, operation, one) for one, _ in pairs),
        ):
            yield from filter(None, [next(filter(None, found), None)])


def _endless(evidence: Evidence, tried: Attempts) -> Iterator[Finding]:
    if evidence.repeated(tried) > evidence.retries:
        yield Finding(
            "retry-endless",
            f"it repeated {_line(tried.first)} {evidence.repeated(tried)} times, and was never answered otherwise"
            if tried.failed
            else f"it repeated {_line(tried.first)} {evidence.repeated(tried)} times",
            expected=f"at most {evidence.retries} repetitions, and then a message (setting: retries)",
            actual=f"{len(tried.exchanges)} requests",
            words=WORDS,
        )


def _early(evidence: Evidence, before: Exchange, then: Exchange) -> Finding | None:
    """A repetition before the time that the answer named, in seconds or as a date (RFC 9110, 10.2.3).

    It is a warning where the program itself repeats nothing: it can't change when its library does.
    """
    asked = before.reply.header("Retry-After") or ""
    answered = before.started + before.seconds
    due = _due(asked, answered)
    if due is None or before.reply.fault or then.started >= due:
        return None
    waited = max(0.0, then.started - answered)
    return Finding(
        "retry-early",
        f"it repeated {_line(then)} after {waited:.1f} s, and the answer said Retry-After: {asked}",
        expected=f"a wait as long as Retry-After says: {asked}{' s' if asked.isdecimal() else ''}",
        actual=f"{waited:.1f} s",
        severity="error" if not evidence.source or REPEATS.search(evidence.source) else "warning",
        words=WORDS,
        names=("Retry-After",),
    )


def _due(asked: str, answered: float) -> float | None:
    """The earliest moment of a repetition, in seconds since 1970; None where the header says nothing."""
    if asked.strip().isdecimal():
        return answered + int(asked) - SLACK
    try:
        return parsedate_to_datetime(asked).timestamp() - SLACK_OF_DATES
    except (ValueError, TypeError):
        return None


def _changed(evidence: Evidence, operation: Operation, before: Request, then: Request) -> Finding | None:
    """What is not the same in a request and its repetition."""
    first, second = (_told(evidence, operation, request) for request in (before, then))
    at = next((name for name in {**first, **second} if first.get(name) != second.get(name)), None)
    if at is None:
        return None
    return Finding(
        "retry-changed",
        f"it repeated {before.method} {before.target.partition('?')[0]} with another {at}",
        expected=evidence.shown(_short(first.get(at))),
        actual=evidence.shown(_short(second.get(at))),
        words=(at.removeprefix("header "), "uuid", "UUID", *WORDS),
        names=(at,),
    )


def _told(evidence: Evidence, operation: Operation, request: Request) -> dict[str, Any]:
    """What a server acts by: query and body, and the key by which it knows a repetition. Boundaries do not count."""
    declared = _declared_keys(evidence, operation)
    keys = {f"header {name}": value for name, value in request.headers if KEY.search(name) or name.lower() in declared}
    call = evidence.api.inspect(request, operation).call if not request.fault else None
    if call is None:
        return {**keys, "body": without_boundary(request), "query": request.target.partition("?")[2]}
    return {**keys, "query": _lasting(dict(call.query)), "body": _lasting(call.body), "file": call.files}


def _lasting(value: Any) -> Any:
    """A value without what is another every time."""
    if isinstance(value, Mapping):
        return {name: _lasting(item) for name, item in value.items() if not OF_THE_MOMENT.search(str(name))}
    return [_lasting(item) for item in value] if isinstance(value, list) else value


def _unsafe(evidence: Evidence, operation: Operation, before: Exchange) -> Finding | None:
    """A request repeated that may have been carried out, and that no key tells from a second one."""
    request = before.request
    if (
        request.method.upper() in IDEMPOTENT
        or not _may_be_done(evidence, before)
        or _has_key(evidence, operation, request)
    ):
        return None
    declared = next(iter(_declared_keys(evidence, operation)), "")
    what = _what(before.reply)
    return Finding(
        "retry-unsafe",
        f"it repeated {_line(before)} after {what}: the API may have carried it out already",
        expected=f"the same {declared or 'idempotency key'} in each attempt, or no repetition",
        actual="no key" if declared else "no key, and the document declares none",
        severity="error" if declared else "warning",
        words=WORDS,
        names=(declared,) if declared else (),
    )


def _may_be_done(evidence: Evidence, exchange: Exchange) -> bool:
    """False where the answer says that nothing was done, and where a sequence of the settings went on."""
    reply = exchange.reply
    if reply.fault or reply.status >= 500:
        return bool(reply.fault) or not (reply.status == 503 and reply.header("Retry-After"))
    return reply.status < 300 and evidence.turn_of(exchange).body != "answer"


def _has_key(evidence: Evidence, operation: Operation, request: Request) -> bool:
    sent: list[tuple[str, Any]] = [(name.lower(), value.strip()) for name, value in request.headers]
    call = evidence.api.inspect(request, operation).call
    if call is not None:
        sent += [*call.query.items(), *(call.body.items() if isinstance(call.body, Mapping) else ())]
    declared = _declared_keys(evidence, operation)
    return any(value not in (None, "") and (KEY.search(str(name)) or name in declared) for name, value in sent)


def _declared_keys(evidence: Evidence, operation: Operation) -> list[str]:
    """The headers, parameters and fields by which a server knows a repetition, by their names or the document's words.

    Any name may be one: `request_id`, say, that is described as the client's idempotency key.
    """
    headers = {name for name in evidence.api.header_names(operation) if KEY.search(name)}
    said = evidence.api.descriptions(operation).items()
    return sorted(headers | {name for name, text in said if "idempotency" in f"{name} {text}".lower()})


def _what(reply: Reply) -> str:
    faults = {"reset": "a reset connection", "truncate": "an answer that was cut off", "hang": "no answer"}
    return faults.get(reply.fault or "", f"status {reply.status}")


def _line(exchange: Exchange) -> str:
    return f"{exchange.request.method} {exchange.request.target.partition('?')[0]}"


def _short(value: Any) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return "none" if value is None else "nothing" if not text else text[:200]
