"""Programs as child processes of this one, on a machine that gives no namespaces."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from harness.common.listening import BACKLOG
from harness.launch import ports
from harness.launch.command import Command, Ending
from harness.launch.limits import GRACE, MAX_FILE
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

    def __init__(self, port_range: tuple[int, int] | None = None, reason: str = "") -> None:
        self._ports, self.reason = port_range, reason
        self._running = Running(adopt())

    async def lease(self, *, listening: bool) -> LocalPlace:
        """See Launcher."""
        return LocalPlace(ports.bind(self._ports), self._running, listening=listening)

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

    def __init__(self, bound: socket.socket, running: Running, *, listening: bool) -> None:
        self.port: int = bound.getsockname()[1]
        self._bound = bound
        self._running = running
        self.doors: tuple[socket.socket, ...] = ()
        self.listener = bound if listening else None
        if listening:
            bound.listen(BACKLOG)

    async def run(self, command: Command) -> Ending:
        """See Place."""
        started = time.monotonic()
        process = self._start(command)
        try:
            ended = await _wait(process, command.time_limit)
            if not ended:
                _signal_group(process, signal.SIGTERM)
                await _wait(process, GRACE)
            return Ending(process.returncode if ended else None, time.monotonic() - started)
        finally:
            self._running.end(process, command.stdout.parent)

    async def release(self) -> Sequence[Escape]:
        """See Place. A port that nobody listened on was kept bound until now, so that nobody else could."""
        self._bound.close()
        return ()

    def _start(self, command: Command) -> subprocess.Popen[bytes]:
        with command.stdout.open("wb") as stdout, command.stderr.open("wb") as stderr:
            process = subprocess.Popen(  # noqa: S603 - an argument list, no shell
                command.argv,
                cwd=command.folder,
                env=dict(command.env),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        self._running.add(process, command.stdout.parent)
        _limit(process.pid)
        return process


def _limit(pid: int) -> None:
    if hasattr(resource, "prlimit"):
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
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
        await asyncio.wait_for(ended, limit)
        process.wait()
        return True
    except TimeoutError:
        return False
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
