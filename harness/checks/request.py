"""What the program sent: one request, the right one, with the right key, true to the document and the API's rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile
from urllib.parse import unquote

from harness.checks import violations
from harness.checks.evidence import Evidence
from harness.common.attempts import Attempts, without_boundary
from harness.common.hosts import host_of
from harness.credentials import Keyring, TokenServer, fault, grants
from harness.model import Call, Exchange, Finding, Finished, Request, Step, TimedOut
from harness.openapi import Violation
from harness.respond import chaining


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "request"."""
    if evidence.due == "no-request":
        yield from _without_key(evidence)
        return
    yield from _token_requests(evidence)
    if evidence.last is None:
        yield from _none(evidence)
    later = _after_refusal(evidence)
    if later:
        yield _in_spite(later)
        return
    due = evidence.steps or (Step(evidence.operation),)
    if len(evidence.attempts) > len(due):
        yield _extra(evidence, len(due))
    if 0 < len(evidence.attempts) < len(due) and evidence.due == "success":
        yield from _too_few(evidence, due)
    for step, tried in zip(due, evidence.attempts, strict=False):
        yield from _tried(replace(evidence, operation=step.operation), tried)
    yield from _chain(evidence)


def _tried(evidence: Evidence, tried: Attempts) -> Iterator[Finding]:
    """What is wrong with a request, and of its repetitions what is wrong with them alone."""
    known: set[tuple[str, tuple[str, ...]]] = set()
    for exchange in tried.exchanges:
        keyring = evidence.keyring.after(_before(evidence, exchange))
        other = exchange.reply.page is None and exchange is not tried.first
        if other and without_boundary(exchange.request) != without_boundary(tried.first.request):
            continue  # whether it is another one is for the check of repetitions
        found = list(_judge(evidence, exchange, keyring))
        yield from (finding for finding in found if (finding.code, finding.names) not in known)
        known |= {(finding.code, finding.names) for finding in found}


def _before(evidence: Evidence, exchange: Exchange) -> Iterator[Exchange]:
    return takewhile(lambda one: one is not exchange, evidence.traces.exchanges)


