"""What a program that receives made of its deliveries: what it answered, what it did, and how it ended."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from typing import Any

from harness.checks.evidence import Evidence
from harness.common import json_values
from harness.common.replies import plain_body, scalars
from harness.common.sameness import normalised
from harness.model import Delivered, Exchange, Finding, Finished, Kind, Outcome, Reception

SHOWN = 300
"""Characters of an answer, or of what was printed, that a finding quotes."""
SHORTEST = 4
"""Characters of a value of an event by which a line is known to tell of it."""
LISTENS = ("listen", "ListenAndServe", "serve_forever", "uvicorn.run", "app.run", ".run(", "serve(")
SIGNS = ("hmac.new(", "hmac.digest(", "createHmac(", "hmac.New(", "HMAC.hexdigest(", "HMAC", "hmac")
CHECKS = ("compare_digest(", "timingSafeEqual(", "hmac.Equal(", "secure_compare(", *SIGNS, "signature", "Signature")
AGES = ("timestamp", "Timestamp", "time.time", "Date.now", "time.Now", *CHECKS)
ENDS = ("SIGTERM", "signal", *LISTENS)
"""Words of the lines that listen, make a signature, check a signature, check its age, or end a program."""
NAMES: dict[Kind, str] = {
    "good": "a well signed delivery",
    "forged": "a delivery with a wrong signature",
    "unsigned": "a delivery without a signature",
    "replayed": "a delivery that was signed an hour ago",
    "unknown-event": "a well signed delivery of an unknown event",
    "not-json": "a well signed delivery whose body is no JSON",
    "large-body": "a well signed delivery of 1 MB",
}
"""What each kind of delivery is, in a message."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "receiving": of a program that receives, and of one that is called back."""
    reception = evidence.traces.reception
    if reception is None:
        for one in evidence.traces.callbacks:
            if one.exchange.reply.fault != "reset":  # it may have had what it waited for, and ended
                yield from _answered(evidence, one, ())
        yield from _gone(evidence)
        return
    if not reception.listened:
        yield _silent(evidence, reception)
        return
    if reception.ended_early:
        yield _ended(evidence, reception)
    yield from _answers(evidence, reception)
    yield from _acted(evidence, reception.delivered)
    if reception.lasted:
        yield Finding(
            "receiver-unstopped",
            f"it was still running {reception.lasted:g} s after SIGTERM",
            expected=f"an end within {reception.lasted:g} s",
            actual="no end",
            words=ENDS,
        )


def _gone(evidence: Evidence) -> Iterator[Finding]:
    """A program that asked to be called back, and ended well before it could be."""
    ended_well = isinstance(evidence.outcome, Finished) and evidence.outcome.exit_status == 0
    if evidence.traces.uncalled and evidence.due == "success" and ended_well:
        port = evidence.traces.uncalled[0]
        yield Finding(
            "delivery-unanswered",
            f"it listened on port {port} and asked to be called there, and was gone before the call",
            expected=f"a server on port {port} until the call has come",
            actual="exit status 0, and nobody listens",
            words=("close", "shutdown", "Shutdown", "Close", "stop", *LISTENS),
            root="it was gone before it was called back",
        )


def _silent(evidence: Evidence, reception: Reception) -> Finding:
    """It never listened; one that ended tells why on stderr."""
    if reception.ended_early:
        actual = f"{_ending(evidence.outcome)}; stderr: {_quoted(evidence, evidence.traces.stderr)}"
        what = "it ended before it listened"
    elif reception.others:
        actual = f"it listens on {', '.join(map(str, reception.others))}"
        what = "it listens on another port than it should"
    else:
        actual = f"nobody listens; stderr: {_quoted(evidence, evidence.traces.stderr)}"
        what = "it never listened"
    return Finding(
        "receiver-silent",
        f"{what}: expected port {reception.port}",
        expected=f"a server on port {reception.port} of 127.0.0.1 or ::1",
        actual=actual,
        words=LISTENS,
        root=what,
        detail=_last_line(evidence.traces.stderr),
    )


def _ended(evidence: Evidence, reception: Reception) -> Finding:
    last = reception.delivered[-1].delivery if reception.delivered else None
    when = f"after {NAMES[last.kind]}" if last else "before any delivery"
    return Finding(
        "receiver-ended",
        f"it ended by itself {when}",
        expected="a server that goes on until SIGTERM",
        actual=f"{_ending(evidence.outcome)}; stderr: {_quoted(evidence, evidence.traces.stderr)}",
        words=LISTENS,
        root="it ended by itself",
        detail=_last_line(evidence.traces.stderr),
    )


