"""Programs in containers: each in one that waits for it, by `exec`, with no network but one that leads to its mock."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import re
import signal
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from harness.common.listening import BACKLOG
from harness.errors import EnvironmentTrouble
from harness.launch.command import REAL, Command, Ending
from harness.launch.engine import Container, Engine
from harness.launch.furnish import SHARED, TEMPORARY
from harness.launch.limits import USUAL, Limits
from harness.launch.mounts import Mounts
from harness.launch.pool import Pool
from harness.launch.usage import EVERY, Files
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
COUNTERS = tuple(
    f"/sys/fs/cgroup/{name}"
    for name in ("memory.events", "pids.events", "memory/memory.oom_control", "pids/pids.events")
)
"""Where a container's kernel counts what it refused, in control groups of version 2 and of version 1."""
CLEAN = (
    "kill -KILL -1 2>/dev/null; "
    'for d in /tmp /var/tmp /dev/shm; do rm -rf "$d"/* "$d"/.[!.]* "$d"/..?*; done >/dev/null 2>&1'
)
"""Ends all processes of the same user but the one that says so (kill(2)), and takes away what they left outside the
program's folder, before another comes into the container."""
RUN = f"""\
count() {{
  for file in {" ".join(COUNTERS)}; do
    [ ! -r "$file" ] || while read -r name value; do echo "${{file##*/}} $name $value"; done <"$file"
  done
}}
out=$1 err=$2
shift 2
count
"$@" >"$out" 2>"$err" </dev/null
status=$?
echo --
count
[ "$status" = 0 ] || df -kP {" ".join(TEMPORARY)} 2>/dev/null
{CLEAN}
echo "$status"
"""
"""Runs a program with its output in files. Prints what the kernel had refused before and after it, how full the folders
for temporary files are where it failed, and its exit status: asking the engine would be a call more for each.
"""
REFUSED = {"memory.events oom_kill": "memory", "memory.oom_control oom_kill": "memory", "pids.events max": "processes"}
"""The kernel's words for what it refused -> the limit that was reached."""
FULL = re.compile(r"\s0\s+100%\s+(/\S+)$", re.MULTILINE)
"""A folder of which df says that nothing more fits in."""
HAS_TOOL = 'if command -v -- "$0" >/dev/null; then echo yes; else echo no; fi'
"""An engine that dies says nothing, which must not be taken for the answer."""


