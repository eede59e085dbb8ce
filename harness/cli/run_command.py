"""`harness run`: runs cases and reports."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.arguments import (
    add_guard,
    add_parts,
    add_selection,
    durations_of,
    part_of,
    requires_guard,
    session_of,
)
from harness.cli.reports import Unwritten, add_reports, add_verbosity, check_writable, tell, tell_where, write
from harness.cli.reviewed_requests import tell_requests, update_requests
from harness.cli.shown_outputs import update_outputs
from harness.common import atomic, own_folder
from harness.errors import EnvironmentTrouble, UserError
from harness.plan import durations

if TYPE_CHECKING:
    from harness.execute.keeper import Keeper
    from harness.plan.session import Session
    from harness.report.details import Details
    from harness.run.options import Options, Watcher
    from harness.run.run import Run
    from harness.run.world import World

INTERRUPTED = 130
EPILOG = """\
examples:
  harness run                                  everything, as CI does
  harness run v1/masking                       one operation: all its languages and scenarios
  harness run examples/go/code/v1/masking.go   one program
  harness run "v1/*/go" "**/success"           patterns: * is one part of a name, ** any number
  harness run --language go --scenario hang    one language under one scenario
  harness run v1/masking/go/success --keep     one case, its folder left to look at
  harness run --github --sarif out/run.sarif   in a workflow of GitHub

exit status: 0 all as expected; 1 a case failed or a known failure passed; 2 wrong usage or settings;
3 something could not run; 130 interrupted.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    chosen = add_selection(parser)
    add_parts(chosen)
    enough = chosen.add_mutually_exclusive_group()
    enough.add_argument(
        "-x", dest="maxfail", action="store_const", const=1, default=0, help="stop at the first failure"
    )
    enough.add_argument("--maxfail", type=_count, default=0, metavar="N", help="stop after N failures")
    how = parser.add_argument_group("how they run")
    how.add_argument("--jobs", type=_count, default=0, metavar="N", help="programs that run at once (default: cores)")
    how.add_argument(
        "--repeat",
        type=_count,
        default=1,
        metavar="N",
        help="run each case N times; one that passes and fails is flaky",
    )
    how.add_argument("--cold", action="store_true", help="start each program from nothing: slower, the same verdicts")
    waits = how.add_mutually_exclusive_group()
    waits.add_argument(
        "--virtual-time",
        action="store_true",
        default=None,
        help="move the clock of a program that only waits: in namespaces on x86-64, the same verdicts",
    )
    waits.add_argument(
        "--real-time",
        dest="virtual_time",
        action="store_false",
        help="let programs wait for as long as they ask for (the default)",
    )
    how.add_argument(
        "--launcher",
        choices=("local", "docker"),
        default="local",
        help="where they run: on this machine, or in containers (default: local)",
    )
    how.add_argument(
        "--resident",
        action="store_true",
        help="leave a process behind from which later runs start at once: see `harness resident`",
    )
    how.add_argument("--strict", action="store_true", help="a missing toolchain fails the run (on under CI=true)")
    add_guard(how)
    how.add_argument(
        "--no-cache",
        dest="cache",
        action="store_false",
        default=None,
        help="run every case, though nothing of it has changed since it last ran (the rule under CI=true)",
    )
    how.add_argument("--cache", action="store_true", default=None, help="use the cache under CI=true too")
    how.add_argument("--live", action="store_true", help="send the requests on to the real host: this costs money")
    how.add_argument("--yes", action="store_true", help="agree to what a live run costs, without being asked")
    told = parser.add_argument_group("how it is reported", "No format changes the exit status.")
    add_verbosity(told)
    add_reports(told)
    told.add_argument("--junit", type=Path, metavar="FILE", help="JUnit XML, for CI services' lists of tests")
    told.add_argument("--record", type=Path, metavar="DIR", help="each case's exchanges as HAR 1.2")
    closer = parser.add_argument_group("to look closer at one case")
    closer.add_argument("--keep", action="store_true", help="leave its private copy, with a script that runs it again")
    closer.add_argument("--serve", action="store_true", help="let its mock answer on, after it has run, until Ctrl-C")
    closer.add_argument(
        "--exec", metavar="COMMAND", help="run a shell command against its mock, in its program's place"
    )
    accept = parser.add_argument_group("to accept what is seen")
    accept.add_argument(
        "--update-requests", action="store_true", help="write the reviewed requests anew, and print what changes"
    )
    accept.add_argument(
        "--update-outputs", action="store_true", help="write the outputs that pages show anew: this changes files"
    )
    accept.add_argument(
        "--suggest-known-failures",
        action="store_true",
        help="print the smallest list that covers the present failures; the rest goes to stderr",
    )


