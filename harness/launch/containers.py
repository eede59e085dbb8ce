"""Programs in containers: one warm container an image, one `exec` a case, no network but one that leads to the mock."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness.common.listening import BACKLOG
from harness.errors import EnvironmentTrouble
from harness.launch.command import Command, Ending
from harness.launch.engine import Engine
from harness.model import Escape

AT_ONCE = 128
"""Threads that wait for a program each."""
FIRST_USER = 20000
"""Each program that runs has a user number of its own, where this process may give files away: by it all that the
program started is found and ended, and no program can read another's folder."""
KILL_LIMIT = 20.0
"""Seconds within which the engine must have ended a program."""
IP_FREEBIND = 15
"""ip(7): an address may be bound to that is not there yet."""
RUN = 'out=$1 err=$2; shift 2; "$@" >"$out" 2>"$err" </dev/null; status=$?; {end}; echo $status'
"""Runs a program with its output in files, and prints its exit status: asking the engine for it would be a call more.
What it leaves running is ended with it."""
HAS_TOOL = 'if command -v -- "$0" >/dev/null; then echo yes; else echo no; fi'
"""An engine that dies says nothing, which must not be taken for the answer."""
END_USER = "kill -KILL -1 2>/dev/null"
"""Ends all processes of the same user but the one that says so (kill(2))."""
CLEAN = 'find /tmp /var/tmp /dev/shm -mindepth 1 -user "$(id -u)" -delete 2>/dev/null'
"""Takes away what a program has left outside its folder, where it has a user of its own. Programs that run side by side
in one image still share these folders."""
END_MARKED = (
    "for p in /proc/[0-9]*; do n=${p#/proc/}; "
    '[ "$n" != $$ ] && grep -qs -- "HOME=$HOME" "$p/environ" && kill -KILL "$n" 2>/dev/null; done; true'
)
"""Where all programs have one user: ends those that have the case's folder for their home."""


