"""The namespaces that the warden and all programs are in, or a build, and who the user is there."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from typing import TypeVar

from harness.launch import linux

INNER_USER = 1000
"""Who a program is, where the harness is run by root: it must not be root inside either."""
Closed = TypeVar("Closed")
_INNER = linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWPID | linux.CLONE_NEWIPC


def enter(close: Callable[[], Closed], *, network: bool = False) -> tuple[int, int, Closed] | None:
    """Enters the namespaces, and leaves in them what `close` does (root.py).

    Gives back the process namespace, the folder /proc from outside with the right to write there, and what `close` gave
    back. None in the processes that only wait for the end of the one that is inside. With `network` it stays the
    caller's.

    It is done twice, so that the mounts are locked (mount_namespaces(7)): whoever has all rights in the inner ones, as
    the libraries that a fork server loads, can't make the tree writable again. A process that stays outside says who
    the user is, for in there even /proc is closed.
    """
    linux.leave_keyring()
    user, group = os.getuid(), os.getgid()
    linux.unshare(linux.CLONE_NEWUSER)
    _map_user("self", user, group)
    outside, inside = socket.socketpair()
    child = os.fork()
    if child:
        inside.close()
        if outside.recv(1):
            _map_user(str(child), os.getuid(), os.getgid())
            outside.send(b"1")
        os.waitpid(child, 0)
        return None
    outside.close()
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    linux.unshare(linux.CLONE_NEWNS)
    closed = close()
    linux.unshare(_INNER & ~linux.CLONE_NEWNET if network else _INNER)
    inside.send(b"1")
    if not inside.recv(1):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), "uid_map")
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return None
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC | linux.MS_RDONLY)
    with open(
        "sys/user/max_user_namespaces", "w", opener=lambda path, flags: os.open(path, flags, dir_fd=proc)
    ) as most:
        most.write("0")  # of this one's: in another a program would have all rights, over what the kernel then offers
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC), proc, closed


def _map_user(process: str, user: int, group: int) -> None:
    """Makes a process that has entered a user namespace an ordinary user there."""
    maps = {"uid_map": f"{user or INNER_USER} {user} 1", "gid_map": f"{group or INNER_USER} {group} 1"}
    for name, text in {"setgroups": "deny", **maps}.items():
        with open(f"/proc/{process}/{name}", "w") as stream:
            stream.write(text)
