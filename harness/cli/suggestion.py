"""`harness run --suggest-known-failures`: the list under which the next run is green."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys

from harness.common.safe_output import SafeStream
from harness.plan.known_failures import UNLISTED
from harness.plan.session import Session
from harness.plan.suggested_failures import Failing, suggest
from harness.report.document import errors_of_no_case, exit_status
from harness.report.read import ReportTrouble, read
from harness.report.shape import Report
from harness.run.unchanged import since as unchanged_since


def how(arguments: argparse.Namespace) -> dict[str, object]:
    """What of the options decides what a report says."""
    names = ("cold", "launcher", "live", "strict", "require_guard", "shard", "repeat", "matrix")
    return {name: str(getattr(arguments, name)) for name in names} | {"CI": os.environ.get("CI")}


def unchanged(arguments: argparse.Namespace, session: Session) -> Report | None:
    """The last run's report, where it is of the same cases and nothing has changed since; None where all is to run."""
    own = session.settings.own
    if arguments.live or arguments.cache is False or not unchanged_since(session, own.last_state, how(arguments)):
        return None
    with contextlib.suppress(ReportTrouble):
        return read(own.last_run, session.settings.show(own.last_run))
    return None


def tell_again(session: Session, report: Report) -> int:
    """Suggests from a report that is there, and ends as its run did."""
    shown = session.settings.show(session.settings.own.last_run)
    print(f"nothing has changed since the last run: the list is made from {shown}", file=sys.stderr)
    tell(session, report)
    return exit_status(report)


def tell(session: Session, report: Report) -> None:
    """Prints the list on stdout, which it has to itself."""
    assert sys.__stdout__ is not None  # noqa: S101 - a command has one
    print(of_report(session, report), file=SafeStream(sys.__stdout__))


def of_report(session: Session, report: Report) -> str:
    """The text of a file of known failures, from what a report shows."""
    found = [(record["name"], finding, True) for record in report["cases"] for finding in record["findings"]
             if record["verdict"] in ("failed", "could-not-run")]  # fmt: skip
    found += [(finding["file"] or "", finding, False) for finding in errors_of_no_case(report)]
    failing = [
        Failing(where, finding["code"], ": ".join(filter(None, (finding.get("cause"), finding.get("detail")))), of_case)
        for where, finding, of_case in found
        if finding["severity"] == "error" and not finding.get("accepted") and finding["code"] != UNLISTED
    ]
    return suggest(failing, [case.name for case in session.plan.every], _notes(session, report))


def _notes(session: Session, report: Report) -> list[str]:
    """What a suggested list was made from, and what it can't cover."""
    counts, every = report["summary"], len(session.plan.every)
    part = "" if report["planned"] == every else ": a part of the plan. What did not run is not in this list"
    notes = [f"Made from {report['planned']} of {every} cases ({counts['failed']} failed), {report['started']}{part}."]
    if part:
        notes.append("Findings that belong to no case, as those of documents, are looked for in whole runs alone.")
    if lost := sum(record["verdict"] == "could-not-run" and not record["findings"] for record in report["cases"]):
        notes.append(f"{lost} cases could not run: no list covers that.")
    if counts.get("flaky"):
        notes.append(f"{counts['flaky']} cases are flaky: list them by hand, with flaky = true and an expiry.")
    if counts["unexpected-pass"]:
        notes.append(f"{counts['unexpected-pass']} listed cases passed: remove their entries.")
    stale = sum(finding["code"] == UNLISTED for finding in errors_of_no_case(report))
    return [*notes, f"{stale} entries are out of date: remove them."] if stale else notes
