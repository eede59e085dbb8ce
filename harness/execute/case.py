"""A planned case -> an outcome: a workspace, a listener, the program, and what it left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from harness.credentials import of_key
from harness.errors import EnvironmentTrouble
from harness.execute import proxies
from harness.execute.calling_back import CallingBack
from harness.execute.invocation import invocation
from harness.execute.keeper import Keeper
from harness.execute.receiving import Attendance, port_of, without_own
from harness.languages import Language, Preparation
from harness.languages.toolchain import lack, places
from harness.launch import (
    Command,
    ForkServer,
    Launchers,
    Place,
    StartingPlace,
    Workspace,
    Workspaces,
    remove_few,
    remove_tree,
)
from harness.launch.trust import Trust
from harness.mock import Door, Station, distrust
from harness.model import CouldNotStart, Example, Finished, Outcome, TimedOut, Traces
from harness.plan import Planned
from harness.plan.deliveries import Deliveries
from harness.settings import PASSED_ON, Settings

CRASHES = frozenset(
    -number
    for number in (
        signal.SIGSEGV,
        signal.SIGBUS,
        signal.SIGILL,
        signal.SIGABRT,
        signal.SIGFPE,
        signal.SIGTRAP,
        signal.SIGSYS,
    )
)
"""Exit statuses of programs that the system or their own interpreter broke off."""
SHORT_WAIT = 0.3
"""Seconds for which a program that waits keeps its core where its clock can be moved: if all of them gave way to others
at once, too many clocks would be looked at."""
MAX_SHOWN = 4 * 1024 * 1024
"""Bytes of stdout and of stderr that are kept: the beginning and the end."""


class Misled(Exception):
    """A program's clock was moved, and may have misled it; the text says why."""


