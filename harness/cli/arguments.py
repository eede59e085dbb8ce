"""The options by which several commands choose what they take."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import UserError
from harness.model import AS_EXPECTED
from harness.plan import Filters, durations
from harness.plan.session import Session, open_session

if TYPE_CHECKING:
    from harness.plan.shards import Shard


def add_selection(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Adds the patterns and the options that narrow a run; gives back their group, for more of the kind."""
    group = parser.add_argument_group("which cases")
    group.add_argument(
        "patterns",
        nargs="*",
        metavar="PATTERN or FILE",
        help='a case name, its beginning, a pattern ("v1/*/go", "**/success"), or an example\'s file or folder',
    )
    group.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    group.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")
    group.add_argument("--language", action="append", default=[], metavar="L", help="only this language (repeatable)")
    group.add_argument("--api", action="append", default=[], metavar="V", help="only this API version (repeatable)")
    group.add_argument("--scenario", action="append", default=[], metavar="S", help="only this scenario (repeatable)")
    group.add_argument(
        "--exclude", action="append", default=[], metavar="PATTERN", help="leave out cases or files (repeatable)"
    )
    group.add_argument("--profile", default="", metavar="NAME", help="a profile of the settings; quick is always there")
    group.add_argument("--lf", "--last-failed", dest="last_failed", action="store_true", help="only what failed last")
    return group


def session_of(arguments: argparse.Namespace) -> Session:
    """The session that the options ask for. Raises UserError for whatever is wrong with it."""
    filters = Filters(
        patterns=tuple(_relative(pattern) for pattern in arguments.patterns),
        languages=tuple(arguments.language),
        apis=tuple(arguments.api),
        scenarios=tuple(arguments.scenario),
        exclude=tuple(_relative(pattern) for pattern in arguments.exclude),
        profile=arguments.profile,
    )
    if arguments.last_failed:
        filters = replace(filters, names=_failed(arguments))
    matrix = None
    if getattr(arguments, "matrix", False):
        from harness.commands.matrix import prepared

        matrix = prepared
    return open_session(Path.cwd(), arguments.config, arguments.root, filters, matrix)


def _failed(arguments: argparse.Namespace) -> frozenset[str]:
    """The cases that did not end as expected in the last run. Raises UserError if there is no such run or case."""
    from harness.report.read import read
    from harness.settings import reader

    settings = reader.load(Path.cwd(), arguments.config, arguments.root)
    last = settings.own.last_run
    if not last.exists():
        raise UserError("--lf: expected an earlier run, found none: run without it first")
    failed = [case["name"] for case in read(last, settings.show(last))["cases"] if case["verdict"] not in AS_EXPECTED]
    if not failed:
        raise UserError("--lf: nothing failed in the last run")
    return frozenset(failed)


def add_parts(group: argparse._ArgumentGroup) -> None:
    """Adds the options that take a part of the plan."""
    group.add_argument(
        "--matrix", action="store_true", help="under each version and library set of the settings' matrix"
    )
    group.add_argument(
        "--changed-since", metavar="REV", help="only what the changes since a revision of git touch, such as main"
    )
    group.add_argument("--shard", type=_shard, metavar="I/N", help="only the I-th of N parts of the plan, equally long")
    group.add_argument(
        "--durations",
        type=Path,
        metavar="FILE",
        help="what cases took before; the same file for every shard (default for shards: what is usual)",
    )


def add_guard(group: argparse._ArgumentGroup) -> None:
    """Adds the options that say whether programs may run where nothing confines them."""
    group.add_argument(
        "--require-guard",
        action="store_true",
        default=None,
        help="run no program that nothing keeps from other hosts and from this machine's files "
        "(on under CI=true and with --live)",
    )
    group.add_argument(
        "--trust-programs",
        dest="require_guard",
        action="store_false",
        default=None,
        help="run them all the same: they can then read and change what you can, and reach any host",
    )


def requires_guard(arguments: argparse.Namespace) -> bool:
    """True where programs that nothing confines are not to run."""
    if arguments.require_guard is None:
        return bool(arguments.live) or os.environ.get("CI") == "true"
    return bool(arguments.require_guard)


def durations_of(arguments: argparse.Namespace, session: Session) -> dict[str, float]:
    """What the cases took before. Raises UserError for a file that was named and is none."""
    if arguments.durations:
        return durations.read(arguments.durations, needed=True)
    return durations.read(session.settings.own.durations)


def part_of(arguments: argparse.Namespace, session: Session) -> Session:
    """The session, its plan cut down to the part that was asked for. Raises UserError for a shard that is empty.

    If no case depends on what has changed, the plan is empty: that is what a branch of other files is to get.
    """
    if arguments.changed_since is not None:
        session = _touched(session, arguments.changed_since)
        if not session.plan.cases:
            return session
    if not arguments.shard:
        return session
    from harness.plan.shards import part

    # what this machine remembers is no other machine's, and changes with every run: all shards must deal alike
    known = durations_of(arguments, session) if arguments.durations else {}
    return replace(session, plan=part(session.plan, arguments.shard, known))


def _touched(session: Session, revision: str) -> Session:
    """The session with the cases that depend on what has changed since a revision."""
    from harness.commands.watching.branch import changed_since
    from harness.commands.watching.touched import touched

    found = touched(session, changed_since(revision, session.settings.root), read_since=True)
    cases = tuple(planned for planned in session.plan.cases if planned.case.example.id in found.examples)
    if not cases:
        print(f"--changed-since {revision}: no case depends on what has changed", file=sys.stderr)
    return replace(session, plan=replace(session.plan, cases=cases, whole=False))


def _shard(text: str) -> Shard:
    from harness.plan.shards import parse

    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _relative(pattern: str) -> str:
    """A path without its leading `./`; case names begin with no dot."""
    return pattern.removeprefix("./")
