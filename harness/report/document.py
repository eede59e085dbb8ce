"""The JSON report: all that was planned, and a verdict for every bit of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from harness import __version__
from harness.common import atomic
from harness.common.printable import json_text
from harness.model import Verdict
from harness.report.shape import CaseRecord, CoverageRecord, FindingRecord, Report

SCHEMA_VERSION: Literal[1] = 1
BROKE_OFF = "the run ended before it did"


def build(
    started: datetime,
    seconds: float,
    planned: Sequence[str],
    records: Iterable[CaseRecord],
    findings: Sequence[FindingRecord],
    coverage: CoverageRecord,
    without_record: Verdict = Verdict.COULD_NOT_RUN,
) -> Report:
    """The report as a JSON value. `without_record` is the verdict of a planned case without a record."""
    by_name = {record["name"]: record for record in records}
    cases = [by_name.get(name) or unfinished(name, without_record, BROKE_OFF) for name in planned]
    summary = {verdict.value: 0 for verdict in Verdict}
    for case in cases:
        summary[case["verdict"]] += 1
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "harness", "version": __version__},
        "started": _moment(started),
        "duration_ms": round(seconds * 1000),
        "planned": len(planned),
        "summary": summary,
        "cases": cases,
        "findings": list(findings),
        "coverage": coverage,
    }


def with_records(document: Report | None, records: Iterable[CaseRecord], began: datetime) -> Report:
    """A report in which cases have run again, or for the first time; of these alone where there is no report."""
    nothing: CoverageRecord = {"operations": {}, "fields": {}, "scenarios": {}}
    before = document or build(began, 0, (), (), (), nothing)
    cases = {record["name"]: record for record in before["cases"]}
    for record in records:
        cases[record["name"]] = {**record, "started": _moment(began)}
    summary = {verdict.value: 0 for verdict in Verdict} | Counter(case["verdict"] for case in cases.values())
    return {**before, "cases": list(cases.values()), "planned": len(cases), "summary": summary}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def write(document: Report, path: Path, put: Callable[[Path, str], None] = atomic.write) -> None:
    """Writes a report in one step: a reader never sees half of it."""
    put(path, json_text(document, separators=(",", ":")) + "\n")


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    found: dict[str, Any] = json.loads(
        resources.files("harness.report").joinpath("report.schema.json").read_text("utf-8")
    )
    return found


def exit_status(document: Report) -> int:
    """0 all as expected; 1 a case failed or a known failure passed; 3 something could not run."""
    summary = document["summary"]
    if summary["failed"] or summary.get("flaky") or summary["unexpected-pass"] or errors_of_no_case(document):
        return 1
    return 3 if summary["could-not-run"] else 0


def errors_of_no_case(document: Report) -> list[FindingRecord]:
    """What fails a run beside its cases."""
    return [one for one in document["findings"] if one["severity"] == "error" and not one.get("accepted")]


def unfinished(name: str, verdict: Verdict, reason: str) -> CaseRecord:
    """The record of a case that did not run to its end."""
    api, operation, language, scenario = name.split("/")
    return {
        "name": name,
        "api": api,
        "operation": operation,
        "language": language,
        "scenario": scenario,
        "file": None,
        "verdict": verdict.value,
        "reason": reason,
        "duration_ms": 0,
        "cached": False,
        "outcome": {"kind": "could-not-start", "reason": reason},
        "exchanges": [],
        "findings": [],
    }
