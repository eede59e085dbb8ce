"""Sockets bound to the loopback address."""

from __future__ import annotations

import errno
import socket

from harness.errors import EnvironmentTrouble

LOOPBACK = "127.0.0.1"


def bind(ports: tuple[int, int] | None) -> socket.socket:
    """A socket bound to a free port: any that the system gives, or the first free one of a range.

    Raises EnvironmentTrouble where no port of the range is free.
    """
    first, last = ports or (0, 0)
    for port in range(first, last + 1):
        bound = socket.socket()
        try:
            bound.bind((LOOPBACK, port))
        except OSError as error:
            bound.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        bound.setblocking(False)
        return bound
    raise EnvironmentTrouble(f'"ports": expected a free port in {first}-{last}, found all in use')
