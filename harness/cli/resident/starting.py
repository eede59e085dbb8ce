"""Starts and stops the resident harness."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from harness.cli.resident import likeness, place
from harness.common import own_key
from harness.errors import EnvironmentTrouble, UserError

PASSED = (*likeness.READ_AT_THE_START, "HOME", "PATH", "XDG_STATE_HOME")
"""How the names of variables begin that it is started with. No other stays in a process that outlives its command."""
CODE = "import sys; sys.path[:] = sys.argv[1:]; from harness.cli.resident.server import serve; serve()"


def start() -> int:
    """Starts one if there is none, waits until it is ready, and gives its number.

    Raises UserError under CI=true, and EnvironmentTrouble where there can be none.
    """
    if os.environ.get("CI") == "true":
        raise UserError("the resident harness: expected a person's machine, got CI=true: run without it")
    if sys.platform != "linux":
        raise EnvironmentTrouble("the resident harness: expected Linux: run without it")
    if process := running():
        return process
    own_key.lasts()  # which makes the folder
    flags: list[str] = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # multiprocessing's way
    started = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, *flags, "-c", CODE, *sys.path],
        cwd="/",
        env={name: value for name, value in os.environ.items() if name.startswith(PASSED)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert started.stdout is not None  # noqa: S101 - a pipe
    assert started.stderr is not None  # noqa: S101
    with started.stdout, started.stderr:
        if started.stdout.readline() != "ready\n":
            told = started.stderr.read().strip().rpartition("\n")[2]
            raise EnvironmentTrouble(f"the resident harness did not start: {told}")
    return started.pid


def running() -> int:
    """The number of its process; 0 if there is none."""
    connection = place.connected()
    if connection is None:
        return 0
    with connection:
        return place.peer(connection)[0]


def stop() -> bool:
    """Ends it; commands that it runs go on. False if there was none."""
    process = running()
    if process:
        os.kill(process, signal.SIGTERM)
    return bool(process)
