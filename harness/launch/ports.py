"""Listening sockets on the loopback address."""

from __future__ import annotations

import errno
import socket

from harness.errors import EnvironmentTrouble

LOOPBACK = "127.0.0.1"
BACKLOG = 16


def listen(ports: tuple[int, int] | None) -> socket.socket:
    """A listening socket on a free port: any that the system gives, or the first free one of a range.

    Raises EnvironmentTrouble where no port of the range is free.
    """
    for port in range(ports[0], ports[1] + 1) if ports else (0,):
        listener = socket.socket()
        try:
            listener.bind((LOOPBACK, port))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        listener.setblocking(False)
        return listener
    raise EnvironmentTrouble(
        f'"ports": expected a free port in {ports[0]}-{ports[1]}, found all in use'
        if ports
        else "expected a free port, found none"
    )