def _answers(evidence: Evidence, reception: Reception) -> Iterator[Finding]:
    """What is wrong with the answers, each fault once: the next delivery of a kind shows it again."""
    known = set()
    for number, one in enumerate(reception.delivered):
        if reception.ended_early and one.exchange.reply.fault:
            continue  # that it ended is why it did not answer
        for finding in _answered(evidence, one, reception.delivered[:number]):
            if (finding.code, one.delivery.kind) not in known:
                known.add((finding.code, one.delivery.kind))
                yield finding


def _answered(evidence: Evidence, one: Delivered, before: Sequence[Delivered]) -> Iterator[Finding]:
    """What is wrong with the answer to one delivery."""
    delivery, exchange = one.delivery, one.exchange
    status, what = exchange.reply.status, f"{NAMES[delivery.kind]} ({delivery.name})"
    if exchange.reply.fault:
        yield _unanswered(evidence, exchange, what)
    elif status >= 500:
        yield Finding(
            "receiver-error",
            f"it answered {status} to {what}",
            expected="2xx, or 4xx for what it refuses" if delivery.kind != "good" else "2xx",
            actual=_answer(evidence, exchange),
            words=("json.loads", "JSON.parse", "json.Unmarshal", "json.NewDecoder", *LISTENS),
            detail=_last_line(evidence.traces.stderr),
        )
    elif delivery.is_forged and status < 400:
        yield Finding(
            "forgery-accepted",
            f"it answered {status} to {what}",
            expected="4xx",
            actual=_answer(evidence, exchange),
            words=AGES if delivery.kind == "replayed" else CHECKS,
        )
    elif delivery.kind == "good" and not 200 <= status < 300:
        since = f", after {NAMES[before[-1].delivery.kind]}" if before and before[-1].delivery.kind != "good" else ""
        yield Finding(
            "delivery-refused",
            f"it answered {status} to {what}{since}",
            expected="2xx",
            actual=_answer(evidence, exchange),
            words=SIGNS,
            root=f"it answered {status} to a well signed delivery",
        )


def _unanswered(evidence: Evidence, exchange: Exchange, what: str) -> Finding:
    how = "no answer came in time" if exchange.reply.fault == "hang" else "the connection ended without an answer"
    return Finding(
        "delivery-unanswered",
        f"{how} to {what}",
        expected="an answer before any long work (setting: answer_limit)",
        actual=f"none in {exchange.seconds:.1f} s; stderr: {_quoted(evidence, evidence.traces.stderr)}",
        words=LISTENS,
        root=how,
        detail=_last_line(evidence.traces.stderr),
    )


def _acted(evidence: Evidence, delivered: Sequence[Delivered]) -> Iterator[Finding]:
    """A forged delivery that was refused, and did what a good one does.

    Both have the same values, but for their ids. What a program prints of every request is no work on an event: a
    line must tell of it.
    """
    good = next((one for one in delivered if one.delivery.kind == "good"), None)
    refused = [one for one in delivered if one.delivery.is_forged and one.exchange.reply.status >= 400]
    if good is None:
        return
    printed = _lines(good.printed, good)
    written = {file.path: _lines(file.content.decode("utf-8", "replace"), good) for file in good.written}
    for one in refused:
        did = [line for line in _lines(one.printed, one) if line in printed]
        for file in one.written:
            lines = _lines(file.content.decode("utf-8", "replace"), one)
            did += [f"{file.path}: {line}" for line in lines if line in written.get(file.path, ())]
        if did:
            yield Finding(
                "forgery-accepted",
                f"it refused {NAMES[one.delivery.kind]}, and did its work all the same",
                expected="nothing printed or written that a good delivery leads to",
                actual=evidence.shown(did[0])[:SHOWN],
                words=CHECKS,
            )
            return


def _lines(text: str, of: Delivered) -> tuple[str, ...]:
    """The lines that tell of an event, without what varies."""
    try:
        body: Any = json_values.loads(of.delivery.request.body)
    except ValueError:
        return ()
    values = [one for value in scalars(body) if len(one := str(value)) >= SHORTEST]
    own = str(body.get("id") or "") if isinstance(body, dict) else ""
    lines = [line for line in text.splitlines() if any(value in line for value in values)]
    return tuple(normalised(line.replace(own, "[id]") if own else line) for line in lines)


def _answer(evidence: Evidence, exchange: Exchange) -> str:
    body = plain_body(exchange.reply).decode("utf-8", "replace")
    return f"{exchange.reply.status}: {_quoted(evidence, body)}; stderr: {_quoted(evidence, evidence.traces.stderr)}"


def _quoted(evidence: Evidence, text: str) -> str:
    return repr(evidence.shown(text.strip())[-SHOWN:])


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")[:SHOWN]


def _ending(outcome: Outcome) -> str:
    if not isinstance(outcome, Finished):
        return "it was ended"
    status = outcome.exit_status
    return f"exit status {status}" if status >= 0 else f"ended by {signal.Signals(-status).name}"
