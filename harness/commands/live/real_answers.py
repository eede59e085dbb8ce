"""What is judged otherwise where the real host answers: the document is on trial too, and answers change with time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness.assess import Assessor, complete
from harness.catalogue import Catalogue
from harness.codes import all_codes
from harness.common.replies import plain_body
from harness.common.statuses import phrase
from harness.compare.canonical import Canonical
from harness.compare.parity import Parity, Voice
from harness.credentials import Keyring, carries, of_key
from harness.model import CouldNotStart, Exchange, Finding, Outcome, Reply
from harness.openapi import Violation
from harness.openapi.check_answer import check_answer
from harness.plan import Planned
from harness.report.shape import CaseRecord, FindingRecord

NOT_ABOUT_THE_PROGRAM = frozenset((401, 402, 403, 408, 429))
"""The key, the credits or the pace were not to the host's liking; the same goes for every status from 500."""
SHOWN = 200
"""Characters of the host's words that are quoted."""


class LiveAssessor(Assessor):
    """Runs the checks, and holds the real host's answer against the document."""

    def assess(self, planned: Planned, outcome: Outcome) -> tuple[Finding, ...]:
        """All findings of one case, those about the document last."""
        found = super().assess(planned, outcome)
        exchange = forwarded(outcome)
        if exchange is None:
            return found
        disagreements = self._disagreements(planned, exchange, found)
        return (*found, *(complete(finding, planned.case.example) for finding in disagreements))

    def _disagreements(self, planned: Planned, exchange: Exchange, found: Sequence[Finding]) -> Iterator[Finding]:
        api, operation, reply = self.catalogue.apis[planned.case.example.api], planned.operation, exchange.reply
        faulty = any(finding.severity == "error" and all_codes()[finding.code].group == "request" for finding in found)
        violations = list(check_answer(api, operation, reply))
        if 400 <= reply.status < 500 and not faulty:
            violations.insert(0, _refused(reply))
        for violation in violations:
            yield Finding(
                "spec-disagrees",
                f"{operation.id}: {violation.message}",
                expected=f"{api.document.shown}: {violation.expected}",
                actual=f"the real host: {violation.actual}",
                file=api.document.shown,
                line=operation.line or None,
                hint=violation.hint,
                severity=violation.severity,
                blame="spec",
            )


class LiveParity(Parity):
    """Compares what the languages sent and how they ended. What they were answered may change from one to the next."""

    def compare(self, voices: Sequence[Voice], reviewed: Canonical | None) -> dict[str, list[Finding]]:
        """See Parity."""
        return super().compare([replace(voice, output=None) for voice in voices], reviewed)


def forwarded(outcome: Outcome) -> Exchange | None:
    """The exchange that the real host had its part in; None where there was none."""
    exchanges = () if isinstance(outcome, CouldNotStart) else outcome.traces.exchanges
    return next((exchange for exchange in exchanges if exchange.reply.by_host), None)


def settled(planned: Planned, outcome: Outcome, catalogue: Catalogue) -> Outcome:
    """The outcome, or that the case could not run: the real host refused a good request for the caller's sake.

    A program tells a refusal as it should, and would pass: but nothing of what is to be shown was shown.
    """
    exchange = forwarded(outcome)
    if exchange is None:
        return outcome
    status, request = exchange.reply.status, exchange.request
    if status < 500 and status not in NOT_ABOUT_THE_PROGRAM:
        return outcome
    api = catalogue.apis[planned.case.example.api]
    keyring = Keyring(planned.credentials or of_key("", planned.key), catalogue.rules.signature)
    if any(violation.severity == "error" for violation in api.inspect(request, planned.operation).violations):
        return outcome
    if api.needs_key(planned.operation) and not carries(request, keyring):
        return outcome
    return CouldNotStart(f"the real host answered {_told(exchange.reply)}")


def repeated_live(record: CaseRecord) -> CaseRecord:
    """A case's record whose findings name the command that asks the real host again, and not the mock."""
    findings: list[FindingRecord] = [
        {**finding, "reproduce": finding["reproduce"].replace("harness run ", "harness run --live ", 1)}
        for finding in record["findings"]
    ]
    return {**record, "findings": findings}


def _refused(reply: Reply) -> Violation:
    return Violation(
        "spec-disagrees",
        f"the real host refused a request that the document allows, with status {reply.status}",
        "a good answer to such a request",
        _told(reply),
    )


def _told(reply: Reply) -> str:
    """`429 Too Many Requests: "Slow down."`."""
    status = f"{reply.status} {phrase(reply.status)}".rstrip()
    words = _words(reply)
    return f'{status}: "{words}"' if words else status


def _words(reply: Reply) -> str:
    """What a refusal says, on one line."""
    try:
        body = plain_body(reply).decode("utf-8", "replace")
    except OSError:
        return ""
    words = " ".join(body.split())
    return words if len(words) <= SHOWN else words[:SHOWN] + "..."
