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
from harness.launch.clock import moved
from harness.launch.command import Command, Ending
from harness.launch.furnish import NOTHING, TMP, Furniture
from harness.launch.limits import GRACE, USUAL, Limits
from harness.launch.patience import comes_within
from harness.launch.ports import LOOPBACK
from harness.launch.root import NO_MORE, Visible
from harness.launch.virtual_time import Shared, VirtualTime
from harness.model import Escape

START_LIMIT = 60.0
"""Seconds within which the namespaces are there, or count as not to be had. A system that has none says so at once."""
LOADING_LIMIT = 60.0
"""Seconds until a program has begun for which a fork server is asked; a cell gives such a one up sooner (warm.py)."""
MAX_MESSAGE = 1 << 18
MAX_PACKET = 1 << 15
"""Bytes of a message that is sent as it is; a longer one is sent as a file, for a packet has a limit (unix(7))."""
_NEEDED = ("LD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE")
"""All that the warden has of this process's environment: how Python is loaded, and how it reads names of files."""

_Future = asyncio.Future[dict[str, Any]]


class Unavailable(Exception):
    """This machine gives no namespaces to this user; its text says why."""


def started(module: str, *words: str) -> list[str]:
    """The argument list by which a module of this room is a program, whatever its folder and environment hold."""
    code = f"import sys; sys.path.insert(0, sys.argv.pop(1)); from harness.launch.{module} import main; main()"
    return [sys.executable, "-I", "-c", code, str(Path(harness.__file__).parent.parent), *words]


def with_own(visible: Visible) -> tuple[str, ...]:
    """What programs see, and what such a module needs: this interpreter, and the harness's own code."""
    own = str(Path(harness.__file__).parent), sys.prefix, sys.base_prefix
    return (*visible.shown, *(os.path.realpath(path) for path in own))


