"""Starts the processes that move the clocks of cases. The warden loads this, and each cell is a fork of the warden."""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import socket
from typing import NoReturn

from harness.launch import linux


class Starter:
    """A fork of the process that makes it, which has loaded what moves a clock, and forks itself for each case."""

    def __init__(self, moved: int) -> None:
        """`moved` is the descriptor of the memory that says how far clocks were moved (moved.py).

        Raises OSError where there is no process to be had.
        """
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork() == 0:
            try:
                _live(theirs, moved)
            finally:
                os._exit(0)
        theirs.close()

    def start(self, first: int, began: int, slot: int) -> socket.socket:
        """Starts looking at a case (clocks.py), and gives back the socket on which its process is spoken to.

        Raises OSError where that can't be done.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            told = json.dumps({"first": first, "began": began, "slot": slot}).encode()
            socket.send_fds(self._line, [told], [theirs.fileno()])
        return ours


def _live(line: socket.socket, memory: int) -> NoReturn:
    """What the new process does with its life."""
    low, high = sorted((line.fileno(), memory))
    os.closerange(3, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that it starts
    gc.enable()
    from harness.launch.clock.clocks import Clocks  # what the warden needn't load
    from harness.launch.clock.moved import Moved

    moved = Moved(memory)
    while True:
        message, files, _, _ = socket.recv_fds(line, 4096, 1)
        if not message:
            os._exit(0)
        if _fork() == 0:
            line.close()
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
            told = json.loads(message)
            client = socket.socket(fileno=files[0])
            try:
                socket.send_fds(client, [b"{}"], [os.pidfd_open(os.getpid())])
                Clocks(client, told["first"], told["began"], moved, told["slot"]).serve()
            finally:
                os._exit(0)
        os.close(files[0])


def _fork() -> int:
    """See os.fork; -1 where there is no process to be had. The warden gets the end of the socket then."""
    try:
        return os.fork()
    except OSError:
        return -1
