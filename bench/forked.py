"""pytest in forks of a process that has loaded it, and the libraries that the harness imports, but not the harness.

A fork imports the harness and the tests anew, from the copy of the project in which the process was started. So a fork
sees a change of a file, and costs no start of an interpreter and no libraries.
"""

# ruff: noqa: S603 - it starts this interpreter

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

OPTIONS = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=no", "--hypothesis-profile=quick", "-p", "no:anyio"]
OPTIONS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # plug-ins were loaded before pytest starts
STARTING = 60
"""Seconds for pytest to collect, at least."""
ENDING = 10
"""Seconds for pytest to take down what the failed test had set up."""
OWN = ("harness", "tests", "bench", "support", "__main__", "conftest")
LOAD = """
import json, pkgutil, sys, pytest, hypothesis, harness.cli as cli
for module in pkgutil.iter_modules(cli.__path__, "harness.cli."):
    __import__(module.name)
print(json.dumps([*sys.modules]))
"""


@dataclass(frozen=True)
class End:
    """How a list of tests ended."""

    failed: str = ""
    """The first test that failed, or that never ended."""
    late: bool = False
    """The time for all tests was over before one failed."""
    ran: int = 0


class Forked:
    """Runs lists of tests in one copy of the project, one list after another."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        self._ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from bench.forked import serve; serve({theirs.fileno()})"],
                cwd=copy,
                env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._answers = self._ours.makefile("rb")

    def run(self, tests: list[str], seconds: float, patience: float) -> End:
        """Runs tests until one fails; all of them have so many seconds, and each at most `patience`."""
        order = {"tests": tests, "seconds": seconds, "patience": patience}
        self._ours.sendall(json.dumps(order).encode() + b"\n")
        answer = self._answers.readline()
        if not answer:
            raise RuntimeError(f"the process that forks pytest in {self.copy} is gone")
        return End(**json.loads(answer))

    def close(self) -> None:
        """Ends the process."""
        self._answers.close()
        self._ours.close()
        self._process.wait()


def serve(descriptor: int) -> None:
    """Forks pytest for each list that comes on this socket, until nobody is there to send one."""
    _load_libraries()
    connection = socket.socket(fileno=descriptor)
    with connection.makefile("rb") as orders:
        for line in orders:
            order = json.loads(line)
            end = _run(order["tests"], order["seconds"], order["patience"])
            connection.sendall(json.dumps(vars(end)).encode() + b"\n")


def _load_libraries() -> None:
    found = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    for name in json.loads(found.stdout):
        if name.partition(".")[0] not in OWN:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def _run(tests: list[str], seconds: float, patience: float) -> End:
    folder = Path("t").absolute()
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _become_pytest(tests, folder, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", buffering=0) as told:
            return _followed(told, tests, seconds, patience)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        shutil.rmtree(folder, ignore_errors=True)


def _become_pytest(tests: list[str], folder: Path, writing: int) -> None:
    try:
        os.setsid()
        listed = Path("tests.txt")
        listed.write_text("\n".join(tests) + "\n", "utf-8")
        os.environ["TMPDIR"] = str(folder)
        folder.mkdir()
        with os.fdopen(writing, "wb", buffering=0) as told:
            import pytest

            status = pytest.main([*OPTIONS, f"--basetemp={folder}/b", f"@{listed}"], plugins=[Teller(told)])
            _tell(told, "end", int(status))
    finally:
        os._exit(0)


class Teller:
    """A pytest plug-in that says which test runs, and which failed."""

    def __init__(self, told: BinaryIO) -> None:
        self._told = told

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        _tell(self._told, "begin", nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A part of a test has ended."""
        if report.failed:
            _tell(self._told, "failed", report.nodeid)


def _tell(told: BinaryIO, what: str, value: object) -> None:
    told.write(json.dumps([what, value]).encode() + b"\n")


def _followed(told: BinaryIO, tests: list[str], seconds: float, patience: float) -> End:
    """How the tests end. What breaks pytest itself is laid to the test that ran, or to the first."""
    running, failed, ran, rest = tests[0], "", 0, b""
    over = time.monotonic() + seconds
    until = min(over, time.monotonic() + max(patience, STARTING))
    while True:
        left = until - time.monotonic()
        if left <= 0:
            return End(failed) if failed else End(late=True, ran=ran) if until == over else End(running, ran=ran)
        if not select.select([told], [], [], left)[0]:
            continue
        data = told.read(65536)
        if not data:
            return End(failed or running, ran=ran)
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            what, value = json.loads(line)
            if what == "begin":
                running, ran, until = value, ran + 1, min(over, time.monotonic() + patience)
            elif what == "failed":
                failed, until = failed or value, time.monotonic() + ENDING
            else:
                return End(failed or ("" if value == 0 else running), ran=ran)
