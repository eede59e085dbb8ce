"""`harness watch`: runs what a saved file touches, and tells what that changed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.cli.arguments import add_selection, session_of
from harness.common.printable import printable
from harness.errors import UserError
from harness.report.shape import CaseRecord, FindingRecord

if TYPE_CHECKING:
    from rich.console import Console

    from harness.commands.watching.difference import Standing, Trend
    from harness.commands.watching.rounds import Rounds
    from harness.commands.watching.touched import Touched
    from harness.plan import Planned
    from harness.plan.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Waits for a save, and runs what it touches: an example's own cases, compared with the other languages' as "
        "they were; all of an API version for its document or overlay; everything for the settings, the rules or an "
        "input. Tells what is newly failing and newly passing since the last run. Ctrl-C ends it (exit status 0)."
    )
    add_selection(parser)
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="programs that run at once (default: cores)")


def call(arguments: argparse.Namespace) -> int:
    """Watches until it is interrupted; 0, for it is meant to be."""
    from rich.console import Console

    from harness.commands.watching.rounds import Rounds
    from harness.run.options import Options

    session = session_of(arguments)
    console = Console(highlight=False, soft_wrap=True)
    rounds = Rounds(session, Options(max(0, arguments.jobs), strict=os.environ.get("CI") == "true"))
    try:
        asyncio.run(_Watch(arguments, session, rounds, console).until_stopped())
    finally:
        rounds.close()
    return 0


class _Watch:
    """What is due, what runs, and what was said last."""

    def __init__(self, arguments: argparse.Namespace, session: Session, rounds: Rounds, console: Console) -> None:
        self._arguments, self._session, self._rounds, self._console = arguments, session, rounds, console
        self._standing = _remembered(session)
        self._due: set[str] = set()
        """The ids of the examples whose cases are not through yet."""
        self._shown: set[tuple[str, str | None, str | int]] = set()
        """The findings that were shown in full this round, by their words and by their line: many cases show one."""
        self._more: dict[tuple[Trend, str], int] = {}
        """How many further cases of a program changed likewise this round: the first is told as it comes."""
        self._running: asyncio.Task[None] | None = None
        self._greeting = ""
        self._touched: Touched | None = None
        """What was saved and could not be taken up, since settings or a document can't be read."""

    async def until_stopped(self) -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        tasks = {asyncio.create_task(stopped.wait()), asyncio.create_task(self._watch())}
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await self._stop_round()
        for task in done:
            task.result()

    async def _watch(self) -> None:
        cases = self._session.plan.cases
        examples = {planned.case.example.id: planned.case.example for planned in cases}.values()
        self._rounds.prepare(examples)
        self._greeting = f"watching {len(examples)} programs, {len(cases)} cases; Ctrl-C ends it"
        while True:
            await self._follow()

    async def _follow(self) -> None:
        """Takes saves until the folders to watch are others."""
        from harness.commands.watching.saves import saves
        from harness.commands.watching.touched import watched

        folders = watched(self._session)
        async with contextlib.aclosing(saves(*folders)) as coming:
            async for paths in coming:
                if self._greeting:
                    self._say(self._greeting)
                    self._greeting = ""
                await self._take(paths)
                if watched(self._session) != folders:
                    return

    async def _take(self, paths: set[Path]) -> None:
        """Takes what was saved, gives up the round that runs, and begins one with all that is due."""
        from harness.commands.watching.touched import Touched, added, touched

        found = touched(self._session, paths) | (self._touched or Touched())
        if not found.files:
            return
        began = time.monotonic()
        await self._stop_round()
        if found.reload:
            before = self._session
            try:
                self._session = session_of(self._arguments)
            except (UserError, OSError) as error:
                self._touched = found
                self._say(f"{', '.join(found.files)}: saved; waiting, since nothing can be run as it is:", "bold")
                self._say(f"  {error}", "red")
                return
            self._rounds.take_up(self._session)
            found |= touched(self._session, paths)
            found |= Touched(frozenset(added(before, self._session, paths)))
            self._standing.forget({planned.case.name for planned in self._session.plan.cases})
        self._touched = None
        self._due = {*self._due, *found.examples} & {example.id for example in self._session.examples}
        cases = [planned for planned in self._session.plan.cases if planned.case.example.id in self._due]
        counted = f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}"
        self._say(f"{_now()} saved {_listed(found.files)}: {counted}", "bold")
        if cases:
            self._running = asyncio.create_task(self._round(cases, began))

    async def _stop_round(self) -> None:
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    async def _round(self, cases: list[Planned], began: float) -> None:
        changes: Counter[Trend] = Counter()
        self._shown.clear()
        self._more.clear()
        own = {planned.case.name for planned in cases}
        with self._progress() as progress:

            def told(record: CaseRecord) -> None:
                from harness.commands.watching.difference import Trend

                change = self._standing.learn(record)
                if record["name"] in own or change not in (Trend.PASSING, Trend.STILL_FAILING):
                    changes[change] += 1
                    self._tell(record, change)
                progress(sum(changes.values()), len(cases))

            try:
                await self._rounds.run(cases, told)
            except Exception as error:  # a mistake of our own ends the round, and not the watch
                self._say(f"the harness failed: {type(error).__name__}: {error}", "bold red")
        self._due.clear()
        self._sum_up(changes, time.monotonic() - began)

    @contextlib.contextmanager
    def _progress(self) -> Any:
        """How many cases are through, in a line that goes again; nothing where this is no terminal."""
        if not self._console.is_terminal:
            yield lambda *_: None
            return
        with self._console.status("running") as status:
            yield lambda done, of: status.update(f"{done} of {of} cases")

    # ------------------------------------------------------------------ what is said

    def _tell(self, record: CaseRecord, change: Trend) -> None:
        """A case whose verdict is news, in full; one that fails as before, in a line; one like another, at the end."""
        from harness.commands.watching.difference import Trend

        if change == Trend.PASSING:
            return
        errors = [
            finding for finding in record["findings"] if finding["severity"] == "error" and not finding.get("accepted")
        ]
        news = [] if change == Trend.STILL_FAILING else [finding for finding in errors if self._is_new(finding)]
        alike = (change, record["name"].rpartition("/")[0])
        if alike in self._more and not news:
            self._more[alike] += 1
            return
        self._more.setdefault(alike, 0)
        if change == Trend.NEWLY_PASSING:
            self._say(f"  {change}  {record['name']}", "green")
            return
        codes = ", ".join(dict.fromkeys(finding["code"] for finding in errors)) or record["reason"]
        self._say(f"  {change}  {record['name']}: {codes}", "yellow" if change == Trend.STILL_FAILING else "bold red")
        for finding in news:
            self._shown.update(_marks(finding))
            place = f"{finding['file']}:{finding['line']}" if finding["line"] else finding["file"] or "the run"
            self._say(f"    {place}: {finding['message']}")
            for label in ("expected", "actual", "hint"):
                if finding[label]:
                    self._say(f"      {label + ':':<9} {finding[label]}")

    def _is_new(self, finding: FindingRecord) -> bool:
        return self._shown.isdisjoint(_marks(finding))

    def _sum_up(self, changes: Counter[Trend], seconds: float) -> None:
        from harness.commands.watching.difference import counted

        for (change, program), count in self._more.items():
            if count:
                self._say(f"  {change}  {program}: {count} more {'case' if count == 1 else 'cases'}", "dim")
        failing = self._standing.failing()
        known = f"; {failing} of {len(self._standing.last)} known cases fail" if failing else ""
        style = "red" if failing else "green"
        self._say(f"{counted(changes) or 'nothing to tell'} in {seconds:.1f} s{known}", style)

    def _say(self, line: str, style: str = "") -> None:
        """One line that a terminal shows and does not obey."""
        self._console.print(printable(line), style=style or None, markup=False)


def _marks(finding: FindingRecord) -> set[tuple[str, str | None, str | int]]:
    """By what a finding is known again: its words, and its line."""
    marks: set[tuple[str, str | None, str | int]] = {(finding["code"], finding["file"], finding["message"])}
    return marks | ({(finding["code"], finding["file"], finding["line"])} if finding["line"] else set())


def _remembered(session: Session) -> Standing:
    """What the last run said, where it left a report that can be read."""
    from harness.commands.watching.difference import Standing
    from harness.report.read import ReportTrouble, read

    standing = Standing()
    path = session.settings.own.last_run
    if path.is_file():
        with contextlib.suppress(ReportTrouble):
            for record in read(path, session.settings.show(path))["cases"]:
                standing.learn(record)
    standing.forget({planned.case.name for planned in session.plan.cases})
    return standing


def _listed(files: Iterable[str]) -> str:
    shown = list(files)
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def _now() -> str:
    return time.strftime("%H:%M:%S")
