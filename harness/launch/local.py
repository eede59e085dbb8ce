"""Programs as child processes of this one, on a machine that gives no namespaces."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness.common.listening import BACKLOG
from harness.launch import ports
from harness.launch.command import REAL, Command, Ending
from harness.launch.limits import GRACE, USUAL, Limits
from harness.launch.patience import comes_within
from harness.launch.strays import Watch, adopt, end_strays
from harness.model import Escape


class LocalLauncher:
    """Starts programs in sessions of their own, so that a whole process group can be ended at once.

    On Linux, what left its group is ended too.
    """

    guard = "proxy variables"
    confines = False
    temporary: str | None = None
    ends_all = False
    reaches = True
    real_time = "clocks are moved in namespaces alone"

    def __init__(self, port_range: tuple[int, int] | None = None, reason: str = "", limits: Limits = USUAL) -> None:
        self._ports, self.reason, self._largest = port_range, reason, min(limits.disk, limits.output)
        self._running = Running(adopt())

    async def lease(self, *, listening: bool) -> LocalPlace:
        """See Launcher."""
        return LocalPlace(ports.bind(self._ports), self._running, self._largest, listening=listening)

    def close(self) -> None:
        """See Launcher."""
        self._running.close()


class Running:
    """The programs that run."""

    def __init__(self, adopts: bool) -> None:
        self._programs: dict[int, subprocess.Popen[bytes]] = {}
        self._adopts = adopts
        self._watch = Watch()

    def add(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        """A program began; `folder` holds its private copy."""
        self._programs[process.pid] = process
        self._watch.began(process.pid, folder)

    def end(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        """Ends a program with its group, and what has left that."""
        _signal_group(process, signal.SIGKILL)
        process.wait()
        if self._programs.pop(process.pid, None):
            self._watch.ended(process.pid, folder)
        if self._adopts:
            end_strays(folder)

    def close(self) -> None:
        """Ends all. Whoever waits for one of them sees its end."""
        for process in tuple(self._programs.values()):
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self._programs.clear()
        self._watch.close()


class LocalPlace:
    """A port on the machine's own loopback address."""

    host = ports.LOOPBACK

    def __init__(self, bound: socket.socket, running: Running, largest: int, *, listening: bool) -> None:
        """`largest` is how many bytes a file may have: nothing watches a program's folders here."""
        self.port: int = bound.getsockname()[1]
        self._bound = bound
        self._running, self._largest = running, largest
        self._process: subprocess.Popen[bytes] | None = None
        self.doors: tuple[socket.socket, ...] = ()
        self.listener = bound if listening else None
        if listening:
            bound.listen(BACKLOG)

    async def run(self, command: Command) -> Ending:
        """See Place."""
        started = time.monotonic()
        process = self._process = self._start(command)
        try:
            ended = await _wait(process, command.time_limit)
            if not ended:
                _signal_group(process, signal.SIGTERM)
                await _wait(process, GRACE)
            return Ending(process.returncode if ended else None, time.monotonic() - started, real=REAL)
        finally:
            self._running.end(process, command.stdout.parent)

    @property
    def spare(self) -> int:
        """See Place. Another program of the machine may take it before this one does."""
        with socket.socket() as tried:
            tried.bind((self.host, 0))
            port: int = tried.getsockname()[1]
            return port

    def signal(self, number: int) -> None:
        """See Place."""
        if self._process:
            _signal_group(self._process, number)

    async def make_socket(self, family: int) -> socket.socket:
        """See Place."""
        made = socket.socket(family)
        made.setblocking(False)
        return made

    async def ports(self) -> Sequence[int]:
        """See Place. On the machine's own network nobody knows whose a port is."""
        return ()

    async def release(self) -> Sequence[Escape]:
        """See Place. A port that nobody listened on was kept bound until now, so that nobody else could."""
        self._bound.close()
        return ()

    def _start(self, command: Command) -> subprocess.Popen[bytes]:
        with ThreadPoolExecutor(1) as behind_the_wall:  # a wall is a thread's, and stays around it
            process = behind_the_wall.submit(_start, command, self.port).result()
        self._running.add(process, command.stdout.parent)
        _limit(process.pid, self._largest)
        return process


def _start(command: Command, port: int) -> subprocess.Popen[bytes]:
    if sys.platform == "linux":
        from harness.launch import landlock  # here, because it makes calls that only Linux has

        landlock.restrict(str(command.stdout.parent), port)
    with command.stdout.open("wb") as stdout, command.stderr.open("wb") as stderr:
        return subprocess.Popen(  # noqa: S603 - an argument list, no shell
            command.argv,
            cwd=command.folder,
            env=dict(command.env),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )


def _limit(pid: int, largest: int) -> None:
    if hasattr(resource, "prlimit"):
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, largest))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


async def _wait(process: subprocess.Popen[bytes], limit: float) -> bool:
    """True if the process ended within the limit, in seconds."""
    loop = asyncio.get_running_loop()
    try:
        watch = os.pidfd_open(process.pid)
    except (AttributeError, OSError):  # not Linux, or a kernel before 5.3
        return await asyncio.to_thread(_wait_blocking, process, limit)
    ended = loop.create_future()
    loop.add_reader(watch, _set, ended)
    try:
        if not await comes_within(ended, limit):
            return False
        process.wait()
        return True
    finally:
        loop.remove_reader(watch)
        os.close(watch)


def _wait_blocking(process: subprocess.Popen[bytes], limit: float) -> bool:
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        return False
    return True


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
