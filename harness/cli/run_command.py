"""`harness run`: runs cases and reports."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.cli.options import add_selection, session_of
from harness.errors import UserError

if TYPE_CHECKING:
    from harness.bench import Bench

INTERRUPTED = 130


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    add_selection(parser)
    parser.add_argument("--jobs", type=_jobs, default=0, metavar="N", help="programs that run at once (default: cores)")
    parser.add_argument("--strict", action="store_true", help="a missing toolchain fails the run (on under CI=true)")
    parser.add_argument(
        "--update-requests", action="store_true", help="write the reviewed requests anew: this changes files"
    )
    parser.add_argument(
        "--suggest-known-failures", action="store_true", help="print the smallest list that covers the present failures"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the report as JUnit XML")


def call(arguments: argparse.Namespace) -> int:
    """Runs what is asked for; the exit status tells how it went."""
    from rich.console import Console

    from harness import pytest_plugin
    from harness.bench import Bench
    from harness.report import document, terminal
    from harness.runner import Options

    session = session_of(arguments)
    _check_writable(arguments.json, arguments.junit)
    strict = arguments.strict or os.environ.get("CI") == "true"
    extra = [f"--junitxml={arguments.junit}"] if arguments.junit else []
    bench = Bench(session, Options(arguments.jobs, strict))
    interrupted = pytest_plugin.run(bench, extra)
    report = bench.report()
    for path in filter(None, (session.settings.root / ".harness" / "last-run.json", arguments.json)):
        document.write(report, path)
    terminal.show(report, Console(highlight=False, soft_wrap=True))
    if arguments.update_requests:
        for path in bench.update_requests():
            print(f"wrote {session.settings.show(path)}")
    if arguments.suggest_known_failures:
        print(_suggestion(bench, report))
    if interrupted:
        print("interrupted: the report holds what had finished", file=sys.stderr)
        return INTERRUPTED
    return document.exit_status(report)


def _suggestion(bench: Bench, report: dict[str, Any]) -> str:
    """The text of a file of known failures."""
    from harness.known_failures import suggest

    cases = {planned.case.name: planned.case for planned in bench.session.plan.cases}
    failures = [
        (cases[record["name"]], [f["code"] for f in record["findings"] if f["severity"] == "error"])
        for record in report["cases"]
        if record["verdict"] == "failed"
    ]
    return suggest(failures, list(cases.values()))


def _jobs(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, got {text!r}")
    return int(text)


def _check_writable(*paths: Path | None) -> None:
    """A report that can't be written is told before the run, not after it."""
    for path in filter(None, paths):
        folder = next(parent for parent in path.absolute().parents if parent.exists())
        if path.is_dir() or not os.access(folder, os.W_OK):
            raise UserError(
                f"{path}: expected a file that can be written, got {'a folder' if path.is_dir() else 'no right to'}"
            )
