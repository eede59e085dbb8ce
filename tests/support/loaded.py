"""A process that has loaded the harness and forks itself for each call of the command, which then costs no imports.

What it forks is a process of its own with its own folder, variables, streams and end, as the installed command is:
only its start is left out, which took two thirds of a small call's processor time.
"""

from __future__ import annotations

import atexit
import functools
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

READ_AT_THE_START = ("PYTHON", "LC_", "LANG", "COVERAGE")
"""How the names of variables begin that an interpreter reads only when it starts."""
TESTS = Path(__file__).parent.parent


@functools.cache
def loaded() -> Loaded:
    """The one of this process."""
    return Loaded()


def can_fork(env: Mapping[str, str]) -> bool:
    """True where a forked call differs in nothing: it would have started as this interpreter did, and nobody counts
    the lines that it runs."""
    names = [name for name in {*env, *os.environ} if name.startswith(READ_AT_THE_START)]
    return all(env.get(name) == os.environ.get(name) and not name.startswith("COVERAGE") for name in names)


class Loaded:
    """Runs calls of `harness`, one after another."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from support.loaded import serve; serve({theirs.fileno()})"],
                env=os.environ | {"PYTHONPATH": str(TESTS)},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
            )
        atexit.register(self.close)

    def run(
        self, argv: Sequence[str], folder: Path, env: Mapping[str, str], patience: float
    ) -> subprocess.CompletedProcess[str]:
        """What `subprocess.run` gives where it captures text. Raises subprocess.TimeoutExpired."""
        with tempfile.TemporaryFile("w+") as stdout, tempfile.TemporaryFile("w+") as stderr:
            told = json.dumps({"argv": argv, "folder": str(folder), "env": dict(env)}).encode()
            socket.send_fds(self._ours, [_number(len(told))], [stdout.fileno(), stderr.fileno()])
            self._ours.sendall(told)
            pid = _take_number(self._ours)
            self._ours.settimeout(patience)
            try:
                status = _take_number(self._ours)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._ours.settimeout(None)
                _take_number(self._ours)
                raise subprocess.TimeoutExpired(argv, patience) from None
            self._ours.settimeout(None)
            for stream in (stdout, stderr):
                stream.seek(0)
            return subprocess.CompletedProcess(argv, status, stdout.read(), stderr.read())

    def close(self) -> None:
        """Ends the process."""
        self._ours.close()
        self._process.wait()


def serve(descriptor: int) -> None:
    """Forks for each call that comes on this socket, until nobody is there to call."""
    connection = socket.socket(fileno=descriptor)
    from harness.cli.resident.server import load

    load()
    gc.collect()
    gc.freeze()  # else each fork copies what it only looks at
    while True:
        size, streams, _, _ = socket.recv_fds(connection, 4, 2)
        if not size:
            return
        told = json.loads(_take(connection, int.from_bytes(size, "big")))
        pid = os.fork()
        if not pid:
            connection.close()
            _become(told, streams)
        for stream in streams:
            os.close(stream)
        connection.sendall(_number(pid))
        _, status = os.waitpid(pid, 0)
        connection.sendall(_number(os.waitstatus_to_exitcode(status)))


def _become(told: dict[str, Any], streams: Sequence[int]) -> None:
    """Turns this process into a call of the command."""
    for new, old in enumerate(streams, start=1):
        os.dup2(old, new)
        os.close(old)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["env"])
    sys.argv = told["argv"]
    from harness.cli.main import main
    from harness.cli.resident.child import ended

    os._exit(ended(main))


def _number(number: int) -> bytes:
    return number.to_bytes(4, "big", signed=True)


def _take_number(connection: socket.socket) -> int:
    return int.from_bytes(_take(connection, 4), "big", signed=True)


def _take(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise ConnectionError("the process that forks calls of the command is gone")
        data += more
    return data
