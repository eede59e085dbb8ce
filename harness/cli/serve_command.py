"""`harness serve`: the mock alone, with a page that shows each request as it comes."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.common.printable import printable
from harness.errors import UserError
from harness.report.show import message

if TYPE_CHECKING:
    from harness.commands.serving.basis import Basis

PORT = 8080
HOST = "localhost"
MOST_LINES = 30
"""Operations that are printed when the mock starts; a large document has too many for a screen."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Answers as the API would, every operation of every version, until Ctrl-C (exit status 0). A page under "
        "/_harness/ shows each request, what is wrong with it and how it differs from the reviewed one, and chooses "
        "the scenario of the next answer. Only this machine can reach it, unless --host says otherwise. With "
        "DOCUMENT it needs no settings and no program: it serves these OpenAPI documents."
    )
    parser.add_argument("documents", nargs="*", type=Path, metavar="DOCUMENT", help="an OpenAPI document to serve")
    parser.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"default: {PORT}; 0 is any free one")
    parser.add_argument(
        "--host",
        default=HOST,
        metavar="ADDRESS",
        help="listen there, such as 0.0.0.0 in a container (default: localhost)",
    )
    parser.add_argument("--scenario", default="success", metavar="S", help="how to answer at first (default: success)")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse query parameters and fields that the document does not name, even if it does not forbid them",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")


def call(arguments: argparse.Namespace) -> int:
    """Serves until it is interrupted; 0, for it is meant to be."""
    from harness.commands.serving.basis import Basis, of_documents
    from harness.plan.session import open_session

    if arguments.documents:
        for option in ("config", "root"):
            if getattr(arguments, option):
                raise UserError(f"--{option} is for a project's settings: leave it out, or the DOCUMENT")
        served = of_documents(arguments.documents, Path.cwd())
    else:
        session = open_session(Path.cwd(), arguments.config, arguments.root)
        served = Basis(session.settings, session.catalogue, session.examples)
    return asyncio.run(_serve(served, arguments))


async def _serve(basis: Basis, arguments: argparse.Namespace) -> int:
    from harness.commands.serving.serving import serving

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with serving(
        basis,
        scenario=arguments.scenario,
        port=arguments.port,
        address=None if arguments.host == HOST else arguments.host,
        strict=arguments.strict,
        told=_tell,
        turned_away=_print,
    ) as served:
        alone = bool(arguments.documents)
        served.desk.start = _start_line(basis, f"http://localhost:{served.port}", alone=alone)
        _greet(basis, served.port, served.desk.start, alone=alone)
        # On a thread, since a large document takes seconds and the first answer does not wait for it.
        looking = asyncio.create_task(asyncio.to_thread(_tell_faults, basis, alone=alone))
        await stopped.wait()
        looking.cancel()
    return 0


def _start_line(basis: Basis, address: str, *, alone: bool) -> str:
    """What sends a first request: a call of the first operation, or a program that is started by hand."""
    from harness.commands.serving.call_line import call_line

    if alone:
        first = next((api, operation) for api in basis.catalogue.apis.values() for operation in api.operations)
        return call_line(*first, address)
    variable = basis.settings.host_env or "API_HOST"
    keys = " ".join(f"{one}=any-key" for one in basis.settings.key_variables)
    return f"{variable}={address} {keys} PROGRAM"


def _tell_faults(basis: Basis, *, alone: bool) -> None:
    """Which parts of the documents can't be used, or not as they are: the rest is served."""
    from harness.judge import documents

    folder = None if alone else basis.settings.own.lint
    found = [
        finding
        for api in basis.catalogue.apis.values()
        if api.document
        for finding in documents.findings(api.document, folder)
        if finding.severity == "error"
    ]
    if found:
        _print("served in part; wrong in the document:")
    for finding in found[:MOST_LINES]:
        _print(f"  {finding.file}:{finding.line}: {finding.message}")
    if len(found) > MOST_LINES:
        _print(f"  ... and {len(found) - MOST_LINES} more")


def _greet(basis: Basis, port: int, start: str, *, alone: bool) -> None:
    """Where the mock is, and what to do first."""
    address = f"http://localhost:{port}"
    print(f"serving {', '.join(basis.catalogue.apis)} on {address} until Ctrl-C; ", end="")
    if alone:
        print("to call an operation:\n")
        for line in _call_lines(basis, address):
            _print(line)
    else:
        print("to try a program by hand:\n")
        print(f"  {start}")
    print(f"\nwhat comes, and what is next: {address}/_harness/\n", flush=True)


def _call_lines(basis: Basis, address: str) -> Iterator[str]:
    """Each operation with the line that calls it."""
    from harness.commands.serving.call_line import call_line

    all_of_them = [(api, operation) for api in basis.catalogue.apis.values() for operation in api.operations]
    for api, operation in all_of_them[:MOST_LINES]:
        yield f"  # {operation.id}"
        yield f"  {call_line(api, operation, address)}"
    if len(all_of_them) > MOST_LINES:
        yield f"  ... and {len(all_of_them) - MOST_LINES} more operations"


def _tell(seen: dict[str, Any]) -> None:
    """A request in a line, and one more for each thing that is wrong with it."""
    request, response = seen["request"], seen["response"]
    ends = {"reset": "the connection is reset", "hang": "no answer", "truncate": f"{response['status']}, cut off"}
    played = "" if seen["scenario"] == "success" else f"  [{seen['scenario']}]"
    said = [f"    {message(one)}" for one in seen.get("messages", ())]
    answered = "said" if said else ends.get(response["fault"], response["status"])
    for line in (f"{request['method']} {request['target']} -> {answered}{played}", *said):
        _print(line)
    for finding in seen["findings"]:
        noted = "" if finding["severity"] == "error" else f" ({finding['severity']})"
        _print(f"    {finding['code']}{noted}: {finding['message']}")


def _print(line: str) -> None:
    """One line that a terminal shows and does not obey."""
    print(printable(line), flush=True)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, got {text!r}")
    return int(text)
