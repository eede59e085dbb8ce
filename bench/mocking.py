"""Measures of the mock against Stoplight Prism: the same requests, both validating all of them."""

# ruff: noqa: S603 - it runs the servers that are measured

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.lab import Lab
from bench.machine import ROOT
from bench.measure import Measure, Pair
from bench.mocks.servers import MODULES, install
from bench.programs import recorded
from harness.languages.node import NODE
from harness.languages.toolchain import find

SECONDS = 3.0
"""For each server, after as many requests as make it warm."""
WARM = 20
CONNECTIONS = 4
PATIENCE = 30.0
TICKS = os.sysconf("SC_CLK_TCK")


class Crashed(Exception):
    """A server that answers no more."""


@dataclass(frozen=True)
class Rate:
    """What a server did in some seconds."""

    per_second: float
    processor_ms: float
    """Milliseconds of the server's own processor time a request."""
    statuses: dict[int, int]


def _request(lab: Lab, case: str, port: int, *, below_base: bool) -> bytes:
    """What the bundled program sends, for another port; Prism knows no base path."""
    raw = recorded(lab, case)
    head, _, body = raw.partition(b"\r\n\r\n")
    head = re.sub(rb"(?i)\r\nhost:[^\r]*", b"\r\nHost: 127.0.0.1:%d" % port, head)
    head = re.sub(rb"(?i)\r\n(connection|expect|accept-encoding):[^\r]*", b"", head)
    if below_base:
        head = head.replace(b" /v1/", b" /", 1)
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def _ours(case: str) -> Iterator[tuple[int, int]]:
    """The port and the process of the harness's mock."""
    server = subprocess.Popen([sys.executable, "-m", "bench.mock_server", case], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        yield int(server.stdout.readline()), server.pid
    finally:
        server.kill()
        server.wait()


@contextlib.contextmanager
def _prism() -> Iterator[tuple[int, int]]:
    """The port and the process of Prism, installed first where it is not there."""
    node = find(NODE)
    if node is None:
        raise SystemExit("bench: expected Node.js, as ./run-all.sh setup provides it")
    install()
    cli = MODULES / "@stoplight" / "prism-cli" / "dist" / "index.js"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    document = ROOT / "fixtures" / "spec" / "v1.yaml"
    argv = [
        node.path,
        cli,
        "mock",
        "--errors",
        "--multiprocess=false",
        "--verboseLevel=silent",
        f"--port={port}",
        document,
    ]
    server = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield port, server.pid
    finally:
        server.kill()
        server.wait()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(int(PATIENCE / 0.1)):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        if server.poll() is not None:
            raise Crashed("it did not start")
        time.sleep(0.1)
    raise Crashed("it did not listen")


def _rate(port: int, process: int, request: bytes) -> Rate:
    """Requests over connections that are kept, each sent when the last is answered. Raises Crashed."""
    _exchange_many(port, request, WARM, until=None)
    before = _processor(process)
    start = time.perf_counter()
    counts: list[dict[int, int]] = []
    troubles: list[str] = []

    def work() -> None:
        try:
            counts.append(_exchange_many(port, request, None, until=start + SECONDS))
        except (OSError, Crashed) as error:
            troubles.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise Crashed(troubles[0])
    seconds = time.perf_counter() - start
    statuses: dict[int, int] = {}
    for count in counts:
        for status, number in count.items():
            statuses[status] = statuses.get(status, 0) + number
    answered = sum(statuses.values())
    return Rate(answered / seconds, 1000 * (_processor(process) - before) / answered, statuses)


def _exchange_many(port: int, request: bytes, most: int | None, until: float | None) -> dict[int, int]:
    statuses: dict[int, int] = {}
    done = 0
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (most is None or done < most) and (until is None or time.perf_counter() < until):
            connection.sendall(request)
            status = _answer(connection)
            statuses[status] = statuses.get(status, 0) + 1
            done += 1
    return statuses


def _answer(connection: socket.socket) -> int:
    """The status of the next answer, which is read to its end."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    if length is None:
        raise Crashed(f"expected an answer with its length, got {head[:200]!r}")
    left = int(length[1]) - len(body)
    while left > 0:
        left -= len(_more(connection))
    return int(head.split(b" ", 2)[1])


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise Crashed("it closed the connection")
    return data


def _processor(process: int) -> float:
    """Seconds of processor time that a process has taken (proc(5), /proc/PID/stat)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _against(case: str) -> Callable[[Lab], Pair]:
    def take(lab: Lab) -> Pair:
        with _ours(case) as (port, process):
            ours = _rate(port, process, _request(lab, case, port, below_base=False))
        if set(ours.statuses) != {200}:
            raise SystemExit(f"bench: {case}: expected the mock to answer 200, got {ours.statuses}")
        parts = {"ours_per_s": round(ours.per_second), "ours_processor_ms": round(ours.processor_ms, 3)}
        try:
            with _prism() as (port, process):
                other = _rate(port, process, _request(lab, case, port, below_base=True))
        except (Crashed, OSError) as error:
            return Pair(float("inf"), parts | {"prism": f"crashed: {error}"})
        return Pair(
            ours.per_second / other.per_second,
            parts
            | {
                "prism_per_s": round(other.per_second),
                "prism_processor_ms": round(other.processor_ms, 3),
                "prism_statuses": other.statuses,
            },
        )

    return take


def _measure(name: str, what: str, case: str) -> Measure:
    title = f"mock with full validation, requests a second against Prism's: {what}"
    return Measure(name, title, "times", 5.0, _against(case), more_is_better=True)


MEASURES: Sequence[Measure] = (
    _measure("mock-json", "JSON body", "v1/text_to_image/python/success"),
    _measure("mock-multipart", "330 KB multipart body", "v1/image_to_image/python/success"),
)
