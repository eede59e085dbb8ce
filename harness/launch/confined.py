"""Programs in namespaces of their own: they reach their own listener and nothing else, and write nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import harness
from harness.errors import EnvironmentTrouble
from harness.launch.command import Command, Ending
from harness.launch.furnish import NOTHING, TMP, Furniture
from harness.launch.limits import GRACE
from harness.launch.ports import LOOPBACK
from harness.launch.temporary import shown_below
from harness.model import Escape

START_LIMIT = 10.0
"""Seconds within which the namespaces are there, or count as not to be had."""
MAX_MESSAGE = 1 << 18
MAX_PACKET = 1 << 15
"""Bytes of a message that is sent as it is; a longer one is sent as a file, for a packet has a limit (unix(7))."""
_BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from harness.launch.warden import main; main()"


_Future = asyncio.Future[dict[str, Any]]


class Unavailable(Exception):
    """This machine gives no namespaces to this user; its text says why."""


class ConfinedLauncher:
    """The client of a warden (warden.py), one process inside the namespaces that starts all programs.

    Raises Unavailable where the system forbids namespaces. `base` is the only folder that programs can write to.
    """

    guard = "namespaces"
    reason = ""
    confines = True
    temporary: str | None = TMP
    ends_all = True

    def __init__(self, base: Path, furniture: Furniture = NOTHING) -> None:
        if not sys.platform.startswith("linux"):
            raise Unavailable("namespaces are Linux's")
        furnished = base / "furniture.json"
        furnished.write_text(furniture.write())
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = str(Path(harness.__file__).parent.parent)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
                [sys.executable, "-I", "-c", _BOOT, root, str(theirs.fileno()), str(base), str(furnished)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._most_sockets = 1 + len(furniture.doors)
        try:
            self._greet()
        finally:
            furnished.unlink(missing_ok=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leases: deque[asyncio.Future[ConfinedPlace]] = deque()
        self._places: dict[int, ConfinedPlace] = {}
        self._unsent: deque[tuple[bytes, int | None]] = deque()

    async def lease(self, *, listening: bool) -> ConfinedPlace:
        """See Launcher."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._socket.setblocking(False)
            self._loop.add_reader(self._socket.fileno(), self._hear)
        lease: asyncio.Future[ConfinedPlace] = self._loop.create_future()
        self._leases.append(lease)
        self.say({"do": "lease", "listening": listening})
        try:
            return await lease
        except asyncio.CancelledError:
            if lease.done() and not lease.cancelled() and not lease.exception():
                lease.result().give_back()
            raise

    def close(self) -> None:
        """See Launcher. The warden is process 1 of its namespace: when it ends, the kernel ends the rest."""
        if self._loop is not None and self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
            self._loop.remove_writer(self._socket.fileno())
        self._socket.close()
        for _, file in self._unsent:
            _close(file)
        self._unsent.clear()
        self._process.wait()

    def say(self, message: dict[str, Any]) -> None:
        """Sends one message to the warden, now or as soon as it can take more. Raises OSError where it is gone."""
        if self._socket.fileno() < 0:
            raise _gone()
        data, file = json.dumps(message).encode(), None
        if len(data) > MAX_PACKET:
            file = os.memfd_create("message", os.MFD_CLOEXEC)
            with open(file, "wb", closefd=False) as stream:
                stream.write(data)
            os.lseek(file, 0, os.SEEK_SET)
            data = b'{"do": "read"}'
        self._unsent.append((data, file))
        self._flush()

    def _flush(self) -> None:
        """Sends what waits to be sent, in its order, as far as the warden takes it."""
        assert self._loop is not None  # noqa: S101 - `lease` has set it: nothing is said before
        while self._unsent:
            data, file = self._unsent[0]
            try:
                socket.send_fds(self._socket, [data], [] if file is None else [file])
            except BlockingIOError:
                self._loop.add_writer(self._socket.fileno(), self._flush)
                return
            except OSError:  # it is gone: `_hear` is told, and tells whoever waits
                pass
            _close(file)
            self._unsent.popleft()
        self._loop.remove_writer(self._socket.fileno())

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
                try:
                    data, descriptors, _, _ = socket.recv_fds(self._socket, MAX_MESSAGE, self._most_sockets)
                except ConnectionError:
                    data = b""
                if not data:
                    self._lost()
                    return
                self._take(json.loads(data), descriptors)

    def _take(self, message: dict[str, Any], descriptors: Sequence[int]) -> None:
        if "refused" in message:
            lease = self._leases.popleft()
            if not lease.done():
                lease.set_exception(EnvironmentTrouble(f"no place to run it in: {message['refused']}"))
        elif "port" in message:
            listeners = [socket.socket(fileno=descriptor) for descriptor in descriptors]
            place = ConfinedPlace(self, message["place"], message["port"], listeners)
            self._places[message["place"]] = place
            lease = self._leases.popleft()
            if lease.done():  # whoever wanted it has given up
                place.give_back()
            else:
                lease.set_result(place)
        else:
            self._places[message["place"]].hear(message)

    def _lost(self) -> None:
        """The warden is gone, and every program with it."""
        assert self._loop is not None  # noqa: S101 - it is what called this
        self._loop.remove_reader(self._socket.fileno())
        self._loop.remove_writer(self._socket.fileno())
        self._socket.close()
        for lease in self._leases:
            if not lease.done():
                lease.set_exception(_gone())
        self._leases.clear()
        for place in self._places.values():
            place.fail(_gone())


