"""`harness merge`: one report out of the shards' JSON reports."""

from __future__ import annotations

import argparse
from pathlib import Path

from harness.cli.reports import add_reports, add_verbosity, check_writable, tell, tell_where, write
from harness.common import atomic
from harness.common.printable import json_text
from harness.errors import UserError
from harness.report.shape import FindingRecord, Report


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT", help="a JSON report of `harness run`")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file, for what it wants covered")
    told = parser.add_argument_group(
        "how it is reported",
        "Without any of these the merged report goes to stdout as JSON. No format changes the exit status.",
    )
    add_verbosity(told)
    add_reports(told)


def call(arguments: argparse.Namespace) -> int:
    """Merges, writes, and ends as the whole run would have."""
    from harness.report import document
    from harness.report.merge import merge
    from harness.report.read import read

    check_writable(arguments.json, arguments.html, arguments.sarif, folders=(arguments.badges,))
    reports = {}
    for path in arguments.reports:
        if str(path) in reports:
            raise UserError(f"{path}: expected each report once, got it again")
        reports[str(path)] = read(path, str(path))
    merged = merge(reports)
    merged["findings"] += _gaps(arguments.config, merged)
    if arguments.json or arguments.html or arguments.sarif or arguments.badges or arguments.github:
        root = _root(arguments.config)
        atomic.check_inside(root, arguments.json, arguments.html, arguments.sarif, arguments.badges)
        if arguments.json:
            document.write(merged, arguments.json)
        tell(arguments, merged, root)
        write(arguments, merged, root)
        tell_where(arguments)
    else:
        print(json_text(merged, separators=(",", ":")))
    return document.exit_status(merged)


def _root(config: Path | None) -> Path:
    """The folder that the files of the reports are relative to, as far as is known here."""
    from harness.settings import reader as settings_of

    try:
        return settings_of.load(Path.cwd(), config).root
    except UserError:
        if config:
            raise
        return Path.cwd()


def _gaps(config: Path | None, merged: Report) -> list[FindingRecord]:
    """What the settings want covered and all shards together left out; no shard can tell.

    Nothing where there are no settings here, or where the shards took only some of the examples.
    """
    from harness.judge.survey import coverage_gaps
    from harness.plan.session import open_session
    from harness.report.record import finding_record

    try:
        session = open_session(Path.cwd(), config)
    except UserError:
        if config:
            raise
        return []
    names = [case["name"] for case in merged["cases"]]
    taken = {name.rpartition("/")[0] for name in names}
    if any(case.example.id not in taken for case in session.plan.every):
        return []
    known = merged["findings"]
    found = [finding_record(finding, None) for finding in coverage_gaps(session, merged["coverage"], names)]
    return [finding for finding in found if finding not in known]
