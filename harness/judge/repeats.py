"""The records of one case that ran several times -> one record: `flaky` where it both passed and failed."""

from __future__ import annotations

from collections.abc import Sequence

from harness.codes import hinted
from harness.model import Finding, Verdict
from harness.report.record import finding_record
from harness.report.shape import CaseRecord, FindingRecord, RepeatRecord
from harness.report.show import ending

BAD_FIRST = (
    Verdict.COULD_NOT_RUN,
    Verdict.FAILED,
    Verdict.KNOWN_FAILURE,
    Verdict.UNEXPECTED_PASS,
    Verdict.PASSED,
    Verdict.SKIPPED,
)
"""Which of several verdicts a case is shown by."""
GOOD = frozenset({Verdict.PASSED, Verdict.UNEXPECTED_PASS})
SAID = 200
"""Characters of the program's last line that a finding holds."""


def together(records: Sequence[CaseRecord]) -> CaseRecord:
    """One record for all runs of a case: the worst one's, with the others beside it where some passed and some failed.

    A case that failed in a run and could not run in another could not run: trouble of our own hides nothing.
    """
    kinds = {verdict: [one for one in records if one["verdict"] == verdict] for verdict in BAD_FIRST}
    kinds = {verdict: found for verdict, found in kinds.items() if found}
    first = next(iter(kinds))
    record: CaseRecord = kinds[first][0] | {"runs": len(records)}
    record["duration_ms"] = max(one["duration_ms"] for one in records)
    failing = [verdict for verdict in kinds if verdict not in GOOD]
    if not failing or len(failing) == len(kinds) or first not in (Verdict.FAILED, Verdict.KNOWN_FAILURE):
        return record
    record["repeats"] = [_repeat(verdict, found) for verdict, found in kinds.items()]
    # a list that calls a case flaky lets it pass: then no run of it is an unexpected one
    listed = first == Verdict.KNOWN_FAILURE and Verdict.UNEXPECTED_PASS not in kinds
    record["verdict"] = (first if listed else Verdict.FLAKY).value
    record["findings"] = [_finding(record, listed), *record["findings"]]
    record["reason"] = record["reason"] if listed else _counted(record["repeats"], len(records))
    return record


def _repeat(verdict: Verdict, found: Sequence[CaseRecord]) -> RepeatRecord:
    return {
        "verdict": verdict.value,
        "count": len(found),
        "duration_ms": found[0]["duration_ms"],
        "outcome": found[0]["outcome"],
        "exchanges": found[0]["exchanges"],
        "findings": found[0]["findings"],
    }


def _finding(record: CaseRecord, listed: bool) -> FindingRecord:
    worst, *_, best = record["repeats"]
    finding = Finding(
        "flaky",
        f"it does not end alike: {_counted(record['repeats'], record['runs'])}",
        expected=_shown(best),
        actual=_shown(worst),
        file=record["file"],
        root="it does not end alike",
        accepted=record["reason"] if listed else "",
    )
    found = finding_record(hinted(finding), record["name"])
    found["reproduce"] += f" --repeat {record['runs']}"
    return found


def _counted(repeats: Sequence[RepeatRecord], runs: int) -> str:
    """`failed 1, passed 2 of 3 runs`."""
    counts = ", ".join(f"{one['verdict']} {one['count']}" for one in repeats)
    return f"{counts} of {runs} runs"


def _shown(repeat: RepeatRecord) -> str:
    """How such a run ended: verdict, requests with their answers, exit status, the last lines printed, findings."""
    lines = [f"{repeat['verdict']}: {ending(repeat['outcome'])}, after {repeat['duration_ms']} ms"]
    for exchange in repeat["exchanges"]:
        request, response = exchange["request"], exchange["response"]
        lines.append(f"{request['method']} {request['target']} -> {response['fault'] or response['status']}")
    for stream, text in (("stdout", repeat["outcome"].get("stdout")), ("stderr", repeat["outcome"].get("stderr"))):
        said = (text or "").strip().splitlines()
        lines += [f"{stream}: {said[-1][:SAID]}"] if said else []
    lines += [f"{one['code']}: {one['message']}" for one in repeat["findings"] if one["severity"] == "error"]
    return "\n".join(lines)
