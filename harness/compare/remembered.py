"""What is remembered of a case: its record but for the verdict, its own findings, and what it says to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from harness.common.redaction import redact
from harness.common.spellings import Secrets
from harness.compare.parity import Voice
from harness.model import Case, CouldNotStart, Finding, Finished, Outcome, Reception, TimedOut
from harness.plan import Planned
from harness.report.shape import CaseRecord

OURS = ("mock", "toolchain")
"""Whom a finding blames that the next run may not show."""
_KEYS = frozenset({"record", "findings", "voice", "guard"})


@dataclass(frozen=True)
class Remembered:
    """A case that has run before."""

    record: CaseRecord
    """As in the report; verdict, reason and findings stand in it as they were, and are judged anew."""
    findings: tuple[Finding, ...]
    """Those that the case has by itself."""
    voice: Voice
    guard: str
    """What kept the program from other hosts."""

    @property
    def ran(self) -> bool:
        """False for a case that could not start, on which its findings are no verdict."""
        return bool(self.record["outcome"]["kind"] != "could-not-start")

    def entry(self, key: Secrets) -> dict[str, Any]:
        """The same as a JSON value, the case's key redacted."""
        value: dict[str, Any] = redact(
            {
                "findings": [asdict(finding) for finding in self.findings],
                "voice": {
                    **{"request": self.voice.request, "output": self.voice.output, "ending": self.voice.ending},
                    **{"told": self.voice.told, "alone": self.voice.alone},
                },
            },
            key,
        )
        return value | {"record": self.record, "guard": self.guard}


def read(case: Case, entry: dict[str, Any]) -> Remembered | None:
    """What an entry holds; None where it is of another form, or of another case."""
    if entry.keys() != _KEYS or not isinstance(entry["record"], dict) or entry["record"].get("name") != case.name:
        return None
    try:
        findings = tuple(Finding.read(each) for each in entry["findings"])
        record = cast(CaseRecord, entry["record"])
        said = entry["voice"]
        told = None if said["told"] is None else tuple(said["told"])
        voice = Voice(case, said["request"], said["output"], said["ending"], told, said.get("alone") is True)
        return Remembered(record, findings, voice, str(entry["guard"]))
    except (TypeError, KeyError):
        return None


def worth_it(planned: Planned, outcome: Outcome, findings: Sequence[Finding]) -> bool:
    """True if a case would end so again: it was not stopped by trouble of the machine or of the harness.

    Its time limit is its end only where the world never answers; elsewhere it may have been a busy machine's, as may be
    what a program that receives did too late.
    """
    if any(finding.blame in OURS for finding in findings):
        return False
    if not isinstance(outcome, CouldNotStart) and _was_late(outcome.traces.reception):
        return False
    return isinstance(outcome, Finished) or (isinstance(outcome, TimedOut) and planned.scenario.fault == "hang")


def _was_late(reception: Reception | None) -> bool:
    """True where a program that receives did something not in time."""
    if reception is None:
        return False
    unanswered = any(one.exchange.reply.fault == "hang" for one in reception.delivered)
    return not reception.listened or bool(reception.lasted) or unanswered
