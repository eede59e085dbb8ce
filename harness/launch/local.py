"""Programs as child processes of this one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import subprocess
import time

from harness.launch import ports
from harness.launch.command import Command, Ending

MAX_FILE = 64 * 1024 * 1024
"""Bytes that a program may write to one file, its output included."""
GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL: enough for an interpreter to run its handlers, too little to be waited for."""


class LocalLauncher:
    """Starts programs in sessions of their own, so that a whole process group can be ended at once."""

    guard = "none"

    def __init__(self, port_range: tuple[int, int] | None = None) -> None:
        self._ports = port_range
        self._running: set[subprocess.Popen[bytes]] = set()

    def listen(self) -> socket.socket:
        """See Launcher."""
        return ports.listen(self._ports)

    async def run(self, command: Command) -> Ending:
        """See Launcher."""
        started = time.monotonic()
        process = self._start(command)
        try:
            ended = await _wait(process, command.time_limit)
            if not ended:
                _signal_group(process, signal.SIGTERM)
                await _wait(process, GRACE)
            return Ending(process.returncode if ended else None, time.monotonic() - started)
        finally:
            _signal_group(process, signal.SIGKILL)
            process.wait()
            self._running.discard(process)

    def close(self) -> None:
        """See Launcher."""
        for process in tuple(self._running):
            _signal_group(process, signal.SIGKILL)
            process.wait()

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
        self._running.add(process)
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
