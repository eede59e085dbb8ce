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
from typing import Any, NoReturn

from harness.launch import linux, warm
from harness.launch.limits import MAX_PROCESSES, MAX_TEMPORARY

_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
_HIDDEN = linux.MS_NOSUID | linux.MS_NODEV


class Cells:
    """Makes one process namespace after another."""

    def __init__(
        self, base: str, descriptors: tuple[int, int], namespace: int, proc: int, temporary: tuple[str, ...]
    ) -> None:
        """`base` is the folder that holds the folder of every case; `descriptors` the limit (soft, hard) that programs
        are to have; `namespace` the process namespace that this one is in; `proc` the folder /proc as it was
        outside, where it can be written to: what the kernel shows there is the caller's; and `temporary` the folders
        that each case has empty.
        """
        self.base, self.descriptors, self.namespace, self.proc = base, descriptors, namespace, proc
        self.temporary = temporary

    def start(self, command: dict[str, Any], server: socket.socket | None) -> tuple[int, int]:
        """The number of the new first process, and the pipe on which it tells, in JSON, how the program ended.

        The network namespace is the one that the caller is in. `server` is the fork server (warm.py) that may start the
        program. Raises OSError where the system gives no process.
        """
        linux.setns(self.namespace, linux.CLONE_NEWPID)
        linux.unshare(linux.CLONE_NEWPID)
        ours, theirs = os.pipe2(os.O_CLOEXEC)
        try:
            pid = os.fork()
        except OSError:
            os.close(ours)
            os.close(theirs)
            raise
        if pid == 0:
            self._live(command, server, theirs)
        os.close(theirs)
        return pid, ours

    def _live(self, command: dict[str, Any], server: socket.socket | None, report: int) -> NoReturn:
        """What the new process does with its life."""
        answer: dict[str, Any] = {"failed": [0, "it could not be started", None]}
        try:
            signal.set_wakeup_fd(-1)
            gc.disable()
            answer = self._run(command, server)
        except OSError as error:
            answer = {"failed": [error.errno, error.strerror, error.filename]}
        finally:
            os.write(report, json.dumps(answer).encode())
            os._exit(0)

    def _run(self, command: dict[str, Any], server: socket.socket | None) -> dict[str, Any]:
        self._close_the_folder(command["stdout"], command["shown"])
        printed = [os.open(command[name], _TO_WRITE, 0o666) for name in ("stdout", "stderr")]
        program = warm.start(server, command, *printed) if server else None
        if program is None:
            return {"ended": self._run_cold(command, *printed)}
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what the program leaves is reaped by the kernel (wait(2))
        signal.signal(signal.SIGTERM, lambda number, _: _signal(program.pid, number))
        return {"ended": program.wait(), "warm": True}

    def _run_cold(self, command: dict[str, Any], stdout: int, stderr: int) -> int:
        resource.setrlimit(resource.RLIMIT_NOFILE, self.descriptors)
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
        while True:
            pid, status = os.wait()
            if pid == process.pid:
                return os.waitstatus_to_exitcode(status)

    def _close_the_folder(self, inside: str, shown: list[str]) -> None:
        """Leaves the program its own folder and its own processes to see, and no right to write in /proc."""
        linux.unshare(linux.CLONE_NEWNS)
        part = f"{self.base}/{inside[len(self.base) + 1 :].partition('/')[0]}"
        own = os.open(part, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        for folder in self.temporary:
            _empty(folder, [one for one in shown if one.startswith(f"{folder}/")])
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
            os.write(most, str(MAX_PROCESSES).encode())
            os.close(most)


def _empty(folder: str, shown: list[str]) -> None:
    """Puts an empty folder of the caller's own in place of one of the machine's, but for the folders that are shown."""
    kept = [os.open(one, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC) for one in shown]
    linux.mount("tmpfs", folder, "tmpfs", _HIDDEN, f"size={MAX_TEMPORARY},nr_inodes=16k,mode=1777")
    for one, descriptor in zip(shown, kept, strict=True):
        os.mkdir(one)
        linux.mount(f"/proc/self/fd/{descriptor}", one, None, linux.MS_BIND | linux.MS_REC)
        os.close(descriptor)


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
