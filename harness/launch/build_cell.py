"""The cell of one tool that runs code of the tree: namespaces of its own, and few folders that it can write to.

Run by `builds.py` as a program of its own: `build_cell.py WORLD ARGUMENT...`, in the tool's folder and environment.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
from typing import Any

from harness.launch import linux, namespaces, seccomp, usage
from harness.launch.furnish import TEMPORARY
from harness.launch.limits import MAX_BUILD_FILE, MAX_BUILD_TEMPORARY, OF_BUILDS
from harness.launch.root import Root, Visible, fill, unix_sockets

MOST_SAID = 8 * 1024 * 1024
"""Bytes of a tool's stdout, and of its stderr, that are handed on."""
LOOKS = 8
"""Looks at memory for each one at the disk, which takes longer."""
_RESOLUTION = "/etc/resolv.conf"
"""A file that may be a link to a place outside the system's folders; what has a network needs it."""


def close(world: dict[str, Any]) -> None:
    """Leaves the caller's mount namespace with the system, what the world shows, and what it lets the tool write to.

    Raises OSError where it can't be done.
    """
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    base, listening = world["base"], list(unix_sockets())
    written = {path: _place(path) for path in (*world["writes"], *world["caches"])}
    own = _place(base)
    root = Root(base)
    for folder in TEMPORARY:
        root.put_empty(folder, f"size={MAX_BUILD_TEMPORARY},mode=1777")
    shown = (*world["shown"], *((_RESOLUTION,) if world["network"] else ()))
    fill(root, Visible(shown, world["hidden"]), listening, written)
    root.devices()
    root.bind(own, base, flags=0)  # the new root is mounted in it
    root.enter(*TEMPORARY, *written, base)


def _place(folder: str) -> str:
    """A name of a folder that stays its name whatever is mounted over it."""
    return f"/proc/self/fd/{os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)}"


class ToolRun:
    """The tool, run to its end or to one of its limits, in the process namespace of which the caller is the first."""

    def __init__(self, world: dict[str, Any]) -> None:
        self._world = world
        self._folders = [world["base"], *world["writes"]]
        self._room = self._size() + OF_BUILDS.disk
        self._looks = 0
        self._exceeded = ""

    def run(self, argv: list[str]) -> int:
        """Hands on what it wrote; gives back its exit status, as a shell has it."""
        said = [os.open(self._folders[0], os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600) for _ in range(2)]
        try:
            tool = subprocess.Popen(argv, stdout=said[0], stderr=said[1], start_new_session=True)  # noqa: S603 - a list
        except OSError as error:
            return _refused(f"{error.filename or argv[0]}: {error.strerror}", self._world)
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, usage.EVERY, usage.EVERY)
        pid = status = 0
        while pid != tool.pid:  # what it leaves behind is reaped too
            pid, status = os.wait()
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, descriptor in enumerate(said, 1):
            _hand_on(descriptor, number)
        if self._exceeded:
            return _refused(f"it was ended at its limit of {self._exceeded}", self._world)
        ended = os.waitstatus_to_exitcode(status)
        return ended if ended >= 0 else 128 - ended

    def _look(self, *_: object) -> None:
        self._looks += 1
        found = usage.exceeded(OF_BUILDS, os.getpid())
        if not found and self._looks % LOOKS == 0 and self._size() > self._room:
            found = "disk space"
        if found:
            self._exceeded = self._exceeded or found
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)  # all in this namespace but this one

    def _size(self) -> int:
        return sum(usage.size(folder) for folder in self._folders)


def _hand_on(descriptor: int, to: int) -> None:
    left = os.pread(descriptor, MOST_SAID, 0)
    while left:
        left = left[os.write(to, left) :]


def _refused(why: str, world: dict[str, Any]) -> int:
    """Says why there is no result; gives back the exit status that means it."""
    os.write(2, f"\n{why}\n".encode())
    return int(world["no_cell"])


def main() -> None:
    """Enters the namespaces, runs the tool, and ends as it did, or with the world's `no_cell`."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    world, argv = json.loads(sys.argv[1]), sys.argv[2:]
    folder, first = os.getcwd(), os.getpid()  # noqa: PTH109 - pathlib is slow to load
    told, tell = os.pipe2(os.O_CLOEXEC)
    try:
        entered = namespaces.enter(lambda: close(world), network=world["network"])
        if entered:
            os.chdir(folder)
    except OSError as error:
        os._exit(_refused(f"no cell: {error.filename or 'namespaces'}: {error.strerror}", world))
    if entered:
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        for limit, most in ((resource.RLIMIT_FSIZE, MAX_BUILD_FILE), (resource.RLIMIT_CORE, 0)):
            resource.setrlimit(limit, (most, most))
        seccomp.install(tells=False)
        os.write(tell, bytes([ToolRun(world).run(argv)]))
    elif os.getpid() == first:
        os.close(tell)
        os._exit((os.read(told, 1) or bytes([128 + signal.SIGKILL]))[0])
    os._exit(0)
