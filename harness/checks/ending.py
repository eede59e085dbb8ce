"""How the program ended: its status, its time, and what it said on stderr."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from itertools import pairwise

from harness.checks.clarity import NO_JSON, NO_WORDS, crash, message_of, says, server_words, unclear
from harness.checks.evidence import Evidence
from harness.common import handshake, json_values
from harness.common.replies import plain_body
from harness.model import CouldNotStart, Finding, Finished, TimedOut
from harness.source.handling import handling_line
from harness.source.locate import line_of
from harness.source.spoken import line_that_ends, line_that_says, says_own
from harness.source.written import lacks_folder

SHOWN = 400
"""Characters of stderr that a finding quotes, from both its ends."""

PATIENCE = 10.0
"""Seconds that a program may wait for an answer, beside its wait between two attempts."""
REPEATS = re.compile(r"(?i)retr(?:y|ies)|back_?off|attempt|\btries\b")
"""How programs speak of repeating a request."""
MISREADS = re.compile(
    r"\b(?:KeyError|IndexError|NoMethodError|NullPointerException)\b|nil pointer dereference|index out of range"
    r"|TypeError: .{0,200}(?:indices|subscriptable|iterable|None|undefined|null)|Undefined (?:array key|index|property)"
    r"|cannot unmarshal|jq: error"
)
"""How programs end that rely on a field, an item or a type that is not there."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "ending"."""
    if evidence.traces.exceeded:
        yield _exceeded(evidence)
        return
    match evidence.outcome:
        case TimedOut() if any(evidence.repeated(one) > evidence.retries for one in evidence.attempts):
            return  # that it repeats for ever is the fault, and the check of repetitions tells it
        case TimedOut(limit=limit) if _may_still_repeat(evidence, limit):
            yield _still_repeats(limit)
        case TimedOut(limit=limit) if evidence.last and evidence.last.reply.fault == "hang":
            yield _waits_for_ever(limit)
        case TimedOut() if evidence.unsent:
            return  # that nothing was sent is the fault, and the request check tells it
        case TimedOut(limit=limit):
            yield _timed_out(evidence, limit)
        case Finished(exit_status=status) if status < 0:
            yield _killed(evidence, -status)
        case Finished(exit_status=status):
            yield from _ended(evidence, status)
        case CouldNotStart():
            return


def _exceeded(evidence: Evidence) -> Finding:
    """A program that was ended since it used up too much: whatever else is wrong follows from that."""
    code, did, setting = {
        "memory": ("memory-limit", "had more memory than it may have", "memory_limit"),
        "shared": ("memory-limit", "filled its shared memory", "shared_memory_limit"),
        "processes": ("process-limit", "had more processes and threads than it may have", "process_limit"),
        "disk": ("disk-limit", "wrote more to files than it may", "disk_limit"),
        "output": ("disk-limit", "printed more than it may", "output_limit"),
    }[evidence.traces.exceeded]
    return Finding(
        code,
        f"it was ended since it {did}",
        expected=f"no more than the settings allow (setting: {setting})",
        actual=f"more; stderr: {_quote(evidence)}",
        words=evidence.dialect.calls,
        detail=_said(evidence),
    )


def _timed_out(evidence: Evidence, limit: float) -> Finding:
    answered = "after the answer" if evidence.exchanges else "without having sent a request"
    return Finding(
        "timeout",
        f"it was still running after {limit:g} s, {answered}",
        expected=f"an end within {limit:g} s",
        actual=f"still running; stderr: {_quote(evidence)}",
    )


def _waits_for_ever(limit: float) -> Finding:
    return Finding(
        "no-client-timeout",
        f"it still waited for an answer after {limit:g} s, and would for ever",
        expected="a time limit of the program's own",
        actual="none that ended it",
        severity="note",
    )


