"""`harness serve`: the mock alone, with a page that shows each request as it comes."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.common.printable import printable
from harness.errors import UserError

if TYPE_CHECKING:
    import socket

    from harness.commands.serving import Desk, Front
    from harness.plan.session import Session

PORT = 8080


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Answers as the API would, every operation of every version, until Ctrl-C (exit status 0). A page under "
        "/_harness/ shows each request, what is wrong with it and how it differs from the reviewed one, and chooses "
        "the scenario of the next answer. Only this machine can reach it."
    )
    parser.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"default: {PORT}; 0 is any free one")
    parser.add_argument("--scenario", default="success", metavar="S", help="how to answer at first (default: success)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")


def call(arguments: argparse.Namespace) -> int:
    """Serves until it is interrupted; 0, for it is meant to be."""
    from harness.plan.session import open_session

    return asyncio.run(_serve(open_session(Path.cwd(), arguments.config, arguments.root), arguments))


async def _serve(session: Session, arguments: argparse.Namespace) -> int:
    from harness.commands.serving.doors import open_doors
    from harness.mock import Station

    desk = _desk(session, arguments.scenario)
    if not any(api.operations for api in session.catalogue.apis.values()):
        raise UserError("expected a document with operations to answer for, found none: see the setting apis")
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    doors = open_doors(arguments.port)
    port = doors[0].getsockname()[1]
    front = _front(session, desk, port)
    stations = [Station(front, bounded=False, keeping=False) for _ in doors]
    await _open(stations, doors)
    try:
        apis = ", ".join(session.catalogue.apis)
        print(f"serving {apis} on http://localhost:{port} until Ctrl-C; to try a program by hand:\n")
        variable = session.settings.host_env or "API_HOST"
        keys = " ".join(f"{one}=any-key" for one in session.settings.key_variables)
        print(f"  {variable}=http://localhost:{port} {keys} PROGRAM\n")
        print(f"what comes, and what is next: http://localhost:{port}/_harness/\n", flush=True)
        await stopped.wait()
    finally:
        await asyncio.gather(*(station.close() for station in stations))
    return 0


async def _open(stations: list[Any], doors: list[socket.socket]) -> None:
    for station, door in zip(stations, doors, strict=True):
        await station.open(door)


def _desk(session: Session, scenario: str) -> Desk:
    from harness import scenarios
    from harness.commands.serving import Desk
    from harness.commands.serving.desk import Unknown

    desk = Desk(scenarios.all_scenarios(session.settings.scenarios))
    try:
        desk.choose(scenario, "always")
    except Unknown as error:
        raise UserError(f"--scenario: {error}") from None
    return desk


def _front(session: Session, desk: Desk, port: int) -> Front:
    from harness.commands.serving import Front
    from harness.commands.serving.lookup import Lookup
    from harness.commands.serving.mock import HandMock
    from harness.commands.serving.seen import Judge

    settings = session.settings
    lookup = Lookup(session.catalogue, session.examples)
    judge = Judge(settings, session.catalogue, f"http://localhost:{port}")
    own = tuple(filter(None, map(os.environ.get, settings.key_variables)))
    return Front(port, desk, HandMock(lookup, judge, desk, own, _tell), _print)


def _tell(seen: dict[str, Any]) -> None:
    """A request in a line, and one more for each thing that is wrong with it."""
    request, response = seen["request"], seen["response"]
    ends = {"reset": "the connection is reset", "hang": "no answer", "truncate": f"{response['status']}, cut off"}
    played = "" if seen["scenario"] == "success" else f"  [{seen['scenario']}]"
    _print(f"{request['method']} {request['target']} -> {ends.get(response['fault'], response['status'])}{played}")
    for finding in seen["findings"]:
        _print(f"    {finding['code']}: {finding['message']}")


def _print(line: str) -> None:
    """One line that a terminal shows and does not obey."""
    print(printable(line), flush=True)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, got {text!r}")
    return int(text)