class ConfinedLauncher:
    """The client of a warden (warden.py), one process inside the namespaces that starts all programs.

    Raises Unavailable where the system forbids namespaces. `base` is the only folder that programs can write to;
    `visible` is what they see beside it, the system, this interpreter and the harness's own code.
    """

    guard = "namespaces"
    reason = ""
    confines = True
    temporary: str | None = TMP
    ends_all = True
    reaches = True
    real_time = "" if os.uname().machine == "x86_64" else "clocks are moved on x86-64 alone"

    def __init__(
        self,
        base: Path,
        furniture: Furniture = NOTHING,
        visible: Visible = NO_MORE,
        limits: Limits = USUAL,
        *,
        wait: bool = True,
    ) -> None:
        """Without `wait` it is not there yet: where it can't be, leases fail."""
        if not sys.platform.startswith("linux"):
            raise Unavailable("namespaces are Linux's")
        world = base / "world.json"
        seen = {"shown": with_own(visible), "hidden": visible.hidden}
        world.write_text(json.dumps({"furniture": furniture.write(), "limits": limits._asdict(), **seen}))
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        memory = moved.make()
        self.time = Shared(memory)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
                started("warden", str(theirs.fileno()), str(memory), str(base), str(world)),
                pass_fds=(theirs.fileno(), memory),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={name: os.environ[name] for name in _NEEDED if name in os.environ},
            )
        os.close(memory)
        self._most_sockets = 1 + len(furniture.doors)
        if wait:
            self._greet()
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
            except OSError:  # it is gone: `_hear` gets it, and tells whoever waits
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
        if "ready" in message:
            return  # where it is not, its socket is closed next
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
            self._places[message["place"]].hear(message, descriptors)

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
        self._time: VirtualTime | None = None
        self._began: _Future = asyncio.get_running_loop().create_future()
        self._ended: _Future = asyncio.get_running_loop().create_future()
        self._released: _Future = asyncio.get_running_loop().create_future()
        self._asked: deque[_Future] = deque()
        for listener in listeners:
            listener.setblocking(False)

    def hear(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        """A message from the warden about this place: an answer, the program's beginning or end, or what it found
        afterwards."""
        if "asked" in message:
            self._take_answer(message, descriptors)
            return
        if self._time and self._time.hear(message):
            return
        future = self._released if "escapes" in message else self._began if "began" in message else self._ended
        for one in (future, *([self._began] if future is self._ended else [])):
            if not one.done():
                one.set_result(message)

    def _take_answer(self, message: dict[str, Any], descriptors: Sequence[int]) -> None:
        """The answer to the first question that has none, with the socket that came with it."""
        future, given = self._asked.popleft(), socket.socket(fileno=descriptors[0]) if descriptors else None
        if not future.done():
            future.set_result({**message, "socket": given})
        elif given:
            given.close()  # whoever asked for it has given up

    def fail(self, trouble: OSError) -> None:
        """The warden is gone."""
        for future in (self._began, self._ended, self._released, *self._asked):
            if not future.done():
                future.set_exception(trouble)
                future.exception()  # seen: whoever still waits gets it, and nobody else needs to

    async def run(self, command: Command) -> Ending:
        """See Place. The time in which a fork server loads its libraries is no program's."""
        moving = self._time = VirtualTime(self._say, self._launcher.time, command.answering, command.time_limit)
        self._say(
            {
                "do": "start",
                "argv": command.argv,
                "folder": str(command.folder),
                "env": dict(command.env),
                "stdout": str(command.stdout),
                "stderr": str(command.stderr),
                "warm": command.warm and [command.warm.argv, dict(command.warm.env)],
            }
        )
        if command.warm:
            await comes_within(self._began, LOADING_LIMIT)
        started = time.monotonic()
        moving.start()
        try:
            status = await self._end(command.time_limit, moving)
        finally:
            moving.close()
        told, spared = self._ended.result(), moving.spared
        return Ending(
            status,
            time.monotonic() - started + spared,
            warm=told.get("warm", False),
            exceeded=told.get("exceeded", ""),
            spared=spared,
            real=moving.real,
            doubt=moving.misled(timed_out=status is None),
        )

    @property
    def spare(self) -> int:
        """See Place. All ports are this case's own; this one is below those that connections begin from (ip(7))."""
        return self.port // 2

    def signal(self, number: int) -> None:
        """See Place."""
        self._say({"do": "signal", "number": int(number)})

    async def make_socket(self, family: int) -> socket.socket:
        """See Place."""
        answer = await self._ask({"do": "socket", "family": int(family)})
        if answer["socket"] is None:
            raise OSError(*answer["failed"])
        made: socket.socket = answer["socket"]
        made.setblocking(False)
        return made

    async def ports(self) -> Sequence[int]:
        """See Place."""
        found = (await self._ask({"do": "ports"}))["ports"]
        return tuple(port for port in found if port != self.port)

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """The warden's answer to a question, which it gives in the order of the questions."""
        answer: _Future = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        self._say(message)
        return await answer

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

    async def _end(self, limit: float, moving: VirtualTime) -> int | None:
        """The exit status; None where the program was ended at its limit."""
        for number, patience in ((None, limit), (signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
            if number is not None:
                moving.close()
                self.signal(number)
            if patience is None or await self._ends_within(patience, None if number else moving):
                answer = await asyncio.shield(self._ended)
                if "failed" in answer:
                    raise OSError(*answer["failed"])
                return int(answer["ended"]) if number is None else None
        return None

    async def _ends_within(self, limit: float, moving: VirtualTime | None) -> bool:
        """True if the program ends within a time of its own clock, while that is moved; of ours afterwards."""
        if moving is None:
            return await comes_within(self._ended, limit)
        coming = asyncio.ensure_future(asyncio.wait((self._ended, moving.over), return_when=asyncio.FIRST_COMPLETED))
        try:
            await comes_within(coming, limit, spared=lambda: moving.spared)
        finally:
            coming.cancel()
        return self._ended.done()

    def _say(self, message: dict[str, Any]) -> None:
        self._launcher.say({**message, "place": self._number})


def _gone() -> OSError:
    return OSError(0, "the process that starts the programs has ended", "warden")


def _close(file: int | None) -> None:
    if file is not None:
        os.close(file)