def _may_still_repeat(evidence: Evidence, limit: float) -> bool:
    """True for a program that has repeated a request, and since then waits no longer than one that backs off would.

    Where nobody listens nobody sees it repeat: there its text must speak of it.
    """
    if not evidence.scenario.listening:
        return REPEATS.search(evidence.source) is not None
    for tried in evidence.attempts:
        times = [one.started for one in tried.exchanges]
        longest = max((then - one for one, then in pairwise(times)), default=0.0)
        if tried.failed and evidence.repeated(tried) and limit - (times[-1] - times[0]) <= 4 * longest + PATIENCE:
            return True
    return False


def _still_repeats(limit: float) -> Finding:
    """No error: it has repeated no more often than it may, and may be about to give up."""
    return Finding(
        "timeout",
        f"it was still repeating its request after {limit:g} s: whether it ever ends was not seen",
        expected=f"an end within {limit:g} s (setting: time_limit)",
        actual="a wait between two attempts, or for an answer",
        severity="warning",
        hint="Wait less between the attempts, or allow more time by `time_limit`.",
        words=("Retry(", "sleep", "backoff", "retry"),
    )


def _killed(evidence: Evidence, number: int) -> Finding:
    name = signal.Signals(number).name if number in signal.valid_signals() else f"signal {number}"
    return Finding(
        "killed-by-signal",
        f"it was ended by {name}",
        expected="an end of its own",
        actual=f"{name}; stderr: {_quote(evidence)}",
        detail=_said(evidence),
    )


def _ended(evidence: Evidence, status: int) -> Iterator[Finding]:
    if evidence.due == "success":
        if status != 0:
            when = "though the call went well" if evidence.exchanges else "before any request"
            if evidence.last and evidence.last.reply.unfinished:
                when = "though the API answers the same request otherwise a little later"
            yield Finding(
                "exit-status",
                f"it ended with status {status} {when}",
                expected="exit status 0",
                actual=f"exit status {status}; stderr: {_quote(evidence)}",
                words=evidence.dialect.calls,
                at=_line_of_trace(evidence) or line_that_ends(status, evidence.source, evidence.dialect.comments),
                hint=_instead(evidence),
                detail=_said(evidence),
            )
            yield from _disagrees(evidence)
        return
    if evidence.due == "no-request" and evidence.traces.exchanges:
        return  # that a request was sent at all is the fault, and the request check tells it
    if evidence.due != "no-request" and evidence.scenario.listening and evidence.last is None:
        if status != 0:  # without an error the request check tells it
            yield _never_called(evidence, status)
        return
    if evidence.broken_socket and status == 0:
        return  # that the close is passed over is the fault, and the check of WebSockets tells it
    if evidence.due == "faithful" and status == 0:
        if not _faithful(evidence):
            yield _swallowed(evidence)
    elif status == 0:
        yield _swallowed(evidence)
    else:
        yield from _unclear(evidence)


def _disagrees(evidence: Evidence) -> Iterator[Finding]:
    """A program that relies on what an answer true to the document does not hold: which of the two is wrong?"""
    last, operation = evidence.last, evidence.operation
    said = message_of(evidence.traces.stderr, evidence.dialect)
    good = last is not None and last.reply.status < 400 and not (last.reply.fault or last.reply.by_host)
    if not good or evidence.scenario.body != "answer" or not MISREADS.search(said):
        return
    yield Finding(
        "spec-disagrees",
        f"it failed on an answer to {operation.id} that is true to the document",
        expected="a program that uses what the document promises, or a document that promises what it uses",
        actual=f"{said.splitlines()[0][:SHOWN]}; the answer: {evidence.shown(_text(evidence))[:SHOWN]!r}",
        severity="warning",
        words=evidence.dialect.calls,
        at=_line_of_trace(evidence),
        detail=_said(evidence),
    )


def _text(evidence: Evidence) -> str:
    return plain_body(evidence.last.reply).decode("utf-8", "replace") if evidence.last else ""