@dataclass(frozen=True)
class Execution:
    """All that running cases takes, whatever the case."""

    settings: Settings
    launchers: Launchers
    languages: Mapping[str, Language]
    base: Path
    """The run's own folder."""
    trust: Trust | None = None
    """What makes programs that name their host believe the mock; None where none does."""
    keeper: Keeper | None = None
    """What is called for each program that was started, before its private copy goes."""
    cold: bool = False
    """True where every program is started from nothing, as its users start it."""
    real_time: bool = False
    """True where all that a program waits for is really waited for."""
    workspaces: Workspaces = field(default_factory=Workspaces)
    """What makes the private copies."""

    async def run(self, planned: Planned, preparation: Preparation, waiting: Callable[[], None]) -> Outcome:
        """Runs a case to its end. Nothing of it lies in its folder afterwards, and nothing of it runs.

        `waiting` is called when the program has nothing to do but wait for an answer.

        A crash after a warm start proves nothing: to fork an interpreter is to do what it was not made for. What the
        program does when it is started from nothing counts then. So does what it does in real time, where its clock was
        moved and it crashed, or may have been misled.
        """
        try:
            outcome = await self._run(planned, preparation, waiting)
        except Misled as error:
            outcome = await replace(self, real_time=True).run(planned, preparation, waiting)
            if not isinstance(outcome, CouldNotStart):
                outcome = replace(outcome, traces=replace(outcome.traces, real=str(error)))
            return outcome
        if isinstance(outcome, Finished) and outcome.exit_status in CRASHES and _may_be_ours(outcome.traces):
            return await replace(self, cold=True, real_time=True)._run(planned, preparation, waiting)
        return outcome

    async def _run(self, planned: Planned, preparation: Preparation, waiting: Callable[[], None]) -> Outcome:
        example = planned.case.example
        if example.id in preparation.failures:
            return preparation.failures[example.id]
        settings, kept = self.settings, False
        tree, outputs = example.tree or settings.examples, settings.outputs
        try:
            start = self.launchers.of(self._fork_server(example, preparation))
            workspace = self.workspaces.take(tree, example.workdir, outputs, start.base, makes=settings.makes_outputs)
            try:
                outcome = await self._run_in(workspace, planned, preparation, waiting, start)
                kept = self.workspaces.give(workspace)
                return outcome
            finally:
                if not kept:
                    workspace.close()
                    await _removed(workspace.root.parent)
        except EnvironmentTrouble as error:
            return CouldNotStart(str(error))
        except OSError as error:
            return CouldNotStart(_unstarted(error))

    async def _run_in(
        self,
        workspace: Workspace,
        planned: Planned,
        preparation: Preparation,
        waiting: Callable[[], None],
        start: StartingPlace,
    ) -> Outcome:
        calling_back = CallingBack(planned.callbacks) if planned.callbacks and self.launchers.first.reaches else None
        responder = planned.respond()
        receives = "clocks of programs that receive are not moved" if calling_back or planned.deliveries else ""
        real = start.launcher.real_time or receives
        moves = not (self.real_time or real)
        answer = calling_back.around(responder) if calling_back else responder
        station = Station(answer, _later(waiting) if moves else waiting)
        place = await start.launcher.lease(listening=planned.scenario.listening)
        if calling_back:
            calling_back.place = place
        try:
            if place.listener:
                await station.open(place.listener)
            for listener, door in zip(place.doors, self._doors if place.doors else (), strict=True):
                await station.open(listener, door)
            command = self._command(workspace, planned, preparation, place)
            command = replace(command, warm=start.server, answering=station if moves else None)
            reception = None
            if planned.deliveries:
                port = port_of(planned.deliveries, place, start.launcher)
                command = _receiving(command, planned.deliveries, port)
                ending, reception = await Attendance(place, workspace, planned.deliveries, port).run(command)
            else:
                ending = await place.run(command)
            waiting()  # what is left to do is ours, and another program's core may work meanwhile
        except asyncio.CancelledError:
            station.abandon()
            raise
        finally:
            if calling_back:
                await calling_back.close()
            await station.close()
            escapes = await place.release()
        if ending.doubt:
            raise Misled(ending.doubt)
        if station.trouble:
            return CouldNotStart(_trouble(station.trouble))
        written, changed = workspace.collect()
        exchanges = tuple(station.exchanges)
        own = ({reception.port} if reception else set()) | (calling_back.ports if calling_back else set())
        escapes = without_own(escapes, own)
        if not self.launchers.first.confines:
            exchanges, escapes = proxies.separate(exchanges)
        traces = Traces(
            stdout=workspace.printed(workspace.stdout, MAX_SHOWN).decode("utf-8", "replace"),
            stderr=workspace.printed(workspace.stderr, MAX_SHOWN).decode("utf-8", "replace"),
            written=written,
            changed_inputs=changed,
            exchanges=exchanges,
            escapes=tuple(escapes),
            duration=ending.duration,
            warm=ending.warm,
            exceeded=ending.exceeded,
            spared=ending.spared,
            real=(real or ending.real) if station.waits.is_set() and not self.real_time else "",
            command=invocation(command, workspace.root, self.settings.root, f"{place.host}:{place.port}"),
            reception=reception,
            callbacks=tuple(calling_back.delivered) if calling_back else (),
            uncalled=tuple(sorted(calling_back.waiting)) if calling_back else (),
        )
        if station.left and not exchanges and "certificate" in traces.stderr.lower():
            return CouldNotStart(str(distrust("it left in the handshake, and speaks of a certificate")))
        if self.keeper:
            self.keeper.take(planned.case.name, workspace.root, command)
        if ending.exit_status is None:
            return TimedOut(command.time_limit, traces)
        return Finished(ending.exit_status, traces)

    @cached_property
    def _doors(self) -> tuple[Door, ...]:
        """What is behind each listener that a place was furnished with."""
        trust = self.trust
        return tuple(Door(port, trust.context) for _, port in trust.furniture.doors) if trust else ()

    def _command(self, workspace: Workspace, planned: Planned, preparation: Preparation, place: Place) -> Command:
        example = planned.case.example
        argv = preparation.commands[example.id]
        if not example.owes.in_work_folder:
            argv = self._beside_its_files(workspace, example, argv)
        return Command(
            argv=argv,
            folder=workspace.folder,
            env=self._environment(workspace, planned, preparation, place),
            stdout=workspace.stdout,
            stderr=workspace.stderr,
            time_limit=self.languages[example.language].time_limit or self.settings.time_limit,
            image=self.languages[example.language].image or None,
        )

    def _beside_its_files(self, workspace: Workspace, example: Example, argv: tuple[str, ...]) -> tuple[str, ...]:
        """Runs a copy of a sample from its work folder: samples look for files, and write them, beside themselves."""
        packages = self.settings.root / "node_modules"
        if packages.is_dir():
            workspace.bring(packages)
        copy = workspace.bring(example.file)
        for entry in sorted(example.beside.iterdir()) if example.beside else ():
            if entry != packages and not entry.name.startswith("."):
                workspace.bring(entry)
        return tuple(str(copy) if word == str(example.file) else word for word in argv)

    def _fork_server(self, example: Example, preparation: Preparation) -> ForkServer | None:
        """What the program may be forked from: with an environment that is no case's, and a home that nobody has."""
        if self.cold or example.id not in preparation.fork_servers:
            return None
        env = {**_passed_on(), **preparation.env, "HOME": str(self.base / "nobody")}
        apart = self.languages[example.language].forks_load_tree
        return ForkServer(preparation.fork_servers[example.id], env, apart)

    def _environment(
        self, workspace: Workspace, planned: Planned, preparation: Preparation, place: Place
    ) -> dict[str, str]:
        env = {**_passed_on(), **preparation.env, **workspace.environment()}
        if self.launchers.first.temporary:
            env["TMPDIR"] = self.launchers.first.temporary
        env |= {} if self.launchers.first.confines else proxies.environment(place.port)
        for name, value in self.settings.env.items():
            if "{key}" not in value or planned.scenario.key != "missing":
                env[name] = value.replace("{key}", planned.key if planned.scenario.key == "set" else "")
        env |= self.trust.environment(workspace.root) if self.trust else {}
        if self.settings.host_env:
            env[self.settings.host_env] = f"http://{place.host}:{place.port}"
        for one in planned.credentials or of_key(self.settings.key_env, planned.key):
            given = one.under(planned.scenario.key)
            if given is None:
                env.pop(one.env, None)
            else:
                env[one.env] = given
        return env


