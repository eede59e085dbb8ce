"""The first process of a cell: in a process namespace of its own it starts a program, and reaps what that leaves.

When it ends, the kernel ends all else in its namespace, whatever sessions and groups that has made for itself. The
program sees no other case: neither its processes nor its files.

Where a program has left nothing (left.py), this process waits for another one in the same folder: to make a cell costs
more than most programs do.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from harness.launch import linux, seccomp, usage, warm
from harness.launch.furnish import SHARED
from harness.launch.left import Pristine, is_alone
from harness.launch.limits import Limits
from harness.launch.root import Shown

_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
LEAST_PROCESSES = 301
"""The least number that the kernel takes as the highest of a process (proc(5))."""
MAX_MESSAGE = 1 << 18
_HIDDEN = linux.MS_NOSUID | linux.MS_NODEV
_UNSTARTED: dict[str, Any] = {"failed": [0, "it could not be started", None]}


class Surroundings(NamedTuple):
    """What is the same in all cells."""

    base: str
    """The folder that holds the folder of every case."""
    limits: Limits
    """What each case may use up."""
    descriptors: tuple[int, int]
    """The limit on open files (soft, hard) that programs are to have."""
    namespace: int
    """The process namespace that the cells' maker is in."""
    proc: int
    """The folder /proc as it was outside, where it can be written to: what the kernel shows there is the caller's."""
    temporary: Mapping[str, Shown]
    """The folders that each case has empty, but for what is shown there."""

    def part(self, command: Mapping[str, Any]) -> str:
        """The folder that holds all that is a case's own."""
        return f"{self.base}/{command['stdout'][len(self.base) + 1 :].partition('/')[0]}"


class Order(NamedTuple):
    """A program that a cell is asked for."""

    command: dict[str, Any]
    """What the warden was asked for (warden.py, "start")."""
    server: socket.socket | None
    """The fork server (warm.py) that may start the program."""