class ContainerLauncher:
    """Leases places on the network that the containers share; a command says which image it runs in.

    `base` is the run's folder, `readable` what programs may read beside it: both are where they are outside.
    Raises EnvironmentTrouble where no engine answers.
    """

    guard = "containers"
    reason = ""
    confines = True
    temporary: str | None = None
    ends_all = False

    def __init__(self, base: Path, readable: Sequence[Path]) -> None:
        base.chmod(0o711)  # a program's own folder is found by its name, and no other is seen
        self.base = base
        self.engine = Engine(base, _outermost(readable))
        self.owns = os.getuid() == 0
        self._users: list[int] = []
        self._next = FIRST_USER
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="container")
        self._starting: dict[str, asyncio.Task[str]] = {}
        self._tools: dict[tuple[str, str], bool] = {}

    async def lease(self, *, listening: bool) -> ContainerPlace:
        """See Launcher."""
        return ContainerPlace(self, listening=listening)

    def close(self) -> None:
        """See Launcher."""
        self.engine.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def container(self, image: str, tool: str) -> str:
        """The container of an image, which has the tool. Raises EnvironmentTrouble."""
        if image not in self._starting:
            work = asyncio.get_running_loop().run_in_executor(self._pool, self.engine.container, image)
            self._starting[image] = asyncio.ensure_future(work)
        container = await asyncio.shield(self._starting[image])
        _check_gateway(self.engine.gateway)
        if (image, tool) not in self._tools:
            argv = ("/bin/sh", "-c", HAS_TOOL, tool)
            self._tools[image, tool] = _said_yes(await self.call(container, argv, "65534:65534"))
        if not self._tools[image, tool]:
            raise EnvironmentTrouble(f"the image {image} has no {tool}")
        return container

    async def call(self, container: str, argv: Sequence[str], user: str, **more: object) -> bytes:
        """See Engine.run; waits on a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: self.engine.run(container, argv, user, **more))

    def take_user(self) -> str:
        """A user for one program: user and group."""
        if not self.owns:
            return f"{os.getuid()}:{os.getgid()}"
        if not self._users:
            self._users.append(self._next)
            self._next += 1
        number = self._users.pop()
        return f"{number}:{number}"

    def give_back(self, user: str) -> None:
        """The user has no program any more."""
        if self.owns:
            self._users.append(int(user.partition(":")[0]))


class ContainerPlace:
    """A port of the network's gateway, for the length of one case."""

    def __init__(self, launcher: ContainerLauncher, *, listening: bool) -> None:
        self._launcher = launcher
        self.host = launcher.engine.gateway
        self._bound = _bind(self.host)
        self.port: int = self._bound.getsockname()[1]
        self.listener = self._bound if listening else None
        self.doors: tuple[socket.socket, ...] = ()
        if listening:
            self._bound.listen(BACKLOG)

    async def run(self, command: Command) -> Ending:
        """See Place. Raises EnvironmentTrouble for what is the engine's fault."""
        if command.image is None:
            raise EnvironmentTrouble("its language names no image to run it in")
        launcher = self._launcher
        container = await launcher.container(command.image, command.argv[0])
        user = launcher.take_user()
        if launcher.owns:
            _give(launcher.base / command.stdout.relative_to(launcher.base).parts[0], int(user.partition(":")[0]))
        end = f"{END_USER}; {CLEAN}" if launcher.owns else END_MARKED
        argv = ("/bin/sh", "-c", RUN.format(end=end), "sh", str(command.stdout), str(command.stderr), *command.argv)
        env = {name: value for name, value in command.env.items() if name != "PATH"}  # the image's own stands
        started = time.monotonic()
        work = asyncio.ensure_future(launcher.call(container, argv, user, environment=env, workdir=str(command.folder)))
        try:
            status = _status(await asyncio.wait_for(asyncio.shield(work), command.time_limit))
            return Ending(128 - status if 128 < status <= 192 else status, time.monotonic() - started)
        except TimeoutError:
            await self._end(container, user, work, command)
            return Ending(None, time.monotonic() - started)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await self._end(container, user, work, command)
            raise
        finally:
            if work.done():
                launcher.give_back(user)

    async def release(self) -> Sequence[Escape]:
        """See Place. A try at another host is refused by the network, and seen by nobody."""
        self._bound.close()
        return ()

    async def _end(self, container: str, user: str, work: asyncio.Future[bytes], command: Command) -> None:
        """Ends a program with all that it started. Raises EnvironmentTrouble where the engine does not do it."""
        end = END_USER if self._launcher.owns else END_MARKED
        environment = {"HOME": command.env.get("HOME", "")}
        await self._launcher.call(container, ("/bin/sh", "-c", f"{end}; true"), user, environment=environment)
        try:
            await asyncio.wait_for(asyncio.shield(work), KILL_LIMIT)
        except TimeoutError:
            raise EnvironmentTrouble("the container engine could not end a program at its time limit") from None


def _said_yes(printed: bytes) -> bool:
    """What HAS_TOOL printed. Raises EnvironmentTrouble where it came to no answer."""
    match printed.strip():
        case b"yes" | b"no" as answer:
            return answer == b"yes"
        case b"":
            raise EnvironmentTrouble("the container ended before it said which tools it has")
        case other:
            line = other.decode("utf-8", "replace").splitlines()[0]
            raise EnvironmentTrouble(f"asking which tools the image has: the container engine failed: {line}")


def _status(printed: bytes) -> int:
    """The exit status that the shell printed. Raises EnvironmentTrouble where it came to no end of its own."""
    if not printed.strip().isdigit():
        raise EnvironmentTrouble("the container ended while a program ran in it")
    return int(printed)


def _bind(address: str) -> socket.socket:
    """A socket on the gateway, which some engines make only with the first container on the network."""
    bound = socket.socket()
    bound.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
    bound.bind((address, 0))
    bound.setblocking(False)
    return bound


def _check_gateway(address: str) -> None:
    """Raises EnvironmentTrouble for an engine on another machine: its programs could not reach the mock."""
    with socket.socket() as tried:
        try:
            tried.bind((address, 0))
        except OSError as error:
            raise EnvironmentTrouble(
                f"the container engine's network ({address}) is not on this machine: {error.strerror}"
            ) from None


def _give(folder: Path, number: int) -> None:
    """Makes a user the owner of a folder and of all in it; links are not followed."""
    os.chown(folder, number, number, follow_symlinks=False)
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(root, name), number, number, follow_symlinks=False)


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """The paths that lie in none of the others."""
    kept: list[Path] = []
    for path in sorted({path.resolve() for path in paths}):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept
