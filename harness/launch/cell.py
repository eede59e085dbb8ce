"""The first process of one case: in a process namespace of its own it starts the program, and reaps what that leaves.

When it ends, the kernel ends all else in its namespace, whatever sessions and groups that has made for itself. The
program sees no other case: neither its processes nor its files.
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
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from harness.launch import linux, seccomp, usage, warm
from harness.launch.furnish import SHARED
from harness.launch.limits import Limits
from harness.launch.root import Shown

_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
LEAST_PROCESSES = 301
"""The least number that the kernel takes as the highest of a process (proc(5))."""
_HIDDEN = linux.MS_NOSUID | linux.MS_NODEV


class Cells:
    """Makes one process namespace after another."""

    def __init__(
        self,
        base: str,
        limits: Limits,
        descriptors: tuple[int, int],
        namespace: int,
        proc: int,
        temporary: Mapping[str, Shown],
    ) -> None:
        """`base` is the folder that holds the folder of every case, and `limits` what each may use up.

        `descriptors` is the limit (soft, hard) that programs are to have; `namespace` the process namespace that this
        one is in; `proc` the folder /proc as it was outside, where it can be written to: what the kernel shows there is
        the caller's; and `temporary` the folders that each case has empty, but for what is shown there.
        """
        self.base, self.descriptors, self.namespace, self.proc = base, descriptors, namespace, proc
        self.temporary, self.limits = temporary, limits
        self._exceeded = ""
        self._begun: Callable[[], object] = bool

    def start(
        self, command: dict[str, Any], server: socket.socket | None, begun: Callable[[], object]
    ) -> tuple[int, socket.socket]:
        """The number of the new first process, and the socket on which it reports, in JSON, how the program ended.

        Where the program starts cold, a packet with a descriptor comes first, which reports refused calls.

        The network namespace is the one that the caller is in. `server` is the fork server (warm.py) that may start the
        program; `begun` is called, in the new process, once it has, or once the program starts cold after all.
        Raises OSError where the system gives no process.
        """
        self._begun = begun
        linux.setns(self.namespace, linux.CLONE_NEWPID)
        linux.unshare(linux.CLONE_NEWPID)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            pid = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            raise
        if pid == 0:
            self._live(command, server, theirs)
        theirs.close()
        return pid, ours

    def _live(self, command: dict[str, Any], server: socket.socket | None, report: socket.socket) -> NoReturn:
        """What the new process does with its life."""
        answer: dict[str, Any] = {"failed": [0, "it could not be started", None]}
        try:
            signal.set_wakeup_fd(-1)
            gc.disable()
            answer = self._run(command, server, report)
        except OSError as error:
            answer = {"failed": [error.errno, error.strerror, error.filename]}
        finally:
            report.send(json.dumps(answer).encode())
            os._exit(0)

    def _run(self, command: dict[str, Any], server: socket.socket | None, report: socket.socket) -> dict[str, Any]:
        self._close_the_folder(self._part(command))
        printed = command["stdout"], command["stderr"]
        self._files = usage.Files(self._part(command), printed, tuple(self.temporary))
        answer = self._started(command, server, report)
        # It may have ended at what the kernel refused it between two looks, and what it started is still there.
        exceeded = self._exceeded or self._exceeds()
        return answer | ({"exceeded": exceeded} if exceeded else {})

    def _exceeds(self) -> str:
        return usage.exceeded(self.limits, os.getpid()) or self._files.exceeded(self.limits)

    def _watch(self) -> None:
        """Looks again and again at what the case uses up, and ends it all where that is more than it may.

        While all of it waits nothing changes: under `hang` each look took more of the processor than the program.
        """
        last = None

        def look(*_: object) -> None:
            nonlocal last
            before, last = last, usage.spent(self.limits, os.getpid())
            found = self._exceeds() if last != before or not last else ""
            if found:
                self._exceeded = self._exceeded or found
                with contextlib.suppress(ProcessLookupError):
                    os.kill(-1, signal.SIGKILL)  # all in this namespace but this one

        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, usage.EVERY, usage.EVERY)

    def _started(self, command: dict[str, Any], server: socket.socket | None, report: socket.socket) -> dict[str, Any]:
        printed = [os.open(command[name], _TO_WRITE, 0o666) for name in ("stdout", "stderr")]
        program = warm.start(server, command, *printed) if server else None
        if server:
            self._begun()
        if program is None:
            return {"ended": self._run_cold(command, report, *printed)}
        self._watch()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what the program leaves is reaped by the kernel (wait(2))
        signal.signal(signal.SIGTERM, lambda number, _: _signal(program.pid, number))
        return {"ended": program.wait(), "warm": True}

    def _run_cold(self, command: dict[str, Any], report: socket.socket, stdout: int, stderr: int) -> int:
        resource.setrlimit(resource.RLIMIT_NOFILE, self.descriptors)
        seccomp.install_and_hand_over(report)
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
        while True:
            pid, status = os.wait()
            if pid == process.pid:
                return os.waitstatus_to_exitcode(status)

    def _part(self, command: dict[str, Any]) -> str:
        """The folder that holds all that is the case's own."""
        return f"{self.base}/{command['stdout'][len(self.base) + 1 :].partition('/')[0]}"

    def _close_the_folder(self, part: str) -> None:
        """Leaves the program its own folder and its own processes to see, and no right to write in /proc."""
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP)
        own = os.open(part, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        for folder, shown in self.temporary.items():
            _empty(folder, shown, self.limits.shared if folder == SHARED else self.limits.disk)
        os.makedirs(self.base, exist_ok=True)
        linux.mount("tmpfs", self.base, "tmpfs", _HIDDEN, "size=64k,mode=0755")
        os.mkdir(part)
        linux.mount(f"/proc/self/fd/{own}", part, None, linux.MS_BIND)
        os.close(own)
        linux.set_read_only(self.base, read_only=True)
        linux.set_read_only(part, read_only=False)
        linux.mount("proc", "/proc", "proc", _HIDDEN | linux.MS_NOEXEC | linux.MS_RDONLY)
        with contextlib.suppress(OSError):  # before Linux 6.14 the number is the whole machine's, and not to be had
            most = os.open("sys/kernel/pid_max", os.O_WRONLY | os.O_CLOEXEC, dir_fd=self.proc)
            os.write(most, str(max(2 * self.limits.processes, LEAST_PROCESSES)).encode())
            os.close(most)


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


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
