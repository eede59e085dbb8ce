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
from harness.execute.invocation import invocation
from harness.execute.keeper import Keeper
from harness.languages import Language, Preparation
from harness.launch import Command, ForkServer, Launcher, Place, Workspace, Workspaces, remove_few, remove_tree
from harness.launch.trust import Trust
from harness.mock import Door, Station, distrust
from harness.model import CouldNotStart, Example, Finished, Outcome, TimedOut, Traces
from harness.plan import Planned
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
MAX_SHOWN = 4 * 1024 * 1024
"""Bytes of stdout and of stderr that are kept: the beginning and the end."""


@dataclass(frozen=True)
class Execution:
    """All that running cases takes, whatever the case."""

    settings: Settings
    launcher: Launcher
    languages: Mapping[str, Language]
    base: Path
    """The folder in which the private copies are made."""
    trust: Trust | None = None
    """What makes programs that name their host believe the mock; None where none does."""
    keeper: Keeper | None = None
    """What is told of each program that was started, before its private copy goes."""
    cold: bool = False
    """True where every program is started from nothing, as its users start it."""
    workspaces: Workspaces = field(default_factory=Workspaces)
    """What makes the private copies."""

    async def run(self, planned: Planned, preparation: Preparation, waiting: Callable[[], None]) -> Outcome:
        """Runs a case to its end. Nothing of it lies in its folder afterwards, and nothing of it runs.

        `waiting` is called when the program has nothing to do but wait for an answer.

        A crash after a warm start proves nothing: to fork an interpreter is to do what it was not made for. What the
        program does when it is started from nothing counts then.
        """
        outcome = await self._run(planned, preparation, waiting)
        if isinstance(outcome, Finished) and outcome.traces.warm and outcome.exit_status in CRASHES:
            return await replace(self, cold=True)._run(planned, preparation, waiting)
        return outcome

    async def _run(self, planned: Planned, preparation: Preparation, waiting: Callable[[], None]) -> Outcome:
        example = planned.case.example
        if example.id in preparation.failures:
            return preparation.failures[example.id]
        settings, kept = self.settings, False
        tree, outputs = example.tree or settings.examples, settings.outputs
        try:
            workspace = self.workspaces.take(tree, example.workdir, outputs, self.base, makes=settings.makes_outputs)
            try:
                outcome = await self._run_in(workspace, planned, preparation, waiting)
                kept = self.workspaces.give(workspace)
                return outcome
            finally:
                if not kept:
                    workspace.close()
                    await _removed(workspace.root.parent)
        except EnvironmentTrouble as error:
            return CouldNotStart(str(error))
        except OSError as error:
            return CouldNotStart(f"{error.strerror or error}: {error.filename or 'no file named'}")

    async def _run_in(
        self, workspace: Workspace, planned: Planned, preparation: Preparation, waiting: Callable[[], None]
    ) -> Outcome:
        station = Station(planned.respond(), waiting)
        place = await self.launcher.lease(listening=planned.scenario.listening)
        try:
            if place.listener:
                await station.open(place.listener)
            for listener, door in zip(place.doors, self._doors if place.doors else (), strict=True):
                await station.open(listener, door)
            command = self._command(workspace, planned, preparation, place)
            ending = await place.run(command)
            waiting()  # what is left to do is ours, and another program's core may work meanwhile
        except asyncio.CancelledError:
            station.abandon()
            raise
        finally:
            await station.close()
            escapes = await place.release()
        if station.trouble:
            return CouldNotStart(_trouble(station.trouble))
        written, changed = workspace.collect()
        exchanges = tuple(station.exchanges)
        if not self.launcher.confines:
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
            command=invocation(command, workspace.root, self.settings.root, f"{place.host}:{place.port}"),
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
        """What stands behind each listener that a place was furnished with."""
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
            warm=self._fork_server(example.id, preparation),
            image=self.languages[example.language].image or None,
            links=tuple(workspace.links),
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

    def _fork_server(self, example: str, preparation: Preparation) -> ForkServer | None:
        """What the program may be forked from: with an environment that is no case's, and a home that nobody has."""
        if self.cold or example not in preparation.fork_servers:
            return None
        env = {**_passed_on(), **preparation.env, "HOME": str(self.base / "nobody")}
        return ForkServer(preparation.fork_servers[example], env)

    def _environment(
        self, workspace: Workspace, planned: Planned, preparation: Preparation, place: Place
    ) -> dict[str, str]:
        env = {**_passed_on(), **preparation.env, **workspace.environment()}
        if self.launcher.temporary:
            env["TMPDIR"] = self.launcher.temporary
        env |= {} if self.launcher.confines else proxies.environment(place.port)
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
    advice = "; ".join(need.advice for need in language.requirements if need.name in names and need.advice)
    return CouldNotStart(f"{language.title} needs {', '.join(names)}: {advice or 'not found'}", missing_toolchain=True)


def _trouble(error: Exception) -> str:
    """Why no program is to blame where its request could not be answered."""
    return str(error) if isinstance(error, EnvironmentTrouble) else f"answering it failed: {error!r}"
