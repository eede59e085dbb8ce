"""`harness run CASE --keep` and `--serve`: one case, left in a state in which a person can go on with it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from harness.common.listening import BACKLOG
from harness.common.printable import printable
from harness.common.redaction import Secrets
from harness.common.shown import shown
from harness.errors import UserError
from harness.execute.keeper import SCRIPT, Keeper, command_line, shell_environment
from harness.launch.ports import bind
from harness.mock import Station
from harness.model import Exchange, Reply, Request, Responder
from harness.plan import Planned
from harness.plan.session import Session
from harness.run.world import World


def keeper_of(session: Session, world: World, *, keep: bool, serve: bool) -> Keeper | None:
    """What is to be told of the one case that was asked for; None where nothing is.

    Raises UserError where it is not just one, or one that leaves nothing to go on with.
    """
    if not keep and not serve:
        return None
    option = "--serve" if serve else "--keep"
    cases = session.plan.cases
    if not world.repeatable:
        raise UserError(f"{option}: expected a run against the mock, got --live")
    if len(cases) != 1:
        example = cases[0].case.name
        raise UserError(f'{option}: expected one case such as "{example}", got {len(cases)}')
    if serve and not session.settings.host_env:
        raise UserError("--serve: expected programs that read their host from a variable, and these name it themselves")
    if serve and not cases[0].scenario.listening:
        raise UserError(f"--serve: in the scenario {cases[0].scenario.name} nobody listens")
    return Keeper(session.settings.host_env, copies=keep)


def tell_kept(keeper: Keeper, name: str) -> None:
    """Says where the private copy is."""
    if name in keeper.kept:
        print(
            f"kept: {keeper.kept[name]}: work folder tree/, stdout, stderr; to repeat: sh {keeper.kept[name]}/{SCRIPT}"
        )
    elif keeper.copies:
        print("kept: nothing, for the program was never started")


def serve(session: Session, keeper: Keeper) -> int:
    """Answers as the case's mock does until it is interrupted; 0, for it is meant to be."""
    asyncio.run(_serve(session, session.plan.cases[0], keeper))
    return 0


async def _serve(session: Session, planned: Planned, keeper: Keeper) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    listener = bind(session.settings.ports)
    listener.listen(BACKLOG)
    station = Station(_telling(planned.respond(), planned.secrets), bounded=False, keeping=False)
    await station.open(listener)
    try:
        host = f"http://127.0.0.1:{listener.getsockname()[1]}"
        print(f"serving {planned.case.name} on {host} until Ctrl-C; to run the program by hand:\n")
        print(f"  {_line(session, planned, keeper, host)}\n", flush=True)
        await stopped.wait()
    finally:
        await station.close()


def _line(session: Session, planned: Planned, keeper: Keeper, host: str) -> str:
    """What to paste into a shell."""
    settings, name = session.settings, planned.case.name
    command, kept = keeper.commands.get(name), keeper.kept.get(name)
    env = {settings.host_env: host}
    env |= {one.env: value for one in planned.credentials if (value := one.under(planned.scenario.key)) is not None}
    unset = tuple(one.env for one in planned.credentials if one.under(planned.scenario.key) is None)
    if command is None:
        return command_line(("...",), env, unset)
    example = planned.case.example
    folder = example.workdir
    if kept:
        folder = kept / "tree" / folder.relative_to(example.tree or settings.examples)
    own = {variable: value for variable, value in shell_environment(command).items() if variable not in env}
    return f"cd {command_line((str(folder),), {})} && {command_line(command.argv, own | env, unset)}"


def _telling(responder: Responder, key: Secrets) -> Callable[[Request], Reply]:
    """The responder, and a line for each request that comes."""

    def answer(request: Request) -> Reply:
        reply = responder(request)
        assert isinstance(reply, Reply)  # noqa: S101 - only a live run's responder takes its time
        sent = shown(Exchange(request, reply), key).request
        print(printable(f"{sent.method} {sent.target} -> {ending(reply)}"), flush=True)
        return reply

    return answer


def ending(reply: Reply) -> str:
    """`200, 512 bytes`, or what goes wrong instead."""
    if reply.fault in ("reset", "hang"):
        return {"reset": "the connection is reset", "hang": "no answer"}[reply.fault]
    cut = ", cut off in its middle" if reply.fault == "truncate" else ""
    late = f" after {reply.delay:g} s" if reply.delay else ""
    return f"{reply.status}, {len(reply.body)} bytes{cut}{late}"
