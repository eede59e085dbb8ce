"""What the guard promises, tried: a small program does, in a cell and in a build, what none should be able to do."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from harness.common.cells import BuildCell, Reach, built_in, run_in_cell
from harness.common.tools import ToolTrouble
from harness.languages import Language
from harness.launch import Command, Launcher, Visible, best_launcher, build_cells
from harness.run.visible import visible
from harness.settings import Settings

LIMIT = 20.0
"""Seconds that the program may take."""
PROGRAM = """
import ctypes, json, os, socket, sys

home, root, path = sys.argv[1:]


def reaches_another_host():
    socket.create_connection(("192.0.2.1", 80), timeout=5)


def sees_the_home():
    os.lstat(home)


def writes_into_the_project():
    open(root + "/.harness-trial", "w")


def calls_a_socket_of_the_machine():
    socket.socket(socket.AF_UNIX).connect(path)


def sees_other_processes():
    if not [name for name in os.listdir("/proc") if name.isdigit() and int(name) > 2]:
        raise OSError


def makes_namespaces():
    if ctypes.CDLL(None).unshare(0x10000000):
        raise OSError


could = []
for one in (reaches_another_host, sees_the_home, writes_into_the_project, calls_a_socket_of_the_machine,
            sees_other_processes, makes_namespaces):
    try:
        one()
        could.append(one.__name__.replace("_", " "))
    except OSError:
        pass
print(json.dumps(could))
"""
TRIED = "no other host, home, socket, file of the project, process or new namespace"
"""What the program finds where the guard holds."""


def could(settings: Settings, languages: Mapping[str, Language]) -> tuple[str, ...] | None:
    """What the program could do; None where there is no guard to try."""
    base = Path(tempfile.mkdtemp(prefix="harness-"))
    outside = Path(tempfile.mkdtemp(prefix="doctor-"))
    try:
        seen = visible(settings, languages)
        launcher = best_launcher(base, settings.ports, visible=seen)
        try:
            if not launcher.confines:
                return None
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(outside / "s"))
                listener.listen()
                paths = _of_the_home(seen), str(settings.root), str(outside / "s")
                cells = build_cells(seen, launcher, base)
                return (*asyncio.run(_try(launcher, base, paths)), *(_try_in_a_build(cells, paths) if cells else ()))
        finally:
            launcher.close()
    finally:
        shutil.rmtree(base, ignore_errors=True)
        shutil.rmtree(outside, ignore_errors=True)


def _of_the_home(seen: Visible) -> str:
    """Something in the home that programs have no business with; empty where there is nothing else in it."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises for a user who has none
    names = sorted(home.iterdir()) if home.is_dir() else []
    return next((str(path) for path in names if not any(f"{one}/".startswith(f"{path}/") for one in seen.shown)), "")


def _try_in_a_build(cells: BuildCell, paths: tuple[str, ...]) -> list[str]:
    """What the program could do where builds run."""
    try:
        with built_in(cells):
            argv = (sys.executable, "-I", "-c", PROGRAM, *paths)
            done = run_in_cell(argv, LIMIT, Reach(), folder=Path("/"))
        return [f"{one} in a build" for one in json.loads(done.stdout)]
    except (ToolTrouble, ValueError) as error:
        return [f"ends without an answer in a build: {error}"]


async def _try(launcher: Launcher, base: Path, paths: tuple[str, ...]) -> list[str]:
    work = base / "case-trial"
    work.mkdir()
    argv = (sys.executable, "-I", "-c", PROGRAM, *paths)
    place = await launcher.lease(listening=False)
    try:
        await place.run(Command(argv, work, {"PATH": os.defpath}, work / "stdout", work / "stderr", LIMIT))
    finally:
        await place.release()
    try:
        found: list[str] = json.loads((work / "stdout").read_text())
        return found
    except ValueError:
        return [f"end without an answer: {(work / 'stderr').read_text()[-200:]}"]
