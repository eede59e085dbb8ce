"""Where the resident harness listens: a socket in the user's own folder for state, one for each installation."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import zlib
from collections.abc import Iterator

from harness.common.state_folder import state_folder

PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - below
"""The harness's own folder. Without pathlib, which takes as long to load as a client may take."""
NAME = f"resident-{zlib.crc32(os.fsencode(PACKAGE)):08x}.sock"


@contextlib.contextmanager
def folder() -> Iterator[str]:
    """The folder, by a descriptor: no path is then too long for a socket, and nobody puts another in its place.

    Raises OSError if there is none, or if it is not this user's alone.
    """
    descriptor = os.open(state_folder(), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
            raise PermissionError(f"{state_folder()}: expected a folder of this user alone")
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def connected() -> socket.socket | None:
    """A connection to the resident harness; None if there is none."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        with folder() as path:
            connection.connect(f"{path}/{NAME}")
        if peer(connection)[1] == os.geteuid():
            return connection
    except OSError:
        pass
    connection.close()
    return None


def peer(connection: socket.socket) -> tuple[int, int]:
    """The number of the process at the other end, and its user's (unix(7))."""
    process, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return process, user