def _instead(evidence: Evidence) -> str:
    """What to do about a folder that is not there, or to write instead of a library that no one can install any more.

    Empty where neither is the trouble.
    """
    folder = lacks_folder(evidence.traces.stderr, evidence.source)
    if folder:
        return (
            f"Make the folder {folder} before writing to it; or name it in the settings' outputs, if readers have it."
        )
    gone = evidence.dialect.gone
    found = (name for name in gone if re.search(rf"No module named '?{name}\b", evidence.traces.stderr))
    return next((f"No one can install {name} any more: use {gone[name]}." for name in found), "")


def _never_called(evidence: Evidence, status: int) -> Finding:
    """A program that failed before it could meet the scenario's failure."""
    return Finding(
        "no-request",
        f"it ended with status {status} before any request",
        expected=f"the request of {evidence.operation.id}, and an end that tells of the answer to it",
        actual=f"exit status {status}; stderr: {_quote(evidence)}",
        words=evidence.dialect.calls,
        at=_line_of_trace(evidence),
        hint=_instead(evidence),
        detail=_said(evidence),
    )


def _faithful(evidence: Evidence) -> bool:
    """True if what the program wrote or printed is just what came, or what it waits for came by a callback."""
    if evidence.last is None:
        return False
    if any(one.exchange.reply.status < 300 for one in evidence.traces.callbacks):
        return True
    body = plain_body(evidence.last.reply)
    if any(file.content == body for file in evidence.traces.written):
        return True
    printed = evidence.traces.stdout.strip()
    came = body.decode("utf-8", "replace").strip()
    same = _value(printed) == _value(came)
    if evidence.promise.prints:
        return same or (bool(came) and _tight(came) in _tight(printed))
    return bool(came) and not evidence.promise.writes and (same or _tight(came) == _tight(printed))


def _tight(text: str) -> str:
    """The text without its white space: an answer may be printed behind a label, indented in another way."""
    return "".join(text.split())


def _value(text: str) -> object:
    try:
        value: object = json_values.loads(text)
    except ValueError:
        return text
    return value


def _swallowed(evidence: Evidence) -> Finding:
    return Finding(
        "error-swallowed",
        f"it ended with status 0 though {_what_failed(evidence)}",
        expected="a message on stderr and an exit status that is not 0",
        actual=f"exit status 0; stderr: {_quote(evidence)}",
        words=_place(evidence),
        at=_line_of_handling(evidence),
        root=f"it ended with status 0 though {_what_lacked(evidence)}",
        detail=_unsaid(evidence),
    )


def _unsaid(evidence: Evidence) -> str:
    """What is unclear in the message of a program that swallows an error; empty where it says nothing, or says it."""
    last, stderr = evidence.last, evidence.traces.stderr
    words = server_words(last.reply) if last and last.reply.status >= 400 and not last.reply.fault else ()
    return unclear(stderr, words, evidence.dialect) if stderr.strip() else ""


