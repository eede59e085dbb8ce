"""The sockets that the mock is reached by: the loopback addresses of a port that the user has named."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
from pathlib import Path

from harness.common.listening import BACKLOG
from harness.errors import EnvironmentTrouble, UserError

ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
"""`localhost` is either, and which one a client tries first is its own affair."""
LISTENING = "0A"
"""TCP_LISTEN as /proc/net/tcp writes it (proc_net_tcp(5))."""


def open_doors(port: int, address: str | None = None) -> list[socket.socket]:
    """Listening sockets on a port of the loopback addresses, or of one other address; port 0 is any that is free.

    Raises EnvironmentTrouble where the port is taken, naming the process that has it if that is known. A machine
    without IPv6 has one address.
    """
    doors: list[socket.socket] = []
    try:
        for family, place in ADDRESSES if address is None else [(_family(address), address)]:
            door = _door(family, place, doors[0].getsockname()[1] if doors else port)
            doors += [door] if door else []
    except BaseException:
        for door in doors:
            door.close()
        raise
    return doors


def _family(address: str) -> socket.AddressFamily:
    """Raises UserError for what is no address of IP."""
    try:
        return socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    except ValueError:
        raise UserError(f"--host {address}: expected an address such as 0.0.0.0 or ::") from None


def _door(family: socket.AddressFamily, address: str, port: int) -> socket.socket | None:
    try:
        door = socket.socket(family)
    except OSError:
        return None
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((address, port))
        door.listen(BACKLOG)
    except OSError as error:
        door.close()
        if family == socket.AF_INET6 and error.errno == errno.EADDRNOTAVAIL:
            return None
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            raise EnvironmentTrouble(f"--host {address}: expected an address of this machine") from None
        raise EnvironmentTrouble(f"--port {port}: {_why(error, port)}") from None
    door.setblocking(False)
    return door


def _why(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"expected a free port, found it taken{owner(port)}; choose another with --port"
    return f"expected a port that may be listened on, got: {error.strerror}"


def owner(port: int) -> str:
    """` by NAME (process 123)` for whoever listens on a port, as far as Linux tells this user; else nothing."""
    inodes = {f"socket:[{inode}]" for file in ("tcp", "tcp6") for inode in _listening(Path("/proc/net", file), port)}
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        with contextlib.suppress(OSError):  # it has ended, or it is another user's
            if any(str(fd.readlink()) in inodes for fd in (process / "fd").iterdir()):
                return f" by {(process / 'comm').read_text('utf-8', 'replace').strip()} (process {process.name})"
    return ""


def _listening(table: Path, port: int) -> list[str]:
    """The inodes of the sockets that listen on a port."""
    try:
        rows = [line.split() for line in table.read_text("ascii").splitlines()[1:]]
    except OSError:
        return []
    return [row[9] for row in rows if row[3] == LISTENING and row[1].rpartition(":")[2] == f"{port:04X}"]
