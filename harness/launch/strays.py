"""Processes that left the group of the program that started them, on a machine without namespaces."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.launch import linux

ROUNDS = 1000
"""How often it is looked for more: each process that ends may hand on its own children."""
_WATCH = """
import os, pathlib, sys
running = {}
for line in sys.stdin:
    pid, _, folder = line.rstrip("\\n").partition(" ")
    running.pop(pid) if pid in running else running.update({pid: folder})
def marked(folder):
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(folder) in (process / "environ").read_bytes():
                yield int(process.name)
        except OSError:
            pass
for pid, folder in running.items():
    doomed = [int(pid)]
    for _ in range(20):
        for one in doomed:
            for end in (os.killpg, os.kill):
                try:
                    end(one, 9)
                except OSError:
                    pass
        doomed = list(marked(folder))
        if not doomed:
            break
"""


def adopt() -> bool:
    """Makes this process the parent of all that its descendants leave behind. True if the system can do that."""
    if sys.platform.startswith("linux") and Path("/proc/self/task").is_dir():
        with contextlib.suppress(OSError):
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
            return True
    return False


def end_strays(folder: Path) -> None:
    """Ends the adopted processes that belong to the program of a folder."""
    for _ in range(ROUNDS):
        found = [pid for pid in _children() if _belongs(pid, folder)]
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, ChildProcessError, PermissionError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _children() -> Iterator[int]:
    for children in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            yield from map(int, children.read_text().split())


def _belongs(pid: int, folder: Path) -> bool:
    """True if a process has a folder's name in its environment, its working folder or its open files.

    Nothing less will do: this process may have children that are none of the harness's business.
    """
    process = Path("/proc", str(pid))
    name = re.compile(re.escape(os.fsencode(folder)) + rb"(?![^/\0: ])")  # and no folder whose name begins alike
    with contextlib.suppress(OSError):
        if name.search((process / "environ").read_bytes()):
            return True
        links = [process / "cwd", *(process / "fd").iterdir()]
        return any(name.search(os.fsencode(link.readlink())) for link in links)
    return False


class Watch:
    """A process that outlives this one only to end the programs that this one can no longer end, after a SIGKILL."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def began(self, pid: int, folder: Path) -> None:
        """Names a program that runs."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
                [sys.executable, "-I", "-S", "-c", _WATCH],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                process_group=0,
            )
        self._tell(pid, folder)

    def ended(self, pid: int, folder: Path) -> None:
        """Names a program that has ended."""
        self._tell(pid, folder)

    def close(self) -> None:
        """Ends the watch."""
        if self._process is not None:
            process, self._process = self._process, None
            with contextlib.suppress(OSError):
                process.communicate()

    def _tell(self, pid: int, folder: Path) -> None:
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.write(f"{pid} {folder}\n")
                self._process.stdin.flush()
