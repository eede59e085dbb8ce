"""A fork of the resident harness -> the command of whoever asked."""

from __future__ import annotations

import argparse
import atexit
import fcntl
import json
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from harness.cli.main import INTERRUPTED, main
from harness.cli.resident import likeness, place
from harness.cli.resident.client import MOST_STREAMS

NOT_HERE = ("live", "serve", "exec")
"""Options that ask a person something, or give a program the terminal."""


class Declined(Exception):
    """The command is not for this process."""


def become(connection: socket.socket, own: Mapping[str, str]) -> None:
    """Runs the command that is asked for on a connection, and ends the process."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        connection.sendall(f"{os.getpid()}\n".encode())
        told, descriptors = _taken(connection, own)
        connection = _take_over(told, descriptors, connection)
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        reply = f"ended {ended(lambda: main(told['words'][1:], _check))}"
    except Declined as error:
        reply = f"declined {error}"
    except BaseException:  # whoever asked has gone: nothing of this process may go on as the resident harness
        os._exit(1)
    try:
        connection.sendall(f"{reply}\n".encode())
    finally:
        os._exit(0)


def ended(command: Callable[[], int]) -> int:
    """Runs a command in a fork to its end, and gives its exit status: what follows is `os._exit`.

    The interpreter's own end would touch, and so copy, all that is loaded.
    """
    try:
        status = command()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Declined:
        raise
    except BaseException:
        traceback.print_exc()
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]  # what an interpreter does first when it ends
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status


def _taken(connection: socket.socket, own: Mapping[str, str]) -> tuple[dict[str, Any], Sequence[int]]:
    """What was asked, with its descriptors. Raises Declined where a process of its own would be born otherwise."""
    if place.peer(connection)[1] != os.geteuid():
        raise Declined("another user asks")
    _, descriptors, _, _ = socket.recv_fds(connection, 1, MOST_STREAMS + 2)
    if not descriptors:
        raise Declined("nothing was asked")
    with os.fdopen(descriptors[0], "rb") as file:
        file.seek(0)
        told = json.load(file)
    if len(told["streams"]) != len(descriptors) - 2 or not {0, 1, 2} <= {*told["streams"]}:
        raise Declined("one of its three streams is closed, or it has too many open files")
    if differs := likeness.difference(told["born"], own):
        raise Declined(f"{differs}: the command has another one")
    return told, descriptors[1:]


def _take_over(told: Mapping[str, Any], descriptors: Sequence[int], connection: socket.socket) -> socket.socket:
    """Makes the folder, the variables and the open files of whoever asked this process's own.

    Gives back the connection, whose number may be one of theirs.
    """
    folder, *streams = descriptors
    os.fchdir(folder)
    os.environ.clear()
    os.environ.update(told["env"])
    sys.argv = told["words"]
    above = max(*told["streams"], *descriptors, connection.fileno()) + 1
    moved = [fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, above) for number in (connection.detach(), *streams)]
    for number in descriptors:
        os.close(number)
    for number, stream in zip(told["streams"], moved[1:], strict=True):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdout.reconfigure(line_buffering=sys.stdout.isatty())  # type: ignore[union-attr]  # it is a text stream
    return socket.socket(fileno=moved[0])


def _end_with(connection: socket.socket) -> None:
    """Ends this process when whoever asked has gone, as the kernel would end a command of its own."""
    connection.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


def _check(chosen: argparse.Namespace) -> None:
    """Raises Declined for a command that needs its own terminal, before it has begun."""
    for name in NOT_HERE:
        if getattr(chosen, name, None):
            raise Declined(f"it can't do what --{name} asks")
