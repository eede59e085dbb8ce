"""Programs in namespaces of their own: they reach their own listener and nothing else, and write nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import harness
from harness.launch.command import Command, Ending
from harness.launch.limits import GRACE
from harness.model import Escape

START_LIMIT = 10.0
"""Seconds within which the namespaces are there, or count as not to be had."""
MAX_MESSAGE = 1 << 18
_BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from harness.launch.warden import main; main()"


_Future = asyncio.Future[dict[str, Any]]


class Unavailable(Exception):
    """This machine gives no namespaces to this user; its text says why."""


class ConfinedLauncher:
    """The client of a warden (warden.py), one process inside the namespaces that starts all programs.

    Raises Unavailable where the system forbids namespaces. `base` is the only folder that programs can write to.
    """

    guard = "namespaces"

    def __init__(self, base: Path) -> None:
        if not sys.platform.startswith("linux"):
            raise Unavailable("namespaces are Linux's")
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = str(Path(harness.__file__).parent.parent)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
                [sys.executable, "-I", "-c", _BOOT, root, str(theirs.fileno()), str(base)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._greet()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leases: list[asyncio.Future[ConfinedPlace]] = []
        self._places: dict[int, ConfinedPlace] = {}

    async def lease(self, *, listening: bool) -> ConfinedPlace:
        """See Launcher."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._socket.setblocking(False)
            self._loop.add_reader(self._socket.fileno(), self._hear)
        lease: asyncio.Future[ConfinedPlace] = self._loop.create_future()
        self._leases.append(lease)
        self.say({"do": "lease", "listening": listening})
        return await lease

    def close(self) -> None:
        """See Launcher. The warden is process 1 of its namespace: when it ends, the kernel ends the rest."""
        if self._loop is not None:
            self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        self._process.wait()

    def say(self, message: dict[str, Any]) -> None:
        """Sends one message to the warden."""
        self._socket.send(json.dumps(message).encode())

    def _greet(self) -> None:
        self._socket.settimeout(START_LIMIT)
        try:
            answer = json.loads(self._socket.recv(MAX_MESSAGE) or b'{"ready": false, "why": "it ended at once"}')
        except (OSError, ValueError) as error:
            answer = {"ready": False, "why": str(error)}
        if not answer["ready"]:
            self._socket.close()
            self._process.kill()
            self._process.wait()
            raise Unavailable(answer["why"])

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                data, descriptors, _, _ = socket.recv_fds(self._socket, MAX_MESSAGE, 1)
                if not data:
                    self._lost()
                    return
                self._take(json.loads(data), descriptors)

    def _take(self, message: dict[str, Any], descriptors: Sequence[int]) -> None:
        if "port" in message:
            listener = socket.socket(fileno=descriptors[0]) if descriptors else None
            place = ConfinedPlace(self, message["place"], message["port"], listener)
            self._places[message["place"]] = place
            self._leases.pop(0).set_result(place)
        else:
            self._places[message["place"]].hear(message)

    def _lost(self) -> None:
        """The warden is gone, and every program with it."""
        assert self._loop is not None  # noqa: S101 - it is what called this
        self._loop.remove_reader(self._socket.fileno())
        trouble = OSError(0, "the process that starts the programs has ended", "warden")
        for lease in self._leases:
            lease.set_exception(trouble)
        for place in self._places.values():
            place.fail(trouble)


class ConfinedPlace:
    """A network namespace, for the length of one case."""

    def __init__(self, launcher: ConfinedLauncher, number: int, port: int, listener: socket.socket | None) -> None:
        self.port, self.listener = port, listener
        self._launcher, self._number = launcher, number
        self._answer: _Future = asyncio.get_running_loop().create_future()
        self._ended: _Future = asyncio.get_running_loop().create_future()
        if listener:
            listener.setblocking(False)

    def hear(self, message: dict[str, Any]) -> None:
        """A message from the warden about this place: the program's end, or the answer to what was asked last."""
        (self._ended if "ended" in message else self._answer).set_result(message)

    def fail(self, trouble: OSError) -> None:
        """The warden is gone."""
        for future in (self._answer, self._ended):
            if not future.done():
                future.set_exception(trouble)
                future.exception()  # seen: whoever still waits gets it, and nobody else needs to

    async def run(self, command: Command) -> Ending:
        """See Place."""
        started = time.monotonic()
        answer = await self._ask(
            {
                "do": "start",
                "argv": command.argv,
                "folder": str(command.folder),
                "env": dict(command.env),
                "stdout": str(command.stdout),
                "stderr": str(command.stderr),
            }
        )
        if "error" in answer:
            raise OSError(*answer["error"])
        status = await self._end(answer["pid"], command.time_limit)
        return Ending(status, time.monotonic() - started)

    async def release(self) -> Sequence[Escape]:
        """See Place."""
        answer = await self._ask({"do": "release"})
        return tuple(Escape(*escape) for escape in answer["escapes"])

    async def _end(self, pid: int, limit: float) -> int | None:
        """The exit status; None where the program was ended at its limit."""
        for number, patience in ((None, limit), (signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
            if number is not None:
                self._launcher.say({"do": "signal", "pid": pid, "number": int(number)})
            with contextlib.suppress(TimeoutError):
                ended = await asyncio.wait_for(asyncio.shield(self._ended), patience)
                return int(ended["ended"]) if number is None else None
        return None

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        self._answer = asyncio.get_running_loop().create_future()
        self._launcher.say({**message, "place": self._number})
        return await self._answer