class ContainerLauncher:
    """Leases places on the network that the containers share; a command says which image it runs in.

    `base` is the run's folder, `mounts` what programs see beside it: both are where they are outside.
    Raises EnvironmentTrouble where no engine answers.
    """

    guard = "containers"
    reason = ""
    confines = True
    temporary: str | None = None
    ends_all = False
    reaches = False
    real_time = "clocks are not moved in containers"

    def __init__(self, base: Path, mounts: Mounts, limits: Limits = USUAL) -> None:
        base.chmod(0o711)  # a program's own folder is found by its name, and no other is seen
        self.base = base
        self.limits = limits
        self.engine = Engine(base, mounts, limits)
        self.owns = os.getuid() == 0
        self._users: list[int] = []
        self._next = FIRST_USER
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="container")
        self._pools: dict[str, asyncio.Task[Pool]] = {}
        self._tools: dict[tuple[str, str], bool] = {}

    async def lease(self, *, listening: bool) -> ContainerPlace:
        """See Launcher."""
        return ContainerPlace(self, listening=listening)

    def close(self) -> None:
        """See Launcher."""
        self.engine.close()
        self.threads.shutdown(wait=False, cancel_futures=True)

    async def pool(self, image: str) -> Pool:
        """The containers of an image, which is looked for once a run. Raises EnvironmentTrouble."""
        if image not in self._pools:
            self._pools[image] = asyncio.ensure_future(self._found(image))
        return await asyncio.shield(self._pools[image])

    async def _found(self, image: str) -> Pool:
        await asyncio.get_running_loop().run_in_executor(self.threads, self.engine.find, image)
        return Pool(partial(self.engine.container, image), self.engine.end, self.threads)

    async def has(self, container: Container, image: str, tool: str) -> bool:
        """True where an image has a tool. Raises EnvironmentTrouble where the container does not say so."""
        if (image, tool) not in self._tools:
            argv = ("/bin/sh", "-c", HAS_TOOL, tool)
            self._tools[image, tool] = _said_yes(await self.call(container, argv, "65534:65534"))
        return self._tools[image, tool]

    async def call(self, container: Container, argv: Sequence[str], user: str, **more: object) -> bytes:
        """See Engine.run; waits on a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, lambda: self.engine.run(container.id, argv, user, **more))

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
        self.listener: socket.socket | None = self._bound if listening else None
        self.doors: tuple[socket.socket, ...] = ()
        if listening:
            self._bound.listen(BACKLOG)

    async def run(self, command: Command) -> Ending:
        """See Place. Raises EnvironmentTrouble for what is the engine's fault."""
        if command.image is None:
            raise EnvironmentTrouble("its language names no image to run it in")
        tool, pool = command.argv[0], await self._launcher.pool(command.image)
        async with pool.one() as container:
            _check_gateway(self.host)
            self._bound.peer = container.address
            if await self._launcher.has(container, command.image, tool):
                return await self._run(command, container)
        raise EnvironmentTrouble(f"the image {command.image} has no {tool}")

    async def _run(self, command: Command, container: Container) -> Ending:
        launcher = self._launcher
        user = launcher.take_user()
        folder = launcher.base / command.stdout.relative_to(launcher.base).parts[0]
        if launcher.owns:
            _give(folder, int(user.partition(":")[0]))
        files = Files(str(folder), (str(command.stdout), str(command.stderr)))
        argv = ("/bin/sh", "-c", RUN, "sh", str(command.stdout), str(command.stderr), *command.argv)
        env = {name: value for name, value in command.env.items() if name != "PATH"}  # the image's own is kept
        started = time.monotonic()
        work = asyncio.ensure_future(launcher.call(container, argv, user, environment=env, workdir=str(command.folder)))
        try:
            exceeded = await self._watch(work, files, command.time_limit)
            if exceeded or not work.done():
                await self._end(container, user, work)
                number = -signal.SIGKILL if exceeded else None
                return Ending(number, time.monotonic() - started, exceeded=exceeded, real=REAL)
            status, exceeded = _told(work.result())
            exceeded = exceeded or await self._looked(files)
            status = 128 - status if 128 < status <= 192 else status
            return Ending(status, time.monotonic() - started, exceeded=exceeded, real=REAL)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await self._end(container, user, work)
            raise
        finally:
            if work.done():
                launcher.give_back(user)

    async def _watch(self, work: asyncio.Future[bytes], files: Files, limit: float) -> str:
        """Waits for a program's end, or for its time limit: the other limit that it reaches before, if any."""
        until = time.monotonic() + limit
        while (left := until - time.monotonic()) > 0:
            await asyncio.wait([work], timeout=min(left, EVERY))
            if work.done():
                return ""
            if exceeded := await self._looked(files):
                return exceeded
        return ""

    async def _looked(self, files: Files) -> str:
        """See Files.exceeded; a full folder takes long to count, so that this is done on a thread."""
        limits, threads = self._launcher.limits, self._launcher.threads
        return await asyncio.get_running_loop().run_in_executor(threads, files.exceeded, limits)

    @property
    def spare(self) -> int:
        """See Place. Nothing reaches a port in a container (`ContainerLauncher.reaches`)."""
        return 0

    def signal(self, number: int) -> None:
        """See Place. Programs in containers are ended at their time limit alone."""

    async def make_socket(self, family: int) -> socket.socket:  # noqa: ARG002 - a protocol's shape
        """See Place."""
        raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))

    async def ports(self) -> Sequence[int]:
        """See Place."""
        return ()

    async def release(self) -> Sequence[Escape]:
        """See Place. A try at another host is refused by the network, and seen by nobody."""
        self._bound.close()
        return ()

    async def _end(self, container: Container, user: str, work: asyncio.Future[bytes]) -> None:
        """Ends a program with all that it started. Raises EnvironmentTrouble where the engine does not do it."""
        await self._launcher.call(container, ("/bin/sh", "-c", f"{CLEAN}; true"), user)
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


def _told(printed: bytes) -> tuple[int, str]:
    """What RUN printed: the exit status, and the limit that the program reached.

    Raises EnvironmentTrouble where it came to no end of its own.
    """
    before, _, after = printed.decode("utf-8", "replace").partition("--\n")
    *lines, status = after.splitlines() or [""]
    if not status.isdigit():
        raise EnvironmentTrouble("the container ended while a program ran in it")
    grown = set(lines) - set(before.splitlines())
    reached = [limit for line in grown if (limit := REFUSED.get(line.rpartition(" ")[0]))]
    reached += ["shared" if folder == SHARED else "disk" for folder in FULL.findall(after)]
    return int(status), min(reached, default="")


class PeerSocket(socket.socket):
    """A listener that one container alone may call: all containers of a run are on one network."""

    peer = ""

    def accept(self) -> tuple[socket.socket, object]:
        """See socket.accept. Whoever else calls finds the connection closed."""
        while True:
            connection, address = super().accept()
            if address[0] == self.peer:
                return connection, address
            connection.close()


def _bind(address: str) -> PeerSocket:
    """A socket on the gateway, which some engines make only with the first container on the network."""
    bound = PeerSocket()
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
                f"the container engine's network ({address}) is not on this machine: {error.strerror}; "
                "with Podman that is not root's, run podman unshare --rootless-netns harness run --launcher docker"
            ) from None


def _give(folder: Path, number: int) -> None:
    """Makes a user the owner of a folder and of all in it; links are not followed."""
    os.chown(folder, number, number, follow_symlinks=False)
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(root, name), number, number, follow_symlinks=False)
