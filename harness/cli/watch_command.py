"""`harness watch`: runs what a saved file touches, and tells what that changed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.cli import keys
from harness.cli.arguments import add_selection, session_of
from harness.common import own_folder
from harness.common.printable import printable
from harness.common.safe_output import open_for_colours
from harness.errors import UserError
from harness.report.shape import CaseRecord, Report

if TYPE_CHECKING:
    from rich.console import Console

    from harness.commands.watching.difference import Standing
    from harness.commands.watching.rounds import Rounds
    from harness.commands.watching.touched import Touched
    from harness.plan import Planned
    from harness.plan.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Waits for a save, and runs what it touches: an example's own cases, compared with the other languages' as "
        "they were; all of an API version for its document or overlay; everything for the settings, the rules or an "
        "input. Tells what is newly failing and newly passing since the last run. In a terminal, keys run cases again "
        "and open the report. Ctrl-C ends it (exit status 0)."
    )
    add_selection(parser)
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="programs that run at once (default: cores)")


def call(arguments: argparse.Namespace) -> int:
    """Watches until it is interrupted; 0, for it is meant to be."""
    from rich.console import Console

    from harness.commands.watching.rounds import Rounds
    from harness.run.options import Options

    session = session_of(arguments)
    console = Console(file=open_for_colours(sys.stdout), highlight=False, soft_wrap=True)
    rounds = Rounds(
        session, Options(max(0, arguments.jobs), strict=os.environ.get("CI") == "true", first_verdict_soon=True)
    )
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
        """The names of the cases that are not through yet."""
        self._last: set[str] = set()
        """The names of the cases of the last round."""
        self._running: asyncio.Task[None] | None = None
        self._greeting = ""
        self._has_keys = False
        self._pressed: asyncio.Queue[str] = asyncio.Queue()
        self._one_at_a_time = asyncio.Lock()
        self._touched: Touched | None = None
        """What was saved and could not be taken up, since settings or a document can't be read."""

    async def until_stopped(self) -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        with keys.pressed(self._pressed.put_nowait) as self._has_keys:
            ends = (stopped.wait(), self._watch(), self._obey())
            done, waiting = await asyncio.wait(map(asyncio.create_task, ends), return_when=asyncio.FIRST_COMPLETED)
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
                    self._name_keys()
                async with self._one_at_a_time:
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
        done = _done(self._session.settings.root, found.files)
        if found.reload:
            before = self._session
            try:
                self._session = session_of(self._arguments)
            except (UserError, OSError) as error:
                self._touched = found
                self._say(f"{done}; waiting, since nothing can be run as it is:", "bold")
                self._say(f"  {error}", "red")
                return
            self._rounds.take_up(self._session)
            found |= touched(self._session, paths)
            found |= Touched(frozenset(added(before, self._session, paths)))
            self._standing.forget(self._names())
        self._touched = None
        touched_now = {one.case.name for one in self._session.plan.cases if one.case.example.id in found.examples}
        self._begin(touched_now, done, began)

    async def _obey(self) -> None:
        """Does what each key asks, until one ends the watch."""
        while (key := await self._pressed.get()) != "q":
            async with self._one_at_a_time:
                await self._answer(key)

    async def _answer(self, key: str) -> None:
        chosen = {"r": self._last, "f": self._standing.failing_cases(), "a": self._names()}.get(key)
        if key == "o":
            await asyncio.to_thread(self._open_report)
        elif chosen is None:
            self._name_keys()
        elif not chosen & self._names():
            self._say("nothing fails, as far as is known" if key == "f" else "nothing ran yet: a runs all cases")
        else:
            await self._stop_round()
            self._begin(chosen, "", time.monotonic())

    def _begin(self, names: set[str], why: str, began: float) -> None:
        """Begins a round with cases, and with those of the last one that are not through."""
        self._due = (self._due | names) & self._names()
        cases = [planned for planned in self._session.plan.cases if planned.case.name in self._due]
        self._last = set(self._due) or self._last
        counted = f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}"
        due = [counted] if cases or not why.startswith("deleted ") else []
        self._say(f"{_now()} {': '.join([*([why] if why else []), *due])}", "bold")
        if cases:
            self._running = asyncio.create_task(self._round(cases, began))

    def _names(self) -> set[str]:
        return {planned.case.name for planned in self._session.plan.cases}

    async def _stop_round(self) -> None:
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    async def _round(self, cases: list[Planned], began: float) -> None:
        from harness.cli.watch_words import Words

        words, records, started = Words(self._say, self._standing), list[CaseRecord](), datetime.now(UTC)
        own = {planned.case.name for planned in cases}
        with self._progress() as progress:

            def told(record: CaseRecord) -> None:
                records.append(record)
                self._due.discard(record["name"])
                words.tell(record, own=record["name"] in own)
                progress(words.told, len(cases))

            try:
                await self._rounds.run(cases, told)
            except asyncio.CancelledError:
                self._keep(records, started)
                raise
            except Exception as error:  # a mistake of our own ends the round, and not the watch
                self._say(f"the harness failed: {type(error).__name__}: {error}", "bold red")
        self._due.clear()
        words.sum_up(time.monotonic() - began)
        self._keep(records, started)
        self._name_keys()

    def _keep(self, records: Iterable[CaseRecord], started: datetime) -> None:
        """Adds what a round ran to the last run's report, where `harness show` and `--lf` look."""
        from harness.report.earlier import take_in

        take_in(self._session.settings.own.last_run, records, started, own_folder.write)

    @contextlib.contextmanager
    def _progress(self) -> Any:
        """How many cases are through, in a line that goes again; nothing where this is no terminal."""
        if not self._console.is_terminal:
            yield lambda *_: None
            return
        with self._console.status("running") as status:
            yield lambda done, of: status.update(f"{done} of {of} cases")

    def _open_report(self) -> None:
        """The last run's report, which has the rounds too, in the browser."""
        from harness.cli.report_command import last_page, opened

        settings = self._session.settings
        try:
            page = last_page(settings)
        except UserError as error:
            self._say(str(error), "red")
            return
        self._say(settings.show(page) + ("" if opened(page) else ": no browser was found: open the file yourself"))

    def _name_keys(self) -> None:
        if self._has_keys:
            self._say("keys: r again, f what fails, a all cases, o open the report, q quit", "dim")

    def _say(self, line: str, style: str = "") -> None:
        """One line that a terminal shows and does not obey."""
        self._console.print(printable(line), style=style or None, markup=False)


def _remembered(session: Session) -> Standing:
    """What the last run said, where it left a report that can be read."""
    from harness.commands.watching.difference import Standing

    standing = Standing()
    for record in (_last_report(session) or {"cases": []})["cases"]:
        standing.learn(record)
    standing.forget({planned.case.name for planned in session.plan.cases})
    return standing


def _last_report(session: Session) -> Report | None:
    from harness.report.read import ReportTrouble, read

    path = session.settings.own.last_run
    with contextlib.suppress(ReportTrouble):
        return read(path, session.settings.show(path))
    return None


def _done(root: Path, files: Iterable[str]) -> str:
    """`saved a.py, deleted b.py`."""
    from harness.cli.watch_words import listed

    saved, gone = ([file for file in files if (root / file).exists() is there] for there in (True, False))
    said = [f"{verb} {listed(names)}" for verb, names in (("saved", saved), ("deleted", gone)) if names]
    return ", ".join(said)


def _now() -> str:
    return time.strftime("%H:%M:%S")