class ConfinedPlace:
    """A network namespace, for the length of one case."""

    host = LOOPBACK

    def __init__(self, launcher: ConfinedLauncher, number: int, port: int, listeners: Sequence[socket.socket]) -> None:
        self.port = port
        self.listener = listeners[0] if listeners else None
        self.doors = tuple(listeners[1:])
        self._launcher, self._number = launcher, number
        self._ended: _Future = asyncio.get_running_loop().create_future()
        self._released: _Future = asyncio.get_running_loop().create_future()
        for listener in listeners:
            listener.setblocking(False)

    def hear(self, message: dict[str, Any]) -> None:
        """A message from the warden about this place: what it found when it took it back, or the program's end."""
        future = self._released if "escapes" in message else self._ended
        if not future.done():
            future.set_result(message)

    def fail(self, trouble: OSError) -> None:
        """The warden is gone."""
        for future in (self._ended, self._released):
            if not future.done():
                future.set_exception(trouble)
                future.exception()  # seen: whoever still waits gets it, and nobody else needs to

    async def run(self, command: Command) -> Ending:
        """See Place."""
        started = time.monotonic()
        self._say(
            {
                "do": "start",
                "argv": command.argv,
                "folder": str(command.folder),
                "env": dict(command.env),
                "stdout": str(command.stdout),
                "stderr": str(command.stderr),
                "shown": shown_below(command),
                "warm": command.warm and [command.warm.argv, dict(command.warm.env)],
            }
        )
        status = await self._end(command.time_limit)
        return Ending(status, time.monotonic() - started, warm=self._ended.result().get("warm", False))

    async def release(self) -> Sequence[Escape]:
        """See Place."""
        self._say({"do": "release"})
        answer = await asyncio.shield(self._released)
        return tuple(Escape(*escape) for escape in answer["escapes"])

    def give_back(self) -> None:
        """Releases a place that nobody came to use."""
        for listener in (self.listener, *self.doors):
            if listener:
                listener.close()
        with contextlib.suppress(OSError):
            self._say({"do": "release"})

    async def _end(self, limit: float) -> int | None:
        """The exit status; None where the program was ended at its limit."""
        for number, patience in ((None, limit), (signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
            if number is not None:
                self._say({"do": "signal", "number": int(number)})
            with contextlib.suppress(TimeoutError):
                answer = await asyncio.wait_for(asyncio.shield(self._ended), patience)
                if "failed" in answer:
                    raise OSError(*answer["failed"])
                return int(answer["ended"]) if number is None else None
        return None

    def _say(self, message: dict[str, Any]) -> None:
        self._launcher.say({**message, "place": self._number})


def _gone() -> OSError:
    return OSError(0, "the process that starts the programs has ended", "warden")


def _close(file: int | None) -> None:
    if file is not None:
        os.close(file)
