"""Runs a command in the resident harness, if there is one. It loads little, for it is there to be quick."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from types import FrameType

from harness.cli.resident import likeness, place

COMMANDS = ("run", "list", "show")
"""Those that a person waits for, and that need nothing of a terminal but its lines."""
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 5.0
"""Seconds in which the resident harness must answer at all: one that is stopped keeps nobody."""
MOST_STREAMS = 250
"""Open files that one message can hold beside its two (SCM_MAX_FD of unix(7) is 253)."""
COULD_NOT_RUN = 3


def answer(words: Sequence[str]) -> int | None:
    """The command's exit status; None if it is not for the resident harness, which has then run nothing."""
    if sys.platform != "linux" or not {*words[1:2]} & {*COMMANDS} or os.environ.get("CI") == "true":
        return None
    connection = place.connected()
    if connection is None:
        return None
    with connection, connection.makefile("r", encoding="utf-8", errors="replace") as replies:
        verb, _, rest = _greeting(connection, replies).partition(" ")
        if verb.isdigit():  # the number of the process that is to become the command
            before = {number: signal.getsignal(number) for number in (*PASSED_ON, signal.SIGTSTP)}
            _pass_signals_on(int(verb))
            verb, _, rest = _answered(connection, replies, words).partition(" ")
            if verb == "ended":
                return int(rest)
            for number, handler in before.items():
                signal.signal(number, handler)
    if verb != "declined":
        print("harness: the resident harness was ended: run the command again", file=sys.stderr)
        return COULD_NOT_RUN
    if not {"-v", "--verbose"}.isdisjoint(words):
        print(f"harness: the resident harness is not used: {rest}", file=sys.stderr)
    return None


def _greeting(connection: socket.socket, replies: io.TextIOWrapper) -> str:
    connection.settimeout(PATIENCE)
    try:
        greeting = replies.readline().strip()
    except OSError:
        greeting = ""
    connection.settimeout(None)
    return greeting or "declined it does not answer"


def _answered(connection: socket.socket, replies: io.TextIOWrapper, words: Sequence[str]) -> str:
    """What became of the command; empty where its process was killed."""
    try:
        _ask(connection, words)
        return replies.readline().strip()
    except OSError:
        return ""


def _pass_signals_on(process: int) -> None:
    """What this process gets, that one is to get: a terminal sends Ctrl-C and Ctrl-Z to this one alone."""

    def pass_on(number: int, _: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            os.kill(process, number)

    def stop(_: int, __: FrameType | None) -> None:
        os.kill(process, signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.kill(process, signal.SIGCONT)

    for number in PASSED_ON:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, pass_on)
    signal.signal(signal.SIGTSTP, stop)


def _ask(connection: socket.socket, words: Sequence[str]) -> None:
    """Sends all that the command is called with: its words and variables, its folder, and its open files."""
    request = os.memfd_create("request")
    folder = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    inner = {request, folder, connection.fileno()}
    streams = [number for number in _open_files() if number not in inner]
    if len(streams) > MOST_STREAMS:
        streams = []
    told = {"words": words, "env": dict(os.environ), "streams": streams, "born": likeness.born_with()}
    with os.fdopen(request, "w+b") as file:
        file.write(json.dumps(told).encode())
        file.flush()
        socket.send_fds(connection, [b"?"], [request, folder, *streams])
    os.close(folder)


def _open_files() -> list[int]:
    """Those of this process, in rising order."""
    found = []
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208 - pathlib is slow to load
        try:
            os.fstat(number)
            found.append(number)
        except OSError:  # the listing's own
            pass
    return sorted(found)
