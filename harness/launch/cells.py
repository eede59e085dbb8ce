"""The cells that programs run in, as the warden has them: made, and kept for the next case in the same folder."""

from __future__ import annotations

import json
import os
import socket
from typing import Any, NamedTuple

from harness.launch import linux
from harness.launch.cell import FirstProcess, Order, Surroundings

MOST_KEPT = 32
"""Cells that wait for a case at the most; the one that has waited longest goes first."""
_Key = tuple[str, int]


class RunningCell(NamedTuple):
    """A cell in which a case runs."""

    first: int
    """The number of its first process."""
    line: socket.socket
    """The socket on which that reports how the program ended."""
    key: _Key
    """The folder that can be seen in it, and that folder's number."""


class Cells:
    """Makes one cell after another, or takes one that was kept."""

    def __init__(self, world: Surroundings, client: socket.socket) -> None:
        """`client` is the warden's, to which cells say that a program has begun."""
        self.world = world
        self._client = client
        self._kept: dict[_Key, RunningCell] = {}

    def start(self, command: dict[str, Any], server: socket.socket | None, network: int) -> RunningCell:
        """Starts a program in a cell, in a network namespace.

        `server` is the fork server (warm.py) that may start the program. Raises OSError where the system gives no cell.
        """
        part = self.world.part(command)
        key = part, os.stat(part).st_ino  # noqa: PTH116 - pathlib is slow
        kept = self._kept.pop(key, None)
        if kept:
            if _ask(kept.line, command, [network, *([server.fileno()] if server else [])]):
                return kept
            kept.line.close()
        return self._new(Order(command, server), network, key)

    def keep(self, cell: RunningCell) -> None:
        """Keeps a cell in which its case has left nothing."""
        self._kept[cell.key] = cell
        if len(self._kept) > MOST_KEPT:
            self._kept.pop(next(iter(self._kept))).line.close()

    def _new(self, order: Order, network: int, key: _Key) -> RunningCell:
        linux.setns(network, linux.CLONE_NEWNET)
        linux.setns(self.world.namespace, linux.CLONE_NEWPID)
        linux.unshare(linux.CLONE_NEWPID)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                first = os.fork()
            except OSError:
                ours.close()
                raise
            if first == 0:
                FirstProcess(self.world, theirs, self._client).live(order)
        return RunningCell(first, ours, key)


def _ask(line: socket.socket, command: dict[str, Any], descriptors: list[int]) -> bool:
    """Asks a cell for a program; False where it is gone, or the message is too long for it."""
    try:
        socket.send_fds(line, [json.dumps(command).encode()], descriptors, socket.MSG_DONTWAIT)
    except OSError:
        return False
    return True