class FirstProcess:
    """What a new first process does with its life."""

    def __init__(self, world: Surroundings, line: socket.socket, client: socket.socket) -> None:
        """`line` is the socket on which it reports, in JSON, how a program ended, and is asked for the next one.

        Where a program starts cold, a packet with a descriptor comes before the first report: it reports refused calls.
        The warden's `client` gets a message once a fork server has started the program, or it starts cold after all.
        """
        self._world, self._line, self._client = world, line, client
        self._exceeded = ""
        self._is_filtered = self._gave_up = False

    def live(self, order: Order) -> NoReturn:
        """Runs a case, and those that it is asked for then."""
        answer = _UNSTARTED
        try:
            signal.set_wakeup_fd(-1)
            gc.disable()
            self._close_the_warden_s(order.server)
            pristine = self._close_the_folder(self._world.part(order.command))
            while True:
                answer = _UNSTARTED
                answer = self._run(order)
                if self._gave_up or answer.get("exceeded") or not pristine or not pristine.is_as_before():
                    break
                order = self._next(answer)
        except OSError as error:
            answer = {"failed": [error.errno, error.strerror, error.filename]}
        finally:
            with contextlib.suppress(OSError):  # the warden has ended
                self._line.send(json.dumps(answer).encode())
            os._exit(0)

    def _next(self, answer: dict[str, Any]) -> Order:
        """Reports how a program ended that has left nothing, and waits for another one."""
        self._line.send(json.dumps({**answer, "clean": True}).encode())
        message, files, _, _ = socket.recv_fds(self._line, MAX_MESSAGE, 2)
        if not message:
            os._exit(0)
        network, *server = files
        linux.setns(network, linux.CLONE_NEWNET)
        os.close(network)
        return Order(json.loads(message), socket.socket(fileno=server[0]) if server else None)

    def _run(self, order: Order) -> dict[str, Any]:
        self._exceeded = ""
        printed = order.command["stdout"], order.command["stderr"]
        self._files = usage.Files(self._world.part(order.command), printed, tuple(self._world.temporary))
        written = [os.open(path, _TO_WRITE, 0o666) for path in printed]
        try:
            answer = self._started(order, *written)
            signal.setitimer(signal.ITIMER_REAL, 0)
            # It may have ended at what the kernel refused it between two looks, and what it started is still there.
            exceeded = self._exceeded or self._exceeds()
        finally:
            for descriptor in written:
                os.close(descriptor)
        return answer | ({"exceeded": exceeded} if exceeded else {})

    def _exceeds(self) -> str:
        limits, alone = self._world.limits, is_alone()
        found = "" if alone else usage.exceeded(limits, os.getpid())
        return found or self._files.exceeded(limits, alone=alone)

    def _watch(self) -> None:
        """Looks again and again at what the case uses up, and ends it all where that is more than it may.

        While all of it waits nothing changes: under `hang` each look took more of the processor than the program.
        """
        last = None

        def look(*_: object) -> None:
            nonlocal last
            before, last = last, usage.spent(self._world.limits, os.getpid())
            found = self._exceeds() if last != before or not last else ""
            if found:
                self._exceeded = self._exceeded or found
                with contextlib.suppress(ProcessLookupError):
                    os.kill(-1, signal.SIGKILL)  # all in this namespace but this one

        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, usage.EVERY, usage.EVERY)

    def _started(self, order: Order, stdout: int, stderr: int) -> dict[str, Any]:
        program = warm.start(order.server, order.command, stdout, stderr) if order.server else None
        if order.server:
            self._client.send(json.dumps({"place": order.command["place"], "began": True}).encode())
            order.server.close()
        if program is None:
            # A fork server that gave no answer may still be about to fork: into a cell that no other case may have.
            self._gave_up = order.server is not None
            return {"ended": self._run_cold(order.command, stdout, stderr)}
        self._watch()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what the program leaves is reaped by the kernel (wait(2))
        signal.signal(signal.SIGTERM, lambda number, _: _signal(program.pid, number))
        return {"ended": program.wait(), "warm": True}

    def _run_cold(self, command: dict[str, Any], stdout: int, stderr: int) -> int:
        if not self._is_filtered:
            seccomp.install_and_hand_over(self._line)
            self._is_filtered = True
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Not posix_spawn: glibc's leaves the program with the signals 32 and 33 ignored.
        process = subprocess.Popen(  # noqa: S603 - an argument list, no shell
            command["argv"],
            cwd=command["folder"],
            env=command["env"],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        signal.signal(signal.SIGTERM, lambda number, _: _signal(process.pid, number))
        self._watch()
        while process.returncode is None:
            pid, status = os.wait()
            if pid == process.pid:
                process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode

    def _close_the_warden_s(self, server: socket.socket | None) -> None:
        """Lets go of the warden's descriptors: it outlives what they are for, and what the warden closes is to end."""
        last = 2
        for kept in sorted({self._line.fileno(), self._client.fileno(), self._world.proc, *_number(server)}):
            os.closerange(last + 1, kept)
            last = kept
        os.closerange(last + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])

    def _close_the_folder(self, part: str) -> Pristine | None:
        """Leaves the program its own folder and its own processes to see, and no right to write in /proc.

        Gives back what is there then; None where what a case leaves could not be seen.
        """
        world, pristine = self._world, None
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP)
        own = os.open(part, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        for folder, shown in world.temporary.items():
            _empty(folder, shown, world.limits.shared if folder == SHARED else world.limits.disk)
        os.makedirs(world.base, exist_ok=True)
        linux.mount("tmpfs", world.base, "tmpfs", _HIDDEN, "size=64k,mode=0755")
        os.mkdir(part)
        linux.mount("proc", "/proc", "proc", _HIDDEN | linux.MS_NOEXEC | linux.MS_RDONLY)
        resource.setrlimit(resource.RLIMIT_NOFILE, world.descriptors)
        with contextlib.suppress(OSError):
            pristine = Pristine(world.temporary, part)
        linux.mount(f"/proc/self/fd/{own}", part, None, linux.MS_BIND)
        os.close(own)
        linux.set_read_only(world.base, read_only=True)
        linux.set_read_only(part, read_only=False)
        with contextlib.suppress(OSError):  # before Linux 6.14 the number is the whole machine's, and not to be had
            most = os.open("sys/kernel/pid_max", os.O_WRONLY | os.O_CLOEXEC, dir_fd=world.proc)
            os.write(most, str(max(2 * world.limits.processes, LEAST_PROCESSES)).encode())
            os.close(most)
        return pristine


def _empty(folder: str, shown: Shown, size: int) -> None:
    """Puts an empty folder of the caller's own in place of one of the machine's, but for what is shown."""
    kept = {path: -1 if link else os.open(path, os.O_PATH | os.O_CLOEXEC) for path, link in shown.items()}
    linux.mount("tmpfs", folder, "tmpfs", _HIDDEN, f"size={size},nr_inodes=16k,mode=1777")
    for path, link in shown.items():
        if link:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(link, path)
            continue
        source = f"/proc/self/fd/{kept[path]}"
        linux.make_point(path, folder=os.path.isdir(source))
        linux.mount(source, path, None, linux.MS_BIND | linux.MS_REC)
        os.close(kept[path])


def _number(server: socket.socket | None) -> Iterator[int]:
    if server:
        yield server.fileno()


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