def call(arguments: argparse.Namespace) -> int:
    """Runs what is asked for; the exit status tells how it went. A suggested list has stdout to itself."""
    with contextlib.redirect_stdout(sys.stderr) if arguments.suggest_known_failures else contextlib.nullcontext():
        status = _call(arguments)
    if arguments.resident:
        from harness.cli.resident import starting

        starting.start()
    return status


def _call(arguments: argparse.Namespace) -> int:
    from harness.cli import suggestion
    from harness.cli.by_hand import execute, keeper_of, serve, tell_kept
    from harness.report import document, earlier, kept, progress
    from harness.run import unchanged
    from harness.run.run import Run
    from harness.run.world import MOCK

    files = (arguments.json, arguments.html, arguments.junit, arguments.sarif)
    check_writable(*files, folders=(arguments.record, arguments.badges))
    session, world = _live_session(arguments) if arguments.live else (_session(arguments), MOCK)
    atomic.check_inside(session.settings.root, *files, arguments.record, arguments.badges)
    if arguments.suggest_known_failures and (last := suggestion.unchanged(arguments, session)):
        return suggestion.tell_again(session, last)
    keeper = keeper_of(arguments, session, world)
    if arguments.repeat > 1 and (arguments.live or keeper):
        raise UserError("--repeat: expected a run against the mock without --keep, --serve and --exec")
    if arguments.exec:
        return execute(session, arguments.exec)
    planned = 0 if arguments.quiet else len(session.plan.cases)
    # pictures are kept by the name of a case, and of a case that is repeated the report may show any run
    details = _details(session) if arguments.html and arguments.repeat == 1 else None
    with progress.shown(planned, _preparing(session)) as watcher:
        options = replace(_options(arguments, world, keeper, watcher), details=details)
        run = Run(session, replace(options, durations=durations_of(arguments, session)))
        run.check_machine()
        interrupted, trouble = _run(run, _junit(arguments.junit))
    report = run.report(interrupted=interrupted)
    root, own = session.settings.root, session.settings.own
    whole = report.get("whole", False) and not (arguments.shard or run.cut_short)
    earlier.put_aside(own.last_run, own.earlier, superseded=whole)
    unwritten = Unwritten()
    unwritten.attempt(lambda: document.write(report, own.last_run, own_folder.write))
    if arguments.json:
        unwritten.attempt(lambda: document.write(report, arguments.json))
    if not arguments.shard:
        durations.remember(own.durations, report["cases"])
    renewed = update_requests(run) if arguments.update_requests and not interrupted else None
    if not (run.cut_short or trouble or run.trouble):
        unchanged.keep(session, own.last_state, suggestion.how(arguments))
    tell(arguments, report, root)
    if details and run.options.remembers:  # what no later run can ask for is not kept, nor put in its place
        kept.recall(details, own.shown, report["cases"])
        kept.keep(details, own.shown, report["cases"])
    unwritten.attempt(lambda: write(arguments, report, root, details))
    tell_where(arguments)
    if renewed is not None:
        tell_requests(renewed, session.settings, sent=run.sent_requests)
    if arguments.update_outputs:
        for line in update_outputs(session, report):
            print(line)
    if arguments.suggest_known_failures:
        suggestion.tell(session, report)
    if keeper:
        tell_kept(keeper, session.plan.cases[0].case.name)
    if interrupted:
        print("interrupted: the report holds what had finished", file=sys.stderr)
        return INTERRUPTED
    if trouble := trouble or run.trouble:
        raise trouble
    unwritten.settle()
    return serve(session, keeper) if keeper and arguments.serve else document.exit_status(report)


