"""`harness run CASE --keep`, `--serve` and `--exec`: one case, for a person who goes on with it by hand."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shlex
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import TextIO

from harness.cli.called import anywhere
from harness.common.listening import BACKLOG
from harness.common.printable import printable
from harness.common.shown import shown
from harness.common.spellings import Secrets
from harness.errors import UserError
from harness.execute.keeper import SCRIPT, Keeper, command_line, shell_environment
from harness.launch.ports import bind
from harness.mock import Station
from harness.model import Exchange, Reply, Request, Responder
from harness.plan import Planned
from harness.plan.session import Session
from harness.run.world import World


def keeper_of(arguments: argparse.Namespace, session: Session, world: World) -> Keeper | None:
    """What is to be called for the one case that was asked for; None if nothing is.

    Raises UserError if it is not just one, or one that leaves nothing to go on with.
    """
    option = "--exec" if arguments.exec else "--serve" if arguments.serve else "--keep" if arguments.keep else ""
    if not option:
        return None
    cases = session.plan.cases
    if not world.repeatable:
        raise UserError(f"{option}: expected a run against the mock, got --live")
    if len(cases) != 1:
        example = f' such as "{cases[0].case.name}"' if cases else ""
        raise UserError(f"{option}: expected one case{example}, got {len(cases)}")
    if option != "--keep" and not session.settings.host_env:
        raise UserError(f"{option}: expected programs that read their host from a variable, and these name it")
    if option != "--keep" and cases[0].deliveries:
        raise UserError(f"{option}: expected a program that calls, got one that receives")
    if option == "--serve" and not cases[0].scenario.listening:
        raise UserError(f"--serve: in the scenario {cases[0].scenario.name} nobody listens")
    read_by_all = "" if session.settings.hard_coded else session.settings.host_env
    return Keeper(read_by_all, anywhere(arguments, cases[0].case.name), copies=arguments.keep)


def tell_kept(keeper: Keeper, name: str) -> None:
    """Says where the private copy is."""
    if folder := keeper.kept.get(name):
        again = f"sh {shlex.quote(str(folder / SCRIPT))}" if keeper.host_env else f"harness run {name} --keep"
        print(f"kept: {folder}: work folder tree/, stdout, stderr; to repeat: {again}")
    elif keeper.copies:
        print("kept: nothing, for the program was never started")


def serve(session: Session, keeper: Keeper) -> int:
    """Answers as the case's mock does until it is interrupted; 0, for it is meant to be."""
    asyncio.run(_serve(session, session.plan.cases[0], keeper))
    return 0


async def _serve(session: Session, planned: Planned, keeper: Keeper) -> None:
    stopped = _stopped()
    async with _answering(session, planned, sys.stdout) as host:
        print(f"serving {planned.case.name} on {host} until Ctrl-C; to run the program by hand:\n")
        print(f"  {_line(session, planned, keeper, host)}\n", flush=True)
        await stopped.wait()


def execute(session: Session, command: str) -> int:
    """Runs a command by the shell against the case's mock; its exit status, as a shell reports it."""
    status = asyncio.run(_execute(session, session.plan.cases[0], command))
    return 128 - status if status < 0 else status


async def _execute(session: Session, planned: Planned, command: str) -> int:
    stopped = _stopped()
    async with _answering(session, planned, sys.stderr) as host:
        given, unset = _variables(session, planned, host)
        env = {name: value for name, value in os.environ.items() if name not in unset} | given
        process = await asyncio.create_subprocess_shell(command, env=env)
        ended, ending = asyncio.create_task(process.wait()), asyncio.create_task(stopped.wait())
        await asyncio.wait((ended, ending), return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not ended.done():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        return await ended


def _stopped() -> asyncio.Event:
    """Is set by Ctrl-C, and by SIGTERM."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


@contextlib.asynccontextmanager
async def _answering(session: Session, planned: Planned, to: TextIO) -> AsyncIterator[str]:
    """The case's mock, while it answers: its address. Each request is a line in `to`."""
    listener = bind(session.settings.ports)
    station = Station(_telling(planned.respond(), planned.secrets, to), bounded=False, keeping=False)
    if planned.scenario.listening:
        listener.listen(BACKLOG)
        await station.open(listener)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await station.close()
        listener.close()


def _variables(session: Session, planned: Planned, host: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The variables that name the host and the credentials; those that the scenario takes away."""
    given = {one.env: one.under(planned.scenario.key) for one in planned.credentials}
    env = {session.settings.host_env: host} | {name: value for name, value in given.items() if value is not None}
    return env, tuple(name for name, value in given.items() if value is None)


def _line(session: Session, planned: Planned, keeper: Keeper, host: str) -> str:
    """What to paste into a shell."""
    settings, name = session.settings, planned.case.name
    command, kept = keeper.commands.get(name), keeper.kept.get(name)
    env, unset = _variables(session, planned, host)
    if command is None:
        return command_line(("...",), env, unset)
    example = planned.case.example
    folder = example.workdir
    if kept:
        folder = kept / "tree" / folder.relative_to(example.tree or settings.examples)
    own = {variable: value for variable, value in shell_environment(command).items() if variable not in env}
    return f"cd {command_line((str(folder),), {})} && {command_line(command.argv, own | env, unset)}"


def _telling(responder: Responder, key: Secrets, to: TextIO) -> Callable[[Request], Reply]:
    """The responder, and a line for each request that comes."""

    def answer(request: Request) -> Reply:
        reply = responder(request)
        assert isinstance(reply, Reply)  # noqa: S101 - only a live run's responder takes its time
        sent = shown(Exchange(request, reply), key).request
        print(printable(f"{sent.method} {sent.target} -> {ending(reply)}"), file=to, flush=True)
        return reply

    return answer


def ending(reply: Reply) -> str:
    """`200, 512 bytes`, or what goes wrong instead."""
    if reply.fault in ("reset", "hang"):
        return {"reset": "the connection is reset", "hang": "no answer"}[reply.fault]
    cut = ", cut off in its middle" if reply.fault == "truncate" else ""
    late = f" after {reply.delay:g} s" if reply.delay else ""
    return f"{reply.status}, {len(reply.body)} bytes{cut}{late}"
