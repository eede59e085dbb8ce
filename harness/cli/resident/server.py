"""The resident harness itself: loads all that commands need, and forks for each one until nobody asks any more."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pkgutil
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import harness
from harness.cli.resident import child, likeness, place

IDLE = 600.0
"""Seconds without a command after which it ends."""
LOOKED_EVERY = 5.0
"""Seconds after which it looks whether it is to end."""
LOADED_LATE = ("concurrent.futures.thread", "jsonschema_rs", "pytest", "tokenize")
"""What modules of the harness import only when it is needed, and most runs need."""

PROGRAMS = ("harness.__main__", "harness.languages.fork_server")
"""Modules that are programs of their own: the second keeps the variables that it starts with."""

_Files = Mapping[str, tuple[int, int, int]]


def serve() -> None:
    """Says on stdout when it is ready, and answers until it is idle, stale or stopped."""
    began = time.time_ns()
    born = likeness.born_with()
    load()
    files = _state([*_loaded(), *(path for path in sys.path if path.endswith("-packages"))])
    if any(changed >= began for changed, *_ in files.values()):
        sys.exit("a file of the harness changed while it was read: try again")
    gc.collect()
    gc.freeze()  # else each fork copies what it only looks at
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with place.folder() as folder, _listening(f"{folder}/{place.NAME}") as (listener, is_found):
        print("ready", flush=True)
        os.dup2(0, 1)
        os.dup2(0, 2)
        _answer(listener, born, files, is_found)


def load() -> None:
    """Imports all that commands do."""
    for module in pkgutil.walk_packages(harness.__path__, "harness."):
        if module.name not in PROGRAMS:
            importlib.import_module(module.name)
    for name in LOADED_LATE:
        importlib.import_module(name)


def _answer(
    listener: socket.socket, born: Mapping[str, str], files: _Files, is_found: Callable[[], bool] = lambda: True
) -> None:
    """Forks for each connection, as long as the socket can be found."""
    asked, running = time.monotonic(), set[int]()
    while (running or time.monotonic() - asked < IDLE) and is_found():
        ready, _, _ = select.select([listener], [], [], LOOKED_EVERY)
        running = {process for process in running if os.waitpid(process, os.WNOHANG) == (0, 0)}
        if not ready:
            continue
        connection, _ = listener.accept()
        with connection:
            if _state(files) != files:
                connection.sendall(b"declined the harness's own files have changed\n")
                return
            asked = time.monotonic()
            process = os.fork()
            if not process:
                listener.close()
                child.become(connection, born)
            running.add(process)


@contextlib.contextmanager
def _listening(path: str) -> Iterator[tuple[socket.socket, Callable[[], bool]]]:
    """The socket, in the place of one that an earlier process has left, and whether it is there still."""
    unfinished = Path(f"{path}.{os.getpid()}")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(unfinished))
        listener.listen()
        own = unfinished.stat().st_ino

        def is_found() -> bool:
            with contextlib.suppress(OSError):
                return Path(path).stat().st_ino == own
            return False

        unfinished.replace(path)
        try:
            yield listener, is_found
        finally:
            if is_found():
                Path(path).unlink()


def _loaded() -> Iterator[str]:
    """The files that were read: modules, what lies beside those of the harness, and the interpreter."""
    yield sys.executable
    yield from (str(path) for path in Path(place.PACKAGE).rglob("*.*") if path.is_file() and path.suffix != ".pyc")
    yield from (file for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None)))


def _state(paths: Iterable[str]) -> _Files:
    """When each was changed last, how large it is, and which file it is; zeros for one that is gone."""
    found = {}
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116 - of a thousand files before each command
            found[path] = status.st_mtime_ns, status.st_size, status.st_ino
        except OSError:
            found[path] = 0, 0, 0
    return found