def _preparing(session: Session) -> str:
    """`building 19 Go programs`: what goes on before the first program starts."""
    programs = {planned.case.example.id: planned.case.example.language for planned in session.plan.cases}
    counted = Counter(name for name in programs.values() if session.languages[name].builds)
    built = [
        f"{count} {session.languages[name].title} program{'s' if count > 1 else ''}" for name, count in counted.items()
    ]
    return f"building {', '.join(built)}" if built else "preparing"


def _options(arguments: argparse.Namespace, world: World, keeper: Keeper | None, watcher: Watcher | None) -> Options:
    from harness.run.options import Options

    return Options(
        arguments.jobs,
        strict=arguments.strict or os.environ.get("CI") == "true",
        launcher=arguments.launcher,
        require_guard=requires_guard(arguments),
        world=world,
        recordings=arguments.record,
        keeper=keeper,
        shard=arguments.shard,
        cold=arguments.cold,
        virtual_time=Options.virtual_time if arguments.virtual_time is None else arguments.virtual_time,
        most_failures=arguments.maxfail,
        repeat=arguments.repeat,
        update_requests=arguments.update_requests,
        watcher=watcher,
        cache=os.environ.get("CI") != "true" if arguments.cache is None else arguments.cache,
    )


def _run(run: Run, extra: list[str]) -> tuple[bool, EnvironmentTrouble | None]:
    """Runs what is not remembered, and leaves all records in it: if it was interrupted, and why it broke off.

    pytest's own report is to name every case, so that all are then waited for under pytest.
    """

    def interrupted(*_: object) -> None:
        run.interrupt()
        raise KeyboardInterrupt

    sys.unraisablehook = _but_interruptions
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # all end as Ctrl-C does: nothing is left running
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupted)
    try:
        left = run.begin(take=not extra)
        if not left:
            return False, None
        from harness import pytest_plugin  # here, because a run that is answered whole needs no pytest

        return pytest_plugin.run_cases(run, left, extra), None
    except KeyboardInterrupt:  # programs run before pytest does, and what they came to is reported all the same
        return True, None
    except EnvironmentTrouble as trouble:
        return False, trouble
    except OSError as error:  # JUnit XML, which pytest writes
        return False, EnvironmentTrouble(f"{error.filename or 'the machine'}: {error.strerror or error}")
    finally:
        run.stop()


def _but_interruptions(unraisable: sys.UnraisableHookArgs) -> None:
    """Reports what Python drops, as in a weak reference's callback, but for the interruption: the run knows of it."""
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def _details(session: Session) -> Details:
    """What collects pictures for the HTML page while the cases run."""
    from harness.report.details import Details

    details = Details()
    details.add_inputs(session.settings.examples)
    return details


def _junit(path: Path | None) -> list[str]:
    """pytest's options for JUnit XML. Only the older family names each program's file, which CI services link to."""
    names = ("--override-ini=junit_family=xunit1", "--override-ini=junit_suite_name=examples")
    return [f"--junitxml={path}", *names] if path else []


def _session(arguments: argparse.Namespace) -> Session:
    """The session, its plan cut down to the shard that was asked for."""
    from harness.judge.coverage import check_scenarios

    session = session_of(arguments)
    check_scenarios(session.settings)
    return part_of(arguments, session)


def _live_session(arguments: argparse.Namespace) -> tuple[Session, World]:
    """The session and the world of a live run, once all that it needs is there and its cost is agreed to."""
    from harness.cli.live_consent import live_session
    from harness.commands.live import LIVE
    from harness.commands.live.plan import scenarios

    arguments.scenario = scenarios(arguments.scenario)
    return live_session(_session(arguments), yes=arguments.yes), LIVE


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, got {text!r}")
    return int(text)
