"""The programs without the harness: by their languages' own commands one after another, and bare on all cores."""

# ruff: noqa: S603 - it runs the commands that are measured

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import threading
import time
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from bench.lab import Lab
from bench.machine import ROOT
from harness.execute.slots import MOST_LONG, MOST_SHORT
from harness.languages.go import GO_TOOL
from harness.languages.node import NODE
from harness.languages.toolchain import Requirement, find
from harness.launch.limits import raise_descriptors
from harness.mock import Station
from harness.model import Request
from harness.plan import Filters, Planned
from harness.plan.session import open_session

LIMIT = 60.0
"""Seconds for one program: a cold `go run` links within 10, and the programs wait 15 for an answer that never comes."""
OWN = {
    "python": ("{python}", "{file}"),
    "ts": ("{tsx}", "{file}"),
    "go": ("go", "run", "{file}"),
    "curl": ("sh", "{file}"),
}
"""How the languages' own users start a program."""
BARE = OWN | {"ts": ("node", "{file}"), "go": ("{binary}",)}
"""The cheapest cold start of the same program that its toolchain has."""

T = TypeVar("T")


class Servers:
    """A listener of its own for every case, answering as the plan has it from a thread of this process."""

    def __init__(self, planned: Sequence[Planned]) -> None:
        self._planned = planned
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._stations: list[Station] = []
        self._closed: list[socket.socket] = []
        self.ports: dict[str, int] = {}

    def __enter__(self) -> Servers:
        raise_descriptors()
        self._thread.start()
        self._do(self._open())
        return self

    def requests(self) -> list[Request]:
        """What has come so far."""
        return [exchange.request for station in self._stations for exchange in station.exchanges]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> None:
        for planned in self._planned:
            if planned.scenario.listening:
                listener = socket.create_server(("127.0.0.1", 0))
                listener.setblocking(False)
                self._stations.append(Station(planned.responder))
                await self._stations[-1].open(listener)
            else:  # bound, so that nobody else has the port, and refused, since nobody listens
                listener = socket.socket()
                listener.bind(("127.0.0.1", 0))
                self._closed.append(listener)
            self.ports[planned.case.name] = listener.getsockname()[1]

    async def _close(self) -> None:
        for station in self._stations:
            station.abandon()
            await station.close()
        for listener in self._closed:
            listener.close()


def planned(lab: Lab, *scenarios: str) -> tuple[Planned, ...]:
    """The cases of the copied project; all scenarios if none are named."""
    return open_session(lab.project, filters=Filters(scenarios=scenarios)).plan.cases


def one_after_another(lab: Lab, cases: Sequence[Planned], env: Mapping[str, str] | None = None) -> dict[str, float]:
    """Seconds by language: every program by its language's own command. One that fails ends the benchmark."""
    seconds: dict[str, float] = {}
    with Servers(cases) as servers:
        for case in cases:
            start = time.perf_counter()
            done = _start(lab, case, servers, OWN, env or {})
            language = case.case.example.language
            seconds[language] = seconds.get(language, 0.0) + time.perf_counter() - start
            if done.returncode:
                raise SystemExit(f"bench: {case.case.name}: exit status {done.returncode}: {done.stderr[-500:]!r}")
    return seconds


def prepared(lab: Lab) -> dict[str, Sequence[str]]:
    """Example id -> how the harness starts it cold: types stripped and binaries built beforehand."""
    session = open_session(lab.project)
    found: dict[str, Sequence[str]] = {}
    for name, language in session.languages.items():
        examples = [example for example in session.examples if example.language == name]
        tools = {need.name: tool for need in language.requirements if (tool := find(need))}
        if examples:
            found |= language.prepare(examples, tools, lab.project / ".harness" / "build" / name).commands
    return found


def bare(lab: Lab, cases: Sequence[Planned], commands: Mapping[str, Sequence[str]] | None = None) -> float:
    """Seconds: every case's program started cold, as many at once as there are cores, those that wait beside them.

    `commands` are example ids with their argument lists; by default each language's cheapest cold start.
    """
    build(lab, cases)
    with (
        Servers(cases) as servers,
        ThreadPoolExecutor(os.cpu_count()) as busy,
        ThreadPoolExecutor(MOST_LONG + MOST_SHORT) as idle,
    ):
        start = time.perf_counter()
        order = sorted(cases, key=lambda case: -case.scenario.waits)
        started = [
            (idle if case.scenario.waits else busy).submit(_start, lab, case, servers, commands or BARE, {})
            for case in order
        ]
        for one in started:
            one.result()
        return time.perf_counter() - start


def recorded(lab: Lab, name: str) -> bytes:
    """The bytes of the one request that a case's program sends."""
    cases = [case for case in planned(lab, "success") if case.case.name == name]
    with Servers(cases) as servers:
        done = _start(lab, cases[0], servers, OWN, {})
        if done.returncode:
            raise SystemExit(f"bench: {name}: exit status {done.returncode}: {done.stderr[-500:]!r}")
        (request,) = servers.requests()
    return request.raw


def build(lab: Lab, cases: Sequence[Planned]) -> None:
    """The Go programs' binaries, which a bare start needs."""
    go = _tool(GO_TOOL)
    for example in {case.case.example.id: case.case.example for case in cases}.values():
        binary = _binary(lab, example.id)
        if example.language == "go" and not binary.exists():
            subprocess.run([go, "build", "-o", binary, example.file], cwd=example.workdir, check=True, timeout=LIMIT)


def _start(
    lab: Lab, case: Planned, servers: Servers, commands: Mapping[str, Sequence[str]], env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    example = case.case.example
    words = {
        "{file}": str(example.file.relative_to(example.workdir)),
        "{python}": str(ROOT / "examples" / "python" / ".venv" / "bin" / "python"),
        "{tsx}": "node_modules/.bin/tsx",
        "{binary}": str(_binary(lab, example.id)),
    }
    path = [str(Path(_tool(need)).parent) for need in (NODE, GO_TOOL)]
    variables = os.environ | {
        "PATH": os.pathsep.join([*path, os.environ["PATH"]]),
        "API_HOST": f"http://127.0.0.1:{servers.ports[case.case.name]}",
        "NODE_NO_WARNINGS": "1",
    }
    variables |= env
    variables.pop("STABILITY_API_KEY", None)
    if case.scenario.key != "missing":
        variables["STABILITY_API_KEY"] = case.key if case.scenario.key == "set" else ""
    command = commands[example.id] if example.id in commands else commands[example.language]
    argv = [words.get(word, word) for word in command]
    return subprocess.run(argv, cwd=example.workdir, env=variables, capture_output=True, timeout=LIMIT, check=False)


def _binary(lab: Lab, name: str) -> Path:
    return lab.scratch / "binaries" / name.replace("/", "-")


def _tool(need: Requirement) -> str:
    tool = find(need)
    if tool is None:
        raise SystemExit(f"bench: expected {need.name}, as ./run-all.sh setup provides it")
    return tool.path
