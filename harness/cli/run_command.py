"""`harness run`: runs cases and reports."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.cli.options import add_selection, session_of
from harness.errors import UserError

if TYPE_CHECKING:
    from harness.bench import Bench
    from harness.session import Session
    from harness.shards import Shard

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
    parser.add_argument("--live", action="store_true", help="send the requests on to the real host: this costs money")
    parser.add_argument("--yes", action="store_true", help="agree to what a live run costs, without being asked")
    parser.add_argument("--record", type=Path, metavar="DIR", help="write each case's exchanges as HAR 1.2")
    parser.add_argument("--shard", type=_shard, metavar="I/N", help="run only the I-th of N parts of the plan")
    parser.add_argument("--keep", action="store_true", help="leave the one case's private copy, and tell where it is")
    parser.add_argument(
        "--serve", action="store_true", help="after the one case has run, let its mock answer on until Ctrl-C"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the report as JUnit XML")


def call(arguments: argparse.Namespace) -> int:
    """Runs what is asked for; the exit status tells how it went."""
    from rich.console import Console

    from harness import pytest_plugin

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: nothing is left running or lying
    from harness.bench import Bench
    from harness.cli.by_hand import keeper_of, serve, tell_kept
    from harness.report import document, terminal
    from harness.runner import Options

    _check_writable(arguments.json, arguments.junit, folder=arguments.record)
    session = _live_session(arguments) if arguments.live else _session(arguments)
    keeper = keeper_of(session, keep=arguments.keep, serve=arguments.serve, live=arguments.live)
    strict = arguments.strict or os.environ.get("CI") == "true"
    extra = [f"--junitxml={arguments.junit}"] if arguments.junit else []
    how = Options(
        arguments.jobs,
        strict,
        live=arguments.live,
        recordings=arguments.record,
        keeper=keeper,
        shard=arguments.shard,
    )
    bench = Bench(session, how)
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
    if keeper:
        tell_kept(keeper, session.plan.cases[0].case.name)
    if interrupted:
        print("interrupted: the report holds what had finished", file=sys.stderr)
        return INTERRUPTED
    return serve(session, keeper) if keeper and arguments.serve else document.exit_status(report)


def _session(arguments: argparse.Namespace) -> Session:
    """The session, its plan cut down to the shard that was asked for."""
    from harness.covering import check_scenarios
    from harness.shards import part

    session = session_of(arguments)
    check_scenarios(session.settings)
    return replace(session, plan=part(session.plan, arguments.shard)) if arguments.shard else session


def _live_session(arguments: argparse.Namespace) -> Session:
    """The session of a live run, once all that it needs is there and its cost is agreed to."""
    from harness.cli.live_consent import live_session
    from harness.live.plan import scenarios

    arguments.scenario = scenarios(arguments.scenario)
    return live_session(_session(arguments), yes=arguments.yes)


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


def _shard(text: str) -> Shard:
    from harness.shards import parse

    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _check_writable(*paths: Path | None, folder: Path | None = None) -> None:
    """A report that can't be written is told before the run, not after it."""
    if folder and ((folder.exists() and not folder.is_dir()) or not _may_write(folder)):
        raise UserError(
            f"{folder}: expected a folder that can be written, got {'no right to' if folder.is_dir() else 'none'}"
        )
    for path in filter(None, paths):
        if path.is_dir() or not _may_write(path.parent):
            raise UserError(
                f"{path}: expected a file that can be written, got {'a folder' if path.is_dir() else 'no right to'}"
            )


def _may_write(folder: Path) -> bool:
    """True if files can be made in a folder, or in the nearest one above it that exists."""
    nearest_one = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return nearest_one.is_dir() and os.access(nearest_one, os.W_OK)