def _may_be_ours(traces: Traces) -> bool:
    """True where a crash proves nothing about the program."""
    return traces.warm or traces.spared > 0


def _later(waiting: Callable[[], None]) -> Callable[[], None]:
    """Says that a program waits only if it does for long: one whose clock is moved soon works again."""

    def later() -> None:
        asyncio.get_running_loop().call_later(SHORT_WAIT, waiting)

    return later


def _receiving(command: Command, deliveries: Deliveries, port: int) -> Command:
    """The command of a program that receives. It starts cold, and prints at once: what it does is looked at while it
    runs."""
    env = {**command.env, "PYTHONUNBUFFERED": "1", deliveries.port_env: str(port)}
    return replace(command, env=env, warm=None)


def _passed_on() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


async def _removed(root: Path) -> None:
    """Takes a folder away on another thread: it may hold so much that other programs would wait for their answers.

    A case that is given up meanwhile is given up afterwards, so that nothing is left. What most programs leave is gone
    sooner than another thread begins.
    """
    if remove_few(root):
        return
    work = asyncio.get_running_loop().run_in_executor(None, remove_tree, root)
    given_up = None
    while not work.done():
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError as error:
            given_up = error
    if given_up:
        raise given_up


def missing_tools(language: Language, names: Sequence[str]) -> CouldNotStart:
    """What to say of a language whose tools are not there."""
    needed = [need for need in language.requirements if need.name in names]
    old = [lack(need) for need in needed if places(need)]
    advice = "; ".join([*old, *(need.advice for need in needed if need.advice)])
    return CouldNotStart(f"{language.title} needs {', '.join(names)}: {advice or 'not found'}", missing_toolchain=True)


def _unstarted(error: OSError) -> str:
    """Why a program could not be started, and what to do where its tool is there, and programs don't see it."""
    if isinstance(error, FileNotFoundError) and error.filename and os.path.exists(error.filename):  # noqa: PTH110
        return (
            f"{error.filename}: programs don't see this file, or the interpreter that its first line names: "
            'name its folder in "readable", in the settings'
        )
    return f"{error.strerror or error}: {error.filename or 'no file named'}"


def _trouble(error: Exception) -> str:
    """Why no program is to blame where its request could not be answered."""
    return str(error) if isinstance(error, EnvironmentTrouble) else f"answering it failed: {error!r}"