def _token_requests(evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with the requests to the authorization server. The same fault is said once."""
    said: set[tuple[str, str]] = set()
    for at, exchange in enumerate(evidence.traces.exchanges):
        server, earlier = evidence.server, evidence.traces.exchanges[:at]
        for finding in of_tokens(server, exchange.request, earlier) if server else ():
            if (finding.code, finding.message) not in said:
                said.add((finding.code, finding.message))
                yield finding


def of_tokens(server: TokenServer, request: Request, earlier: Sequence[Exchange]) -> Iterator[Finding]:
    """What is wrong with a request to the authorization server, after these exchanges; nothing for any other."""
    return (
        violations.finding(one.violation, request, violations.sent_names(request))
        for one in grants.faults(server, request, earlier)
    )


def _after_refusal(evidence: Evidence) -> Request | None:
    """The request to the API that came though no token was given, if there is one."""
    if not (evidence.without_token and evidence.scenario.tokens == "refuse"):
        return None
    after = dropwhile(lambda one: one is not evidence.granted[-1], evidence.traces.exchanges)
    return next((one.request for one in after if any(one is own for own in evidence.exchanges)), None)


def _in_spite(request: Request) -> Finding:
    return Finding(
        "request-without-key",
        "it called the API though the token endpoint had given it no token",
        expected="a message and a non-zero exit status, before any request to the API",
        actual=f"{request.method} {request.target}",
        values=(request.target,),
    )


def _too_few(evidence: Evidence, due: Sequence[Step]) -> Iterator[Finding]:
    """The first request that is lacking; a program that stopped with a message of its own is reported by its status."""
    match evidence.outcome:
        case Finished(exit_status=0):
            count, lacking = len(evidence.exchanges), due[len(evidence.exchanges)].operation
            yield Finding(
                "no-request",
                f"it sent {count} of {len(due)} requests, and not the one of {lacking.id}",
                expected=", ".join(step.operation.id for step in due),
                actual=", ".join(f"{one.request.method} {one.request.target}" for one in evidence.exchanges),
            )


def _chain(evidence: Evidence) -> Iterator[Finding]:
    """Values of earlier answers that a request is to carry, and does not."""
    lasts = [one.last for one in evidence.attempts]
    for index, (step, exchange) in enumerate(zip(evidence.steps, lasts, strict=False)):
        earlier = [one for one in lasts[:index] if one.reply.status < 400]
        for name in step.carries if len(earlier) == index else ():
            target = exchange.request.target
            values = [value for one in earlier for value in chaining.values_of(one.reply, name)]
            if values and not any(chaining.carries(exchange.request, value) for value in values):
                yield Finding(
                    "chained-value",
                    f"the request of {step.operation.id} does not carry the {name} that was answered before",
                    expected=f"{name} {values[0]}",
                    actual=f"{exchange.request.method} {target}",
                    words=(target.rpartition("/")[2], name.rpartition(".")[2]),
                    names=(name.rpartition(".")[2],),
                    values=(target, unquote(target)),
                )


def _of_nothing(evidence: Evidence, request: Request) -> Finding:
    """A request for a thing that no answer named."""
    target = request.target.partition("?")[0]
    sent = unquote(target.rpartition("/")[2])
    return Finding(
        "chained-value",
        f'the request of {evidence.operation.id} is for "{sent}", which no answer named',
        expected="what an answer before it named",
        actual=f"{request.method} {request.target}",
        words=(target.rpartition("/")[2], target),
        values=(request.target, sent),
    )


def _without_key(evidence: Evidence) -> Iterator[Finding]:
    if evidence.traces.exchanges:
        request = evidence.traces.exchanges[0].request
        yield Finding(
            "request-without-key",
            f"it sent a request though {evidence.key_env} was {evidence.scenario.key}",
            expected="a message and a non-zero exit status, before any request",
            actual=f"{request.method} {request.target}",
            words=(evidence.key_env,),
            names=(evidence.key_env,),
            values=(request.target,),
        )


def _none(evidence: Evidence) -> Iterator[Finding]:
    """A program that stopped with a message of its own, or that hangs, is reported by its end."""
    lack = evidence.unsent
    match evidence.outcome:
        case Finished(exit_status=0) if evidence.scenario.listening:
            ended = "it ended"
        case TimedOut() if lack:
            ended = "it was still running at its time limit,"
        case _:
            return
    yield Finding(
        "no-request",
        f"{ended} without having sent a request{f': {lack[0]}' if lack else ''}",
        expected="the request of " + evidence.operation.id,
        actual="no request",
        at=lack[1] if lack else None,
    )


def _extra(evidence: Evidence, due: int) -> Finding:
    lines = [f"{one.first.request.method} {one.first.request.target}" for one in evidence.attempts]
    return Finding(
        "extra-request",
        f"it sent {len(lines)} requests where {'one is' if due == 1 else f'{due} are'} due",
        expected=", ".join(lines[:due]),
        actual=", ".join(lines),
    )


def _judge(evidence: Evidence, exchange: Exchange, keyring: Keyring) -> Iterator[Finding]:
    request = exchange.request
    if request.fault:
        yield Finding(
            "body-unreadable",
            f"the request can't be read as HTTP: {request.fault}",
            expected="a whole request (RFC 9112, RFC 9113)",
            actual=f"{len(request.raw)} bytes beginning {evidence.shown(request.raw)[:80]!r}",
            values=(request.raw.partition(b"\r\n")[0].decode("latin-1"),),
        )
        return
    request = evidence.stand_ins.filled(request)
    if exchange.reply.absent == "unknown":
        yield _of_nothing(evidence, request)
    seen = evidence.api.inspect(request, evidence.operation)
    sent = violations.sent_names(request) if seen.violations else ()
    findings = [*_elsewhere(evidence, request)]
    findings += [
        violations.json_as_form(request)
        if violations.is_json_as_form(violation, request)
        else violations.of_library(
            evidence, violations.finding(violation, request, sent, evidence.dialect), violation, request
        )
        for violation in seen.violations
        if not evidence.additions.names(violation)
    ]
    findings += _wrong_key(evidence, request, keyring, seen.violations)
    findings += _other_media(evidence, exchange, seen.violations)
    if seen.call:
        findings += _changed_files(evidence, seen.call)
    if seen.call and not any(finding.severity == "error" for finding in findings):
        findings += _broken_rules(evidence, seen.call)
    yield from findings


def _elsewhere(evidence: Evidence, request: Request) -> Iterator[Finding]:
    """A host that the program named, and that is not where the operation is."""
    sent, hosts = host_of(request.origin), evidence.hosts.get(evidence.operation, ())
    if sent is None or any(host.covers(sent) for host in hosts):
        return
    due = " or ".join(map(str, hosts)) or "no server"
    in_clear = sent.scheme == "http" and any(one.scheme == "https" and one.covers_name(sent.name) for one in hosts)
    message = (
        "it sent the request in the clear, to a host that is reached by TLS"
        if in_clear
        else f"{evidence.operation.id} is not served at {sent}"
    )
    yield Finding(
        "plain-http" if in_clear else "wrong-server",
        message,
        expected=f"a request to {due}",
        actual=f"{request.method} {request.origin}{request.target}",
        words=(request.origin, f"//{sent.name}", sent.name),
        values=(request.origin,),
    )


def _wrong_key(evidence: Evidence, request: Request, keyring: Keyring, broken: tuple[Violation, ...]) -> list[Finding]:
    if any(v.code.startswith("auth-") for v in broken):
        return []
    wrong = fault(evidence.api, evidence.operation, request, keyring)
    return [violations.finding(wrong, request, dialect=evidence.dialect)] if wrong else []


def _other_media(evidence: Evidence, exchange: Exchange, violations: tuple[Violation, ...]) -> list[Finding]:
    """An `Accept` that leaves out what is promised, or that leaves the choice to the server, which chose otherwise."""
    promised, asked = evidence.promise.media, exchange.request.header("Accept") or "*/*"
    if promised is None or any(v.code == "accept" for v in violations):
        return []
    reply = exchange.reply
    came = (reply.header("Content-Type") or promised).split(";")[0].strip().lower()
    if _accepts(asked, promised) and (not 200 <= reply.status < 300 or came == promised):
        return []
    return [
        Finding(
            "accept",
            "it asks for another media type than the settings promise of it",
            expected=f"Accept: {promised}",
            actual=f"Accept: {asked}",
            words=(asked, "Accept", *evidence.dialect.headers),
            names=("Accept",),
            values=(asked,),
        )
    ]


def _accepts(asked: str, media: str) -> bool:
    ranges = {part.split(";")[0].strip().lower() for part in asked.split(",")}
    return bool(ranges & {media, f"{media.split('/')[0]}/*", "*/*"})


def _changed_files(evidence: Evidence, call: Call) -> list[Finding]:
    findings = []
    for part in call.files:
        original = evidence.inputs.get(part.filename or "")
        if original is not None and part.content != original:
            other = next((name for name, content in evidence.inputs.items() if content == part.content), "")
            findings.append(
                Finding(
                    "file-bytes",
                    f'the bytes sent as "{part.field}" are not those of {part.filename}',
                    expected=f"the {len(original)} bytes of {part.filename}",
                    actual=f"{len(part.content)} bytes beginning {part.content[:16]!r}",
                    words=(other, part.filename or "", part.field),
                    names=(part.filename or "", part.field),
                )
            )
    return findings


def _broken_rules(evidence: Evidence, call: Call) -> list[Finding]:
    return [
        Finding(
            "api-rule",
            f"{rule.name}: {rule.message}",
            expected=rule.expected,
            actual=rule.actual,
            words=(rule.field, rule.actual),
            names=(rule.field,),
            values=(rule.actual,),
        )
        for rule in evidence.rules.violations(call)
    ]
