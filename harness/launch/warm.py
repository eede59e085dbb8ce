"""Programs that are forked from a process which has loaded what they need: a *fork server*.

A fork server is a program that a language names. It is started once, inside the namespaces, with the number
of a socket as its last argument, and holds the right to enter the namespaces of cells. A cell sends it one packet:

    {"argv": ["/usr/bin/python3", "/x.py"], "folder": "/w", "env": {}}

with the descriptors of a socket for the answers, of the files that take stdout and stderr, and of the cell's
namespaces, that of its processes first. On the answers' socket come either `{"cold": "why"}`, and the cell starts the
program itself, or `{"pid": 2}`, its number in the cell, and at its end `{"ended": 0}`, as `subprocess.Popen.returncode`
has it.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from harness.launch import linux, seccomp

MAX_PACKET = 1 << 15
"""Bytes of a request; a program whose environment is longer starts cold."""
ANSWER_LIMIT = 30.0
"""Seconds until the first answer of a fork server, which may still be loading."""
ATTEMPTS = 3
"""Times that a fork server is asked where the new process dies before it is the program: of thousands, one or two of
Node.js do, whose heap may grow between the last look at it and the fork.
"""
NAMESPACES = ("pid", "mnt", "net", "ipc", "uts", "cgroup")


def start_server(
    argv: Sequence[str], env: Mapping[str, str], network: int, hidden: str, limit: tuple[int, int]
) -> tuple[socket.socket, int]:
    """Starts a fork server in a network namespace without a way out.

    Gives back the socket that cells ask it on, and the descriptor which reports the calls that it and its programs are
    refused (seccomp.py), or -1.

    `hidden` is the folder of all cases' private copies, and `limit` the bound on descriptors that programs are to
    have. Raises OSError where it can't be started.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def enter() -> None:
        linux.setns(network, linux.CLONE_NEWNET)
        linux.unshare(linux.CLONE_NEWNS)
        linux.mount("tmpfs", hidden, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=64k,mode=0755")
        linux.set_read_only(hidden, read_only=True)
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
        linux.keep_over_exec(linux.CAP_SYS_ADMIN, linux.CAP_SYS_CHROOT)
        seccomp.install_and_hand_over(theirs)

    printed = os.memfd_create("printed", os.MFD_CLOEXEC)
    try:
        subprocess.Popen(  # noqa: S603 - an argument list, no shell
            [*argv, str(theirs.fileno())],
            cwd="/",
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
            start_new_session=True,
            pass_fds=(theirs.fileno(),),
            preexec_fn=enter,
        )
    except (OSError, subprocess.SubprocessError) as error:
        ours.close()
        raise OSError(0, f"the fork server: {error}", argv[0]) from None
    finally:
        theirs.close()
        os.close(printed)
    return ours, seccomp.handed_over(ours)


class WarmProgram:
    """A program that a fork server started in the caller's cell."""

    def __init__(self, answers: socket.socket, pid: int) -> None:
        self._answers = answers
        self.pid = pid

    def wait(self) -> int:
        """The exit status, negative where a signal ended it; SIGKILL's where the fork server is gone."""
        with self._answers:
            answer = _answer(self._answers)
        return int(answer.get("ended", -9))


def start(server: socket.socket, command: Mapping[str, Any], stdout: int, stderr: int) -> WarmProgram | None:
    """Asks a fork server for a program; None where it has to be started cold."""
    request = json.dumps({name: command[name] for name in ("argv", "folder", "env")}).encode()
    if len(request) > MAX_PACKET:
        return None
    for _ in range(ATTEMPTS):
        answers = _ask(server, request, stdout, stderr)
        answer = _answer(answers) if answers else {}
        if answers and "pid" in answer:
            answers.settimeout(None)
            return WarmProgram(answers, answer["pid"])
        if answers:
            answers.close()  # a process that was forked too late finds that out, and is no second one of the program
        if "ended" not in answer:
            return None
    return None


def _ask(server: socket.socket, request: bytes, stdout: int, stderr: int) -> socket.socket | None:
    """The socket on which a fork server answers a request; None where it is gone."""
    answers, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    spaces = [os.open(f"/proc/self/ns/{name}", os.O_RDONLY | os.O_CLOEXEC) for name in NAMESPACES]
    try:
        socket.send_fds(server, [request], [theirs.fileno(), stdout, stderr, *spaces])
    except OSError:
        answers.close()
        return None
    finally:
        theirs.close()
        for space in spaces:
            os.close(space)
    answers.settimeout(ANSWER_LIMIT)
    return answers


def _answer(answers: socket.socket) -> dict[str, Any]:
    try:
        data = answers.recv(4096)
    except (ConnectionError, TimeoutError):
        data = b""
    answer: dict[str, Any] = json.loads(data or b"{}")
    return answer