def _unclear(evidence: Evidence) -> Iterator[Finding]:
    words: tuple[str, ...] = ()
    stderr, stdout = evidence.traces.stderr, evidence.traces.stdout
    expected, where = "a message that tells what went wrong", ""
    if evidence.due == "no-request":
        expected = f"a message that names {evidence.key_env} or the key"
        given = (one.env for one in evidence.keyring.credentials if one.secret)
        words = (evidence.key_env, *given, "API key", "api key", "API Key", "api_key")
    elif evidence.last and handshake.asks(evidence.last.request):
        pass  # the clients of some languages say no more of a handshake than that it failed
    elif evidence.last and evidence.last.reply.status >= 400 and not evidence.last.reply.fault:
        words = server_words(evidence.last.reply)
        if evidence.attempts and evidence.attempts[-1].exchanges[1:]:
            words += (str(evidence.last.reply.status),)  # what repeats by itself often keeps no more of the last answer
            if NO_JSON.search(stderr) and not REPEATS.search(evidence.source):
                return  # a library saw the status, since it repeated the request, and hands on no more than that
        expected = f'the server\'s own words on stderr: "{words[0]}"'
    reason = unclear(stderr, words, evidence.dialect)
    if evidence.due == "faithful" and reason and _says_it_itself(evidence):
        return
    if reason and not crash(stderr, evidence.dialect) and says(stdout, words, evidence.dialect):
        if evidence.due != "no-request":
            return  # as `curl --fail-with-body` has it
        where = f"the message about {evidence.key_env} stood on stdout, and "
    if reason == NO_WORDS and evidence.due == "no-request":
        reason = "a message that does not name the key"
    if reason:
        yield Finding(
            "error-unclear",
            f"{where}on stderr stood {reason}, though {_what_failed(evidence)}",
            expected=expected,
            actual=f"stderr: {_quote(evidence)}",
            words=_place(evidence),
            at=_line_of_trace(evidence) or _line_that_says(evidence),
            root=f"{where}on stderr stood {reason}, though {_what_lacked(evidence)}",
            detail=_said(evidence),
        )


def _says_it_itself(evidence: Evidence) -> bool:
    """True for a stack trace with a sentence of the program's own: nobody else knows what it misses in an answer."""
    stderr, dialect = evidence.traces.stderr, evidence.dialect
    return not crash(stderr, dialect) and says_own(message_of(stderr, dialect), evidence.source, dialect.comments)


def _what_lacked(evidence: Evidence) -> str:
    """What failed, in the words of all scenarios: one missing check shows in each of them."""
    return f"{evidence.key_env} was not given" if evidence.due == "no-request" else "the call failed"


def _place(evidence: Evidence) -> tuple[str, ...]:
    """Where a missing key is read; the fault of a call needs no word."""
    return (evidence.key_env,) if evidence.due == "no-request" else ()


def _what_failed(evidence: Evidence) -> str:
    if evidence.due == "no-request":
        return f"{evidence.key_env} was {evidence.scenario.key}"
    refused = (one.last.reply.status for one in evidence.attempts if one.failed and not one.last.reply.fault)
    if status := next(refused, None):
        who = "the token endpoint" if evidence.without_token else "the server"
        return f"{who} answered {status}"
    if evidence.due == "faithful":
        return f"the answer could not be used ({evidence.scenario.summary})"
    return f"the call failed ({evidence.scenario.summary})"


def _line_of_handling(evidence: Evidence) -> int | None:
    """Where an answer that says what failed is taken for a good one; None if none came, and the call is at fault."""
    last, dialect, source = evidence.last, evidence.dialect, evidence.source
    if evidence.due == "no-request" or last is None or last.reply.fault or last.reply.status < 400:
        return None
    call = line_of(source, dialect.calls, dialect.comments)
    return handling_line(source, call, dialect.statuses, dialect.answers, dialect.comments) if call else None


def _line_of_trace(evidence: Evidence) -> int | None:
    """The program's own line that a stack trace blames; None where it names none."""
    name = rf"(?<![\w.]){re.escape(evidence.case.example.file.name)}"
    found = re.findall(name + evidence.dialect.trace_line, evidence.traces.stderr)
    return int(found[0 if evidence.dialect.fault_first else -1]) if found else None


def _line_that_says(evidence: Evidence) -> int | None:
    """The line of the program that says what stood on stderr."""
    return line_that_says(evidence.traces.stderr, evidence.source, evidence.dialect.comments)


def _said(evidence: Evidence) -> str:
    """The first line of the program's message from its most telling one on."""
    text = evidence.shown(message_of(evidence.traces.stderr, evidence.dialect))
    return next(iter(text.splitlines()), "")[:SHOWN]


def _quote(evidence: Evidence) -> str:
    text = evidence.shown(message_of(evidence.traces.stderr, evidence.dialect))
    return repr(text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} ... {text[-SHOWN // 2 :]}")
