"""A copy of the project whose runs are killed: how they are started, how they end, and what they leave."""

# ruff: noqa: S603 - it runs the harness

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from abuse.trials import processes_in

from bench.lab import Lab
from bench.machine import ROOT

CASES = ("v1/masking", "v1/get_balance")
SCENARIOS = ("success", "server-error")
LIKE_THEM = ("once", "closed", "compressed", "chunked")
"""Words of other scenarios whose names begin as those do."""
NEXT = ("v1/get_balance/curl/success",)
CARELESS, CARES = "examples/curl/code/v1/get_balance.sh", "exit 1"
"""A program, and what of it makes it tell an error: with `exit 0` in its place it swallows one."""
PATIENCE = 180.0
"""Seconds until a run that was killed must have ended."""
TIDY = 10.0
"""Seconds in which the kernel ends what a killed process has left."""


@dataclass(frozen=True)
class Process:
    """One process of a run, told apart from a later one of the same number by its start."""

    pid: int
    started: str
    line: str

    @property
    def lives(self) -> bool:
        """True while it has not ended."""
        found = _process(self.pid)
        return found is not None and found[1].started == self.started


@dataclass
class Ended:
    """How a run ended."""

    status: int
    verdicts: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    """Cases that passed without a request."""
    said: str = ""


def _process(pid: int) -> tuple[int, Process] | None:
    """The parent's number and the process."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return None
    return None if status[0] == "Z" else (int(status[1]), Process(pid, status[19], line))


def descendants(main: int) -> list[Process]:
    """A process and all below it, the uppermost first."""
    numbers = (int(one.name) for one in Path("/proc").glob("[0-9]*"))
    found = {number: told for number in numbers if (told := _process(number)) is not None}
    listed, waiting = [], [main]
    while waiting:
        pid = waiting.pop(0)
        if pid in found:
            listed.append(found[pid][1])
            waiting += [child for child, (parent, _) in found.items() if parent == pid]
    return listed


@dataclass
class Trial:
    """A copy of the project, and what its runs say when they are left in peace."""

    lab: Lab
    temporary: Path
    careless: bool = False
    peace: dict[tuple[bool, bool], dict[str, str]] = field(default_factory=dict)
    """The verdicts by whether a program is careless, and whether pytest has workers."""
    seconds: float = 0.0
    """What the quickest of these runs took."""
    known: set[str] = field(default_factory=set)
    """Folders that an earlier kill left, told once."""

    def tend(self, careless: bool) -> None:
        """Makes the program careless, or as it was."""
        file = self.lab.project / CARELESS
        original = (ROOT / CARELESS).read_text("utf-8")
        assert CARES in original  # noqa: S101 - else nothing is careless
        file.write_text(original.replace(CARES, "exit 0") if careless else original, "utf-8")

    def command(self, report: Path, *, workers: bool, cases: tuple[str, ...] = CASES) -> list[str]:
        """`harness run`, or pytest with workers."""
        if workers:
            words = f"({'/ or '.join(CASES)}/) and (/{' or /'.join(SCENARIOS)})"
            words += "".join(f" and not {name}" for name in LIKE_THEM)
            argv = [sys.executable, "-m", "pytest", "examples", "-n", "2", "-q", "-p", "no:cacheprovider"]
            return [*argv, "-k", words, "--junitxml", str(report)]
        scenarios = [word for name in SCENARIOS for word in ("--scenario", name)] if cases == CASES else []
        return [sys.executable, "-m", "harness", "run", *cases, *scenarios, "--no-cache", "--json", str(report)]

    def start(self, argv: list[str]) -> subprocess.Popen[str]:
        """A run that a terminal could end: a shell gives its background jobs an ignored SIGINT."""
        env = {name: value for name, value in os.environ.items() if name != "CI"}
        env |= {"TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            argv,
            cwd=self.lab.project,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_heed,
        )

    def whole(self, report: Path, *, workers: bool = False, cases: tuple[str, ...] = CASES) -> Ended:
        """A run to its end."""
        report.unlink(missing_ok=True)
        running = self.start(self.command(report, workers=workers, cases=cases))
        said, _ = running.communicate(timeout=PATIENCE)
        return ended(running.returncode, report, said)

    def left(self, seen: list[Process]) -> list[str]:
        """What is left of a run after the next start: processes, folders and mounts."""
        self.whole(self.temporary / "next.json", cases=NEXT)
        until = time.monotonic() + TIDY
        while (alive := self._alive(seen)) and time.monotonic() < until:
            time.sleep(0.1)
        names = {one.name for one in self.temporary.iterdir() if one.name.startswith(("harness-", "go-build"))}
        folders = sorted(names - self.known)
        self.known |= names
        mounts = [line for line in Path("/proc/self/mountinfo").read_text().splitlines() if str(self.temporary) in line]
        return [*alive, *folders, *mounts]

    def _alive(self, seen: list[Process]) -> list[str]:
        return [one.line[:80] for one in seen if one.lives] + [
            line[:80] for line in processes_in(self.temporary).values()
        ]


def _heed() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def ended(status: int, report: Path, said: str) -> Ended:
    if not report.exists():
        return Ended(status, said=said)
    if report.suffix == ".xml":
        return Ended(status, dict(_of_junit(report)), said=said)
    cases = json.loads(report.read_text("utf-8"))["cases"]
    verdicts = {one["name"]: one["verdict"] for one in cases}
    lost = [one["name"] for one in cases if one["verdict"] == "passed" and not one["exchanges"]]
    return Ended(status, verdicts, lost, said)


def _of_junit(report: Path) -> Iterator[tuple[str, str]]:
    try:
        cases = ET.parse(report).iter("testcase")  # noqa: S314 - the run's own report
        for one in cases:
            other = next((child.tag for child in one if child.tag in ("failure", "error", "skipped")), "passed")
            yield one.get("name", ""), {"failure": "failed", "error": "could-not-run"}.get(other, other)
    except ET.ParseError:  # it was killed while it wrote
        return
